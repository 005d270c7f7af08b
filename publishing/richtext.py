"""Rich text: what editors may write, and the one place that makes it safe.

It is cleaned when it is saved and again when a document is frozen, so a page trusts only what nh3 let through.
"""

import html as html_escapes
import re
from collections.abc import Iterable, Mapping
from uuid import UUID

import nh3
from django.utils.html import strip_tags

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
_PAGE = re.compile(r"page:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _only_pages_of_ours(tag: str, attribute: str, value: str) -> str | None:
    """The scheme of a link to a page of ours, with a uid and nothing else."""
    is_page = attribute == "href" and value.strip().lower().startswith("page:")
    return value if not is_page or _PAGE.fullmatch(value) else None


_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href", "title"}},
    attribute_filter=_only_pages_of_ours,
    url_schemes={"http", "https", "mailto", "page"},
    link_rel="noopener",
)
_LINK = re.compile(r'<a\b[^>]*?\bhref="page:(?P<uid>[0-9a-f-]{36})"[^>]*>(?P<words>.*?)</a>', re.DOTALL)
_EMPTY = re.compile(r"^(<p>(\s|&nbsp;|<br>)*</p>\s*)*$")


def clean(html: str) -> str:
    """The text with nothing in it but what EXTENSIONS allow; no text at all where only empty paragraphs are left."""
    cleaned = _cleaner.clean(html)
    return "" if _EMPTY.match(cleaned) else cleaned


def plain(html: str) -> str:
    """The words of a rich text, for summaries and search."""
    spaced = re.sub(r"</(p|h2|h3|li|blockquote)>|<br>", " ", html)
    return " ".join(html_escapes.unescape(strip_tags(spaced)).split())


def pages_in(texts: Iterable[str]) -> set[UUID]:
    """The pages that these rich texts lead to."""
    return {UUID(found["uid"]) for text in texts for found in _LINK.finditer(text)}


def resolved(html: str, addresses: Mapping[UUID, str]) -> str:
    """The text with the addresses of now; a link to a page that is not live is its words alone."""

    def link(found: re.Match[str]) -> str:
        path = addresses.get(UUID(found["uid"]))
        return f'<a href="{path}">{found["words"]}</a>' if path else found["words"]

    return _LINK.sub(link, html)
