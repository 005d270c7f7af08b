"""How often a campaign was shown, closed and followed, by day. Nobody is recognised: these are sums."""

from collections.abc import Collection
from datetime import timedelta

from django.core.cache import cache
from django.db.models import F, Sum
from django.http import HttpRequest

from campaigns.models import Campaign, CampaignDay
from publishing import clock, networks

COLUMNS = ("day", "shown", "closed", "followed")
# From one network: an office full of readers, not a program.
MOST_AN_HOUR = 60
HOUR = 3600


def count(campaign: Campaign, outcome: str) -> None:
    """Once more shown today, and closed or followed where `outcome` says so."""
    today = clock.now().date()
    sums = {name: F(name) + 1 for name in COLUMNS[1:] if name in ("shown", outcome)}
    rows = CampaignDay.objects.filter(campaign=campaign, day=today)
    if not rows.update(**sums):
        CampaignDay.objects.bulk_create([CampaignDay(campaign=campaign, day=today)], ignore_conflicts=True)
        rows.update(**sums)


def does_not_want(request: HttpRequest) -> bool:
    """Whether the browser asks not to be counted: Do Not Track, Global Privacy Control."""
    return "1" in (request.headers.get("DNT"), request.headers.get("Sec-GPC"))


def are_too_many(request: HttpRequest) -> bool:
    """Whether this network has sent its share of this hour. In memory only, under a keyed hash: nothing is stored."""
    key = f"campaigns:{networks.of(request)}"
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key) > MOST_AN_HOUR
    except ValueError:
        # Pushed out of the memory between the two.
        return False


def totals(campaign: Campaign) -> dict[str, int]:
    found = campaign.days_counted.aggregate(**{name: Sum(name, default=0) for name in COLUMNS[1:]})
    return {name: int(value) for name, value in found.items()}


def recent(campaign: Campaign, days: int = 14) -> Collection[CampaignDay]:
    """The days of the last fortnight on which it was seen, newest first."""
    since = clock.now().date() - timedelta(days=days)
    return campaign.days_counted.filter(day__gt=since)
