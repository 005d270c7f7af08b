"""Numbers as people write them in a sentence, in figures or in words, and whether one agrees with another."""

import re
from dataclasses import dataclass
from functools import reduce

_VALUES = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000}
_WORD = rf"(?:{'|'.join([*_VALUES, *_SCALES])})"
# Spaces are escaped: these are parts of patterns that are written over several lines.
# Three hundred and fifty, twenty-five, a dozen, half a million; not a few thousand, which is no number.
_SPELT = (
    rf"(?<!\bfew\ )(?<!\bseveral\ )(?:half\ a\ |an?\ )?\b{_WORD}\b"
    rf"(?:(?:-|\ |(?:(?<=hundred)|(?<=thousand))\ and\ ){_WORD}\b)*"
)
_FIGURES = r"(?<![\w.,/])\d+(?:,\d{3})*(?:\.\d+)?(?:\ (?:thousand|million)\b)?(?![\d/]|,\d{3}|\.\d)"
NUMBER = rf"(?:{_FIGURES}|{_SPELT})"

# What words before or after a number make of it.
_ABOUT = r"about|around|some|roughly|nearly|almost|perhaps|maybe|approximately|an?\ estimated|estimated|circa|ca?\.|~"
_UNDER = r"(?:no|not)\ more\ than|fewer\ than|less\ than|under|below|at\ (?:the\ )?most|up\ to|as\ (?:large|many)\ as"
_OVER = r"(?:no|not)\ (?:fewer|less)\ than|more\ than|over|above|at\ (?:the\ )?least|upwards\ of"
QUANTITY = (
    rf"(?:\b(?P<about>{_ABOUT})\s+|\b(?P<under>{_UNDER})\s+|\b(?P<over>{_OVER})\s+)?"
    rf"(?:\b(?P<between>between|from)\s+)?"
    rf"(?P<low>{NUMBER})(?:\s?(?:–|—|-|\bto\b|\bor\b|(?(between)\band\b|–))\s?(?P<high>{NUMBER}))?"
    rf"(?P<more>\ (?:and|or)\ more\b)?"
)


@dataclass(frozen=True)
class Quantity:
    """A value, or a range, and what the words around it make of it: `how` is about, under, over or nothing."""

    low: float
    high: float
    how: str = ""

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2

    @property
    def is_range(self) -> bool:
        return self.low != self.high

    def times(self, factor: float) -> "Quantity":
        return Quantity(self.low * factor, self.high * factor, self.how)


def value(text: str) -> float:
    """25, 2,710, 1.1 million, forty, three hundred and fifty: as a number. Raises ValueError for other words."""
    text = text.lower().strip()
    if text[0].isdigit():
        figures, _, scale = text.partition(" ")
        return float(figures.replace(",", "")) * _SCALES.get(scale, 1)
    half = text.startswith("half a ")
    words = re.findall(_WORD, text)
    if not words:
        raise ValueError(text)
    total = reduce(_add, words, (0, 0))
    return sum(total) / (2 if half else 1)


def _add(so_far: tuple[int, int], word: str) -> tuple[int, int]:
    """Thousands that are complete, and what is being read: (3_000, 200) and “fifty” are 3,250."""
    done, here = so_far
    if word not in _SCALES:
        return done, here + _VALUES[word]
    scaled = max(here, 1) * _SCALES[word]
    return (done + scaled, 0) if _SCALES[word] >= 1_000 else (done, scaled)


def read(found: re.Match[str]) -> Quantity:
    """What a match of QUANTITY says. In “1.1 to 1.6 million” the scale is of both; “rose from 91 to 129” is 129."""
    last = value(found["high"] or found["low"])
    first = value(found["low"])
    scale = next((_SCALES[word] for word in ("thousand", "million") if (found["high"] or "").endswith(word)), 1)
    if first < 1_000 <= scale and not found["low"].endswith(("thousand", "million")):
        first *= scale
    if found["between"] == "from" and re.search(CHANGED, found.string[: found.start("low")], re.IGNORECASE):
        first = last
    how = next((name for name in ("about", "under", "over") if found[name]), "over" if found["more"] else "")
    return Quantity(min(first, last), max(first, last), how)


CHANGED = (
    r"\b(?:rose|risen|rise|grew|grown|increased|up|climbed|fell|fallen|fall|dropped|declined|down|went|gone)\W+from\W+$"
)


def is_close(one: float, other: float, within: float) -> bool:
    return abs(one - other) <= within * max(abs(other), abs(one))


def agrees(said: Quantity, known: Quantity) -> bool:
    """Whether a number in words may stand beside a count. To round is no contradiction; to leave a range out, or to
    make one of a single number at its end, is."""
    if "under" in (said.how, known.how) or "over" in (said.how, known.how):
        return _agrees_at_one_end(said, known)
    if said.is_range and known.is_range:
        return is_close(said.low, known.low, 0.1) and is_close(said.high, known.high, 0.1)
    if said.is_range or known.is_range:
        span, point = (said, known) if said.is_range else (known, said)
        return span.low <= point.middle <= span.high and is_close(span.middle, point.middle, 0.15)
    return is_close(said.low, known.low, 0.1 if said.how == "about" else 0.05) and (
        said.how == "about" or is_rounded(said.low, known.low) or is_rounded(known.low, said.low)
    )


def _agrees_at_one_end(said: Quantity, known: Quantity) -> bool:
    if said.how == known.how:
        return is_close(said.high, known.high, 0.1) or (said.how == "over" and said.low <= known.low)
    if said.how == "under":
        return known.low <= said.high if known.how != "over" else known.low < said.high
    if said.how == "over":
        return said.low <= known.high
    if known.how == "under":
        return said.high <= known.high
    return known.low * 0.95 <= said.low and said.middle <= known.low * 1.25


def is_rounded(one: float, other: float) -> bool:
    """Whether the first is the other, or the other with fewer figures: 130 of 129, 173,000 of 173,151."""
    digits = f"{one:.0f}" if one == int(one) else f"{one}"
    zeros = len(digits) - len(digits.rstrip("0")) if "." not in digits else -len(digits.partition(".")[2])
    return round(other, -zeros) == one
