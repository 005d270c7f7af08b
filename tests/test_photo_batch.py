"""Many photos at once: taken in file by file, then described row by row."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections

from photos import batch, proposals, uploads
from photos.models import Photo
from publishing import clock
from tests.content import make_photo, make_user
from tests.forms import fields
from tests.pictures import file_of, plate, stored

pytestmark = pytest.mark.django_db

TAKE = "/admin/photos/photo/take-one/"
MANY = "/admin/photos/photo/add-many/"


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def bad_file():
    return SimpleUploadedFile("moves.gif", b"GIF89a and so on")


# Taking in


def test_a_file_becomes_a_photo_that_waits_for_its_words(admin_client):
    response = admin_client.post(TAKE, {"file": file_of(plate(), "snow-leopard_2.jpg")})
    photo = Photo.objects.get()
    assert response.status_code == 201
    assert response.json()["url"] == f"/admin/photos/photo/{photo.pk}/change/"
    assert (photo.title, photo.width, photo.is_complete) == ("snow leopard 2", 500, False)
    assert photo.added_by.username == "admin"


def test_a_refused_file_is_named_with_the_reason(admin_client):
    response = admin_client.post(TAKE, {"file": bad_file()})
    assert response.status_code == 422
    assert response.json() == {"words": "moves.gif is a GIF; send a JPEG, PNG, WebP, AVIF or TIFF."}
    assert not Photo.objects.exists()


def test_the_same_file_is_kept_twice_only_when_asked(admin_client):
    first = admin_client.post(TAKE, {"file": file_of(plate())}).json()
    again = admin_client.post(TAKE, {"file": file_of(plate(), "renamed.jpg")})
    assert again.status_code == 409
    assert (again.json()["pk"], again.json()["words"]) == (first["pk"], "This file is here already.")
    assert admin_client.post(TAKE, {"file": file_of(plate()), "keep_both": "1"}).status_code == 201
    assert Photo.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_one_file_sent_twice_in_the_same_moment_is_one_photo(monkeypatch):
    both_have_looked, before = Barrier(2), stored("originals")
    put = uploads.put

    def put_together(photo, upload):
        put(photo, upload)
        if connection.vendor == "postgresql":  # SQLite lets one writer in at a time
            both_have_looked.wait(timeout=30)

    monkeypatch.setattr(uploads, "put", put_together)

    def send(_):
        try:
            return batch.add(file_of(plate()))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(send, range(2)))
    photo = Photo.objects.get()
    assert sorted((each.status, each.photo) for each in taken) == [(201, photo), (409, photo)]
    assert stored("originals") == before | {photo.file.name}


def test_more_files_than_one_form_takes_are_refused_as_one(admin_client):
    response = admin_client.post(MANY, {"files": [file_of(plate(8, 8), f"{number}.jpg") for number in range(101)]})
    assert response.status_code == 400
    assert "More than 100 files at once" in response.content.decode()
    assert not Photo.objects.exists()


def test_a_file_that_was_withdrawn_is_recognised(admin_client):
    admin_client.post(TAKE, {"file": file_of(plate())})
    Photo.objects.update(withdrawn_at=clock.now())
    assert "was withdrawn on" in admin_client.post(TAKE, {"file": file_of(plate())}).json()["words"]


def test_without_a_file_or_the_right_nothing_happens(admin_client, client):
    assert admin_client.post(TAKE, {}).status_code == 400
    assert admin_client.get(TAKE).status_code == 405
    viewer = make_user(is_superuser=False)
    viewer.user_permissions.add(Permission.objects.get(codename="view_photo"))
    client.force_login(viewer)
    assert client.post(TAKE, {"file": file_of(plate())}).status_code == 403
    assert client.get(MANY).status_code == 403
    assert "data-take" not in client.get("/admin/photos/photo/").text
    assert not Photo.objects.exists()


def test_without_javascript_one_form_sends_them_all(admin_client):
    admin_client.post(TAKE, {"file": file_of(plate())})
    files = [file_of(plate(), "one.jpg"), bad_file(), file_of(plate(500, 500), "two.jpg")]
    page = admin_client.post(MANY, {"files": files}).text
    for words in ("3 files", "one.jpg: This file is here already.", "moves.gif is a GIF", "two.jpg:"):
        assert words in page
    fresh = Photo.objects.latest("pk")
    assert f"/admin/photos/photo/describe/?ids={fresh.pk}" in page
    assert Photo.objects.count() == 2


# What a file says of itself


def test_what_the_file_says_fills_only_what_is_empty():
    photo = Photo(credit="Ada Other")
    said = {"credit": "Vera Example", "caption": "In snow", "taken_on": date(2026, 1, 3), "title": "x" * 300}
    filled = proposals.fill(photo, {**said, "latitude": "43.1", "longitude": "a place"})
    assert filled == ["caption", "taken_on", "latitude"]
    assert (photo.credit, photo.caption, photo.taken_on, photo.title) == (
        "Ada Other", "In snow", date(2026, 1, 3), "",
    )  # fmt: skip
    assert photo.latitude is None, "half a place breaks a rule of the database"


def test_what_was_read_is_marked_until_somebody_has_looked(admin_client):
    photo = make_photo(read_from_file="caption,credit")
    address = f"/admin/photos/photo/{photo.pk}/change/"
    form = admin_client.get(address)
    assert form.text.count("Read from the file") == 2
    assert admin_client.get(f"/admin/photos/photo/describe/?ids={photo.pk}").text.count("Read from the file") == 2
    assert admin_client.post(address, fields(form, "photo_form")).status_code == 302
    assert "Read from the file" not in admin_client.get(address).text


SAID = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 exif:GPSLatitude="43,7.404N" exif:GPSLongitude="131,30.0E">
<dc:creator><rdf:Seq><rdf:li>Vera Example</rdf:li></rdf:Seq></dc:creator>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">A den in May</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def test_a_photo_describes_itself_and_tells_its_place_to_few(client):
    helper = make_user(is_superuser=False)
    helper.user_permissions.set(Permission.objects.filter(codename__in=["add_photo", "change_photo", "view_photo"]))
    client.force_login(helper)
    response = client.post(TAKE, {"file": file_of(plate(), xmp=SAID)})
    photo = Photo.objects.get()
    assert (photo.title, photo.credit, str(photo.latitude)) == ("A den in May", "Vera Example", "43.12340")
    assert "43.1" not in response.text
    for address in (response.json()["url"], f"/admin/photos/photo/describe/?ids={photo.pk}"):
        page = client.get(address).text
        assert page.count("Read from the file") == 2
        assert "43.1" not in page


def test_the_form_of_one_photo_takes_what_the_file_says_too(admin_client):
    data = {"file": file_of(plate(), xmp=SAID), "show_place": "country", "credit": "Ada Other"}
    page = admin_client.post("/admin/photos/photo/add/", data, follow=True).text
    assert "Read from the file: title, latitude, longitude" in page
    photo = Photo.objects.get()
    assert (photo.title, photo.credit) == ("A den in May", "Ada Other")


# Describing


def described(client, *photos):
    address = f"/admin/photos/photo/describe/?ids={','.join(str(photo.pk) for photo in photos)}"
    return address, fields(client.get(address))


@pytest.fixture
def bare():
    """Three photos nobody has described."""
    words = {"alt_text": "", "credit": "", "licence": "", "rights_holder": "", "is_complete": False}
    return [make_photo(title=f"Leopard {number}", **words) for number in range(3)]


def test_photos_are_described_in_one_go_and_share_what_is_the_same(admin_client, bare):
    address, data = described(admin_client, *bare)
    data |= {"all-credit": "Vera Example", "all-licence": "CC0-1.0"}
    for photo in bare:
        data |= {f"photo-{photo.pk}-alt_text": f"{photo.title} in snow", f"photo-{photo.pk}-is_complete": "on"}
    data[f"photo-{bare[0].pk}-credit"] = "Ada Other"
    response = admin_client.post(address, data, follow=True)
    assert "Saved: 3 photos." in response.text
    assert [(p.credit, p.licence, p.alt_text) for p in Photo.objects.complete().order_by("pk")] == [
        ("Ada Other", "CC0-1.0", "Leopard 0 in snow"),
        ("Vera Example", "CC0-1.0", "Leopard 1 in snow"),
        ("Vera Example", "CC0-1.0", "Leopard 2 in snow"),
    ]
    assert not Photo.objects.exclude(recipe="").exists(), "their files must be made anew, with the credit inside"


def test_a_row_with_an_error_loses_nothing_and_holds_up_no_other(admin_client, bare):
    address, data = described(admin_client, *bare)
    sound, wrong, _ = bare
    data |= {f"photo-{sound.pk}-caption": "It is snowing."}
    data |= {f"photo-{wrong.pk}-caption": "It thaws.", f"photo-{wrong.pk}-is_complete": "on"}
    page = admin_client.post(address, data).text
    assert "Not saved yet: 1 photo. Everything you typed is still here." in page
    assert "Say who made the picture before it is marked ready" in page
    assert 'value="It thaws."' in page
    assert Photo.objects.get(pk=sound.pk).caption == "It is snowing."
    assert Photo.objects.get(pk=wrong.pk).caption == wrong.caption


def test_rows_nobody_touched_cost_nothing(admin_client, bare, django_assert_max_num_queries):
    address, data = described(admin_client, *bare)
    with django_assert_max_num_queries(6):
        admin_client.post(address, data)


def test_what_is_too_much_for_one_form_comes_in_the_next(admin_client):
    photos = [make_photo(title=f"Leopard {number}") for number in range(103)]
    chosen = {"action": "describe", "_selected_action": [photo.pk for photo in photos], "index": "0"}
    address = admin_client.post("/admin/photos/photo/", chosen).url
    page = admin_client.get(address)
    assert "100 photos; 3 more after these" in page.text
    response = admin_client.post(address, fields(page), follow=True)
    assert "3 photos" in response.text
    assert len(response.context["rows"]) == 3


def test_describing_needs_the_right(client, bare):
    viewer = make_user(is_superuser=False)
    viewer.user_permissions.add(Permission.objects.get(codename="view_photo"))
    client.force_login(viewer)
    assert client.get(f"/admin/photos/photo/describe/?ids={bare[0].pk}").status_code == 403
