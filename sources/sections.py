"""How sources read where documents are compared: by what they say, because their numbers run with the page."""

from collections.abc import Sequence
from typing import Any

from publishing.sections import Line, Rows, Section
from sources.documents import SourceNote


def in_full(note: SourceNote) -> str:
    """All that names the source, in one line."""
    read_on = f"read on {note.accessed_on:%-d %B %Y}" if note.accessed_on else ""
    doi = f"doi:{note.doi}" if note.doi else ""
    archived = f"archived at {note.archived_url}" if note.archived_url else ""
    url = note.url if note.url != note.title else ""
    parts = (note.title, note.author, note.publisher, note.year, doi, url, archived, note.licence, read_on)
    return ", ".join(str(part) for part in parts if part)


def cited(notes: Sequence[SourceNote], number: int | None) -> str:
    """The source of a statement in full; empty for one that has none of its own."""
    return next((in_full(note) for note in notes if note.number == number), "")


def source_line(attribute: str = "source", words: str = "Source", **more: Any) -> Line:
    def say(row: Any, document: Any) -> str:
        return cited(document.sources, getattr(row, attribute))

    return Line(words=words, say=say, **more)


def sources_section(anchor: str = "") -> Section:
    """The list at the foot of a page."""
    rows = Rows(
        one="source",
        many="sources",
        of=lambda document: document.sources,
        called=lambda note: f"the source “{note.label}”",
        key=lambda note: note.doi or note.url or note.title,
        lines=(Line(words="Source", say=lambda note, document: in_full(note), is_text=True),),
        is_ordered=False,
        anchor=anchor,
    )
    return Section(name="sources", title="Sources", parts=(rows,), anchor=anchor)
