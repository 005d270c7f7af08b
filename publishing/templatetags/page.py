"""What sets values for readers; nothing here asks the database."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import format_html

from publishing import dates, richtext

register = template.Library()


@register.simple_tag
def ref(number: int | None) -> str:
    """The number of a source, leading to it. A tag, not an include: a profile has sixty."""
    if not number:
        return ""
    return format_html('<a class="ref" href="#source-{0}"><span class="away">Source </span>{0}</a>', number)


@register.filter
def glossed(text: str, gloss: Callable[[str], str] | None) -> str:
    """The text with its first difficult words leading to what they mean; as it is where there is no glossary."""
    return gloss(text) if gloss else text


@register.filter
def leading(text: str, addresses: Mapping[Any, richtext.Target] | None) -> str:
    """The rich text with its links to our pages, and their figures, as they are now."""
    return richtext.resolved(text, addresses or {})


@register.filter
def numbered(sources: Sequence[Any], number: int | None) -> Any:
    """The source with this number in a page's list of sources, which counts from 1."""
    return sources[number - 1] if number and number <= len(sources) else None


@register.filter
def at(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """The value under this key, or None."""
    return mapping.get(key) if mapping else None


register.filter("partial_date", dates.in_words)


@register.filter
def thousands(value: int) -> str:
    """With commas, as counts on a species page have them: 10,878."""
    return f"{value:,}"


@register.filter
def latitude(degrees: float) -> str:
    return f"{abs(degrees):.1f}° {'N' if degrees >= 0 else 'S'}"


@register.filter
def longitude(degrees: float) -> str:
    return f"{abs(degrees):.1f}° {'E' if degrees >= 0 else 'W'}"
