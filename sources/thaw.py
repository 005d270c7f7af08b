"""From the sources of a document to their rows."""

from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import Q

from publishing.restore import Wanted, put_rows
from sources import checking
from sources.documents import SourceNote
from sources.models import MergedSource, Source


class Sources:
    """The rows of a document's sources by number. One that was deleted is made again from what the document keeps."""

    def __init__(self, notes: Sequence[SourceNote]) -> None:
        self._notes = {note.number: note for note in notes}
        uids = [note.uid for note in notes if note.uid]
        self._kept = {each.uid: each.kept for each in MergedSource.objects.filter(uid__in=uids).select_related("kept")}
        wanted = Q(uid__in=uids)
        wanted |= Q(title__in=[note.title for note in notes]) | Q(url__in=[note.url for note in notes if note.url])
        wanted |= Q(doi__in=[note.doi for note in notes if note.doi])
        self._rows = list(Source.objects.filter(wanted))
        self.remarks: list[str] = []

    def row(self, number: int | None) -> Source | None:
        """The source of a statement; None for one that has none of its own."""
        note = self._notes.get(number) if number else None
        if note is None:
            return None
        found = self._found(note)
        if found is None:
            found = self._made_again(note)
        elif found.unverified:
            self.remarks.append(
                f"The source “{found}” is marked unverified now: what rests on it stays out of the page."
            )
        return found

    def of_page(self, cited: set[int | None], chosen: Sequence[Source], *, needed: bool) -> list[Source]:
        """What the page as a whole rests on: what no statement cites, and what the draft chose of the others.

        Where statements without a source of their own `needed` some and that leaves none, all of them.
        """
        uncited = [number for number in self._notes if number not in cited]
        pks = {source.pk for source in chosen}
        kept = [row for number in self._notes if number in cited and (row := self.row(number)) and row.pk in pks]
        found = [row for number in uncited if (row := self.row(number))] + kept
        if not found and needed:
            found = [row for number in self._notes if (row := self.row(number))]
        return found

    def _found(self, note: SourceNote) -> Source | None:
        by_uid = next((row for row in self._rows if row.uid == note.uid), None)
        if by_uid is not None:
            return by_uid
        # One that was merged into another lives on in it; one that was made anew perhaps has the same DOI.
        if note.uid in self._kept:
            return self._kept[note.uid]
        by_doi = next((row for row in self._rows if row.doi and row.doi.lower() == note.doi.lower()), None)
        if by_doi is not None or note.uid:
            return by_doi
        alike = [row for row in self._rows if row.name == note.title and row.url == note.url]
        more = ("author", "publisher", "year", "accessed_on")
        return max(alike, key=lambda row: sum(getattr(row, name) == getattr(note, name) for name in more), default=None)

    def _made_again(self, note: SourceNote) -> Source:
        source = Source.objects.create(
            **({"uid": note.uid} if note.uid else {}),
            title="" if note.title in (note.url, note.doi) else note.title,
            url=note.url,
            doi=note.doi,
            archived_url=note.archived_url,
            licence=note.licence,
            author=note.author,
            publisher=note.publisher,
            year=note.year,
            accessed_on=note.accessed_on,
        )
        self._rows.append(source)
        self.remarks.append(f"The source “{source}” was no longer there and was made again.")
        return source


def put_statements(
    rows: Any, document: Any, entries: Sequence[Any], values: Sequence[dict[str, Any]], **more: Any
) -> list[str]:
    """Rows that each have a source, from the entries of a document and what else they say."""
    sources = Sources(document.sources)
    here = {row.uid: row for row in rows.all()}
    wanted = []
    for entry, value in zip(entries, values, strict=True):
        said = {"source": sources.row(entry.source), "unverified": False, **value}
        checks = checks_of(rows.model, here.get(entry.uid), said, entry.checked_on)
        wanted.append(Wanted(uid=entry.uid, values=said | checks))
    put_rows(rows, wanted, **{"stays": attrgetter("is_hidden"), **more})
    return sources.remarks


def checks_of(model: Any, row: Any, said: dict[str, Any], on: date | None) -> dict[str, Any]:
    """When a restored row was checked: as its edition knew, unless the draft says the same and may know of later."""
    columns = {name: model._meta.get_field(name).attname for name in said}
    if row is not None and all(getattr(row, columns[name]) == getattr(v, "pk", v) for name, v in said.items()):
        return {}
    restored = model(**said)
    checking.check(restored, by=None, on=on)
    return {name: getattr(restored, name) for name in checking.FIELDS}
