"""Whole public pages, kept under the state of the content they were made from.

The state is read in one statement before anything else, so a change saved in one process is seen on the next request
in every process, and a scheduled edition at its second. Pages are compressed when they are kept, not when served.
"""

import gzip
import hashlib
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from publishing import state

PRIVATE = (
    "/admin/", "/accounts/", "/static/", "/media/", "/healthz", "/readyz", "/newsletter/", "/report/", "/preview/",
)  # fmt: skip
SECONDS = 24 * 3600
# A page shown longer than this to one visitor without asking again would outlive a change: browsers ask each time.
CACHE_CONTROL = "public, no-cache"
LONGEST_QUERY = 300
DATABASE_TROUBLE = (OperationalError, InterfaceError)


class Kept(NamedTuple):
    headers: dict[str, str]
    plain: bytes
    gzipped: bytes
    etag: str


class PageCacheMiddleware:
    """First of all middleware: a page that is kept costs one query and no other work."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or request.path_info.startswith(PRIVATE):
            return self.get_response(request)
        query = request.META.get("QUERY_STRING", "")
        # get_host refuses a host that is not ours before it can become a key.
        name = f"{request.scheme}://{request.get_host()}{request.path_info}?{query}"
        try:
            seen = state_now()
        except DATABASE_TROUBLE:
            return last_good_page(request, name)
        request.content_state = seen  # type: ignore[attr-defined]
        if settings.DEBUG or len(query) > LONGEST_QUERY:
            return self.get_response(request)
        key = key_of("page", seen.version, seen.moment, name)
        kept: Kept | None = cache.get(key)
        if kept is None:
            response = self.get_response(request)
            if not may_be_kept(response):
                return response
            kept = keep(response)
            cache.set_many({key: kept, key_of("last", name): key}, SECONDS)
        return answer(request, kept)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return unavailable(request) if isinstance(exception, DATABASE_TROUBLE) else None


def state_now() -> state.State:
    """The content state; a connection that died since the last request is replaced once."""
    # The statement itself shows whether the connection lives: Django's own check would be a second round trip.
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return state.current()
    except DATABASE_TROUBLE:
        if connection.in_atomic_block:
            raise
        connection.close()
        return state.current()


def key_of(*parts: object) -> str:
    text = ":".join(map(str, (settings.RELEASE, *parts)))
    return hashlib.blake2b(text.encode(), digest_size=20).hexdigest()


def last_good_page(request: HttpRequest, name: str) -> HttpResponse:
    """The page as it was last made, marked as perhaps stale; 503 where it never was or is no longer kept."""
    kept = cache.get(cache.get(key_of("last", name), ""))
    if kept is None:
        return unavailable(request)
    response = answer(request, kept)
    response["Cache-Status"] = "pages; hit; detail=database-unavailable"
    return response


def unavailable(request: HttpRequest) -> HttpResponse:
    response = render(request, "errors/503.html", {"was_sent": request.method == "POST"}, status=503)
    response["Retry-After"] = "30"
    response["Cache-Control"] = "no-store"
    return response


def may_be_kept(response: HttpResponse) -> bool:
    """Only whole answers that are the same for everybody."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "Cookie" not in response.get("Vary", "")
        and "no-store" not in response.get("Cache-Control", "")
        # Compressed already, and kept by its view under what it shows: not anew with each change elsewhere.
        and not response.get("Content-Type", "").startswith("image/")
    )


def keep(response: HttpResponse) -> Kept:
    response.setdefault("Cache-Control", CACHE_CONTROL)
    patch_vary_headers(response, ["Accept-Encoding"])
    body = response.content
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    etag = hashlib.blake2b(body, digest_size=16).hexdigest()
    return Kept(headers, body, gzip.compress(body, 6, mtime=0), etag)


def answer(request: HttpRequest, kept: Kept) -> HttpResponse:
    zipped = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    etag = f'"{kept.etag}{"-gzip" if zipped else ""}"'
    asked = request.META.get("HTTP_IF_NONE_MATCH", "")
    if asked and (asked == "*" or etag in (tag.strip().removeprefix("W/") for tag in asked.split(","))):
        response: HttpResponse = HttpResponseNotModified()
        for name in ("Cache-Control", "Vary", "Content-Security-Policy"):
            if name in kept.headers:
                response[name] = kept.headers[name]
    else:
        response = HttpResponse(kept.gzipped if zipped else kept.plain)
        for name, value in kept.headers.items():
            response[name] = value
        if zipped:
            response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(response.content))
    response["ETag"] = etag
    return response
