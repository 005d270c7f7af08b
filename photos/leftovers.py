"""Files in storage that no photo names, and photos that name files which are not there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.storage import Storage, default_storage

from photos.models import Photo, Release, encoded, originals
from photos.specs import RECIPE
from publishing import clock, state

# A file is written before its row names it: younger ones may be somebody's work of this moment.
YOUNG = timedelta(hours=1)


@dataclass(frozen=True)
class Leftover:
    """A file that nothing names."""

    storage: Storage
    name: str
    size: int

    def delete(self) -> None:
        self.storage.delete(self.name)


def leftovers() -> Iterator[Leftover]:
    """Renditions and originals older than an hour that nothing names. Safe while the site runs."""
    # The files first, then who names them: what is named meanwhile is not taken for a leftover.
    files = [*_below(default_storage, "p/"), *_below(originals(), "")]
    named = set(Photo.objects.exclude(file="").values_list("file", flat=True))
    named |= set(Release.objects.exclude(file="").values_list("file", flat=True))
    for photo in Photo.objects.only("rendition_list", "made_list").iterator():
        named |= {file.name for file in [*photo.renditions(), *photo.made()]}
    oldest = clock.now() - YOUNG
    for storage, name in files:
        if name not in named:
            try:
                if storage.get_modified_time(name) < oldest:
                    yield Leftover(storage, name, storage.size(name))
            except FileNotFoundError:
                continue


def incomplete() -> list[Photo]:
    """Photos that show files which are not in storage, as after a backup came back without its media."""
    there = {name for _, name in _below(default_storage, "p/")}
    photos = Photo.objects.filter(recipe=RECIPE).iterator()
    return [photo for photo in photos if any(file.name not in there for file in photo.renditions())]


def make_missing(photo: Photo) -> None:
    """Let the background work make the files of this photo that are not there."""
    there = [file for file in photo.renditions() if default_storage.exists(file.name)]
    photo.forget_renditions()
    photo.rendition_list = encoded(there)
    photo.save(update_fields=["recipe", "render_error", "render_tries", "render_after", "rendition_list"])
    state.changed()


def _below(storage: Storage, folder: str) -> Iterator[tuple[Storage, str]]:
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from ((storage, f"{folder}{name}") for name in names)
    for name in folders:
        yield from _below(storage, f"{folder}{name}/")
