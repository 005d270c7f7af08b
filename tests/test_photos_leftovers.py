"""`manage.py renditions`: says what is missing or left over, and mends it when asked."""

import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import call_command

from config import environment
from photos import leftovers, renditions
from tests.pictures import keep_in, stored, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    keep_in(environment.storages("", tmp_path), settings, monkeypatch)


def run(*options):
    said = io.StringIO()
    call_command("renditions", *options, stdout=said)
    return said.getvalue()


def test_leftovers_are_told_of_and_deleted_only_when_asked(monkeypatch):
    photo = take_in()
    renditions.render(photo)
    photo.refresh_from_db()
    default_storage.save("p/0123456789ab/0123456789abcdef-320.jpg", ContentFile(b"nobody's"))
    default_storage.save("d/annual-report.pdf", ContentFile(b"no photo"))
    storages["originals"].save("nobodys.jpg", ContentFile(b"nobody's"))
    before = stored() | stored("originals")
    assert "Files that nothing names: 0" in run(), "they may be somebody's work of this moment"
    monkeypatch.setattr(leftovers, "YOUNG", timedelta(hours=-1))
    said = run()
    assert "left over: p/0123456789ab/0123456789abcdef-320.jpg" in said
    assert "left over: nobodys.jpg" in said
    assert stored() | stored("originals") == before
    assert "Files that nothing names: 2" in run("--delete")
    kept = {file.name for file in photo.renditions()}
    assert stored() == {*kept, "d/annual-report.pdf"}
    assert stored("originals") == {photo.file.name}


def test_what_is_missing_is_made_when_asked(django_capture_on_commit_callbacks):
    photo = take_in()
    renditions.render(photo)
    photo.refresh_from_db()
    files = {file.name for file in photo.renditions()}
    default_storage.delete(photo.renditions()[3].name)
    assert "Photos that lack files: 1" in run()
    assert stored() < files
    with django_capture_on_commit_callbacks(execute=True):
        run("--make")
    photo.refresh_from_db()
    assert stored() == files == {file.name for file in photo.renditions()}
    assert "Photos that lack files: 0" in run()
