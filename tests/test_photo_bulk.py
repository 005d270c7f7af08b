"""Changing many photos together, and what is told of each photographer."""

import csv
import io

import pytest

from photos.models import Collection, Photo
from publishing import clock, verbs
from tests.content import make_photo, make_species
from tests.forms import fields

pytestmark = pytest.mark.django_db

LIST = "/admin/photos/photo/"
USAGE = "/admin/photos/photo/usage/"


def together(client, photos, step, **asked):
    data = {"action": "change_together", "_selected_action": [photo.pk for photo in photos], "step": step, **asked}
    return client.post(LIST, data, follow=True)


def test_the_page_asks_first_and_changes_nothing(admin_client):
    photos = [make_photo(), make_photo()]
    chosen = {"action": "change_together", "_selected_action": [photo.pk for photo in photos], "index": "0"}
    asking = admin_client.post(LIST, chosen)
    assert "2 photos chosen" in asking.text
    data = fields(asking)
    assert data["action"] == "change_together"
    page = together(admin_client, photos, "show", change_credit="on", credit="Ada Other").text
    assert "2 of 2 will change" in page
    assert "photographer: “Julie Larsen Maher” → “Ada Other”" in page
    assert "Change 2 photos" in page
    assert not Photo.objects.filter(credit="Ada Other").exists()


def test_photos_change_together_and_their_files_are_made_anew(admin_client):
    photos = [make_photo(keywords="snow, leopard"), make_photo(keywords="Snow"), make_photo(credit="Ada Other")]
    untouched = make_photo()
    primorye = Collection.objects.create(name="Primorye")
    asked = {"change_credit": "on", "credit": "Ada Other", "change_licence_until": "on", "licence_until": "2030-05-03"}
    asked |= {"add_keywords": "winter", "remove_keywords": "snow", "add_to": [primorye.pk]}
    page = together(admin_client, photos, "do", **asked).text
    assert "Changed: 3 photos." in page
    changed = Photo.objects.exclude(pk=untouched.pk).order_by("pk")
    assert [photo.keywords for photo in changed] == ["leopard, winter", "winter", "winter"]
    assert {photo.credit for photo in changed} == {"Ada Other"}
    assert {str(photo.licence_until) for photo in changed} == {"2030-05-03"}
    # The third had that credit before: its files say so already.
    assert [photo.recipe for photo in changed] == ["", "", "test"]
    assert primorye.photos.count() == 3
    untouched.refresh_from_db()
    assert (untouched.credit, untouched.recipe) == ("Julie Larsen Maher", "test")


def test_a_photo_that_may_not_change_so_is_named_and_the_others_change(admin_client):
    ready, draft = make_photo(title="Ready"), make_photo(title="Draft", is_complete=False)
    gone = make_photo(title="Gone", withdrawn_at=clock.now())
    asked = {"change_credit": "on", "credit": ""}
    page = together(admin_client, [ready, draft, gone], "show", **asked).text
    assert "1 of 3 will change" in page
    assert "Say who made the picture before it is marked ready for pages." in page
    page = together(admin_client, [ready, draft, gone], "do", **asked).text
    assert "Changed: 1 photo." in page
    assert "“Ready” was not changed: Say who made the picture" in page
    assert "“Gone” was not changed: It was withdrawn." in page
    assert list(Photo.objects.filter(credit="").values_list("title", flat=True)) == ["Draft"]


def test_all_that_a_filter_finds_can_be_changed(admin_client):
    photos = [make_photo(credit="Vera Example") for _ in range(3)]
    make_photo()
    chosen = {"action": "change_together", "_selected_action": [photos[0].pk], "select_across": "1"}
    asked = {"step": "do", "change_credit": "on", "credit": "Ada Other"}
    admin_client.post(f"{LIST}?credit=Vera+Example", {**chosen, **asked})
    assert Photo.objects.filter(credit="Ada Other").count() == 3


def test_what_is_typed_counts_without_its_box_and_a_box_alone_empties(admin_client):
    photo = make_photo(rights_holder="WCS", is_complete=False)
    assert "Nothing is to change yet" in together(admin_client, [photo], "do").text
    together(admin_client, [photo], "do", credit="Ada Other", change_rights_holder="on")
    photo.refresh_from_db()
    assert (photo.credit, photo.rights_holder) == ("Ada Other", "")


def test_keywords_that_do_not_fit_are_refused(admin_client):
    photo = make_photo(keywords="x" * 490)
    page = together(admin_client, [photo], "show", add_keywords="a long walk in the snow").text
    assert "at most 500 characters" in page


# Use by photographer


@pytest.fixture
def shown():
    """A photo on a profile of three editions, the second without it; now taken down."""
    species = make_species()
    photo = species.photos.get().photo
    use = species.photos.get()
    verbs.publish(species, by=None)
    use.delete()
    verbs.publish(species, by=None)
    use.pk = None
    use.save()
    verbs.publish(species, by=None)
    make_photo(title="Lonely", credit="Ada Other")
    return photo, species


def test_the_report_says_where_since_when_and_in_which_editions(admin_client, shown):
    photo, species = shown
    index = admin_client.get(USAGE).text
    assert "Julie Larsen Maher" in index
    assert "Ada Other" in index
    page = admin_client.get(USAGE, {"credit": photo.credit}).text
    for words in (photo.title, "Amur leopard", "1, 3", "today"):
        assert words in page
    verbs.take_down(species.page, by=None, why="Moved", legal=False)
    assert "<td>today</td>" not in admin_client.get(USAGE, {"credit": photo.credit}).text
    assert "Readers have not seen it yet." in admin_client.get(USAGE, {"credit": "Ada Other"}).text
    assert admin_client.get(USAGE, {"credit": "Nobody"}).status_code == 404


def test_the_table_runs_no_formula(admin_client, shown):
    photo, _ = shown
    Photo.objects.filter(pk=photo.pk).update(credit='=HYPERLINK("http://evil.example")', title="\t@SUM(A1)")
    response = admin_client.get(USAGE, {"csv": ""})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert len(rows) == 2
    assert rows[1][0] == '\'=HYPERLINK("http://evil.example")'
    assert rows[1][2] == "'\t@SUM(A1)"
    assert rows[1][4:6] == ["Amur leopard", "/species/amur-leopard/"]


def test_the_report_asks_as_much_however_many_photos(admin_client, shown, django_assert_max_num_queries):
    photo, _ = shown
    for number in range(20):
        make_photo(title=f"Leopard {number}")
    with django_assert_max_num_queries(6):
        admin_client.get(USAGE, {"credit": photo.credit})
