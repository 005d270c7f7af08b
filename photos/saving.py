"""Saves what was changed on a photo: pages show it on the next request, files that say it are made anew."""

from collections.abc import Collection

from photos import renditions
from photos.models import Photo
from publishing import state

OF_RENDERING = ("recipe", "render_tries", "render_after", "render_error")


def save_changes(photo: Photo, fields: Collection[str]) -> None:
    """Save these fields and no others: the background work may have written them since the row was read.

    Call it inside a transaction.
    """
    written = set(fields)
    if not written:
        return
    if written & renditions.MADE_FROM:
        photo.forget_renditions()
        written.update(OF_RENDERING)
    photo.save(update_fields=written)
    state.changed(photo.licence_ends_at if "licence_until" in written else None)
