"""Serves the renditions. Originals have no address."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseNotFound
from django.views.decorators.http import require_safe

# Only names that photos.renditions makes: no path of a visitor's making reaches the storage.
_NAME = re.compile(r"p/[0-9a-f]{12}/[0-9a-f]{16}-[0-9]{1,4}\.(avif|webp|jpg)")
_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """The file of that name. A name is never used for other content, so it may be kept for ever."""
    known = _NAME.fullmatch(name)
    response: HttpResponseBase
    try:
        if known is None:
            raise FileNotFoundError(name)
        response = FileResponse(default_storage.open(name), content_type=_TYPES[known[1]])
        response["Cache-Control"] = "public, max-age=31536000, immutable"
    except FileNotFoundError:
        response = HttpResponseNotFound("There is no such file.", content_type="text/plain; charset=utf-8")
        response["Cache-Control"] = "no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
