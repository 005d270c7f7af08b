"""The files made of a photo: which, how far, and that an interruption costs none that was made."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from django.conf import settings as project
from PIL import Image

from photos import renditions, specs
from photos.models import Photo
from publishing import clock
from tests.pictures import opened, plate, stored, take_in
from tests.test_processes import database_url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def made(django_capture_on_commit_callbacks):
    """Lets the background work do all it can, and returns the photo as it is then."""

    def work(photo):
        with django_capture_on_commit_callbacks(execute=True):
            while renditions.step():
                pass
        photo.refresh_from_db()
        return photo

    return work


def sizes(photo, crop, kind="jpeg"):
    return [(file.width, file.height) for file in photo.renditions() if (file.crop, file.format) == (crop, kind)]


def halves(width, height):
    """Red at the left, blue at the right."""
    image = plate(width, height, "#ff0000")
    image.paste("#0000ff", (width // 2, 0, width, height))
    return image


def is_red(name):
    image = opened(name)
    red, _, blue = image.convert("RGB").getpixel((image.width // 2, image.height // 2))
    return red > blue


def test_a_large_photo_has_every_size_and_crop_and_none_is_larger_than_it(made):
    photo = made(take_in(plate(3000, 1500)))
    whole = [(320, 160), (640, 320), (960, 480), (1280, 640), (1920, 960), (2560, 1280)]
    assert sizes(photo, "") == sizes(photo, "", "webp") == sizes(photo, "", "avif") == whole
    assert sizes(photo, "card") == sizes(photo, "card", "avif") == [(320, 213), (640, 427), (800, 533), (960, 640)]
    assert sizes(photo, "hero") == sizes(photo, "hero", "avif") == [(1280, 800), (1920, 1200), (2400, 1500)]
    assert sizes(photo, "square") == [(320, 320), (640, 640), (800, 800), (1280, 1280)]
    assert sizes(photo, "social") == [(1200, 630)]
    assert len(photo.renditions()) == 41
    assert stored() == {file.name for file in photo.renditions()}
    for file in photo.renditions():
        assert opened(file.name).size == (file.width, file.height)


def test_a_crop_that_would_be_the_whole_is_left_out_and_so_is_a_social_card_that_is_too_small(made):
    photo = made(take_in(plate(900, 600)))
    assert {file.crop for file in photo.renditions()} == {"", "hero", "square"}


def test_crops_keep_the_focal_point_in_sight(made):
    photo = made(take_in(halves(1600, 400), focal_x=90))
    squares = [file.name for file in photo.renditions() if file.crop == "square"]
    assert squares
    assert not any(is_red(name) for name in squares)


def test_a_crop_set_by_hand_goes_before_the_focal_point_and_stays_inside_what_was_chosen(made):
    photo = made(take_in(halves(1600, 800), focal_x=90, crops='{"square": [0, 0, 250, 500]}'))
    square = max((file for file in photo.renditions() if file.crop == "square"), key=lambda file: file.width)
    assert (square.width, square.height) == (400, 400)
    assert is_red(square.name)


def test_a_moved_focal_point_makes_only_the_crops_anew(made):
    photo = made(take_in(halves(1600, 800)))
    before = {file.name for file in photo.renditions()}
    photo.focal_x = 90
    photo.forget_renditions()
    photo.save()
    assert renditions.progress(photo) == (15, 32)
    made(photo)
    kept = before & {file.name for file in photo.renditions()}
    assert kept == {file.name for file in photo.renditions() if not file.crop}
    assert stored() == {file.name for file in photo.renditions()}


def test_a_changed_recipe_makes_only_what_it_changes(made, monkeypatch):
    photo = made(take_in())
    before = {file.name for file in photo.renditions()}
    monkeypatch.setattr(specs.WebP, "encoding", {"quality": 50, "method": 4})
    Photo.objects.update(recipe="an older one")
    made(photo)
    assert {file.format for file in photo.renditions() if file.name not in before} == {"webp"}
    assert stored() == {file.name for file in photo.renditions()}


def test_what_editors_just_sent_goes_before_what_is_made_anew(made):
    made(take_in())
    Photo.objects.update(recipe="an older one")
    new = take_in(plate(500, 400))
    assert Photo.objects.due(renditions.RECIPE).first() == new


def test_the_quick_size_is_used_again(made):
    photo = take_in()
    renditions.quick(photo)
    photo.refresh_from_db()
    (first,) = photo.renditions()
    assert renditions.progress(photo) == (1, 14)
    assert first in made(photo).renditions()


@pytest.mark.django_db(transaction=True)
def test_work_killed_in_the_middle_goes_on_where_it_stopped(tmp_path, monkeypatch, encoding_of_readers):
    # As the process has it.
    monkeypatch.setattr(specs.Avif, "encoding", encoding_of_readers)
    noise = Image.effect_noise((500, 300), 80).convert("RGB")
    photo = take_in(noise)
    environment = {**os.environ, "DATABASE_URL": database_url(), "MEDIA_ROOT": str(tmp_path)}
    worker = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=project.BASE_DIR, env=environment)
    try:
        deadline = time.monotonic() + 60
        while len(photo.made()) < 3 and time.monotonic() < deadline:
            with suppress(subprocess.TimeoutExpired):
                worker.wait(0.02)
            photo.refresh_from_db(fields=["made_list"])
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    photo.refresh_from_db()
    before = photo.made()
    when = {file.name: (tmp_path / file.name).stat().st_mtime_ns for file in before}
    assert 3 <= len(before) < renditions.progress(photo)[1]
    assert not photo.renditions(), "pages show the files when all are there"
    assert not renditions.step(), "the dead worker's lease is not over"
    Photo.objects.update(render_after=clock.now() - timedelta(seconds=1))
    assert renditions.step()
    photo.refresh_from_db()
    assert photo.recipe == renditions.RECIPE
    assert set(before) <= set(photo.renditions())
    assert when == {name: (tmp_path / name).stat().st_mtime_ns for name in when}
