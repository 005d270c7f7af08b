"""The banner above a page, the campaign laid over it and the appeal at its foot: what is in force at this moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from campaigns import ledger
from campaigns.ledger import Number
from campaigns.models import Appeal, AppealAmount, Banner, Campaign
from photos.pictures import Picture, pictures, use_of
from publishing import panels
from publishing.models import Edition, Page
from publishing.panels import Subject
from publishing.state import State
from wcs_species.charts import Chart
from wcs_species.documents import CountSeries

# Pages that tell of something; where a reader searches, signs up or is lost, nobody asks for money.
TELLING = {"home", "species", "news", "place", "plain"}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A campaign in force with all that it shows, and the pages it lies over."""

    campaign: Campaign
    numbers: tuple[Number, ...] = ()
    chart: Chart | None = None
    picture: Picture | None = None
    pages: frozenset[UUID] = frozenset()

    def lies_over(self, subject: Subject) -> bool:
        """Only over kinds of page that an editor chose, as they are now: never where a reader signs up, leaves, or
        reads the law, and never over a draft or a text of the past."""
        every = {
            "home": self.campaign.on_home,
            "species": self.campaign.on_every_species,
            "news": self.campaign.on_news,
            "place": self.campaign.on_places,
        }
        return subject.is_now and subject.kind in every and (every[subject.kind] or subject.uid in self.pages)

    @property
    def series(self) -> CountSeries | None:
        """The one series that all its numbers belong to: its area and method are said once."""
        return ledger.series_of(self.numbers)

    @property
    def profiles(self) -> list[Number]:
        """A number of each profile, to lead there."""
        return list({number.path: number for number in self.numbers}.values())


@dataclass(frozen=True, kw_only=True)
class Asking:
    """An appeal in force, and the pages it is kept for; none: it may stand on any."""

    appeal: Appeal
    picture: Picture | None = None
    amounts: Sequence[AppealAmount] = ()
    pages: frozenset[UUID] = frozenset()


def register() -> None:
    panels.register(panels.Panel(name="campaign", slot="overlay", template="campaigns/_campaign.html", load=campaign))
    panels.register(panels.Panel(name="appeal", slot="appeal", template="campaigns/_appeal.html", load=appeal))
    panels.register(panels.Panel(name="banner", slot="banner", template="campaigns/_banner.html", load=banner))


def banner(subject: Subject, related: list[Edition]) -> dict[str, Any] | None:
    """The one banner of the site: of several in force, the latest to begin."""
    found: Banner | None = subject.state.remember("campaigns.banner", banner_now)
    return {"banner": found} if found else None


def campaign(subject: Subject, related: list[Edition]) -> dict[str, Any] | None:
    """The one campaign of this page: of several, the first in their queue."""
    found = next((one for one in campaigns(subject.state) if one.lies_over(subject)), None)
    return {"shown": found} if found else None


def campaigns(state: State) -> list[Shown]:
    """All in force, loaded once for each state of the content: a profile that is published moves it."""
    found: list[Shown] = state.remember("campaigns.campaigns", campaigns_now)
    return found


def appeal(subject: Subject, related: list[Edition]) -> dict[str, Any] | None:
    """The one appeal of this page, on pages that tell of something: of those kept for it the latest to begin, else of
    those for every page."""
    if subject.kind not in TELLING:
        return None
    asking: list[Asking] = subject.state.remember("campaigns.appeals", appeals_now)
    own = [one for one in asking if subject.uid in one.pages]
    found = next(iter([*own, *(one for one in asking if not one.pages)]), None)
    return {"asking": found} if found else None


def campaigns_now() -> list[Shown]:
    live = list(Campaign.objects.live().select_related("photo").prefetch_related("numbers", named_pages()))
    found = ledger.of_rows(row for one in live for row in one.numbers.all())
    files = pictures(use_of(one.photo) for one in live if one.photo)
    return [shown(one, [found[row.uid] for row in one.numbers.all() if row.uid in found], files) for one in live]


def shown(campaign: Campaign, found: Sequence[Number], files: Mapping[UUID, Picture]) -> Shown:
    """A campaign with these numbers; its photo only where there are files of it that readers may see."""
    return Shown(
        campaign=campaign,
        numbers=ledger.compared(found),
        chart=ledger.chart_of(found),
        picture=files.get(campaign.photo.uid) if campaign.photo else None,
        pages=frozenset(page.uid for page in campaign.pages.all()) if campaign.pk else frozenset(),
    )


def appeals_now() -> list[Asking]:
    """Each with its picture, unless that was withdrawn or is not made yet."""
    amounts = Prefetch("amounts", AppealAmount.objects.select_related("appeal"))
    live = list(Appeal.objects.live().select_related("photo").prefetch_related(amounts, named_pages()))
    files = pictures(use_of(one.photo) for one in live)
    return [
        Asking(
            appeal=one,
            picture=files.get(one.photo.uid),
            amounts=list(one.amounts.all()),
            pages=frozenset(page.uid for page in one.pages.all()),
        )
        for one in live
    ]


def named_pages() -> Prefetch:
    return Prefetch("pages", Page.objects.only("uid"))


def banner_now() -> Banner | None:
    return Banner.objects.live().first()
