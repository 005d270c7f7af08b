"""Who checked a statement and when fills itself, and readers are told."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from publishing import kinds, restore, verbs
from sources.checking import check
from tests.content import make_source, make_species
from tests.forms import add_row, errors, fields
from wcs_species import models as m

pytestmark = pytest.mark.django_db
THIS_YEAR = date.today().year


@pytest.fixture
def leopard(editor):
    return make_species()


def change(row) -> str:
    return f"/admin/wcs_species/species/{row.pk}/change/"


def form_of(client, row) -> dict:
    return fields(client.get(change(row)), "species_form") | {"_save": "1"}


def refused(client, row, data) -> dict[str, str]:
    response = client.post(change(row), data)
    assert response.status_code == 200, "it was taken"
    return errors(response)


def test_a_row_that_is_saved_was_checked_by_who_saved_it_and_others_were_not(client, editor, leopard):
    data = form_of(client, leopard) | {"counts-0-low": "91", "fast_facts-0-position": "4"}
    add_row(data, "threats", uid=uuid4(), title="Snares", timing="ongoing", unverified="on")
    assert client.post(change(leopard), data).status_code == 302
    count = leopard.counts.get()
    assert (count.checked_by, count.checked_on) == (editor, date.today())
    assert count.review_by == date(THIS_YEAR + 1, date.today().month, date.today().day)
    for unchecked in (leopard.fast_facts.get(), leopard.threats.get(title="Snares"), leopard.assessments.get()):
        assert (unchecked.checked_by, unchecked.checked_on, unchecked.review_by) == (None, None, None)


def test_what_becomes_unverified_was_checked_by_nobody(client, leopard):
    count = leopard.counts.get()
    check(count, by=None, on=date(2025, 1, 1))
    count.save()
    data = form_of(client, leopard) | {"counts-0-unverified": "on"}
    assert client.post(change(leopard), data).status_code == 302
    count.refresh_from_db()
    assert count.checked_on is None
    assert count.review_by is None


@pytest.mark.parametrize(
    ("row", "checked", "due"),
    [
        (m.Count(year=2024), date(2025, 2, 1), date(2027, 12, 31)),
        # Old, and still the newest there is: asked about each year.
        (m.Count(year=2008), date(2025, 2, 1), date(2026, 2, 1)),
        (m.Assessment(assessed="2020-06"), date(2025, 2, 1), date(2030, 12, 31)),
        (m.Assessment(published=2008), date(2024, 2, 29), date(2025, 2, 28)),
        (m.Assessment(), date(2025, 2, 1), date(2030, 2, 1)),
        (m.Listing(convention="CITES"), date(2025, 2, 1), date(2025, 12, 5)),
        (m.Listing(convention="CITES"), date(2026, 1, 1), date(2028, 12, 5)),
        (m.Listing(convention="CMS"), date(2026, 1, 1), date(2026, 3, 29)),
        (m.FastFact(text="It purrs."), date(2025, 2, 1), date(2030, 2, 1)),
    ],
)
def test_each_kind_of_statement_grows_old_in_its_own_time(row, checked, due):
    assert row.review_after(checked) == due


def test_readers_are_told_when_a_section_was_checked_where_all_of_it_was(client, leopard):
    for day, part in ((date(2025, 3, 1), leopard.assessments), (date(2026, 1, 5), leopard.measurements)):
        row = part.get()
        check(row, by=None, on=day)
        row.save()
    source = make_source()
    m.Listing.objects.create(species=leopard, appendix="I", source=source, checked_on=date(2026, 2, 7))
    verbs.publish(leopard, by=None)
    html = client.get("/species/amur-leopard/").content.decode()
    assert "Last checked between 1 March 2025 and 7 February 2026." in html
    assert "Last checked on 5 January 2026." in html
    # Of its count nobody knows.
    assert html.count("Last checked") == 2


def test_a_restored_statement_was_checked_when_its_edition_says(leopard, editor):
    count, fact = leopard.counts.get(), leopard.fast_facts.get()
    for row in (count, fact):
        check(row, by=None, on=date(2025, 1, 1))
        row.save()
    verbs.publish(leopard, by=None)
    count.low = 999
    for row in (count, fact):
        check(row, by=editor, on=date(2026, 1, 1))
        row.save()
    restore.restore(leopard, number=1, by=editor, expected=leopard.page.draft_version)
    count.refresh_from_db()
    fact.refresh_from_db()
    assert (count.low, count.checked_on, count.checked_by) == (84, date(2025, 1, 1), None)
    # It says the same as then, and somebody has looked since.
    assert (fact.checked_on, fact.checked_by) == (date(2026, 1, 1), editor)


def test_the_headline_moves_in_one_save_and_comes_back_by_a_restore(client, leopard, editor):
    verbs.publish(leopard, by=editor)
    data = form_of(client, leopard)
    series = str(leopard.series.get().uid)
    add_row(data, "counts", uid=uuid4(), series=series, year=2024, qualifier="exactly", low=129, comparable="yes",
            position=0, is_headline="on", source=make_source().pk)  # fmt: skip
    assert "here are more" in refused(client, leopard, data)["counts-0-is_headline"]
    del data["counts-0-is_headline"]
    assert client.post(change(leopard), data).status_code == 302
    assert leopard.counts.get(is_headline=True).low == 129
    restore.restore(leopard, number=1, by=editor, expected=leopard.page.draft_version + 1)
    assert leopard.counts.get(is_headline=True).low == 84
    assert kinds.get("species").freeze(kinds.get("species").drafts().get()).headline.phrase == "84"


def test_what_cannot_be_right_is_refused_beside_its_field(client, leopard):
    """Of every kind, in one form."""
    data = form_of(client, leopard)
    series = str(leopard.series.get().uid)
    count = {"series": series, "qualifier": "exactly", "comparable": "unsure"}
    add_row(data, "counts", uid=uuid4(), **count, year=2018, low=84)
    add_row(data, "counts", uid=uuid4(), **count | {"qualifier": "between"}, year=2017, low=9, high=3)
    add_row(data, "counts", uid=uuid4(), **count, year=THIS_YEAR + 1, low=9)
    add_row(data, "counts", uid=uuid4(), **count, year=99, low=9)
    add_row(data, "measurements", uid=uuid4(), kind="tail", sex="any", low="9", high="3", unit="cm")
    add_row(data, "measurements", uid=uuid4(), kind="weight", sex="any", low="9", unit="cm")
    add_row(data, "assessments", uid=uuid4(), category="VH", scope="global")
    add_row(data, "assessments", uid=uuid4(), category="CR", scope="global", criteria="C2a(ii), D")
    add_row(data, "assessments", uid=uuid4(), category="LC", scope="global", criteria="A2c")
    add_row(data, "assessments", uid=uuid4(), category="CR", scope="global", published=THIS_YEAR + 1,
            assessed=f"{THIS_YEAR + 1}-01")  # fmt: skip
    add_row(data, "listings", uid=uuid4(), convention="CITES", appendix="I", adopted="2008-02-30")
    add_row(data, "listings", uid=uuid4(), convention="CITES", appendix="II", adopted=f"{THIS_YEAR + 1}")
    add_row(data, "actions", uid=uuid4(), title="Patrols", since=THIS_YEAR + 1)
    data |= {"trend": "decreasing", "trend_as_of": THIS_YEAR + 1}
    found = refused(client, leopard, data)
    said = {
        "counts-1-low": "already there",
        "counts-2-high": "below the lower one",
        "counts-3-year": "lies ahead",
        "counts-4-year": "four digits",
        "measurements-1-high": "below the lower one",
        "measurements-2-unit": "not measured in cm",
        "assessments-1-category": "VH",
        "assessments-2-criteria": "C2a(ii); D",
        "assessments-3-criteria": "Near Threatened only",
        "assessments-4-published": "lies ahead",
        "assessments-4-assessed": "lies ahead",
        "listings-0-adopted": "Write a year, a month or a day",
        "listings-1-adopted": "lies ahead",
        "actions-1-since": "lies ahead",
        "trend_as_of": "lies ahead",
    }
    for place, words in said.items():
        assert words in found.get(place, ""), (place, found)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda leopard, count: leopard.counts.create(series=count.series, year=count.year, low=count.low),
        lambda leopard, count: leopard.counts.create(series=count.series, year=2024, low=129, is_headline=True),
        lambda leopard, count: leopard.counts.create(series=count.series, year=99, low=129),
        lambda leopard, count: leopard.assessments.create(category="LC", criteria="A2c"),
    ],
)
def test_the_tables_refuse_it_too_whoever_writes(leopard, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong(leopard, leopard.counts.get())


def test_what_is_in_force_later_may_lie_ahead(client, leopard):
    data = form_of(client, leopard)
    add_row(data, "listings", uid=uuid4(), convention="CITES", appendix="I", in_force=f"{THIS_YEAR + 1}-03-05")
    assert client.post(change(leopard), data).status_code == 302


def test_criteria_of_an_older_version_are_not_judged_by_the_rules_of_today(client, leopard):
    data = form_of(client, leopard)
    add_row(data, "assessments", uid=uuid4(), category="CR", scope="global", published=1996, criteria="B1+2c")
    assert client.post(change(leopard), data).status_code == 302
