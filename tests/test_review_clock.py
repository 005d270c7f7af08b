"""Statements grow old; staff look at them in the order in which readers meet them, and say what is still true."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from publishing import restore, verbs
from publishing.dates import years_later
from publishing.uses import admin_url
from sources.checking import check
from tests.content import make_place, make_source, make_species, make_user
from tests.forms import fields
from wcs_species import ledger
from wcs_species import models as m

pytestmark = pytest.mark.django_db
QUEUE = "/admin/to-look-at/"
today = date.today
LONG_AGO = date(2015, 5, 5)


def set_all(row, **values):
    for part in ledger.parts():
        if ledger.page_model(part) is type(row):
            part.objects.filter(**{part.owner or "pk": row.pk}).update(**values)


@pytest.fixture
def leopard(editor):
    """Live, and everything on it was looked at in its time."""
    species = make_species()
    species.photos.all().delete()
    set_all(species, checked_on=date(2026, 1, 1), review_by=today() + timedelta(days=400))
    verbs.publish(species, by=editor)
    return species


def listed(client) -> list[str]:
    """What the list says, in its order."""
    html = client.get(QUEUE).content.decode()
    return re.findall(r'review-said">\s*<p><a href="[^"]*">([^<]*)</a>', html)


def key_of(row) -> str:
    return f"{ledger.parts().index(type(row))}-{row.pk}"


def test_what_most_readers_meet_stands_first_and_the_oldest_of_it(client, leopard):
    assert "Nothing: every statement" in client.get(QUEUE).content.decode()
    draft = make_species(common_name="Okapi", scientific_name="Okapia johnstoni", slug="okapi")
    set_all(draft, review_by=today() + timedelta(days=400))
    draft.fast_facts.update(text="Of a draft.", review_by=LONG_AGO)
    leopard.fast_facts.update(review_by=date(2020, 1, 1))
    leopard.threats.update(review_by=date(2019, 1, 1))
    leopard.actions.update(review_by=None)
    leopard.counts.update(review_by=today())
    leopard.assessments.update(review_by=today() - timedelta(days=1))
    assert [each.split(":")[0] for each in listed(client)] == [
        "84 in 2018", "CR 2008", "Fire crews", "Fire", "Its winter coat is seven centimetres deep.", "Of a draft.",
    ]  # fmt: skip
    desk = client.get("/admin/").content.decode()
    assert f'<a href="{QUEUE}"><strong>6</strong> statements to look at again</a>' in desk


def test_what_is_history_unverified_or_in_the_bin_does_not_grow_old(client, leopard):
    source, series = make_source(), leopard.series.get()
    m.Count.objects.create(species=leopard, series=series, year=2010, low=50, source=source, review_by=LONG_AGO)
    m.Assessment.objects.create(species=leopard, category="EN", published=1996, source=source, review_by=LONG_AGO)
    m.FastFact.objects.create(species=leopard, text="Who knows.", unverified=True)
    binned = make_species(common_name="Okapi", scientific_name="Okapia johnstoni", slug="okapi")
    type(binned.page).objects.filter(pk=binned.page.pk).update(binned_at="2026-01-01T00:00Z")
    assert listed(client) == []
    m.Assessment.objects.create(species=leopard, category="EN", scope="regional", region="Europe", published=1996,
                                source=source, review_by=LONG_AGO)  # fmt: skip
    assert listed(client) == ["EN 1996"]


def test_still_true_is_told_to_readers_at_once_and_is_no_news(client, leopard, editor):
    leopard.measurements.update(review_by=LONG_AGO)
    size = leopard.measurements.get()
    version = leopard.page.draft_version
    answer = client.post(QUEUE, {"still": key_of(size)}, follow=True)
    assert "1 statement found still true today." in answer.content.decode()
    size.refresh_from_db()
    assert (size.checked_by, size.checked_on, size.review_by > today()) == (editor, today(), True)
    assert f"Last checked on {today():%-d %B %Y}." in client.get("/species/amur-leopard/").content.decode()
    edition = leopard.page.editions.live().get()
    assert (edition.number, edition.is_minor) == (2, True)
    leopard.page.refresh_from_db()
    # Nobody's open form is out of date by it, and nothing waits to be published.
    assert leopard.page.draft_version == version == edition.draft_version
    assert "Last checked on 1 January 2026." in client.get("/species/amur-leopard/editions/1/").content.decode()


def test_an_unfinished_draft_stays_unpublished_and_readers_are_told_with_it(client, leopard):
    fact = leopard.fast_facts.get()
    leopard.summary = "Half a sen"
    leopard.save()
    verbs.save_draft(leopard, by=None)
    answer = client.post(QUEUE, {"chosen": [key_of(fact), key_of(leopard.threats.get())]}, follow=True)
    html = answer.content.decode()
    assert "2 statements found still true today." in html
    assert "Readers are told when these are published" in html
    assert f'<a href="/admin/wcs_species/species/{leopard.pk}/change/">Amur leopard</a>' in html
    fact.refresh_from_db()
    assert fact.checked_on == today()
    assert leopard.page.editions.live().get().number == 1
    assert "Half a sen" not in client.get("/species/amur-leopard/").content.decode()


def test_what_blocks_publishing_keeps_the_check(client, leopard):
    fact = leopard.fast_facts.get()
    leopard.counts.update(source=None)
    answer = client.post(QUEUE, {"still": key_of(fact)}, follow=True).content.decode()
    assert "Readers are told when these are published" in answer
    assert leopard.page.editions.live().get().number == 1
    fact.refresh_from_db()
    assert fact.checked_on == today()


def test_staff_choose_another_day_and_none_that_has_passed(client, leopard):
    count = leopard.counts.get()
    key, day = key_of(count), today() + timedelta(days=30)
    for wrong in ("", "soon", today().isoformat()):
        answer = client.post(QUEUE, {"later": key, f"by-{key}": wrong}, follow=True)
        assert "Choose a day that lies ahead." in answer.content.decode()
    client.post(QUEUE, {"later": key, f"by-{key}": day.isoformat()})
    count.refresh_from_db()
    assert (count.review_by, count.checked_on) == (day, date(2026, 1, 1))


def test_each_leads_to_its_row_its_source_and_a_newer_count(client, leopard):
    make_source(url="https://example.org/count")
    leopard.counts.update(review_by=LONG_AGO, source=m.Source.objects.get(url="https://example.org/count"))
    html = client.get(QUEUE).content.decode()
    assert f'href="/admin/wcs_species/species/{leopard.pk}/change/#counts-0"' in html
    assert 'href="https://example.org/count" rel="noopener"' in html
    assert f"/numbers/?series={leopard.series.get().uid}#id_low" in html


def test_the_list_costs_few_queries_however_long_and_is_for_staff_who_may_change(client, leopard):
    def cost():
        with CaptureQueriesContext(connection) as taken:
            assert client.get(QUEUE).status_code == 200
        return len(taken)

    set_all(leopard, review_by=LONG_AGO)
    few = cost()
    for number in range(60):
        leopard.fast_facts.create(text=f"Fact {number}", position=number, review_by=LONG_AGO, source=make_source())
    assert cost() <= few
    assert client.get(f"{QUEUE}?page=2").status_code == 200
    for wrong in ("x", "99-1", "0-999999999999999999999999", "-"):
        assert b"Tick the statements" in client.post(QUEUE, {"still": wrong}, follow=True).content
    client.force_login(make_user(is_superuser=False))
    assert client.get(QUEUE).status_code == 403


def test_the_trend_of_an_animal_and_what_a_place_says_are_looked_at_too(client, editor):
    """Filled in by who saves them, listed with their sources, told to readers; nothing for who may not change them."""
    source = make_source(title="A map of the park", url="https://example.org/map")
    place = make_place(area_km2=2620, area_source=source, photo=None)
    place.facts.create(text="It has one road.", source=source)
    species = make_species()
    set_all(species, checked_on=today(), review_by=today() + timedelta(days=400))
    for row, changes in (
        (place, {"established": "2012-04", "established_source": source.pk, "facts-0-text": "It has two roads."}),
        (species, {"trend": "increasing", "trend_as_of": 2020, "trend_source": source.pk}),
    ):
        url = admin_url(row)
        form = fields(client.get(url), f"{row._meta.model_name}_form")
        assert client.post(url, form | {"_save": "1"} | changes).status_code == 302
        row.refresh_from_db()
        assert (row.checked_by, row.checked_on) == (editor, today())
    fact = place.facts.get()
    assert (fact.checked_by, fact.checked_on, fact.review_by) == (editor, today(), years_later(today(), 5))
    assert species.review_by == date(2030, 12, 31)
    verbs.publish(place, by=editor)
    verbs.publish(species, by=editor)
    said = f"Last checked on {today():%-d %B %Y}."
    assert client.get(place.get_absolute_url()).content.decode().count(said) == 2
    assert 'href="/species/amur-leopard/editions/1/#s-trend"' in client.get("/species/amur-leopard/").content.decode()
    assert listed(client) == []
    set_all(place, review_by=LONG_AGO, checked_on=LONG_AGO)
    type(species).objects.update(review_by=LONG_AGO, checked_on=LONG_AGO)
    for row in (place, species):
        verbs.publish(type(row).objects.get(), by=editor)
    assert listed(client) == ["Increasing, 2020", "It has two roads.", "2,620 km², since 2012-04"]
    html = client.get(QUEUE).content.decode()
    assert f'href="{admin_url(species)}#id_trend"' in html
    assert f'href="{admin_url(place)}#id_area_km2"' in html
    assert f'href="{admin_url(place)}#facts-0"' in html
    assert 'href="https://example.org/map" rel="noopener"' in html
    for _twice in range(2):
        said = client.post(QUEUE, {"chosen": [key_of(place), key_of(species), key_of(fact)]}, follow=True)
        assert "Readers are told when" not in said.content.decode()
        assert [row.page.editions.live().get().number for row in (place, species)] == [3, 3]
    assert listed(client) == []
    # Who may change no species has nothing to do with them.
    type(place).objects.update(review_by=LONG_AGO)
    type(species).objects.update(review_by=LONG_AGO)
    other = make_user(is_superuser=False)
    other.user_permissions.add(Permission.objects.get(codename="change_place"))
    client.force_login(other)
    assert listed(client) == ["2,620 km², since 2012-04"]
    client.post(QUEUE, {"chosen": [key_of(place), key_of(species)]})
    assert type(species).objects.get().review_by == LONG_AGO
    assert type(place).objects.get().review_by > today()


def test_a_restored_place_was_checked_when_its_edition_says(client, editor):
    place = make_place(area_km2=2620, area_source=make_source(), photo=None)
    fact = place.facts.create(text="It has one road.", source=make_source())
    for row in (place, fact):
        check(row, by=editor, on=date(2025, 1, 1))
        row.save()
    place.facts.create(text="Nobody knows.", unverified=True)
    verbs.publish(place, by=editor)
    assert "Nobody knows." not in client.get(place.get_absolute_url()).content.decode()
    place.area_km2 = fact.text = "7"
    for row in (place, fact):
        check(row, by=editor, on=today())
        row.save()
    restore.restore(place, number=1, by=editor, expected=place.page.draft_version)
    for row in (place, fact):
        row.refresh_from_db()
        assert (row.checked_on, row.checked_by) == (date(2025, 1, 1), None)
    # What nobody has checked is in no edition, and stays; it is a thing to do.
    assert place.facts.filter(unverified=True).exists()
    assert "1</strong> place with statements marked unverified" in client.get("/admin/").content.decode()
