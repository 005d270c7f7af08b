"""Makes the files that pages show, in the background, each with its credit inside.

Every file is noted on the photo's row when it is written, so that after an interruption only the others are made.
Names are made from the content, so a file never changes and may be cached for ever; those of one photo are in a folder
of its own, so that no two photos share a file.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.db import transaction
from django.db.models import F
from PIL import Image

from photos import credits, specs
from photos.models import Photo, Rendition, encoded, originals
from photos.specs import RECIPE, Scaled, Wanted
from publishing import clock, state

# Longer than the slowest file takes on a busy machine, to which this work gives way: after it, whoever was at work on a
# photo is believed dead.
LEASE = timedelta(minutes=3)
FIRST_PAUSE = timedelta(minutes=1)
# What files show and say. Whoever changes one of these calls `Photo.forget_renditions`.
MADE_FROM = frozenset({"file", *credits.FIELDS, "focal_x", "focal_y", "crops"})

logger = logging.getLogger(__name__)


def quick(photo: Photo) -> None:
    """One JPEG, so that a new photo can be used at once; `step` makes the others and takes its place."""
    want = specs.quick(photo)
    with _original(photo) as image:
        made = _make(photo, Scaled(want.box, want.size).process(image), want)
    with transaction.atomic():
        current = _as_it_was(photo).exclude(recipe=RECIPE).select_for_update().first()
        if current is None:
            _delete_unused(photo, {made.name})
            return
        _show(current, [made], recipe="")


def render(photo: Photo) -> None:
    """Make what this photo lacks; pages show all its files from the next request on, and others of it are deleted."""
    plan = specs.wanted(photo)
    made = _made(photo)
    missing = [want for want in plan if want.made_from not in made]
    if missing:
        with _original(photo) as image:
            for (box, size), group in groupby(missing, key=lambda want: (want.box, want.size)):
                scaled = Scaled(box, size).process(image)
                for want in group:
                    made[want.made_from] = file = _make(photo, scaled, want)
                    if not _note(photo, file):
                        _delete_unused(photo, {file.name})
                        return
    with transaction.atomic():
        current = _held(photo).select_for_update().first()
        if current is not None:
            _show(current, [made[want.made_from] for want in plan], recipe=RECIPE)


def step() -> bool:
    """Go on with at most one photo that needs it; False where none does. Any number of workers may call this.

    A photo that fails is tried again after 1, 2, 4 and 8 minutes, and then only when its file or credit changes.
    """
    photo = Photo.objects.due(RECIPE).first()
    if photo is None or not _claim(photo):
        return False
    tries = photo.render_tries
    try:
        render(photo)
    except Exception as error:  # whatever it is, the next photo must have its turn
        logger.exception("Photo %s was not rendered", photo.pk)
        _held(photo).update(
            render_error=f"{type(error).__name__}: {error}"[:300],
            render_after=clock.now() + FIRST_PAUSE * 2**tries,
        )
    return True


def progress(photo: Photo) -> tuple[int, int]:
    """How many of the files it should have are made, and how many that is."""
    plan, made = specs.wanted(photo), _made(photo)
    return sum(want.made_from in made for want in plan), len(plan)


def delete_after_commit(photo: Photo) -> None:
    """Once what is done in this transaction is committed, delete all files of this photo, the original too."""
    folder, original = f"p/{photo.key}", photo.file.name
    transaction.on_commit(lambda: _empty(folder), robust=True)
    if original:
        transaction.on_commit(lambda: originals().delete(original), robust=True)


def _claim(photo: Photo) -> bool:
    """Take the photo for as long as the lease, unless another worker was first."""
    lease = clock.now() + LEASE
    mine = Photo.objects.unrendered(RECIPE).filter(pk=photo.pk, render_after=photo.render_after)
    photo.render_after = lease
    return bool(mine.update(render_after=lease, render_tries=F("render_tries") + 1))


def _as_it_was(photo: Photo) -> Any:
    """This photo in the database, if what its files show and say is still the same."""
    return Photo.objects.filter(pk=photo.pk, **{name: getattr(photo, name) for name in MADE_FROM})


def _held(photo: Photo) -> Any:
    """The same, if nobody else has taken it over meanwhile."""
    return _as_it_was(photo).filter(render_after=photo.render_after)


@contextmanager
def _original(photo: Photo) -> Iterator[Image.Image]:
    with originals().open(str(photo.file.name)) as file, Image.open(file) as image:
        image.load()
        yield image


def _made(photo: Photo) -> dict[str, Rendition]:
    """The files there are, by what they were made from."""
    return {file.made_from: file for file in [*photo.renditions(), *photo.made()]}


def _make(photo: Photo, scaled: Image.Image, want: Wanted) -> Rendition:
    """The file, written to storage under its name."""
    inside = credits.inside(photo)
    if want.spec is specs.Jpeg:
        inside["extra"] = credits.iim(photo)
    _, data = want.spec(scaled, processors=[], inside=inside).generate()
    digest = hashlib.sha256(data).hexdigest()[:16]
    width, height = want.size
    return Rendition(
        name=write(default_storage, f"p/{photo.key}/{digest}-{width}.{want.spec.extension}", data),
        format=want.spec.format.lower(),
        width=width,
        height=height,
        size=len(data),
        crop=want.crop,
        made_from=want.made_from,
    )


def write(storage: Storage, name: str, data: bytes) -> str:
    """Keep a file whose name is made from its content."""
    if storage.exists(name):
        if storage.size(name) == len(data):
            return name
        # Left half-written by a process that was killed.
        storage.delete(name)
    kept = storage.save(name, ContentFile(data))
    if kept != name:
        # Another worker wrote the same file in this very moment.
        storage.delete(kept)
    return name


def _note(photo: Photo, file: Rendition) -> bool:
    """Keep in mind that this file is made, and hold the photo longer. False where it has changed or somebody has it."""
    photo.made_list = encoded([*photo.made(), file])
    lease = clock.now() + LEASE if photo.render_after else None
    # What makes progress is not about to be given up.
    noted = _held(photo).update(made_list=photo.made_list, render_after=lease, render_tries=0)
    photo.render_after = lease
    return bool(noted)


def _show(current: Photo, files: list[Rendition], *, recipe: str) -> None:
    """Let pages show these files instead of those before, which are deleted. Inside a transaction."""
    files.sort(key=lambda file: (file.crop, file.format, file.width))
    before = {file.name for file in [*current.renditions(), *current.made()]}
    Photo.objects.filter(pk=current.pk).update(
        rendition_list=encoded(files),
        made_list="[]",
        recipe=recipe,
        render_tries=0,
        render_error="",
        render_after=None,
    )
    state.changed()
    unused = before - {file.name for file in files}
    transaction.on_commit(lambda: _delete(unused), robust=True)


def _delete_unused(photo: Photo, names: set[str]) -> None:
    """Delete those of these files that the photo, as it is now, does not name."""
    now = Photo.objects.filter(pk=photo.pk).first()
    used = {file.name for file in [*now.renditions(), *now.made()]} if now else set()
    _delete(names - used)


def _delete(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _empty(folder: str) -> None:
    try:
        _, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    _delete(f"{folder}/{name}" for name in names)
