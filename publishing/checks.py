"""What stands in the way of publishing, and what an editor should know first: one registry of small functions.

A new check is one function and one test:

    @check("species", blocks=True)
    def trend_has_a_year(draft: Draft) -> Iterator[Found]:
        if draft.row.trend and not draft.row.trend_as_of:
            yield "The population trend has no year.", "id_trend_as_of"

It reads the draft's rows in memory (publishing.drafts) or its document, and yields words and their place in the form.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from publishing.documents import Document
from publishing.sections import Line, Rows, Section

# An address, and the words of the link to it.
Way = tuple[str, str]
# Words, and the id of their place in the form: a field, a row, or a part such as `counts-group`. Then, where it can be
# settled elsewhere, the way there.
Found = tuple[str, str] | tuple[str, str, Way]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Why a draft cannot be published (`blocks`), or what its editor should know first.

    `anchor` is the id of the place in the admin form, e.g. `counts-group`.
    """

    message: str
    anchor: str = ""
    blocks: bool = True
    way: Way | None = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """One thing that a document says, what editors call it and where it stands in the form; `row` is the row of the
    document that says it, if it is one."""

    words: str
    text: str
    is_text: bool
    is_rich: bool
    anchor: str
    row: Any = None


@dataclass(kw_only=True)
class Draft:
    """What checks read."""

    row: Any
    kind: str
    sections: Sequence[Section]
    freeze: Callable[[Any], Document]

    @cached_property
    def document(self) -> Document:
        return self.freeze(self.row)

    @cached_property
    def said(self) -> list[Said]:
        """Everything that the document says."""
        return [said for section in self.sections for part in section.parts for said in self._part(section, part)]

    @property
    def texts(self) -> Iterator[Said]:
        """All running text of the document."""
        return (said for said in self.said if said.is_text)

    def _part(self, section: Section, part: Line | Rows) -> Iterator[Said]:
        anchor = part.anchor or section.anchor
        if isinstance(part, Line):
            yield from self._line(part, self.document, anchor, part.words)
            return
        places = self._places(anchor)
        for row in part.of(self.document):
            at = places.get(getattr(row, "uid", None), anchor)
            for line in part.lines:
                yield from self._line(line, row, at, part.called(row))

    def _places(self, anchor: str) -> dict[Any, str]:
        """The place in the form of each row of a part, by uid."""
        name = anchor.removesuffix("-group")
        rows = getattr(self.row, name, None) if name != anchor else None
        return {row.uid: f"{name}-{number}" for number, row in enumerate(rows.all())} if rows is not None else {}

    def _line(self, line: Line, row: Any, anchor: str, words: str) -> Iterator[Said]:
        if text := line.say(row, self.document):
            words = words[:1].upper() + words[1:]
            of = None if row is self.document else row
            yield Said(words=words, text=text, is_text=line.is_text, is_rich=line.is_rich, anchor=anchor, row=of)


Check = Callable[[Draft], Iterable[Found]]


@dataclass(frozen=True)
class Registered:
    run: Check
    kinds: tuple[str, ...]
    blocks: bool


_checks: list[Registered] = []


def check(*kinds: str, blocks: bool) -> Callable[[Check], Check]:
    """Register a check for these kinds of page, or for all where none is named."""

    def register(run: Check) -> Check:
        _checks.append(Registered(run, kinds, blocks))
        return run

    return register


def of(draft: Draft) -> list[Problem]:
    """Everything the checks find, what blocks first."""
    found = [
        Problem(message=message, anchor=anchor, blocks=each.blocks, way=way[0] if way else None)
        for each in _checks
        if draft.kind in each.kinds or not each.kinds
        for message, anchor, *way in each.run(draft)
    ]
    return sorted(found, key=lambda problem: not problem.blocks)
