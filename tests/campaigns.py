"""Makes campaigns, appeals and the census they show."""

from datetime import timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

from campaigns.models import Appeal, Campaign, CampaignNumber
from publishing import clock, state, verbs
from tests.content import make_photo, make_species
from wcs_species.models import Count, Species

HOUR = timedelta(hours=1)
_number = count(1)


def make_census(**changes: Any) -> SimpleNamespace:
    """A live profile with 91 adults in 2018, 125 in 2023, not known to be comparable, and 129 in 2024, which is."""
    species = make_species(**changes)
    first = species.counts.get()
    Count.objects.filter(pk=first.pk).update(low=91, is_headline=False)
    given = {"species": species, "series": first.series, "source": first.source}
    second = Count.objects.create(year=2023, low=125, **given)
    third = Count.objects.create(year=2024, low=129, comparable="yes", is_headline=True, **given)
    verbs.publish(species, by=None)
    return SimpleNamespace(species=species, page=species.page, in_2018=first, in_2023=second, in_2024=third)


def make_campaign(*counts: Count, **fields: Any) -> Campaign:
    """Shown on the home page since an hour ago, with these counts as its numbers."""
    values = {
        "title": "More leopards than last year",
        "slug": f"campaign-{next(_number)}",
        "text": "Seen by cameras.",
        "live_from": clock.now() - HOUR,
    }
    campaign = Campaign.objects.create(**values | fields)
    for position, each in enumerate(counts):
        add_number(campaign, each.species, each, position=position)
    state.changed(campaign.live_from, campaign.live_until)
    return campaign


def add_number(campaign: Campaign, species: Species, count: Count | None = None, **fields: Any) -> CampaignNumber:
    """A count of that species, or its headline number."""
    uid = count.uid if count else None
    return CampaignNumber.objects.create(campaign=campaign, profile=species.page, count=uid, **fields)


def make_appeal(**fields: Any) -> Appeal:
    values = {"title": "Keep them fed", "text": "Deer come first.", "live_from": clock.now() - HOUR}
    if "photo" not in fields:
        values["photo"] = make_photo()
    appeal = Appeal.objects.create(**values | fields)
    state.changed(appeal.live_from, appeal.live_until)
    return appeal
