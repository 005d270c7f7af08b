"""The library: what the list shows and finds, who learns the exact place, when a licence ends, who signed."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from photos import renditions
from photos.models import Collection, Photo, Release
from photos.pictures import pictures, problems_of, use_of
from publishing import clock, verbs
from publishing.models import Moment
from tests.content import make_news, make_photo, make_place, make_source, make_species, make_user
from tests.forms import errors, fields
from tests.pictures import file_of, plate, take_in

pytestmark = pytest.mark.django_db

LIST = "/admin/photos/photo/"


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def change(photo):
    return f"{LIST}{photo.pk}/change/"


def found(client, **query):
    return {photo.title for photo in client.get(LIST, query).context["cl"].result_list}


def staff(client, *rights):
    """Somebody in the admin with these rights only."""
    person = make_user(is_superuser=False)
    person.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(person)
    return client


def days(number):
    return clock.now().date() + timedelta(days=number)


# The list


def test_the_list_asks_as_much_for_fifty_photos_as_for_one(admin_client):
    verbs.publish(make_species(), by=None)
    admin_client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        admin_client.get(LIST)
    for number in range(49):
        make_photo(title=f"Leopard {number}", recipe="" if number % 2 else "test")
    with CaptureQueriesContext(connection) as many:
        page = admin_client.get(LIST)
    assert len(page.context["cl"].result_list) == 50
    assert len(many) <= len(few) <= 10


def test_the_grid_is_the_usual_look_and_the_other_is_kept_in_the_address(admin_client):
    make_photo()
    assert "photo-grid" in admin_client.get(LIST).text
    rows = admin_client.get(LIST, {"view": "list", "state": "ready"})
    assert rows.status_code == 200
    assert "photo-grid" not in rows.text
    assert "?state=ready&amp;view=grid" in rows.text


def test_the_list_says_on_how_many_pages_a_photo_is(admin_client):
    species, news = make_species(), make_news()
    photo = species.photos.get().photo
    news.photos.update(photo=photo)
    verbs.publish(species, by=None)
    make_photo(title="Lonely")
    shown = {photo.title: photo.uses for photo in admin_client.get(LIST).context["cl"].result_list}
    # Draft and edition of the profile are one page.
    assert shown[photo.title] == 2
    assert shown["Lonely"] == 0


def test_a_photo_that_only_an_edition_shows_counts_as_used(admin_client):
    species = make_species()
    verbs.publish(species, by=None)
    photo = species.photos.get().photo
    species.photos.all().delete()
    make_photo(title="Lonely")
    assert found(admin_client, used="yes") == found(admin_client, used="published") == {photo.title}
    assert found(admin_client, used="no") == {"Lonely"}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"q": "tracks winter"}, {"Tracks"}),
        ({"q": "Kedrovaya"}, {"Tracks"}),
        ({"credit": "Ada Other"}, {"Tracks"}),
        ({"year": "2019"}, {"Tracks"}),
        ({"added_by": "77"}, {"Tracks"}),
        ({"year": "never"}, {"Tracks", "Free", "Leopard"}),
        ({"licence__exact": "CC0-1.0"}, {"Free"}),
        ({"collection": "1"}, {"Free"}),
        ({"ends": "soon"}, {"Free", "Leopard"}),
        ({"ends": "past"}, {"Leopard"}),
        ({"ends": "later"}, {"Free", "Leopard", "Tracks"}),
    ],
)
def test_photos_are_found_by(admin_client, query, titles):
    make_photo(
        title="Tracks", keywords="snow, winter", area="Kedrovaya Pad", credit="Ada Other", taken_on="2019-01-05",
        licence_until=days(90), added_by=make_user(pk=77),
    )  # fmt: skip
    free = make_photo(title="Free", licence="CC0-1.0", licence_until=days(20))
    make_photo(title="Leopard", licence_until=days(-1))
    Collection.objects.create(pk=1, name="Primorye").photos.add(free)
    assert found(admin_client, **query) == titles


def test_the_form_leads_to_withdrawing(admin_client, client):
    photo = make_photo()
    assert f"{LIST}{photo.pk}/withdraw/" in admin_client.get(change(photo)).text
    assert f"{LIST}{photo.pk}/withdraw/" not in staff(client, "view_photo").get(change(photo)).text


# The exact place


@pytest.fixture
def den():
    return make_photo(title="A den", spot="under the third oak", latitude="43.12345", longitude="131.54321")


def test_the_exact_place_is_for_those_with_the_right(client, den):
    ranger = staff(client, "change_photo", "view_photo", "view_spot")
    page = ranger.get(change(den)).text
    assert "under the third oak" in page
    assert "43.12345" in page
    assert found(ranger, q="third oak") == {"A den"}
    assert found(ranger, latitude__gt="43") == {"A den"}


@pytest.mark.parametrize("rights", [["change_photo", "view_photo"], ["view_photo"]])
def test_others_learn_it_in_no_way(client, den, rights):
    other = staff(client, *rights)
    page = other.get(change(den)).text
    for secret in ("third oak", "43.12", "131.54", "latitude", "Exact place"):
        assert secret not in page
    assert found(other, q="third oak") == set()
    for lookup in ("latitude__gt", "longitude__lt", "spot__startswith", "spot"):
        assert other.get(LIST, {lookup: "1"}).status_code == 400
    assert "third oak" not in other.get(f"{LIST}usage/?credit={den.credit}&csv").text


def test_saving_without_the_right_keeps_the_place(client, den):
    other = staff(client, "change_photo", "view_photo")
    data = fields(other.get(change(den)), "photo_form")
    other.post(change(den), {**data, "caption": "At home.", "spot": "elsewhere", "latitude": "1"})
    den.refresh_from_db()
    assert (den.caption, den.spot, str(den.latitude)) == ("At home.", "under the third oak", "43.12345")


# Crops


def test_a_crop_is_set_in_numbers_and_taken_back(admin_client):
    photo = make_photo()
    data = fields(admin_client.get(change(photo)), "photo_form")
    sides = {"crops-square-left": "25", "crops-square-top": "10.5", "crops-square-width": "50"}
    assert admin_client.post(change(photo), {**data, **sides, "focal_x": "30"}).status_code == 302
    photo.refresh_from_db()
    # A square of half the width of 1600 by 1000 pixels has four fifths of the height.
    assert photo.crop_boxes() == {"square": (250, 105, 500, 800)}
    assert (photo.focal_x, photo.recipe) == (30, "")
    data = fields(admin_client.get(change(photo)), "photo_form")
    assert data["crops-square-top"] == "10.5"
    admin_client.post(change(photo), {**data, **dict.fromkeys(sides, "")})
    photo.refresh_from_db()
    assert photo.crops == "{}"


@pytest.mark.parametrize(
    ("sides", "words"),
    [
        (("25", "", "50"), "needs three numbers"),
        (("25", "snow", "50"), "needs three numbers"),
        (("60", "0", "50"), "reaches over the edge"),
        (("0", "50", "50"), "reaches over the edge"),
        (("0", "0", "0"), "reaches over the edge"),
    ],
)
def test_a_crop_that_cannot_be_is_refused_beside_its_field(admin_client, sides, words):
    photo = make_photo()
    data = fields(admin_client.get(change(photo)), "photo_form")
    typed = dict(zip(("left", "top", "width"), sides, strict=True))
    data |= {f"crops-square-{side}": value for side, value in typed.items()}
    response = admin_client.post(change(photo), data)
    assert words in errors(response)["crops"]
    assert fields(response, "photo_form")["crops-square-left"] == sides[0]
    assert Photo.objects.get().crops == "{}"


# The end of a licence


def test_a_licence_that_ended_keeps_a_page_from_being_published(admin_client):
    photo = make_photo(licence_until=days(0))
    assert problems_of(photo) == []
    photo.licence_until = days(-1)
    assert problems_of(photo) == [f"Its licence ended on {photo.licence_until:%-d %B %Y}."]


def test_the_desk_tells_in_time_and_the_page_loses_the_photo_the_day_after(admin_client):
    species = make_species()
    verbs.publish(species, by=None)
    photo = species.photos.get().photo
    for until, waits, shown in [(31, False, True), (29, True, True), (0, True, True), (-1, True, False)]:
        Photo.objects.filter(pk=photo.pk).update(licence_until=days(until))
        desk = admin_client.get("/admin/").text
        assert ("photo on a page whose licence ends within 30 days" in desk) == waits
        assert bool(pictures([use_of(photo)])) == shown
    assert found(admin_client, ends="soon", used="published") == {photo.title}
    assert "Licence ended on" in admin_client.get(LIST).text


def test_when_a_licence_ended_only_staff_are_served_the_files(admin_client, client):
    photo = take_in()
    renditions.quick(photo)
    photo.refresh_from_db()
    file = photo.renditions()[0].url
    for until, status in [(0, 200), (-1, 404)]:
        data = fields(admin_client.get(change(photo)), "photo_form")
        admin_client.post(change(photo), {**data, "licence_until": days(until)})
        assert client.get(file).status_code == status
        assert admin_client.get(file).status_code == 200


def test_no_page_is_kept_beyond_the_end_however_it_was_set(admin_client):
    words = {"title": "Leopard", "show_place": "country", "licence_until": "2097-05-03"}
    admin_client.post(f"{LIST}add/", {**words, "file": file_of(plate())})
    photo = Photo.objects.get()
    data = fields(admin_client.get(change(photo)), "photo_form")
    admin_client.post(change(photo), {**data, "licence_until": "2097-06-03"})
    chosen = {"action": "change_together", "_selected_action": [photo.pk], "step": "do"}
    admin_client.post(LIST, {**chosen, "change_licence_until": "on", "licence_until": "2097-07-03"})
    ends = [str(at.date()) for at in Moment.objects.order_by("at").values_list("at", flat=True)]
    assert ends == ["2097-05-04", "2097-06-04", "2097-07-04"]


def test_a_page_is_offered_only_photos_that_it_may_show(admin_client):
    make_photo(title="Withdrawn", withdrawn_at=clock.now())
    make_photo(title="Ended", licence_until=days(-1))
    make_photo(title="Sound")
    query = {"app_label": "newsroom", "model_name": "newsphoto", "field_name": "photo", "term": ""}
    offered = admin_client.get("/admin/autocomplete/", query).json()["results"]
    assert [each["text"] for each in offered] == ["Sound"]


def test_a_photo_is_offered_with_its_picture_and_nothing_else_is(admin_client):
    photo, source = make_photo(), make_source()
    query = {"app_label": "places", "model_name": "place", "field_name": "photo"}
    (offered,) = admin_client.get("/admin/autocomplete/", query).json()["results"]
    assert offered == {"id": str(photo.pk), "text": photo.title, "picture": photo.jpegs()[0].url}
    (offered,) = admin_client.get("/admin/autocomplete/", query | {"field_name": "area_source"}).json()["results"]
    assert offered == {"id": str(source.pk), "text": str(source)}
    form = admin_client.get(f"/admin/places/place/{make_place(photo=photo).pk}/change/").content.decode()
    assert f'data-picture="{photo.jpegs()[0].url}"' in form
    photo.rendition_list = "[]"
    photo.save()
    (offered,) = admin_client.get("/admin/autocomplete/", query).json()["results"]
    assert "picture" not in offered


# Release forms


def sent(kind="model", name="Anna K.", **more):
    data = {"releases-TOTAL_FORMS": "1", "releases-0-kind": kind, "releases-0-name": name}
    return {**data, **{f"releases-0-{key}": value for key, value in more.items()}}


def test_a_signed_form_is_kept_for_staff_and_handed_out_as_a_file(admin_client, client):
    photo = make_photo()
    data = fields(admin_client.get(change(photo)), "photo_form")
    pdf = SimpleUploadedFile("evil.html", b"%PDF-1.7 signed")
    assert admin_client.post(change(photo), {**data, **sent(file=pdf)}).status_code == 302
    release = Release.objects.get()
    assert release.file.name.endswith(".pdf")
    assert f"{LIST}releases/{release.pk}/" in admin_client.get(change(photo)).text
    response = admin_client.get(f"{LIST}releases/{release.pk}/")
    assert b"".join(response.streaming_content) == b"%PDF-1.7 signed"
    assert response["Content-Disposition"] == f'attachment; filename="release-{release.pk}.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert staff(client, "view_species").get(f"{LIST}releases/{release.pk}/").status_code == 403
    client.logout()
    assert client.get(f"{LIST}releases/{release.pk}/").status_code == 302


def test_another_kind_of_file_is_refused_as_a_release(admin_client):
    photo = make_photo()
    data = fields(admin_client.get(change(photo)), "photo_form")
    page = SimpleUploadedFile("signed.pdf", b"<script>alert(1)</script>")
    response = admin_client.post(change(photo), {**data, **sent(file=page)})
    assert "signed.pdf is not a PDF, a JPEG or a PNG." in response.text
    assert not Release.objects.exists()


def test_a_form_goes_with_its_photo(admin_client, django_capture_on_commit_callbacks):
    photo = make_photo()
    kept = storages["originals"].save("releases/a.pdf", SimpleUploadedFile("a.pdf", b"%PDF-1.7"))
    Release.objects.create(photo=photo, kind="model", name="Anna K.", file=kept)
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(f"{LIST}{photo.pk}/delete/", {"post": "yes"})
    assert not Photo.objects.exists()
    assert not storages["originals"].exists(kept)


# On pages


def test_a_use_shows_the_photos_own_words_where_it_has_none(admin_client):
    species = make_species()
    page = admin_client.get(f"/admin/wcs_species/species/{species.pk}/change/").text
    assert 'placeholder="A male on patrol."' in page
    assert 'placeholder="A spotted cat on a snowy ridge"' in page
