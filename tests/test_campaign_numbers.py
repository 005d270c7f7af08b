"""The numbers of a campaign are counts of live profiles and follow them; nothing is called a rise that is none."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from publishing import state, verbs
from tests.campaigns import add_number, make_campaign, make_census
from tests.content import make_source, make_species, make_user
from wcs_species.models import Count, Series, Species

pytestmark = pytest.mark.django_db


@pytest.fixture
def census():
    return make_census()


def shown(client, path="/"):
    """The campaign in that page: what lies over it."""
    page = html.unescape(client.get(path).content.decode())
    return page[page.index('<dialog class="campaign-dialog"') : page.index("</dialog>")]


def test_a_number_says_when_where_and_how_it_was_counted_and_its_source(client, census):
    make_campaign(census.in_2018)
    campaign = shown(client)
    for words in (">91<", "adults, counted in 2018", "Land of the Leopard · camera traps", "A. Vitkalova, 2018"):
        assert words in campaign, words
    assert 'href="/species/amur-leopard/#numbers"' in campaign


def said(client):
    """What stands under each number of the number before it. Points of the chart speak of the counts between, too."""
    return re.findall(r'class="campaign-against">([^<]*)<', shown(client))


def test_a_rise_is_said_only_of_counts_that_may_be_compared(client, census):
    unknown = "Not known to be comparable with 2018: not called a rise or a fall."
    make_campaign(census.in_2018, census.in_2023)
    assert said(client) == [unknown]
    make_campaign(census.in_2023, census.in_2024, rank=1)
    assert said(client) == ["A rise from 125 in 2023."]
    # From 2018 to 2024 leads one step that nobody can take.
    make_campaign(census.in_2018, census.in_2024, rank=0)
    assert said(client) == [unknown]


def test_counts_of_two_series_are_not_set_against_each_other_nor_drawn_together(client, census):
    tracks = Series.objects.create(species=census.species, counted="adults", area="Primorye", method="snow tracks")
    low = Count.objects.create(
        species=census.species, series=tracks, year=2007, qualifier="between", low=14, high=20, source=make_source()
    )
    verbs.publish(census.species, by=None)
    make_campaign(low, census.in_2024)
    campaign = shown(client)
    assert "adults, estimated for 2007" in campaign
    assert "Another area or another method" in campaign
    assert "data-chart" not in campaign
    make_campaign(census.in_2023, census.in_2024, rank=1)
    assert "data-chart" in shown(client)
    # The numbers of the campaign have the accent, the other count has not.
    assert shown(client).count("chart-headline") == 2


def test_the_campaign_follows_the_profile_and_is_not_published_again(client, census):
    make_campaign(census.in_2024)
    headline = make_campaign(rank=1)
    add_number(headline, census.species)
    assert ">129<" in shown(client)
    Count.objects.filter(pk=census.in_2024.pk).update(low=131, is_headline=False)
    Count.objects.filter(pk=census.in_2018.pk).update(is_headline=True)
    # A draft is not public.
    state.changed()
    assert ">129<" in shown(client)
    verbs.publish(census.species, by=None)
    assert ">91<" in shown(client)
    headline.delete()
    state.changed()
    assert ">131<" in shown(client)


def test_a_number_that_no_profile_says_any_more_is_left_out_and_staff_are_told(client, census, admin_client):
    other = make_species(common_name="Okapi", scientific_name="Okapia johnstoni", slug="okapi")
    verbs.publish(other, by=None)
    campaign = make_campaign(census.in_2018, other.counts.get())
    assert "campaign without a number" not in admin_client.get("/admin/").content.decode()
    assert ">84<" in shown(client)
    verbs.take_down(other.page, by=None, why="A mistake")
    assert ">91<" in shown(client)
    assert ">84<" not in shown(client)
    assert "campaign without a number" in admin_client.get("/admin/").content.decode()
    assert "1 of its numbers no profile says now" in admin_client.get("/admin/campaigns/campaign/").content.decode()
    form = admin_client.get(f"/admin/campaigns/campaign/{campaign.pk}/change/").content.decode()
    assert "Not shown: Okapi no longer says this number." in html.unescape(form)
    # Words alone are left, where the other is gone as well.
    census.in_2018.delete()
    verbs.publish(Species.objects.get(pk=census.species.pk), by=None)
    assert "Seen by cameras." in shown(client)
    assert "campaign-numbers" not in shown(client)


def test_a_count_that_nobody_checked_is_not_shown(client, census):
    make_campaign(census.in_2018)
    Count.objects.filter(pk=census.in_2018.pk).update(unverified=True)
    verbs.publish(census.species, by=None)
    assert ">91<" not in shown(client)


def test_numbers_of_many_profiles_cost_one_query_and_then_none(client, census):
    others = [make_species(common_name=f"Cat {n}", scientific_name=f"Felis {n}", slug=f"cat-{n}") for n in range(3)]
    for each in others:
        verbs.publish(each, by=None)
    make_campaign(census.in_2018, *(each.counts.get() for each in others))
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        assert ">91<" in shown(client, "/?a=1")
    assert len(queries) <= 4


# Picking


def found(client, term):
    response = client.get("/admin/campaigns/campaign/numbers/", {"term": term})
    return [each["text"] for each in response.json()["results"]]


def test_editors_find_a_count_by_animal_year_and_number(admin_client, census):
    place = "Land of the Leopard, camera traps"
    assert found(admin_client, "leopard")[:2] == [
        f"Amur leopard: the headline number, whichever it is; now 129 adults, 2024, {place}",
        f"Amur leopard: 129 adults, 2024, {place}",
    ]
    assert found(admin_client, "LEOPARD 2018") == [f"Amur leopard: 91 adults, 2018, {place}"]
    assert found(admin_client, "125") == [f"Amur leopard: 125 adults, 2023, {place}"]
    assert found(admin_client, "okapi") == []
    # What is not public is not offered.
    make_species(common_name="Okapi", scientific_name="Okapia johnstoni", slug="okapi")
    assert found(admin_client, "okapi") == []


def test_only_who_may_see_campaigns_searches_their_numbers(client, census):
    client.force_login(make_user(is_superuser=False))
    assert client.get("/admin/campaigns/campaign/numbers/", {"term": "leopard"}).status_code == 403
