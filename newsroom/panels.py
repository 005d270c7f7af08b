"""The news that names a species or a place, on its page."""

from typing import Any

from newsroom.lists import newest_first
from publishing import panels
from publishing.models import Edition, EditionQuerySet

LATEST = 8


def register() -> None:
    panels.register(
        panels.Panel(name="news", slot="related", template="newsroom/_panel.html", editions=naming, load=load)
    )


def naming(subject: panels.Subject) -> EditionQuerySet | None:
    if subject.kind not in ("species", "place") or subject.uid is None:
        return None
    news = Edition.objects.live().of_kind("news").referring_to(subject.kind, subject.uid)
    return news.order_by("-listed_on", "-pk")[:LATEST]


def load(subject: panels.Subject, related: list[Edition]) -> dict[str, Any] | None:
    if subject.kind not in ("species", "place"):
        return None
    items = newest_first(related)
    return {"items": items} if items else None
