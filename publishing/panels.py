"""Panels: what a page shows that belongs to an app above it.

The upper app registers a panel in AppConfig.ready (the news of a species, the campaign, the sign-up form). A view
loads all panels of its page before it renders; templates only render them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from publishing.models import Edition, EditionQuerySet
from publishing.state import State


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What the page is about: its kind ("species", "home"…), its uid if it is one page, the content state seen, and
    whether it is what readers find there now: not a draft, nor an edition of the past or under embargo."""

    kind: str
    state: State
    uid: UUID | None = None
    is_now: bool = True


@dataclass(frozen=True, kw_only=True)
class Panel:
    """`editions` names the live editions the panel needs; all panels' editions are fetched in one query.

    `load` makes the template's context from them, or None for no panel on this page. `slot` is where the page
    template puts it: "related", "appeal", "foot", "overlay", or "frame" for the header and footer.
    """

    name: str
    slot: str
    template: str
    load: Callable[[Subject, list[Edition]], dict[str, Any] | None]
    editions: Callable[[Subject], EditionQuerySet | None] = lambda subject: None


@dataclass(frozen=True)
class Loaded:
    name: str
    template: str
    context: dict[str, Any]


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    _panels[panel.name] = panel


def queries(subject: Subject) -> list[EditionQuerySet]:
    """The editions that the panels of this page need."""
    wanted = (panel.editions(subject) for panel in _panels.values())
    return [queryset for queryset in wanted if queryset is not None]


def load(subject: Subject, related: list[Edition]) -> dict[str, list[Loaded]]:
    """The panels of this page by slot, given the editions fetched for it."""
    slots: dict[str, list[Loaded]] = {}
    for panel in _panels.values():
        context = panel.load(subject, related)
        if context is not None:
            slots.setdefault(panel.slot, []).append(Loaded(panel.name, panel.template, context))
    return slots
