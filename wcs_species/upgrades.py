"""Profiles of older schemas, one schema further: pure functions of plain JSON, kept for ever."""

import re
from decimal import Decimal
from typing import Any

from wcs_species import wording

Plain = dict[str, Any]
Value = tuple[Decimal | None, Decimal | None, str]

_MEASURE = re.compile(r"(?P<up_to>up to )?(?P<low>[\d,.]+)(?:–(?P<high>[\d,.]+))? (?P<unit>\D+)")
_UNITS = {"km²": "km2"}


def from_1(profile: Plain) -> Plain:
    """Schema 2 keeps the numbers of measurements, of which schema 1 had words only."""
    return {**profile, "sizes": [size | numbers(size) for size in profile.get("sizes", [])]}


def numbers(size: Plain) -> Plain:
    """The numbers and the unit that both phrases of a measurement were made from; nothing where none give both."""
    for words in (size["metric"], size["imperial"]):
        value = parsed(words)
        if value and (wording.metric(*value), wording.imperial(*value)) == (size["metric"], size["imperial"]):
            low, high, unit = value
            return {name: str(number) for name, number in (("low", low), ("high", high)) if number is not None} | {
                "unit": unit
            }
    return {}


def parsed(words: str) -> Value | None:
    """“32–48 kg” as numbers and a unit."""
    found = _MEASURE.fullmatch(words)
    if found is None:
        return None
    low, high = (Decimal(text.replace(",", "")) if text else None for text in found.group("low", "high"))
    unit = _UNITS.get(found["unit"], found["unit"])
    return (None, low, unit) if found["up_to"] else (low, high, unit)
