"""How a page's photos read where documents are compared."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from photos.models import Photo
from photos.pictures import PhotoUse
from photos.thumbnails import thumbnail
from publishing.sections import Rows, flag, line, text


def thumbnails(uids: Iterable[UUID]) -> dict[UUID, SafeString]:
    """The photos as staff see them, in one query; what was withdrawn is shown as a dash."""
    wanted = list(uids)
    return {photo.uid: thumbnail(photo) for photo in Photo.objects.shown(wanted)} if wanted else {}


def photo_rows(
    of: Callable[[Any], Iterable[PhotoUse]], *, one: str = "photo", many: str = "photos", anchor: str = "photos-group"
) -> Rows:
    """The uses of photos that `of` finds in a document. A page shows a photo once, so its uid says which is which."""
    return Rows(
        one=one,
        many=many,
        of=of,
        # A caption may be of a photo that was withdrawn since.
        called=lambda use: f"the {one}",
        key=attrgetter("photo"),
        lines=(
            text("Caption", "caption"),
            text("Alt text", "alt"),
            flag("Decorative", "decorative"),
            line("Place", "place"),
        ),
        anchor=anchor,
        photo=attrgetter("photo"),
        pictures=thumbnails,
    )
