"""Values in words and in both systems of units."""

from decimal import Decimal

# Exact by definition (international yard and pound, 1959). To metric base units: kg, m, km².
_TO_BASE = {
    "t": Decimal(1000),
    "kg": Decimal(1),
    "g": Decimal("0.001"),
    "lb": Decimal("0.45359237"),
    "mm": Decimal("0.001"),
    "cm": Decimal("0.01"),
    "m": Decimal(1),
    "in": Decimal("0.0254"),
    "ft": Decimal("0.3048"),
    "km2": Decimal(1),
    "ha": Decimal("0.01"),
    "sq mi": Decimal("2.589988110336"),
}
_IMPERIAL_OF = {
    "t": "lb",
    "kg": "lb",
    "g": "lb",
    "mm": "in",
    "cm": "in",
    "m": "ft",
    "km2": "sq mi",
    "ha": "sq mi",
}
_METRIC_OF = {"lb": "kg", "in": "cm", "ft": "m", "sq mi": "km2"}
_SIGN = {"km2": "km²"}


def number(value: int | None) -> str:
    """With commas between thousands: 2,710."""
    return "" if value is None else f"{value:,}"


def span(low: str, high: str) -> str:
    """Two values with an en dash, or the one that is given."""
    return f"{low}–{high}" if low and high and low != high else low or high


def count(qualifier: str, low: int | None, high: int | None) -> str:
    """The value of a count in words: 129, about 450, at least 50, fewer than 4500, 14–20."""
    value = span(number(low), number(high))
    match qualifier:
        case "fewer than":
            return f"fewer than {number(high if high is not None else low)}"
        case "at least":
            return f"at least {number(low)}"
        case "about":
            return f"about {value}"
        case _:
            return value


def undated(many: int) -> str:
    """What is said before the counts that are on no chart: “Two undated counts are not drawn:”."""
    if many == 1:
        return "One undated count is not drawn:"
    return f"{_NUMBERS[many - 2].capitalize() if many < 13 else number(many)} undated counts are not drawn:"


_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def are_comparable(method: str, comparable: str) -> bool:
    """Whether a count may be set against the one before it: never where nobody says how the series is counted."""
    return bool(method) and comparable == "yes"


def movement(before: tuple[int, int], after: tuple[int, int], *, year: int, open_ended: bool) -> str:
    """What became of a number between two comparable counts, given as bounds; `year` is that of the earlier one.

    A rise or a fall is said only where the two ranges do not meet and neither is open at one end.
    """
    number_before = span(number(before[0]), number(before[1]))
    if open_ended:
        return f"Comparable with {number_before} in {year}."
    if after[0] > before[1]:
        return f"A rise from {number_before} in {year}."
    if after[1] < before[0]:
        return f"A fall from {number_before} in {year}."
    if before == after and before[0] == before[1]:
        return f"The same number as in {year}."
    return f"No clear change from {number_before} in {year}."


def period(since: int | None, until: int | None) -> str:
    """When something was done: since 1997, 2006–2008, until 2012, in 2025."""
    if since and until:
        return f"in {since}" if since == until else f"{since}–{until}"
    if since:
        return f"since {since}"
    return f"until {until}" if until else ""


def measure(low: Decimal | None, high: Decimal | None, unit: str, *, to: str | None = None) -> str:
    """A value or range with its unit, converted with as many significant figures as the source gave.

    “as large as 155 sq mi” has a high and no low: it reads “up to 155 sq mi”.
    """
    target = to or unit
    values = [value for value in (low, high) if value is not None]
    finest = min((_exponent(value, unit, target) for value in values), default=0)
    shown = [_convert(value, unit, target, finest) if value is not None else "" for value in (low, high)]
    prefix = "up to " if low is None else ""
    return f"{prefix}{span(*shown)} {_SIGN.get(target, target)}"


def factor(unit: str) -> float:
    """What makes kg, m or km² of a value in this unit."""
    return float(_TO_BASE[unit])


def metric(low: Decimal | None, high: Decimal | None, unit: str) -> str:
    return measure(low, high, unit, to=_METRIC_OF.get(unit, unit))


def imperial(low: Decimal | None, high: Decimal | None, unit: str) -> str:
    return measure(low, high, unit, to=_IMPERIAL_OF.get(unit, unit))


def _exponent(value: Decimal, unit: str, target: str) -> int:
    """The power of ten of the last figure of a converted value: as many figures as the source gave, two at least,
    else “5 ft” would become “2 m”; never finer than a tenth of its unit."""
    converted = value * _TO_BASE[unit] / _TO_BASE[target]
    digits = max(len(value.normalize().as_tuple().digits), len(str(int(value))), 2)
    return max(converted.adjusted() - digits + 1, -1)


def _convert(value: Decimal, unit: str, target: str, exponent: int) -> str:
    """Both ends of a range are rounded alike, to the finer of the two."""
    if unit == target:
        return _plain(value.normalize())
    converted = value * _TO_BASE[unit] / _TO_BASE[target]
    return _plain(converted.quantize(Decimal(1).scaleb(exponent)).normalize())


def _plain(value: Decimal) -> str:
    return f"{value:,f}"


# How far up a standing person it comes, as a share of their height (after Drillis and Contini, 1966).
_PARTS = (
    (0.36, "knee"),
    (0.47, "thigh"),
    (0.58, "hip"),
    (0.68, "waist"),
    (0.77, "chest"),
    (0.86, "shoulder"),
    (0.95, "chin"),
)
_PERSON = 1.75
_TALL = {"shoulder height": "Its shoulder", "standing height": "Standing it"}
_LONG = {"head-body": "Head and body are", "body length": "Its body is", "shell length": "Its shell is"}


def beside_a_person(kind: str, low: float, high: float) -> str:
    """How a height or a length in metres stands to a person of 1.75 m, in a sentence."""
    if kind in _LONG:
        times = span(*(f"{end / _PERSON:.1f}" for end in (low, high)))
        return f"{_LONG[kind]} {times} times as long as the person is tall."
    least, most = (comes_up(end / _PERSON) for end in (low, high))
    return f"{_TALL[kind]} {least}." if least == most else f"{_TALL[kind]} {least}; the tallest {most}."


def comes_up(share: float) -> str:
    """How high something is that has this share of a person’s height."""
    if share < 0.2:
        return "stays below the person’s knee"
    for end, part in _PARTS:
        if share <= end:
            return f"comes up to the person’s {part}"
    return "is as high as the person" if share <= 1.05 else f"is {share:.1f} times as high as the person"
