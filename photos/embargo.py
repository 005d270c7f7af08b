"""Photos whose files nobody may fetch: those that only editions still to come will show, and whose licence ended.

Derived, like everything that is live: scheduling holds a photo back with its page, and at the hour both are public
with nothing run. A photo that a page, a campaign or the site shows already is public, whatever else will show it.
"""

from typing import Any

from django.db import DatabaseError
from django.db.models import F
from django.http import HttpRequest

from photos.models import Photo
from publishing import pages
from publishing.bases import Content, Part
from publishing.clock import Now
from publishing.models import Edition, Reference


def is_held_back(request: HttpRequest, key: str) -> bool:
    """Whether nobody may fetch the files of the photo with that key now."""
    try:
        return key in pages.state_of(request).remember("photos.held_back", held_back)
    except DatabaseError:
        # The pages that are kept need their pictures, and the names of other files are known to nobody.
        return False


def held_back() -> frozenset[str]:
    """The keys of all photos under embargo, and of those whose licence ended."""
    begun = Edition.objects.filter(in_force_from__lte=Now()).exclude(in_force_until=F("in_force_from"))
    photos = Photo.objects.filter(uid__in=_shown_by(Edition.objects.scheduled())).exclude(uid__in=_shown_by(begun))
    for rows, name in shown_at_once():
        photos = photos.exclude(pk__in=rows.exclude(**{name: None}).values(name))
    return frozenset(photo.key for photo in (photos | Photo.objects.expired()).only("uid"))


def _shown_by(editions: Any) -> Any:
    return Reference.objects.filter(role="photo", edition__in=editions).values("target")


def shown_at_once() -> list[tuple[Any, str]]:
    """Rows that show a photo without an edition, those live now where they have hours of their own."""
    found = []
    for field in Photo._meta.get_fields(include_hidden=True):
        model: Any = field.related_model if field.one_to_many else None
        if model is not None and model._meta.app_label != "photos" and not issubclass(model, (Content, Part)):
            rows = model._default_manager.all()
            found.append((rows.live() if hasattr(rows, "live") else rows, field.field.name))  # type: ignore[union-attr]
    return found
