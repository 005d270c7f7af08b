"""What pages say of a photo beside showing it."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from photos.licensable import image_object
from photos.pictures import Picture

register = template.Library()

# As Django's json_script: nothing can end the element, open a comment or start an entity.
_ESCAPED = {ord(character): f"\\u{ord(character):04X}" for character in "<>&"}


@register.filter
def page_of(photos: str, picture: Picture | None) -> str:
    """The address of this picture's own page below that of all `photos` of its page; empty where they have none."""
    return f"{photos}{picture.use.number}/" if photos and picture else ""


@register.simple_tag
def licensable(picture: Picture | None, root: str, page: str = "") -> str:
    """The ImageObject of this picture as a data block, which no browser runs; nothing where there is no picture."""
    if not picture:
        return ""
    data = json.dumps(image_object(picture, root=root, page=page), ensure_ascii=False).translate(_ESCAPED)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(data))
