"""The banner above a page, the campaign laid over it and the appeal at its foot: what is in force at this moment."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from campaigns.models import Appeal, Banner, Campaign, CampaignNumber
from photos.pictures import Picture, pictures, use_of
from publishing import panels
from publishing.models import Edition
from publishing.panels import Subject
from wcs_species.models import Species

# Pages that tell of something; where a reader searches, signs up or is lost, nobody asks for money.
TELLING = {"home", "species", "news", "place", "plain"}


@dataclass(frozen=True)
class Shown:
    """A campaign in force, and the pages it lies over."""

    campaign: Campaign
    numbers: list[CampaignNumber]
    pages: frozenset[UUID]

    def lies_over(self, subject: Subject) -> bool:
        if subject.kind == "home":
            return self.campaign.on_home
        return subject.kind == "species" and (self.campaign.on_every_species or subject.uid in self.pages)


@dataclass(frozen=True)
class Asking:
    """An appeal in force, and the pages it is kept for; none: it may stand on any."""

    appeal: Appeal
    picture: Picture | None
    pages: frozenset[UUID]


def register() -> None:
    panels.register(panels.Panel(name="campaign", slot="overlay", template="campaigns/_campaign.html", load=campaign))
    panels.register(panels.Panel(name="appeal", slot="appeal", template="campaigns/_appeal.html", load=appeal))
    panels.register(panels.Panel(name="banner", slot="banner", template="campaigns/_banner.html", load=banner))


def banner(subject: Subject, related: list[Edition]) -> dict[str, Any] | None:
    """The one banner of the site: of several in force, the latest to begin."""
    found: Banner | None = subject.state.remember("campaigns.banner", banner_now)
    return {"banner": found} if found else None


def campaign(subject: Subject, related: list[Edition]) -> dict[str, Any] | None:
    """The one campaign of this page: of several, the latest to begin."""
    shown: list[Shown] = subject.state.remember("campaigns.campaigns", campaigns_now)
    for one in shown:
        if one.lies_over(subject):
            return {"campaign": one.campaign, "numbers": one.numbers}
    return None


def appeal(subject: Subject, related: list[Edition]) -> dict[str, Any] | None:
    """The one appeal of this page, on pages that tell of something: of its own animal's the latest to begin, else of
    those for every page."""
    if subject.kind not in TELLING:
        return None
    asking: list[Asking] = subject.state.remember("campaigns.appeals", appeals_now)
    own = [one for one in asking if subject.uid in one.pages]
    found = next(iter([*own, *(one for one in asking if not one.pages)]), None)
    return {"appeal": found.appeal, "picture": found.picture} if found else None


def campaigns_now() -> list[Shown]:
    # What nobody has checked stays off public pages, the source of a number included.
    numbers = CampaignNumber.objects.filter(source__unverified=False).select_related("source")
    species = Species.objects.select_related("page").only("page__uid")
    live = Campaign.objects.live().prefetch_related(Prefetch("numbers", numbers), Prefetch("species", species))
    return [
        Shown(one, list(one.numbers.all()), frozenset(animal.page.uid for animal in one.species.all())) for one in live
    ]


def appeals_now() -> list[Asking]:
    """Each with its picture, unless that was withdrawn or is not made yet."""
    species = Species.objects.select_related("page").only("page__uid")
    live = list(Appeal.objects.live().select_related("photo").prefetch_related(Prefetch("species", species)))
    shown = pictures(use_of(one.photo) for one in live)
    return [
        Asking(one, shown.get(one.photo.uid), frozenset(animal.page.uid for animal in one.species.all()))
        for one in live
    ]


def banner_now() -> Banner | None:
    return Banner.objects.live().first()
