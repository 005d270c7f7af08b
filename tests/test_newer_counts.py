"""A newer count is added on a page of its own: the sentence that readers will see first, then the page itself."""

import re
from datetime import date
from uuid import uuid4

import pytest

from publishing import verbs
from sources.models import Source
from tests.content import make_source, make_species, make_user
from tests.forms import errors, fields
from wcs_species import models as m

pytestmark = pytest.mark.django_db
NOT_CALLED = "Not known to be comparable with 2018: not called a rise or a fall."


@pytest.fixture
def leopard(editor):
    """91 adults in 2018, live."""
    species = make_species()
    species.photos.all().delete()
    species.counts.update(low=91)
    verbs.publish(species, by=editor)
    return species


def numbers(species) -> str:
    return f"/admin/wcs_species/species/{species.pk}/numbers/"


def form_of(client, species, **typed) -> dict:
    """The form for a newer count of the first series, filled in."""
    page = client.get(numbers(species))
    address = re.search(r'href="([^"]*\?series=[^"#]*)#id_low"', page.content.decode())[1]
    return fields(client.get(address), "newer") | {"read_in": "Land of the Leopard, 2023", **typed}


def sentence(client, species, data) -> str:
    asked = {name: value for name, value in data.items() if name != "csrfmiddlewaretoken"}
    return client.get(f"{numbers(species)}sentence/", asked).json()["sentence"]


@pytest.mark.parametrize(
    ("same", "said"),
    [
        ("yes", "125 adults, 2023. A rise from 91 in 2018."),
        ("unsure", f"125 adults, 2023. {NOT_CALLED}"),
        ("no", "125 adults, 2023."),
    ],
)
def test_the_sentence_forms_and_is_what_readers_are_told(client, leopard, same, said):
    data = form_of(client, leopard, low=125, year=2023, same=same, area="All of Primorye")
    assert sentence(client, leopard, data) == said
    # Without a script the form comes back with it, and nothing is saved.
    looked = client.post(numbers(leopard), data | {"_look": "1"})
    assert f">{said}</output>" in looked.content.decode()
    assert leopard.counts.count() == 1
    answer = client.post(numbers(leopard), data | {"_publish": "1"}, follow=True)
    assert "is live" in answer.content.decode(), errors(answer)
    html = client.get("/species/amur-leopard/").content.decode()
    for each in said.removeprefix("125 adults, 2023.").split("|"):
        assert each.strip() in html
    assert "125" in html
    series = leopard.counts.get(low=125).series
    assert (series.area == "All of Primorye") is (same == "no")


def test_it_is_checked_sourced_and_the_headline_moves_with_it(client, leopard, editor):
    data = form_of(client, leopard, low=125, year=2023, same="unsure", _publish="1")
    assert data["is_headline"] == ["on"]
    client.post(numbers(leopard), data)
    count = leopard.counts.get(is_headline=True)
    assert (count.low, count.checked_by, count.checked_on) == (125, editor, date.today())
    assert (count.source.title, count.source.accessed_on) == ("Land of the Leopard, 2023", date.today())
    assert leopard.page.editions.live().get().number == 2
    # Sent twice, it is there once.
    assert "saved already" in client.post(numbers(leopard), data, follow=True).content.decode()
    assert leopard.counts.count() == 2


def test_a_draft_is_saved_and_readers_see_nothing_of_it(client, leopard):
    data = form_of(client, leopard, low=125, year=2023, same="yes", qualifier="at least", _save="1")
    assert b"Draft saved" in client.post(numbers(leopard), data, follow=True).content
    leopard.page.refresh_from_db()
    assert leopard.page.draft_version == data_version(data) + 1
    page = client.get("/species/amur-leopard/").content.decode().lower()
    assert ">91" in page
    assert "at least 125" not in page


def data_version(data) -> int:
    return int(data["draft_version"])


