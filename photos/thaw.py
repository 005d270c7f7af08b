"""From the photos of a document to the rows that use them."""

from collections.abc import Callable, Sequence
from typing import Any

from photos.models import Photo
from photos.pictures import PhotoUse, use_of
from publishing.restore import Wanted, put_rows


class Photos:
    """The photos of these uses; `remarks` tells of those that are gone or were withdrawn."""

    def __init__(self, uses: Sequence[PhotoUse]) -> None:
        self._photos = {photo.uid: photo for photo in Photo.objects.filter(uid__in=[use.photo for use in uses])}
        self.remarks: list[str] = []

    def row(self, use: PhotoUse) -> Photo | None:
        photo = self._photos.get(use.photo)
        name = use.caption or use.alt
        if photo is None:
            self.remarks.append(f"A photo is no longer there{f': “{name}”' if name else ''}.")
        elif photo.withdrawn_at:
            self.remarks.append(f"Photo “{photo}” was withdrawn since. Choose another before you publish.")
        return photo

    def alone(self, use: PhotoUse | None) -> Photo | None:
        """The photo of a use that has no words of its own: those of the photo stand there."""
        photo = self.row(use) if use else None
        if photo is not None and photo.withdrawn_at is None and use_of(photo) != use:
            self.remarks.append(f"Photo “{photo}” has another caption or alt text now.")
        return photo


def own_words(use: PhotoUse, photo: Photo) -> dict[str, str]:
    """The caption and alt text of the use itself: none where the photo says the same."""
    alt = "" if use_of(photo, caption=use.caption, number=use.number) == use else use.alt
    return {"caption": "" if use.caption == photo.caption else use.caption, "alt_text": alt}


def put_photos(
    rows: Any, uses: Sequence[PhotoUse], more: Callable[[PhotoUse], dict[str, Any]] = lambda use: {}
) -> list[str]:
    """Make a page show these photos in this order with their words there; returns what could not be restored."""
    photos = Photos(uses)
    wanted = [
        Wanted(values={"photo": photo, **own_words(use, photo), **more(use)})
        for use in uses
        if (photo := photos.row(use)) is not None
    ]
    put_rows(rows, wanted, same=["photo"])
    return photos.remarks
