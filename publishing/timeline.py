"""What is in force and what waits on one page, read in one statement before an act changes it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import FilteredRelation, OuterRef, Q, Subquery

from publishing.clock import Now
from publishing.models import Edition, Page, Route


@dataclass(frozen=True)
class Span:
    """When one edition is in force; `until` is None where no end is known."""

    start: datetime
    until: datetime | None

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment and (self.until is None or self.until > moment)


@dataclass(frozen=True)
class Timeline:
    """One page at one moment: its spans from now on in their order, its highest number, and whose an address is."""

    moment: datetime
    spans: tuple[Span, ...]
    last_number: int
    owner: int | None
    owned_since: datetime | None

    def scheduled(self, after: datetime) -> list[Span]:
        return [span for span in self.spans if span.start > after]


def of(page: Page, path: str) -> Timeline:
    """The timeline of this page, which the caller has locked; `path` is the address that it is to have."""
    current = Q(editions__in_force_until__isnull=True) | Q(editions__in_force_until__gt=Now())
    numbers = Edition.objects.filter(page=OuterRef("pk")).order_by("-number").values("number")
    routes = Route.objects.filter(path=path)
    rows = (
        Page.objects.filter(pk=page.pk)
        .annotate(
            current=FilteredRelation("editions", condition=current),
            moment=Now(),
            last=Subquery(numbers[:1]),
            owner=Subquery(routes.values("page")[:1]),
            since=Subquery(routes.values("since")[:1]),
        )
        .order_by("current__in_force_from")
        .values_list("moment", "last", "owner", "since", "current__in_force_from", "current__in_force_until")
    )
    found = list(rows)
    moment, last, owner, since = found[0][:4]
    # Cancelled before its hour: in force at no moment.
    spans = tuple(Span(start, until) for *_, start, until in found if start is not None and start != until)
    return Timeline(moment=moment, spans=spans, last_number=last or 0, owner=owner, owned_since=since)
