"""Two texts beside each other: which paragraphs, and in them which words, are new, gone or the same."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from typing import Literal

Mark = Literal["", "ins", "del"]

# A word with its inner marks (1,234 or mother’s) or a sign, and the space after it.
_TOKEN = re.compile(r"(\w+(?:[.,'’-]\w+)*|[^\w\s])(\s*)")
_SENTENCE_END = re.compile(r"(?<=[.!?])[”’\"')]*\s+(?=[^\Wa-z\d_]|[“‘\"'(])")
_BLOCKS = {"p", "h2", "h3", "li", "blockquote"}
# Paragraphs less alike than this are another text, not a reworded one.
ALIKE = 0.4
# Comparing is quadratic: a longer paragraph that changed is shown whole, before and after.
MOST_TOKENS = 6_000


@dataclass(frozen=True)
class Piece:
    mark: Mark
    text: str


@dataclass(frozen=True)
class Paragraph:
    """`unchanged` counts paragraphs that both texts have and that are not shown."""

    pieces: tuple[Piece, ...] = ()
    unchanged: int = 0


class _Reader(HTMLParser):
    """Paragraphs of rich text as plain text, with where a link leads after its words. A live figure has none of its
    own: what it says is not what this text says."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.here = ""
        self.href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.end()
            self.here = "• " if tag == "li" else ""
        elif tag == "br":
            self.here += " "
        elif tag == "a":
            self.href = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end()
        elif tag == "a" and self.href:
            self.here += f" ({self.href})"
            self.href = ""

    def handle_data(self, data: str) -> None:
        self.here += "[live figure]" if self.href.startswith("figure:") else data

    def end(self) -> None:
        words = " ".join(self.here.split())
        if words not in ("", "•"):
            self.found.append(words)
            self.here = ""


def paragraphs(text: str, *, is_rich: bool = False) -> list[str]:
    """The paragraphs of a text, without empty ones."""
    if not is_rich:
        return [words for part in text.splitlines() if (words := " ".join(part.split()))]
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end()
    return reader.found


def sentences(paragraph: str) -> list[str]:
    return _SENTENCE_END.split(paragraph)


def compared(before: Sequence[str], after: Sequence[str]) -> tuple[Paragraph, ...]:
    """Both texts as one, with marks; paragraphs that are the same are counted, not repeated."""
    found: list[Paragraph] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Paragraph(unchanged=j - i))
        else:
            found += _reworded(before[i:j], after[k:m])
    return tuple(found)


def _reworded(before: Sequence[str], after: Sequence[str]) -> Iterator[Paragraph]:
    """Each new paragraph beside the next old one that is like it; one beside one in any case."""
    if len(before) == len(after) == 1:
        yield Paragraph(words(before[0], after[0]))
        return
    start = 0
    for new in after:
        like = next((index for index in range(start, len(before)) if likeness(before[index], new) >= ALIKE), None)
        if like is None:
            yield Paragraph((Piece("ins", new),))
            continue
        yield from (Paragraph((Piece("del", old),)) for old in before[start:like])
        yield Paragraph(words(before[like], new))
        start = like + 1
    yield from (Paragraph((Piece("del", old),)) for old in before[start:])


def likeness(before: str, after: str) -> float:
    """How many of their words they share, in whatever order: 0 to 1."""
    old, new = (Counter(word for word, _ in _TOKEN.findall(text)) for text in (before, after))
    return 2 * (old & new).total() / max(old.total() + new.total(), 1)


def words(before: str, after: str) -> tuple[Piece, ...]:
    """One paragraph before and after, word by word."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if not old or not new or len(old) + len(new) > MOST_TOKENS or likeness(before, after) < ALIKE:
        return tuple(Piece(mark, text) for mark, text in (("del", before), ("ins", after)) if text)  # type: ignore[arg-type]
    matcher = SequenceMatcher(None, [word for word, _ in old], [word for word, _ in new], autojunk=False)
    pieces: list[Piece] = []
    for tag, i, j, k, m in _without_islands(matcher.get_opcodes(), new):
        if tag == "equal":
            pieces.append(Piece("", _joined(new[k:m])))
        else:
            pieces += [Piece("del", _joined(old[i:j]))] if j > i else []
            pieces += [Piece("ins", _joined(new[k:m]))] if m > k else []
    return tuple(pieces)


Opcode = tuple[str, int, int, int, int]


def _without_islands(opcodes: Sequence[Opcode], new: list[tuple[str, str]]) -> list[Opcode]:
    """One small word between two changes is not worth its own piece: a sentence must stay readable."""
    kept: list[Opcode] = []
    for index, (tag, i, j, k, m) in enumerate(opcodes):
        inner = 0 < index < len(opcodes) - 1
        island = tag == "equal" and inner and m - k == 1 and len(new[k][0]) <= 3
        if kept and kept[-1][0] != "equal" and (island or tag != "equal"):
            _, first_i, _, first_k, _ = kept[-1]
            kept[-1] = ("replace", first_i, j, first_k, m)
        else:
            kept.append((tag, i, j, k, m))
    return kept


def _joined(tokens: list[tuple[str, str]]) -> str:
    return "".join(word + space for word, space in tokens)
