"""Pages whose names are near what a reader typed."""

import difflib
from dataclasses import dataclass

from publishing.documents import fold
from publishing.models import Edition
from website.documents import UNLISTED


@dataclass(frozen=True)
class Section:
    """A page that leads to others."""

    path: str
    title: str
    summary: str = ""
    kind: str = "section"


Near = Edition | Section

SECTIONS = (
    Section("/species/", "Species"),
    Section("/newsroom/", "Newsroom"),
    Section("/places/", "Where We Work"),
    Section("/glossary/", "Glossary"),
    Section("/newsletter/", "Newsletter"),
)
ENOUGH = 0.55
# Enough names to choose from, few enough to compare in a few milliseconds.
COMPARED = 3000
SHOWN = 3


def near(text: str) -> list[Near]:
    """The page above this address, and the live pages and sections whose name or address is most like it."""
    path = text if text.startswith("/") else ""
    above = page_above(path)
    parts = [part for part in text.strip("/").split("/") if part] if path else [text]
    listed = Edition.objects.live().exclude(kind="plain", facet=UNLISTED).for_lists()
    sections: tuple[Section, ...] = SECTIONS
    enough = ENOUGH
    if len(parts) > 1 and parts[0] == "species":
        # Somebody looks for an animal: show three, however far their names are.
        listed, sections, enough, parts = listed.of_kind("species"), (), 0, parts[1:]
    asked = [words for part in parts[-2:] if (words := fold(part.replace("-", " "))[:60])]
    scored: list[tuple[float, Near]] = []
    if asked:
        compared: list[Near] = [*sections, *listed.order_by("kind", "sort_key")[:COMPARED]]
        scored = [(max(likeness(words, one) for words in asked), one) for one in compared]
    best = sorted((pair for pair in scored if pair[0] > enough), key=lambda pair: -pair[0])
    found = [*above, *(one for _, one in best)]
    return list({one.path: one for one in found if one.path != path}.values())[:SHOWN]


def page_above(path: str) -> list[Near]:
    """The live page under whose address this one would stand: the profile for a photo that it does not have."""
    parts = path.strip("/").split("/")
    above = ["/" + "/".join(parts[:length]) + "/" for length in range(len(parts) - 1, 0, -1)]
    if any("\0" in each for each in above):
        return []
    return list(Edition.objects.live().filter(path__in=above).for_lists()[:1])


def likeness(asked: str, one: Near) -> float:
    slug = one.path.strip("/").split("/")[-1].replace("-", " ")
    names = (fold(one.title), fold(slug))
    return max(difflib.SequenceMatcher(None, asked, name).ratio() for name in names)
