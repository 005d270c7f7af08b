"""Serves the renditions, and leads from a photo to the page that shows it. Originals have no address."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_safe

from photos import embargo
from photos.models import Photo, Withdrawal, nearest, uids_of
from publishing import pages
from publishing.models import Edition

# Only names that photos.renditions makes: no path of a visitor's making reaches the storage.
_NAME = re.compile(r"p/([0-9a-f]{12})/[0-9a-f]{16}-([0-9]{1,4})\.(avif|webp|jpg)")
_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
# For ever in a browser. A shared cache asks again each day, so that a photo withdrawn here is not served there.
_FOR_EVER = "public, max-age=31536000, s-maxage=86400, immutable"
_NO_FILE = "There is no such file."


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """The file of that name; under embargo, and when the licence ended, only for staff."""
    known = _NAME.fullmatch(name)
    if known is None or not embargo.is_held_back(request, known[1]):
        return serve(name)
    return serve(name if request.user.is_staff else "", kept=False)


def serve(name: str, *, kept: bool = True) -> HttpResponseBase:
    """The file of that name, which is never used for other content.

    One that was made anew leads to what there is of its photo now; 410 where the photo was withdrawn.
    """
    known = _NAME.fullmatch(name)
    response: HttpResponseBase
    try:
        if known is None:
            raise FileNotFoundError(name)
        file = default_storage.open(name)
        response = FileResponse(file, content_type=_TYPES[known[3]])
        response.headers.setdefault("Content-Length", str(file.size))
        response["Cache-Control"] = _FOR_EVER if kept else "no-store"
        # A download is called what the page says, and not by its hash.
        del response["Content-Disposition"]
    except FileNotFoundError:
        response = _missing(name, *known.groups()) if known else _plain(_NO_FILE, status=404)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _missing(name: str, key: str, width: str, extension: str) -> HttpResponse:
    """Pages that are open, and letters, name files for long after they were made anew."""
    if Withdrawal.objects.of_key(key).exists():
        return _plain("This photo was withdrawn.", status=410)
    photo = Photo.objects.filter(uid__range=uids_of(key)).first()
    files = photo.renditions() if photo else []
    whole = [file for file in files if not file.crop and file.name.endswith(extension)]
    if not whole or any(file.name == name for file in files):
        return _plain(_NO_FILE, status=404)
    response = HttpResponseRedirect(nearest(whole, int(width)).url)
    response["Cache-Control"] = "no-cache"
    return response


def _plain(words: str, *, status: int) -> HttpResponse:
    response = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def lead(request: HttpRequest, key: str) -> HttpResponse:
    """To the page that shows this photo now: the address that its files carry inside."""
    if Withdrawal.objects.of_key(key).exists():
        return gone(request)
    shown = Edition.objects.live().filter(references__role="photo", references__target__range=uids_of(key))
    edition = shown.order_by("page_id").first()
    if edition is None:
        raise Http404(request.path)
    return HttpResponseRedirect(edition.path)


def gone(request: HttpRequest, page: Edition | None = None) -> HttpResponse:
    """That a photo was withdrawn; `page` is the one it was on."""
    return pages.show(request, "photos/gone.html", {"page": page}, kind="error", status=410)
