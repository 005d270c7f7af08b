"""The difference of two documents of one kind: by section and row, word by word."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from publishing import marks, richtext
from publishing.documents import Document
from publishing.sections import Line, Rows, Section

_BETWEEN_BLOCKS = re.compile(r">\s+<(?=/?(?:p|h2|h3|ul|ol|li|blockquote)\b)")
What = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True, kw_only=True)
class LineChange:
    """What one line said and says."""

    line: Line
    before: str
    after: str

    @cached_property
    def paragraphs(self) -> tuple[marks.Paragraph, ...]:
        """With marks; none where the words are the same and only their form changed, such as italics."""
        old, new = (marks.paragraphs(text, is_rich=self.line.is_rich) for text in (self.before, self.after))
        return marks.compared(old, new) if old != new else ()


@dataclass(frozen=True, kw_only=True)
class RowChange:
    """What became of one row. A row that moved may have changed as well."""

    rows: Rows
    what: What
    called: str
    has_moved: bool = False
    before: str = ""
    after: str = ""
    lines: tuple[LineChange, ...] = ()
    photo_before: UUID | None = None
    photo_after: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class SectionChange:
    section: Section
    lines: tuple[LineChange, ...]
    rows: tuple[RowChange, ...]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Only what differs, in the order of the sections."""

    sections: tuple[SectionChange, ...]
    unchanged: tuple[Section, ...]

    def __bool__(self) -> bool:
        return bool(self.sections)

    def photos(self) -> dict[Rows, set[UUID]]:
        """The photos that it shows, by the rows that know how."""
        found: dict[Rows, set[UUID]] = {}
        for section in self.sections:
            for row in section.rows:
                shown = {uid for uid in (row.photo_before, row.photo_after) if uid is not None}
                found.setdefault(row.rows, set()).update(shown)
        return found


def difference(before: Document, after: Document, sections: Iterable[Section]) -> Difference:
    """What `after` says otherwise than `before`: empty where a reader would see no difference."""
    changed, unchanged = [], []
    for section in sections:
        lines = tuple(_lines(section.parts, before, after, before, after))
        rows = tuple(
            change for part in section.parts if isinstance(part, Rows) for change in _rows(part, before, after)
        )
        if lines or rows:
            changed.append(SectionChange(section=section, lines=lines, rows=rows))
        else:
            unchanged.append(section)
    return Difference(sections=tuple(changed), unchanged=tuple(unchanged))


def _lines(parts: Iterable[Line | Rows], old: Any, new: Any, before: Document, after: Document) -> Iterator[LineChange]:
    """The lines that differ. `old` or `new` is None where there is no such row."""
    for line in parts:
        if isinstance(line, Line):
            said = line.say(old, before) if old is not None else ""
            says = line.say(new, after) if new is not None else ""
            if said != says and not (line.is_rich and _as_read(said) == _as_read(says)):
                yield LineChange(line=line, before=said, after=says)


def _as_read(html: str) -> str:
    """Rich text without the space between its blocks, which an editor's browser writes in its own way, and without the
    words of its live figures, of which readers see those of now."""
    return _BETWEEN_BLOCKS.sub("><", richtext.with_figures(html, lambda uid, words: str(uid))).strip()


def _rows(rows: Rows, before: Document, after: Document) -> Iterator[RowChange]:
    """In the order of `after`; each row that is gone stands where it was."""
    old, new = _keyed(rows, before), _keyed(rows, after)
    moved = _moved(list(old), list(new)) if rows.is_ordered else set()
    for key in _woven(list(old), list(new)):
        was, now = old.get(key), new.get(key)
        lines = tuple(_lines(rows.lines, was, now, before, after))
        has_moved = key in moved
        if was is not None and now is not None and not lines and not has_moved:
            continue
        what: What = "added" if was is None else "removed" if now is None else "changed" if lines else "moved"
        yield RowChange(
            rows=rows,
            what=what,
            called=rows.called(now if now is not None else was),
            has_moved=has_moved,
            before=rows.gist(was, before) if was is not None else "",
            after=rows.gist(now, after) if now is not None else "",
            lines=lines,
            photo_before=rows.photo(was) if was is not None else None,
            photo_after=rows.photo(now) if now is not None else None,
        )


def _keyed(rows: Rows, document: Document) -> dict[Any, Any]:
    """The rows by key; where two have the same, the second one is another row."""
    found: dict[Any, Any] = {}
    for row in rows.of(document):
        key, again = rows.key(row), 0
        while (key, again) in found:
            again += 1
        found[key, again] = row
    return found


def _moved(old: list[Any], new: list[Any]) -> set[Any]:
    """Keys that both have, out of the order that the others keep."""
    both = set(old) & set(new)
    was, now = ([key for key in keys if key in both] for keys in (old, new))
    staying: set[Any] = set()
    for block in SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks():
        staying.update(was[block.a : block.a + block.size])
    return set(was) - staying


def _woven(old: list[Any], new: list[Any]) -> list[Any]:
    """The keys of both, each once: those of `new` in their order, those that are gone after what they followed."""
    here = set(new)
    woven = list(new)
    at = 0
    for key in old:
        if key in here:
            at = woven.index(key) + 1
        else:
            woven.insert(at, key)
            at += 1
    return woven
