"""Sources as a document keeps them: by value, numbered in the order of their first use."""

from datetime import date
from uuid import UUID

import msgspec

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
