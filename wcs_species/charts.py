"""Charts of a profile: the counts of one series, the Red List categories through the years, and how large it is.

They are drawn on the server and need no script. Positions across are percentages and heights are pixels, so letters
keep their size at every width; only the figure beside a person is of pixels both ways. A line joins only counts of one
series that their source compares; the numbers themselves stand in the table beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from wcs_species import wording
from wcs_species.choices import MeasurementKind, Sex
from wcs_species.documents import CountPoint, CountSeries, RedList, Size, SpeciesProfile

# Pixels: room for the numbers above the highest point, for the plot, and for the years beneath it.
HEAD, PLOT, FOOT = 26, 96, 24
# Percent of the width: where the first and the last year stand.
FIRST, LAST = 7, 93
# A letter of a label, in percent of the narrowest chart (288 pixels).
LETTER = 2.7
# A year under a band, likewise.
YEAR = 11
# The figure beside a person, in pixels: room across and up, the gap between the two, and how thick a bar is.
ACROSS, UP, GAP, BAR = 280, 126, 22, 12
# Metres; and how wide a person is drawn for each metre.
PERSON, SHOULDERS = 1.75, 0.42


@dataclass(frozen=True, kw_only=True)
class Point:
    """One count: its middle, and the ends of its bar where it is a range. `x` in percent, the others in pixels."""

    x: float
    y: float
    top: float
    bottom: float
    words: str
    year: int
    # What can be said of it against the one before.
    against: str = ""
    # "at least" and "fewer than" point to where the true number may lie.
    points: str = ""
    is_headline: bool = False
    is_labelled: bool = False
    # Whether its words stand under it: a line comes down to it where they would be.
    is_below: bool = False

    @property
    def is_range(self) -> bool:
        return self.top != self.bottom

    @property
    def label_y(self) -> float:
        if self.is_below:
            return self.bottom + 20
        return self.top - (20 if self.points == "up" else 10)

    @property
    def side(self) -> str:
        """Where its words begin or end, so that none leave the chart."""
        half = len(self.words) * LETTER / 2
        return "start" if self.x < half else "end" if self.x > 100 - half else ""


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

    @property
    def has_letters(self) -> bool:
        return self.width > len(self.category) * 3.4 + 3

    @property
    def has_year(self) -> bool:
        return self.width > YEAR


@dataclass(frozen=True, kw_only=True)
class SizeBar:
    """One measurement on the scale of its kind, from nought to the largest; in percent."""

    x: float
    width: float

    @property
    def is_point(self) -> bool:
        return not self.width


@dataclass(frozen=True, kw_only=True)
class SizeKind:
    """The measurements of one kind, each with its bar where males and females were both measured."""

    label: str
    rows: tuple[tuple[Size, SizeBar | None], ...]


@dataclass(frozen=True, kw_only=True)
class Box:
    """From the least to the most that was measured, in pixels above the ground and from the left."""

    width: float
    height: float
    is_most: bool = False

    @property
    def y(self) -> float:
        return round(UP - self.height, 1)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """The animal as a box, as high as its shoulder and as long as its body, beside a person; in pixels."""

    person_height: float
    person_width: float
    boxes: tuple[Box, ...]
    words: tuple[str, ...]

    height = UP
    ground = UP

    @property
    def person_y(self) -> float:
        return round(UP - self.person_height, 1)

    @property
    def x(self) -> float:
        """Where the animal begins."""
        return round(self.person_width + GAP, 1)

    @property
    def width(self) -> float:
        return round(self.x + max(box.width for box in self.boxes), 1)


def of_counts(profile: SpeciesProfile) -> dict[str, Chart]:
    """A chart by the uid of each series that has two years or more."""
    return {str(series.uid): chart for series in profile.series if (chart := of_series(series)) is not None}


def of_series(series: CountSeries) -> Chart | None:
    years = [count.year for count in series.counts]
    if len(set(years)) < 2:
        return None
    highest = max(max(count.bounds) for count in series.counts) or 1
    points = [point(count, against, min(years), max(years), highest) for count, against in series.told]
    joined = [
        (before, after)
        for before, after, count in zip(points, points[1:], series.counts[1:], strict=False)
        if wording.are_comparable(series.method, count.comparable)
    ]
    lines = [Line(x1=before.x, y1=before.y, x2=after.x, y2=after.y) for before, after in joined]
    crossed = [after for before, after in joined if after.side == "end" and before.y < after.y]
    crossed += [before for before, after in joined if before.side == "start" and after.y < before.y]
    points = [replace(each, is_below=each in crossed and each.bottom < HEAD + PLOT - 24) for each in points]
    return Chart(points=labelled(points), lines=tuple(lines))


def point(count: CountPoint, against: str, first: int, last: int, highest: int) -> Point:
    low, high = (HEAD + PLOT * (1 - bound / highest) for bound in count.bounds)
    return Point(
        x=round(FIRST + (LAST - FIRST) * (count.year - first) / (last - first), 2),
        y=round((low + high) / 2, 1),
        top=round(high, 1),
        bottom=round(low, 1),
        words=count.phrase,
        year=count.year,
        against=against,
        points={"at least": "up", "fewer than": "down"}.get(count.qualifier, ""),
        is_headline=count.is_headline,
    )


def labelled(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points with words at as many of them as have room: the headline, the last and the first before others."""
    order = sorted(range(len(points)), key=lambda n: (not points[n].is_headline, n != len(points) - 1, n != 0, n))
    taken: list[tuple[float, float]] = []
    chosen = set()
    for number in order:
        left, right = span_of(points[number])
        if all(right <= start or left >= end for start, end in taken):
            taken.append((left, right))
            chosen.add(number)
    return tuple(replace(each, is_labelled=number in chosen) for number, each in enumerate(points))


