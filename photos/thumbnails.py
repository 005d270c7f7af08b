"""Small pictures for the admin, from files made before: none is opened."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from photos.models import Photo, nearest


def thumbnail(photo: Photo | None, *, width: int = 160) -> SafeString:
    """The photo as an <img> at most that many pixels wide, sharp on fine screens; a dash where there is nothing yet."""
    jpegs = photo.jpegs() if photo else []
    if photo is None or not jpegs:
        return SafeString("–")
    file = nearest(jpegs, width * 2)
    width = min(width, file.width)
    return format_html(
        '<img class="thumbnail" src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
        file.url,
        width,
        round(file.height * width / file.width),
        photo.alt_text,
    )
