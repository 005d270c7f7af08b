"""Rich text: what editors may write, and the one place that makes it safe.

It is cleaned when it is saved and again when a document is frozen, so a page trusts only what nh3 let through.
"""

import html as html_escapes
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from uuid import UUID
from zlib import crc32

import nh3
from django.utils.html import format_html, strip_tags

# The editor offers exactly what the cleaner lets through.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Subscript": True,
    "Superscript": True,
}

_TAGS = {"p", "br", "h2", "h3", "ul", "ol", "li", "strong", "em", "blockquote", "a", "sub", "sup"}
# What of ours a link names by its uid: a page, or the figure of one.
_OURS = re.compile(r"(page|figure):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _only_what_is_ours(tag: str, attribute: str, value: str) -> str | None:
    """The schemes of links to something of ours, with a uid and nothing else."""
    is_ours = attribute == "href" and value.strip().lower().startswith(("page:", "figure:"))
    return value if not is_ours or _OURS.fullmatch(value) else None


_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href", "title"}},
    attribute_filter=_only_what_is_ours,
    url_schemes={"http", "https", "mailto", "page", "figure"},
    link_rel="noopener",
)
_LINK = re.compile(
    r'<a\b[^>]*?\bhref="(?P<scheme>page|figure):(?P<uid>[0-9a-f-]{36})"[^>]*>(?P<words>.*?)</a>', re.DOTALL
)
_EMPTY = re.compile(r"^(<p>(\s|&nbsp;|<br>)*</p>\s*)*$")


def clean(html: str) -> str:
    """The text with nothing in it but what EXTENSIONS allow; no text at all where only empty paragraphs are left."""
    cleaned = _cleaner.clean(html)
    return "" if _EMPTY.match(cleaned) else cleaned


def plain(html: str) -> str:
    """The words of a rich text, for summaries and search."""
    spaced = re.sub(r"</(p|h2|h3|li|blockquote)>|<br>", " ", html)
    return " ".join(html_escapes.unescape(strip_tags(spaced)).split())


@dataclass(frozen=True, kw_only=True)
class Figure:
    """The figure of a page as it stands now: `words` for a sentence, and what makes them true, on demand."""

    words: str
    about: str
    read_in: str = ""
    read_at: str = ""


@dataclass(frozen=True)
class Target:
    """What a link to something of ours leads to now."""

    path: str
    figure: Figure | None = None


def pages_in(texts: Iterable[str]) -> set[UUID]:
    """The pages that these rich texts lead to, or whose figures they have."""
    return {UUID(found["uid"]) for text in texts for found in _LINK.finditer(text)}


def figures_in(text: str) -> set[UUID]:
    """The pages whose figures a rich text has."""
    return {UUID(found["uid"]) for found in _LINK.finditer(text) if found["scheme"] == "figure"}


def references(text: str) -> set[tuple[str, UUID]]:
    """The pages whose figures a rich text has, as a document's references name them."""
    return {("figure", uid) for uid in figures_in(text)}


def with_figures(text: str, written: Callable[[UUID, str], str]) -> str:
    """The text with each figure as `written` has it, given its page and its words."""

    def write(found: re.Match[str]) -> str:
        return written(UUID(found["uid"]), found["words"]) if found["scheme"] == "figure" else found[0]

    return _LINK.sub(write, text)


def resolved(html: str, targets: Mapping[UUID, Target]) -> str:
    """The text with the addresses and figures of now. A link to a page that is not live is its words alone, and so is
    a figure: the words it was frozen with."""
    numbers = count(1)

    def link(found: re.Match[str]) -> str:
        target = targets.get(UUID(found["uid"]))
        if target is None or (found["scheme"] == "figure" and target.figure is None):
            return found["words"]
        if target.figure is None or found["scheme"] == "page":
            return f'<a href="{target.path}">{found["words"]}</a>'
        return live(target.figure, target.path, f"figure-{crc32(html.encode()):x}-{next(numbers)}")

    return _LINK.sub(link, html)


def live(figure: Figure, path: str, key: str) -> str:
    """A figure in its sentence. The browser itself shows what it rests on when it is pressed; no script is needed."""
    source = ""
    if figure.read_in:
        link = format_html('<a href="{}" rel="noopener">{}</a>', figure.read_at, figure.read_in)
        source = format_html(" Read in {}.", link if figure.read_at else figure.read_in)
    return format_html(
        '<button type="button" class="figure" popovertarget="{0}">{1}</button>'
        '<span class="figure-about" id="{0}" popover>{2}{3} <a href="{4}">All numbers</a></span>',
        key, figure.words, figure.about, source, f"{path}#numbers",
    )  # fmt: skip
