"""The same photo tests, with the files kept by a server that speaks S3."""

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from django.db import connection
from moto.server import ThreadedMotoServer

from config import environment
from photos import renditions
from photos.models import Photo
from tests.pictures import keep_in, stored, take_in
from tests.test_photos_leftovers import (  # noqa: F401
    test_leftovers_are_told_of_and_deleted_only_when_asked,
    test_what_is_missing_is_made_when_asked,
)
from tests.test_photos_renditions import (  # noqa: F401
    made,
    test_a_changed_recipe_makes_only_what_it_changes,
    test_a_moved_focal_point_makes_only_the_crops_anew,
    test_the_quick_size_is_used_again,
)
from tests.test_photos_withdrawn import (  # noqa: F401
    photo,
    species,
    test_it_is_gone_from_every_page_at_the_next_request_and_its_addresses_say_so,
    test_the_card_other_sites_show_is_drawn_anew,
    withdraw,
)

# It is the storage that differs here, not the database.
once = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's run has it")
pytestmark = [pytest.mark.django_db, once]


@pytest.fixture(scope="module")
def server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"{host}:{port}"
    server.stop()


@pytest.fixture(autouse=True)
def media_root(server, settings, tmp_path, monkeypatch):
    """Two empty buckets, and nothing on disk."""
    given = environment.storages(f"s3://key:secret@{server}/photos?region=us-east-1&tls=0", tmp_path)
    s3 = boto3.resource(
        "s3",
        endpoint_url=f"http://{server}",
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )
    for name in ("photos", "photos-originals"):
        bucket = s3.create_bucket(Bucket=name)
        bucket.objects.all().delete()
    keep_in(given, settings, monkeypatch)


def test_files_are_served_from_there_and_originals_are_in_a_bucket_of_their_own(client):
    kept = take_in()
    renditions.render(kept)
    kept.refresh_from_db()
    for file in kept.renditions():
        response = client.get(file.url)
        assert len(b"".join(response.streaming_content)) == file.size == int(response["Content-Length"])
    assert kept.file.name in stored("originals")
    assert kept.file.name not in stored()
    assert client.get(f"/media/{kept.file.name}").status_code == 404
    [small, *_] = kept.jpegs()
    assert client.get(f"/media/p/{kept.key}/0123456789abcdef-320.jpg")["Location"] == small.url


def test_two_photos_of_the_same_picture_share_no_original():
    first, second = take_in(), take_in()
    assert first.file.name != second.file.name
    assert storages["originals"].exists(second.file.name)
    assert Photo.objects.count() == 2


@pytest.mark.parametrize("url", ["s3://host/bucket", "s3://key:secret@host/", "https://key:secret@host/bucket"])
def test_an_address_that_cannot_be_read_is_refused(url, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="MEDIA_STORAGE_URL cannot be read"):
        environment.storages(url, tmp_path)


def test_another_origin_for_media_is_https(monkeypatch):
    monkeypatch.setenv("MEDIA_URL", "https://media.example.org/media/")
    assert environment.media_url("/media/") == "https://media.example.org/media/"
    monkeypatch.setenv("MEDIA_URL", "http://media.example.org")
    with pytest.raises(ImproperlyConfigured, match="MEDIA_URL must be like"):
        environment.media_url("/media/")