@pytest.mark.parametrize(
    ("typed", "place", "words"),
    [
        ({"same": ""}, "same", "Answer this"),
        ({"low": 91, "year": 2018}, "low", "already there"),
        ({"year": 2015}, "year", "The newest count there is of 2018"),
        ({"year": date.today().year + 1}, "year", "lies ahead"),
        ({"year": ""}, "year", "required"),
        ({"qualifier": "between", "low": 9, "high": 3}, "high", "below the lower one"),
        ({"qualifier": "between"}, "high", "needs two numbers"),
        ({"low": ""}, "low", "number"),
        ({"read_in": ""}, "read_in", "Say where it was read"),
        ({"read_in": "https://"}, "read_in", "valid URL"),
        ({"read_in": "A rumour"}, "read_in", "Nobody has checked that source"),
        ({"same": "no"}, "area", "Say what differs"),
        ({"same": "no", "area": "Kedrovaya Pad"}, "area", "already such a series"),
    ],
)
def test_what_cannot_be_right_is_refused_beside_its_field(client, leopard, typed, place, words):
    make_source(title="A rumour", unverified=True)
    m.Series.objects.create(species=leopard, counted="adults", area="Kedrovaya Pad", method="camera traps")
    data = form_of(client, leopard, **{"low": 125, "year": 2023, "same": "yes", **typed})
    answer = client.post(numbers(leopard), data | {"_publish": "1"})
    assert words in errors(answer).get(place, ""), errors(answer)
    assert leopard.counts.count() == 1
    assert sentence(client, leopard, data) == "" or place == "read_in"


def test_what_was_saved_meanwhile_is_looked_at_first(client, leopard):
    data = form_of(client, leopard, low=125, year=2023, same="yes", _publish="1")
    verbs.save_draft(leopard, by=make_user("bo"))
    answer = client.post(numbers(leopard), data)
    assert "bo saved this page after you opened it" in answer.content.decode()
    again = fields(answer, "newer")
    assert (again["low"], again["read_in"]) == ("125", "Land of the Leopard, 2023")
    assert "is live" in client.post(numbers(leopard), again | {"_publish": "1"}, follow=True).content.decode()


@pytest.mark.parametrize(
    "typed", ["Tracks in snow, A. Vitkalova, 2018", "tracks in snow", "doi:10.1000/182", "https://example.org/tracks"]
)
def test_a_source_we_have_is_found_by_what_names_it(client, leopard, typed):
    known = make_source(title="Tracks in snow", doi="10.1000/182", url="https://example.org/tracks")
    client.post(numbers(leopard), form_of(client, leopard, low=125, year=2023, same="yes", read_in=typed, _save="1"))
    assert leopard.counts.get(low=125).source == known


def test_what_blocks_publishing_is_told_and_the_count_is_kept(client, leopard):
    leopard.introduction = ""
    leopard.save()
    data = form_of(client, leopard, low=125, year=2023, same="yes", _publish="1")
    answer = client.post(numbers(leopard), data, follow=True)
    assert "The introduction is empty" in answer.content.decode()
    assert leopard.counts.filter(low=125).exists()
    assert answer.redirect_chain[-1][0] == numbers(leopard)


def test_it_is_one_step_from_the_list_and_from_the_form_and_for_staff_alone(client, leopard):
    assert numbers(leopard) in client.get("/admin/wcs_species/species/").content.decode()
    form = client.get(f"/admin/wcs_species/species/{leopard.pk}/change/").content.decode()
    assert "91 adults · Land of the Leopard · camera traps · 2018" in form
    assert f"{numbers(leopard)}?series=" in form
    assert client.get(f"{numbers(leopard)}?series={uuid4()}").status_code == 404
    assert client.get(f"{numbers(leopard)}?series=x").status_code == 404
    client.force_login(make_user(is_superuser=False))
    assert client.get(numbers(leopard)).status_code == 403
    assert client.get(f"{numbers(leopard)}sentence/?series=x").status_code == 403
    assert Source.objects.count() == 1
