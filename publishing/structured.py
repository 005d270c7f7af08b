"""Data for search engines beside a page: schema.org as JSON, in a block that no browser runs."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

# As Django's json_script: nothing can end the element, open a comment or start an entity.
_ESCAPED = {ord(character): f"\\u{ord(character):04X}" for character in "<>&"}


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is not empty of it."""
    return {name: value for name, value in values.items() if value not in ("", None, [], {})}


def block(data: Mapping[str, Any]) -> SafeString:
    """The element that holds this."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False).translate(_ESCAPED)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))