def span_of(point: Point) -> tuple[float, float]:
    """Where its words begin and end."""
    length = max(len(point.words), 4) * LETTER
    left = {"start": point.x, "end": point.x - length}.get(point.side, point.x - length / 2)
    return left, left + length


def of_red_list(entries: Iterable[RedList], until: int) -> tuple[Band, ...]:
    """The categories of the whole species up to that year, oldest first; one that was found again is one band. None
    where only one year is known."""
    dated = sorted((e for e in entries if e.scope == "global" and e.year), key=lambda entry: entry.year or 0)
    years = [entry.year or 0 for entry in dated]
    if len(set(years)) < 2:
        return ()
    changed = [n for n, entry in enumerate(dated) if not n or entry.category != dated[n - 1].category]
    dated, latest, years = [dated[n] for n in changed], years[-1], [years[n] for n in changed]
    first, length = years[0], max(until, latest + 1) - years[0]
    ends = [*years[1:], max(until, latest + 1)]
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


def of_sizes(sizes: Iterable[Size]) -> tuple[SizeKind, ...]:
    """By kind, in the order of the page."""
    kinds = [(label, list(rows)) for label, rows in groupby(sizes, key=lambda size: size.label)]
    return tuple(SizeKind(label=label, rows=tuple(zip(rows, bars(rows), strict=True))) for label, rows in kinds)


def bars(rows: Sequence[Size]) -> list[SizeBar | None]:
    ranges = [metres(size) for size in rows]
    if not {Sex.MALE, Sex.FEMALE} <= {size.sex for size in rows} or None in ranges:
        return [None] * len(rows)
    known = [each for each in ranges if each is not None]
    most = max(high for _, high in known) or 1
    return [SizeBar(x=round(100 * low / most, 2), width=round(100 * (high - low) / most, 2)) for low, high in known]


def metres(size: Size) -> tuple[float, float] | None:
    """The least and the most of a measurement in metres, kilograms or square kilometres; “up to” begins at nought."""
    if not size.unit:
        return None
    low, high = (float(value or 0) * wording.factor(size.unit) for value in (size.low, size.high))
    return low, high or low


def beside_a_person(sizes: Iterable[Size]) -> Figure | None:
    """How large it is beside a person of 1.75 m; None where neither its height nor its length is known."""
    sizes = list(sizes)
    tall = extent(sizes, MeasurementKind.SHOULDER, MeasurementKind.STANDING)
    long = extent(sizes, MeasurementKind.HEAD_BODY, MeasurementKind.LENGTH, MeasurementKind.SHELL)
    if tall is None and long is None:
        return None
    # Of one that stands upright, its length is its height.
    drawn = tall, None if tall and tall[2] == MeasurementKind.STANDING else long
    tall_ends, long_ends = (each[:2] if each else (0.0, 0.0) for each in drawn)
    scale = min(UP / max(PERSON, tall_ends[1]), (ACROSS - GAP) / (PERSON * SHOULDERS + long_ends[1]))
    # The most first, so that the least lies on it.
    ends = dict.fromkeys([(long_ends[1], tall_ends[1]), (long_ends[0], tall_ends[0])])
    boxes = tuple(
        Box(width=round(wide * scale, 1) or BAR, height=round(high * scale, 1) or BAR, is_most=number < len(ends) - 1)
        for number, (wide, high) in enumerate(ends)
    )
    return Figure(
        person_height=round(PERSON * scale, 1),
        person_width=round(PERSON * SHOULDERS * scale, 1),
        boxes=boxes,
        words=tuple(wording.beside_a_person(kind, low, high) for low, high, kind in filter(None, (tall, long))),
    )


def extent(sizes: Iterable[Size], *kinds: str) -> tuple[float, float, str] | None:
    """The least and the most in metres of the first of these kinds that was measured, of either sex."""
    sizes = list(sizes)
    for kind in kinds:
        known = [each for size in sizes if size.kind == kind and (each := metres(size)) is not None]
        if known:
            return min(low or high for low, high in known), max(high for _, high in known), kind
    return None
