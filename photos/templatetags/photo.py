"""What pages say of a photo beside showing it."""

from django import template

from photos.licensable import image_object
from photos.pictures import Picture
from publishing import structured

register = template.Library()


@register.filter
def page_of(photos: str, picture: Picture | None) -> str:
    """The address of this picture's own page below that of all `photos` of its page; empty where they have none."""
    return f"{photos}{picture.use.number}/" if photos and picture else ""


@register.simple_tag
def licensable(picture: Picture | None, root: str, page: str = "") -> str:
    """The ImageObject of this picture as a data block, which no browser runs; nothing where there is no picture."""
    return structured.block(image_object(picture, root=root, page=page)) if picture else ""
