"""What a file says of its picture goes into the fields that nobody filled in, marked as read from the file."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from photos.models import Photo


def fill(photo: Photo, proposed: Mapping[str, Any]) -> list[str]:
    """Give the photo what its file says of it, where it says nothing itself; returns the names of the fields.

    What a field cannot hold is left out: a file may say anything. The caller saves.
    """
    filled = []
    for name, value in proposed.items():
        field: Any = Photo._meta.get_field(name)
        if getattr(photo, name) not in field.empty_values:
            continue
        try:
            setattr(photo, name, field.clean(value, photo))
        except ValidationError:
            continue
        if value not in field.empty_values:
            filled.append(name)
    if (photo.latitude is None) != (photo.longitude is None):
        photo.latitude = photo.longitude = None
    photo.read_from_file = ",".join(filled)
    return filled


def label_of(name: str) -> str:
    """What editors call this field."""
    field: Any = Photo._meta.get_field(name)
    return str(field.verbose_name)


def title_of(name: str) -> str:
    """A title from the name of a file, for want of a better one."""
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return " ".join(stem.replace("_", " ").replace("-", " ").split())[:200] or "Untitled"
