"""What may be there once may change places: in one save, and by restoring an edition."""

import pytest

from publishing import restore, verbs
from tests.content import make_species
from tests.forms import errors, fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def leopard(editor):
    """Two counts of one series: 84 in 2018, which is the headline, and 91 in 2019."""
    species = make_species()
    first = species.counts.get()
    species.counts.create(series=first.series, year=2019, low=91, source=first.source, position=1)
    return species


def change(species) -> str:
    return f"/admin/wcs_species/species/{species.pk}/change/"


def save(client, species, changes):
    return client.post(change(species), fields(client.get(change(species)), "species_form") | {"_save": "1"} | changes)


def said(species):
    return [(count.year, count.low, count.is_headline) for count in species.counts.order_by("position")]


SWAPPED = {
    "counts-0-year": "2019",
    "counts-0-low": "91",
    "counts-1-year": "2018",
    "counts-1-low": "84",
    "counts-1-is_headline": "on",
}


def test_two_counts_change_places_in_one_save_and_by_a_restore(client, leopard, editor):
    verbs.publish(leopard, by=editor)
    uids = [count.uid for count in leopard.counts.order_by("position")]
    data = fields(client.get(change(leopard)), "species_form") | {"_save": "1"} | SWAPPED
    del data["counts-0-is_headline"]
    answer = client.post(change(leopard), data)
    assert answer.status_code == 302, errors(answer)
    assert said(leopard) == [(2019, 91, False), (2018, 84, True)]
    leopard.page.refresh_from_db()
    restore.restore(leopard, number=1, by=editor, expected=leopard.page.draft_version)
    assert said(leopard) == [(2018, 84, True), (2019, 91, False)]
    assert [count.uid for count in leopard.counts.order_by("position")] == uids


def test_one_takes_the_place_of_one_that_is_deleted_or_that_nobody_checked(client, leopard, editor):
    verbs.publish(leopard, by=editor)
    assert (
        save(client, leopard, {"counts-0-year": "2019", "counts-0-low": "91", "counts-1-DELETE": "on"}).status_code
        == 302
    )
    assert said(leopard) == [(2019, 91, True)]
    first = leopard.counts.get()
    leopard.counts.create(series=first.series, year=2018, low=84, unverified=True, position=2)
    leopard.page.refresh_from_db()
    assert restore.restore(leopard, number=1, by=editor, expected=leopard.page.draft_version) == []
    assert said(leopard) == [(2018, 84, True), (2019, 91, False)]


def test_a_count_that_is_there_twice_is_refused_still(client, leopard):
    answer = save(client, leopard, {"counts-1-year": "2018", "counts-1-low": "84"})
    assert "already there" in errors(answer)["counts-1-low"]
    assert said(leopard) == [(2018, 84, True), (2019, 91, False)]
