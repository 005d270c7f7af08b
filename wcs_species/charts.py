"""Charts of a profile: the counts of one series, and the Red List categories through the years.

They are drawn on the server and need no script. Positions across are percentages and heights are pixels, so letters
keep their size at every width. A line joins only counts of one series that their source compares; the numbers
themselves stand in the table beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wcs_species import wording
from wcs_species.documents import CountPoint, CountSeries, RedList, SpeciesProfile

# Pixels: room for the numbers above the highest point, for the plot, and for the years beneath it.
HEAD, PLOT, FOOT = 26, 96, 24
# Percent of the width: where the first and the last year stand.
FIRST, LAST = 7, 93
# A letter of a label, in percent of the narrowest chart (288 pixels).
LETTER = 2.7


@dataclass(frozen=True, kw_only=True)
class Point:
    """One count: its middle, and the ends of its bar where it is a range. `x` in percent, the others in pixels."""

    x: float
    y: float
    top: float
    bottom: float
    words: str
    year: int
    # "at least" and "fewer than" point to where the true number may lie.
    points: str = ""
    is_headline: bool = False
    is_labelled: bool = False

    @property
    def is_range(self) -> bool:
        return self.top != self.bottom

    @property
    def label_y(self) -> float:
        return self.top - 10


@dataclass(frozen=True, kw_only=True)
class Line:
    """From one count to the next that may be compared with it."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, kw_only=True)
class Chart:
    points: tuple[Point, ...]
    lines: tuple[Line, ...]

    height = HEAD + PLOT + FOOT
    ground = HEAD + PLOT
    years = HEAD + PLOT + 18


@dataclass(frozen=True, kw_only=True)
class Band:
    """A category from one assessment to the next; `x` and `width` in percent."""

    x: float
    width: float
    category: str
    label: str
    since: int


def of_counts(profile: SpeciesProfile) -> dict[str, Chart]:
    """A chart by the uid of each series that has two years or more."""
    return {str(series.uid): chart for series in profile.series if (chart := of_series(series)) is not None}


def of_series(series: CountSeries) -> Chart | None:
    years = [count.year for count in series.counts]
    if len(set(years)) < 2:
        return None
    highest = max(max(count.bounds) for count in series.counts) or 1
    points = [point(count, min(years), max(years), highest) for count in series.counts]
    joined = zip(points, points[1:], series.counts[1:], strict=False)
    lines = [
        Line(x1=before.x, y1=before.y, x2=after.x, y2=after.y)
        for before, after, count in joined
        if wording.are_comparable(series.method, count.comparable)
    ]
    return Chart(points=labelled(points), lines=tuple(lines))


def point(count: CountPoint, first: int, last: int, highest: int) -> Point:
    low, high = (HEAD + PLOT * (1 - bound / highest) for bound in count.bounds)
    return Point(
        x=round(FIRST + (LAST - FIRST) * (count.year - first) / (last - first), 2),
        y=round((low + high) / 2, 1),
        top=round(high, 1),
        bottom=round(low, 1),
        words=count.phrase,
        year=count.year,
        points={"at least": "up", "fewer than": "down"}.get(count.qualifier, ""),
        is_headline=count.is_headline,
    )


def labelled(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points with words at as many of them as have room: the headline, the last and the first before others."""
    order = sorted(range(len(points)), key=lambda n: (not points[n].is_headline, n != len(points) - 1, n != 0, n))
    taken: list[tuple[float, float]] = []
    chosen = set()
    for number in order:
        half = max(len(points[number].words), 4) * LETTER / 2
        left, right = points[number].x - half, points[number].x + half
        if all(right <= start or left >= end for start, end in taken):
            taken.append((left, right))
            chosen.add(number)
    return tuple(replace(each, is_labelled=number in chosen) for number, each in enumerate(points))


def of_red_list(entries: Iterable[RedList], until: int) -> tuple[Band, ...]:
    """The categories of the whole species up to that year, oldest first; none where only one year is known."""
    dated = sorted((e for e in entries if e.scope == "global" and e.year), key=lambda entry: entry.year or 0)
    years = [entry.year or 0 for entry in dated]
    if len(set(years)) < 2:
        return ()
    first, length = years[0], max(until, years[-1] + 1) - years[0]
    ends = [*years[1:], max(until, years[-1] + 1)]
    return tuple(
        Band(
            x=round(100 * (start - first) / length, 2),
            width=round(100 * (end - start) / length, 2),
            category=entry.category,
            label=entry.label,
            since=start,
        )
        for entry, start, end in zip(dated, years, ends, strict=True)
        if end > start
    )
