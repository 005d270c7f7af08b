"""A form costs what its changes cost: no question to the database for each row, no second reading before publishing."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from publishing import drafts, kinds, rules, verbs
from publishing.documents import sha256, to_json
from tests.content import make_news, make_photo, make_place, make_plain_page, make_source, make_species
from tests.forms import add_row, change, errors, form_of
from wcs_species import models as m
from wcs_species.models import Count, Species

pytestmark = pytest.mark.django_db

# Beyond one for each row that changed.
SAVING, PUBLISHING = 10, 10
MANY = 30


@pytest.fixture
def leopard(editor):
    """A leopard with thirty facts, counts and names, and a place that is live."""
    place = make_place()
    verbs.publish(place, by=editor)
    species = make_species()
    species.places.add(place)
    source = make_source()
    series = species.series.get()
    for number in range(MANY):
        species.fast_facts.create(text=f"Fact {number}", position=number, source=source)
        species.counts.create(series=series, year=1900 + number, low=number, position=number, source=source)
        species.names.create(name=f"Name {number}", position=number, source=source)
    return species


def queries(client, row, data) -> int:
    """How many a press of the button takes; the form was taken."""
    with CaptureQueriesContext(connection) as taken:
        response = client.post(change(row), data)
    assert response.status_code == 302, errors(response)
    return len(taken)


def opening(client, row) -> int:
    client.get(change(row))
    with CaptureQueriesContext(connection) as taken:
        client.get(change(row))
    return len(taken)


def changed_everywhere(client, row, word: str) -> dict:
    """Thirty facts, counts and names say something else, and thirty facts are new, each with another source."""
    data = form_of(client, row)
    for number in range(MANY):
        data[f"fast_facts-{number}-text"] = f"{word} {number}"
        data[f"counts-{number}-low"] = 5000 + number + len(word)
        data[f"names-{number}-name"] = f"{word} {number}"
        add_row(data, "fast_facts", uid=uuid4(), text=f"New {word} {number}", source=make_source().pk)
    return data


def test_saving_costs_a_query_for_each_changed_row_and_few_more(client, leopard):
    floor = opening(client, leopard)
    assert queries(client, leopard, form_of(client, leopard) | {"_save": "1"}) <= floor + SAVING
    data = changed_everywhere(client, leopard, "Snow") | {"_save": "1"}
    assert queries(client, leopard, data) <= floor + 4 * MANY + SAVING
    assert leopard.fast_facts.filter(text__startswith="New Snow").count() == MANY


def test_publishing_after_saving_reads_nothing_again(client, leopard):
    saving = queries(client, leopard, changed_everywhere(client, leopard, "Snow") | {"_save": "1"})
    for word in ("Rain", "Wind"):
        data = changed_everywhere(client, leopard, word) | {"_publish": "1"}
        # Nor do the rows that were added meanwhile cost anything.
        assert queries(client, leopard, data) <= saving + PUBLISHING
    assert "Wind 29" in client.get("/species/amur-leopard/").content.decode()


def frozen(row) -> str:
    return sha256(to_json(kinds.get(row.page.kind).freeze(drafts.read(row))))


def test_what_is_published_from_a_form_is_what_was_saved(client, editor):
    """Rows added, deleted, moved and linked to each other in one form: the document is the one the rows make."""
    leopard = make_species()
    data = form_of(client, leopard) | {"_publish": "1", "summary": "A leopard\r\nfor snow.", "fast_facts-0-position": 7}
    threat, series = str(uuid4()), str(uuid4())
    add_row(data, "fast_facts", uid=uuid4(), text="First now.", position=1, source=make_source().pk)
    add_row(data, "threats", uid=threat, title="Snares", timing="ongoing")
    add_row(data, "series", uid=series, counted="nests", area="Kedrovaya Pad")
    add_row(data, "counts", uid=uuid4(), series=series, year=2019, qualifier="exactly", low=7, comparable="unsure",
            source=make_source().pk)  # fmt: skip
    add_row(data, "measurements", uid=uuid4(), kind="weight", sex="female", low="25.50", unit="kg",
            source=make_source().pk)  # fmt: skip
    add_row(data, "photos", uid=uuid4(), photo=make_photo().pk)
    data |= {"range_countries-0-DELETE": "on", "actions-0-answers": [*data["actions-0-answers"], threat]}
    response = client.post(change(leopard), data, follow=True)
    assert b"is live" in response.content, errors(response)
    edition = leopard.page.editions.get()
    assert frozen(leopard) == edition.sha256
    profile = kinds.read(edition)
    assert profile.fast_facts[0].text == "First now."
    assert [photo.number for photo in profile.photos] == [1, 2]
    assert len(profile.actions[0].answers) == 2
    assert not profile.countries


@pytest.mark.parametrize("make", [make_news, make_place, make_plain_page])
def test_every_kind_is_published_from_its_form(client, editor, make):
    row = make()
    data = form_of(client, row) | {"_publish": "1"}
    part = "facts" if "facts-TOTAL_FORMS" in data else "photos"
    values = {"text": "It snows.", "source": make_source().pk} if part == "facts" else {"photo": make_photo().pk}
    add_row(data, part, uid=uuid4(), **values)
    response = client.post(change(row), data, follow=True)
    assert b"is live" in response.content, errors(response)
    assert frozen(row) == row.page.editions.get().sha256


def test_a_whole_draft_is_frozen_and_checked_without_reading_on(editor, leopard, django_assert_num_queries):
    kind, draft = kinds.get("species"), drafts.read(leopard)
    # The names that readers know its places by.
    with django_assert_num_queries(1):
        kind.problems(draft)
        kind.freeze(draft)


def test_two_rows_do_not_exchange_what_is_there_once(client, leopard):
    data = form_of(client, leopard) | {"_save": "1", "names-0-name": "Name 1", "names-1-name": "Name 0"}
    response = client.post(change(leopard), data)
    assert "already there in that language" in errors(response)["names-0-name"]


def test_the_name_of_a_deleted_row_is_free_again(client, leopard):
    data = form_of(client, leopard) | {"_save": "1", "names-0-DELETE": "on"}
    add_row(data, "names", uid=uuid4(), name="Name 0", language="en")
    response = client.post(change(leopard), data)
    assert response.status_code == 302, errors(response)
    assert leopard.names.count() == MANY


def test_rules_are_judged_in_memory_as_the_database_judges_them():
    """Certain is only what the database accepts too: here every rule of a species' parts, on sound and broken rows."""
    rows = [
        Count(low=low, high=high, qualifier=qualifier)
        for low in (None, -1, 0, 5) for high in (None, 0, 5) for qualifier in ("exactly", "between", "fewer than")
    ]  # fmt: skip
    rows += [m.Assessment(category=c, scope=s, region=r) for c in ("CR", "RE") for s in ("global", "regional")
             for r in ("", "Asia")]  # fmt: skip
    rows += [m.Action(since=since, until=until) for since in (None, 1990, 2000) for until in (None, 1995)]
    rows += [Species(trend_as_of=year) for year in (None, 1899, 2020)]
    certain = 0
    for row in rows:
        for rule in row._meta.constraints:
            if rules.surely_holds(rule, row):
                certain += 1
                rule.validate(type(row), row)
    assert certain > 100
