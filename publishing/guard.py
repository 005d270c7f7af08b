"""Guards public forms without a cookie: by who the browser says is asking, and by size.

The rule is that of Go's CrossOriginProtection: Sec-Fetch-Site where the browser sends it, else Origin against a
list in the settings; a request with neither comes from no browser, so nobody was tricked into it.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from publishing.pages import NOINDEX

LARGEST_FORM = 64 * 1024
# A browser shows an answer only when it could send everything; more than this comes from no reader.
SWALLOWED = 16 * 1024 * 1024
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def is_cross_origin(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        return site not in ("same-origin", "none")
    return origin is not None and origin not in settings.PUBLIC_ORIGINS


def public_form[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """For a view that takes a POST from visitors: no cookie, no token, not from another site, not too large."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = args[0]
        assert isinstance(request, HttpRequest)
        if request.method == "POST":
            if is_cross_origin(request):
                return render(request, "errors/cross_site.html", status=403)
            if request.content_type not in FORM_TYPES:
                return HttpResponse("Send a form.", status=415, content_type="text/plain")
            if int(request.headers.get("Content-Length") or 0) > LARGEST_FORM:
                swallow(request)
                return render(request, "errors/too_large.html", status=413)
        return view(*args, **kwargs)

    return csrf_exempt(guarded)


def swallow(request: HttpRequest) -> None:
    """Read the body to its end and forget it, up to SWALLOWED bytes."""
    left = SWALLOWED
    while left > 0 and (piece := request.read(min(left, LARGEST_FORM))):
        left -= len(piece)


def private[**P, R: HttpResponseBase](view: Callable[P, R]) -> Callable[P, R]:
    """Kept by nobody, found by nobody, and its address, a token perhaps, told to no other site.

    The policy is not "no-referrer": under that, browsers send "Origin: null" with the form, and we refuse it.
    """

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        response = view(*args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = NOINDEX
        return response

    return wrapped
