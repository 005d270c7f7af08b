"""Rich text: what editors may write, and the one place that makes it safe.

It is cleaned when it is saved and again when a document is frozen, so a page trusts only what nh3 let through.
"""

import html as html_escapes
import re

import nh3
from django.core.exceptions import ValidationError
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
_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href", "title"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener",
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


def partial_date(value: str) -> None:
    """Refuse what is not a year, a year and month, or a day: 2008, 2008-06, 2008-06-30."""
    if not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", value):
        raise ValidationError("Write a year, a month or a day: 2008, 2008-06 or 2008-06-30.")
