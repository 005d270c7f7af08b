"""The species we work for in a place, on its page."""

from typing import Any

from publishing import panels
from publishing.models import Edition, EditionQuerySet
from wcs_species.views import with_cards

MOST = 12


def register() -> None:
    panels.register(
        panels.Panel(name="species", slot="related", template="wcs_species/_panel.html", editions=of_place, load=load)
    )


def of_place(subject: panels.Subject) -> EditionQuerySet | None:
    if subject.kind != "place" or subject.uid is None:
        return None
    return Edition.objects.live().of_kind("species").referring_to("place", subject.uid).order_by("sort_key")[:MOST]


def load(subject: panels.Subject, related: list[Edition]) -> dict[str, Any] | None:
    if subject.kind != "place":
        return None
    species = sorted((edition for edition in related if edition.kind == "species"), key=lambda e: e.sort_key)
    return {"cards": with_cards(species)} if species else None
