"""The numbers of a campaign, read from the live editions of the profiles they are counts of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from uuid import UUID

from msgspec import structs

from campaigns.models import CampaignNumber
from publishing.kinds import read as document_of
from publishing.models import Edition
from sources.documents import SourceNote
from wcs_species import charts, choices
from wcs_species.documents import CountPoint, CountSeries, SpeciesProfile

ESTIMATES = {choices.Method.ADDED_UP, choices.Method.EXPERTS, choices.Method.MODEL}
ELSEWHERE = "Another area or another method: the two are not set against each other."


@dataclass(frozen=True, kw_only=True)
class Number:
    """One count as its profile says it now. `against` is what can be said of it and the number before."""

    name: str
    path: str
    series: CountSeries
    point: CountPoint
    source: SourceNote | None
    against: str = ""

    @property
    def basis(self) -> str:
        """Whether the animals were counted; empty where nobody says how the number was got."""
        if not self.series.method and self.point.qualifier not in {"about", "between"}:
            return ""
        is_estimate = self.point.qualifier in {"about", "between"} or self.series.method in ESTIMATES
        return "estimated" if is_estimate else "counted"

    @property
    def when(self) -> str:
        """counted in 2023 · estimated for 2015 · 2012"""
        words = {"counted": "counted in ", "estimated": "estimated for "}.get(self.basis, "")
        return f"{words}{self.point.year}"

    @property
    def words(self) -> str:
        """For a chooser: 125 adults, 2023, the park, camera traps."""
        of = f"{self.point.phrase} {self.series.counted}, {self.point.year}"
        return ", ".join(part for part in (of, self.series.area, self.series.method) if part)


def of_rows(rows: Iterable[CampaignNumber]) -> dict[UUID, Number]:
    """By the uid of each row, what its profile says now. One query."""
    rows = list(rows)
    pages = {row.profile_id for row in rows}
    live = Edition.objects.live().of_kind("species").filter(page__in=pages) if pages else Edition.objects.none()
    profiles = {edition.page_id: profile for edition in live if (profile := profile_of(edition)) is not None}
    return {
        row.uid: number
        for row in rows
        if (profile := profiles.get(row.profile_id)) and (number := picked(profile, row.count)) is not None
    }


def profile_of(edition: Edition) -> SpeciesProfile | None:
    document = document_of(edition)
    return document if isinstance(document, SpeciesProfile) else None


def counts_of(profile: SpeciesProfile) -> Iterator[Number]:
    """Every count of a profile."""
    for series in profile.series:
        for point in series.counts:
            number = point.source
            yield Number(
                name=profile.common_name,
                path=profile.path,
                series=series,
                point=point,
                source=profile.sources[number - 1] if number and number <= len(profile.sources) else None,
            )


def picked(profile: SpeciesProfile, count: UUID | None) -> Number | None:
    """The count with that uid, or the headline number where none is given."""
    for number in counts_of(profile):
        if number.point.uid == count or (count is None and number.point.is_headline):
            return number
    return None


def compared(found: Sequence[Number]) -> tuple[Number, ...]:
    """Each number with what can be said of it against the one before it."""
    return (*found[:1], *(_against(before, after) for before, after in pairwise(found)))


def _against(before: Number, after: Number) -> Number:
    words = ""
    if before.path == after.path:
        is_one = before.series.uid == after.series.uid
        words = _movement(after.series, before.point, after.point) if is_one else ELSEWHERE
    return replace(after, against=words)


def _movement(series: CountSeries, before: CountPoint, after: CountPoint) -> str:
    """As the profile words it; over several counts a comparison holds where it holds from each to the next."""
    if before.year >= after.year:
        return ""
    steps = series.counts[series.counts.index(before) + 1 : series.counts.index(after) + 1]
    said = {step.comparable for step in steps}
    weakest = next((answer for answer in ("no", "unsure") if answer in said), "yes")
    return series.against(before, structs.replace(after, comparable=weakest))


def series_of(found: Sequence[Number]) -> CountSeries | None:
    """The one series that all these numbers belong to."""
    series = {number.series.uid: number.series for number in found}
    return next(iter(series.values())) if len(series) == 1 else None


def chart_of(found: Sequence[Number]) -> charts.Chart | None:
    """The one series of these numbers, with the numbers themselves in the accent."""
    series = series_of(found)
    if series is None:
        return None
    chosen = {number.point.uid for number in found}
    counts = tuple(structs.replace(point, is_headline=point.uid in chosen) for point in series.counts)
    return charts.of_series(structs.replace(series, counts=counts))
