"""What apps above this one hold of an address: they register it, for the download of everything and for erasing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Holding:
    """`held` lists what there is of an address, in plain names; `replace` puts another in its place, or nothing."""

    name: str
    held: Callable[[str], Iterable[Mapping[str, Any]]]
    replace: Callable[[str, str], None]


_holdings: list[Holding] = []


def register(holding: Holding) -> None:
    _holdings.append(holding)


def held(email: str) -> dict[str, list[Mapping[str, Any]]]:
    return {holding.name: list(holding.held(email)) for holding in _holdings}


def replace(email: str, *, by: str = "") -> None:
    for holding in _holdings:
        holding.replace(email, by)
