"""Pages whose names are near what a reader typed."""

import difflib

from publishing.documents import fold
from publishing.models import Edition

# Enough names to choose from, few enough to compare in a few milliseconds.
COMPARED = 3000
SHOWN = 3


def near(text: str) -> list[Edition]:
    """The live pages whose name or address is most like this text, nearest first."""
    asked = fold(text.strip("/").split("/")[-1].replace("-", " "))[:60]
    if not asked:
        return []
    live = Edition.objects.live().for_lists().order_by("kind", "sort_key")[:COMPARED]
    scored = [(likeness(asked, edition), edition) for edition in live]
    best = sorted((pair for pair in scored if pair[0] > 0.55), key=lambda pair: -pair[0])
    return [edition for _, edition in best[:SHOWN]]


def likeness(asked: str, edition: Edition) -> float:
    slug = edition.path.strip("/").split("/")[-1].replace("-", " ")
    names = (edition.sort_key, fold(slug))
    return max(difflib.SequenceMatcher(None, asked, name).ratio() for name in names)
