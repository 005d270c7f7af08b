"""What staff should know of a campaign, an appeal or a banner, beside the field it is about."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from campaigns import ledger
from campaigns.models import Campaign, CampaignNumber
from photos.pictures import problems_of
from publishing.checks import Said
from publishing.links import LONGEST
from publishing.models import Link
from publishing.text_checks import leads_somewhere, live_paths
from wcs_species.checks import profiles_named
from wcs_species.contradictions import Contradiction, of_named
from wcs_species.verbs import without_dismissed

# The fields that hold an address.
ADDRESSES = ("link_url", "url")
# Those that hold words for readers.
WORDS = ("title", "text")


def of(row: Any) -> Iterator[tuple[str, str]]:
    """The field, and what is wrong with what it says now. Nothing here keeps a row from being saved."""
    if getattr(row, "photo", None):
        for words in problems_of(row.photo):
            yield "photo", f"Shown without its picture. {words}"
    for name in ADDRESSES:
        if words := wrong_with(getattr(row, name, "")):
            yield name, words


def wrong_with(address: str) -> str:
    """Why readers who follow this address find nothing, as far as is known; nothing is asked elsewhere now."""
    if not address:
        return ""
    parts = urlsplit(address)
    if not parts.netloc or f"{parts.scheme}://{parts.netloc}" == settings.SITE_URL:
        is_there = leads_somewhere(parts.path or "/", live_paths([parts.path]))
        return "" if is_there else "It leads to no page that readers find now."
    dead = Link.objects.dead().filter(url=address).first()
    return f"The link does not answer ({dead.answer})." if dead else ""


def wording(row: Any) -> Iterator[tuple[str, SafeString]]:
    """The field, and what its words say otherwise than a profile, with the way to where that is dismissed."""
    report = reverse("admin:contradictions")
    for found in contradicted(row):
        way = f"{report}?of={row.uid}#{found.key}"
        words = format_html('{} <a href="{}">They do not disagree…</a>', found.message, way)
        yield found.anchor.removeprefix("id_"), words


def contradicted(row: Any) -> list[Contradiction]:
    """What its words say otherwise than the profiles of the animals they name, and nobody has dismissed. Numbers it
    picked are never old."""
    words = {name: getattr(row, name) for name in WORDS if getattr(row, name, "")}
    said = [
        Said(words=name.capitalize(), text=text, is_text=True, is_rich=False, anchor=f"id_{name}")
        for name, text in words.items()
    ]
    found = of_named(said, profiles_named(" ".join(words.values())), date.today().year)
    return without_dismissed(found, of=row.uid)


def remember(row: Any) -> None:
    """The background work asks from now on whether the addresses on other sites answer."""
    found = [url for name in ADDRESSES if (url := getattr(row, name, "")).startswith("http") and len(url) <= LONGEST]
    if found and settings.CHECK_LINKS:
        Link.objects.bulk_create([Link(url=url) for url in found], ignore_conflicts=True)


def lacking(campaigns: Iterable[Campaign]) -> dict[int, int]:
    """Of each of these campaigns how many of its numbers no profile says now, where there are such. Two queries."""
    keys = [campaign.pk for campaign in campaigns]
    rows = list(CampaignNumber.objects.filter(campaign__in=keys).select_related("profile")) if keys else []
    found = ledger.of_rows(rows)
    missing: dict[int, int] = {}
    for row in rows:
        if row.uid not in found:
            missing[row.campaign_id] = missing.get(row.campaign_id, 0) + 1
    return missing


def without_numbers() -> QuerySet[Campaign]:
    """Campaigns that readers see, or will see, without a number that was picked for them."""
    return Campaign.objects.filter(pk__in=lacking(Campaign.objects.live_or_waiting()))
