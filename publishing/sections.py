"""What a document says, in words and section by section.

Each kind says its sections once. They are what is compared, told in a page's history, checked and restored.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

# The words of a value: of the row that holds it (the document itself, or one of its rows), and of its document.
Say = Callable[[Any, Any], str]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that a document, or a row of it, says; `words` is what editors and readers call it.

    `is_text` is running text, which is reworded where other things change; `is_rich` is HTML; `is_many` is a word for
    more than one. `anchor` is its field in the form, where that is not the section's.
    """

    words: str
    say: Say
    is_text: bool = False
    is_rich: bool = False
    is_many: bool = False
    anchor: str = ""


def no_words(row: Any, document: Any) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows of one sort. `key` says which rows of two documents are the same one.

    `called` names a row in a sentence (“the count for 2024”) and `gist` says in short what it says (“129 adults”).
    Rows that are sorted by what they say are not `is_ordered`: none of them is ever moved. `photo` and `pictures` are
    for rows that show a photo: its uid, and the thumbnails of such uids.
    """

    one: str
    many: str
    of: Callable[[Any], Iterable[Any]]
    called: Callable[[Any], str]
    gist: Say = no_words
    lines: tuple[Line, ...] = ()
    key: Callable[[Any], Any] = attrgetter("uid")
    is_ordered: bool = True
    anchor: str = ""
    photo: Callable[[Any], UUID | None] = field(default=lambda row: None)
    pictures: Callable[[Iterable[UUID]], Mapping[UUID, SafeString]] = field(default=lambda uids: {})


@dataclass(frozen=True, kw_only=True)
class Section:
    """`name` is what a restore of this section alone is asked for by, `anchor` its place in the form."""

    name: str
    title: str
    parts: tuple[Line | Rows, ...]
    anchor: str = ""


def line(words: str, name: str, **more: Any) -> Line:
    """The attribute of this name, as it is written; nothing where it is None or empty."""
    read = attrgetter(name)

    def say(row: Any, document: Any) -> str:
        value = read(row)
        return "" if value is None else f"{value:,}" if type(value) is int and abs(value) > 9999 else str(value)

    return Line(words=words, say=say, **more)


def text(words: str, name: str, **more: Any) -> Line:
    return line(words, name, is_text=True, **more)


def rich(words: str, name: str, **more: Any) -> Line:
    return line(words, name, is_text=True, is_rich=True, **more)


YES = "yes"


def flag(words: str, name: str) -> Line:
    """Yes or nothing."""
    read = attrgetter(name)
    return Line(words=words, say=lambda row, document: YES if read(row) else "")


def quoted(one: str, name: str, longest: int = 60) -> Callable[[Any], str]:
    """Names a row by one of its texts: the threat “Fire”."""
    read = attrgetter(name)

    def called(row: Any) -> str:
        words = str(read(row))
        return f"the {one} “{words if len(words) <= longest else words[:longest].rsplit(' ', 1)[0] + '…'}”"

    return called
