"""Red List criteria as they are printed: A2cd+3cd+4cd; C2a(i).

The rules are those of “IUCN Red List Categories and Criteria: Version 3.1”, second edition (IUCN 2012): section V has
the criteria themselves, annex 2 how they are cited. Capital letters A to E are separated by a semicolon; numbers of
one letter by a plus sign; small letters follow their number and small Roman numerals stand in brackets after theirs,
separated by commas; all of them in their order. B needs two of a to c. D stands alone for Critically Endangered and
Endangered, and is D1, D2 or D1+2 for Vulnerable. Near Threatened is cited with the criteria of Vulnerable that are
nearly met (guidelines of its Standards and Petitions Committee, section 10.1).
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

# Categories that are reached by criteria, or nearly.
CATEGORIES = ("CR", "EN", "VU", "NT")
THESE_ONLY = "Criteria belong to Critically Endangered, Endangered, Vulnerable and Near Threatened only."
# The first year of version 3.1; what was assessed before was written by other rules.
SINCE = 2001

_ROMAN = ("i", "ii", "iii", "iv", "v")
_A = re.compile(r"(?P<number>[1-4])(?P<letters>[a-e]+)")
_B = re.compile(r"(?P<number>[12])(?P<a>a)?(b\((?P<b>[iv,]+)\))?(c\((?P<c>[iv,]+)\))?")
_C = re.compile(r"(?P<number>1)|(?P<two>2)(a\((?P<a>[iv,]+)\))?(?P<b>b)?")
_EXAMPLE = "Write them as printed, for example C2a(ii); D or A2cd+3cd+4cd; C2a(i)."


def problem(text: str, category: str) -> str:
    """What is wrong with these criteria of an assessment in this category, in words; empty where nothing is."""
    if category not in CATEGORIES:
        return THESE_ONLY
    parts = text.split("; ")
    heads = [part[:1] for part in parts]
    for head, part in zip(heads, parts, strict=True):
        read = _READERS.get(head)
        if read is None:
            return f"“{part or text}” is no criterion: they are A to E, separated by “; ”. {_EXAMPLE}"
        if wrong := read(part[1:], category):
            return f"“{part}”: {wrong} {_EXAMPLE}"
    return "" if _rises(heads) else f"The letters stand in their order, each once. {_EXAMPLE}"


def _a(rest: str, category: str) -> str:
    found = _numbers(_A, rest)
    if found is None:
        return "after A come numbers from 1 to 4, each with small letters from a to e."
    if not all(_rises(each["letters"]) for each in found):
        return "the small letters stand in their order, each once."
    if any(each["number"] == "3" and "a" in each["letters"] for each in found):
        return "A3 looks ahead, so nothing was observed: it has no a."
    return ""


def _b(rest: str, category: str) -> str:
    found = _numbers(_B, rest)
    if found is None:
        return "after B come 1 or 2 with a, b and c, and numerals in brackets after b and c."
    for each in found:
        if sum(each[letter] is not None for letter in "abc") < 2:
            return "B needs two of a, b and c."
        # Of c there are four, yet annex 2 itself cites a fifth.
        if not (_are_numerals(each["b"], 5) and _are_numerals(each["c"], 5)):
            return "the numerals in brackets run from i to v, in their order."
    return ""


def _c(rest: str, category: str) -> str:
    found = _numbers(_C, rest)
    if found is None:
        return "after C come 1, or 2 with a(i), a(ii) or b."
    for each in found:
        if each["two"] and not (each["a"] or each["b"]):
            return "C2 needs a(i), a(ii) or b."
        if not _are_numerals(each["a"], 2):
            return "a has the numerals i and ii."
    return ""


def _d(rest: str, category: str) -> str:
    if category in ("VU", "NT"):
        return "" if rest in ("1", "2", "1+2") else "for this category it is D1, D2 or D1+2."
    return "" if not rest else "D stands alone for this category."


def _e(rest: str, category: str) -> str:
    return "E stands alone." if rest else ""


_READERS: dict[str, Callable[[str, str], str]] = {"A": _a, "B": _b, "C": _c, "D": _d, "E": _e}


def _numbers(pattern: re.Pattern[str], rest: str) -> list[re.Match[str]] | None:
    """The parts between plus signs; None where one is malformed or they are not in their order."""
    found = [pattern.fullmatch(part) for part in rest.split("+")]
    read = [each for each in found if each is not None]
    return read if len(read) == len(found) and _rises([each[0][0] for each in read]) else None


def _are_numerals(text: str | None, most: int) -> bool:
    if text is None:
        return True
    known = _ROMAN[:most]
    given = text.split(",")
    return all(each in known for each in given) and _rises([known.index(each) for each in given])


def _rises(values: Sequence[str] | Sequence[int]) -> bool:
    return all(before < after for before, after in pairwise(values))  # type: ignore[operator]
