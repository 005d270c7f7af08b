"""Sources as a document keeps them: by value, numbered in the order of their first use."""

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

import msgspec

from sources.bases import Statement
from sources.models import Source, doi_url


class SourceNote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry of a page's list of sources; `number` is what a note in the margin shows.

    `uid` is of the source's row, to find it when the edition is restored; editions of the first weeks have none.
    """

    number: int
    title: str
    uid: UUID | None = None
    url: str = ""
    doi: str = ""
    archived_url: str = ""
    licence: str = ""
    author: str = ""
    publisher: str = ""
    year: int | None = None
    accessed_on: date | None = None

    @property
    def doi_url(self) -> str:
        return doi_url(self.doi)

    @property
    def label(self) -> str:
        """In short, for a note in the margin: who and when, else the title."""
        who = self.author or self.publisher or self.title
        return f"{who}, {self.year}" if self.year else who


def checked[S: Statement](rows: Iterable[S]) -> Iterator[S]:
    """The rows that may be published: none whose own mark, or whose source's, says that nobody checked it."""
    return (row for row in rows if not row.is_hidden)


def last_checked(days: Iterable[date | None]) -> str:
    """When all of these were last found true, in words; empty where that is not known of each."""
    days = list(days)
    known = sorted(day for day in days if day is not None)
    if not known or len(known) < len(days):
        return ""
    first, last = (f"{day:%-d %B %Y}" for day in (known[0], known[-1]))
    return f"Last checked on {last}." if first == last else f"Last checked between {first} and {last}."


class SourceList:
    """Numbers the sources of one document as its statements name them."""

    def __init__(self) -> None:
        self._notes: dict[int, SourceNote] = {}

    def number(self, source: Source | None) -> int | None:
        """The source's number in this document; None for a statement that has no source of its own."""
        if source is None:
            return None
        if source.pk not in self._notes:
            self._notes[source.pk] = SourceNote(
                number=len(self._notes) + 1,
                title=source.name,
                uid=source.uid,
                url=source.url,
                doi=source.doi,
                archived_url=source.archived_url,
                licence=source.licence,
                author=source.author,
                publisher=source.publisher,
                year=source.year,
                accessed_on=source.accessed_on,
            )
        return self._notes[source.pk].number

    def notes(self) -> tuple[SourceNote, ...]:
        return tuple(self._notes.values())
