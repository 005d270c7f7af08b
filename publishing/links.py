"""Links to other sites: whether they still answer.

The background work asks one at a time, with pauses, each no more than once in some days, and only where CHECK_LINKS
says so; no request ever asks.
"""

import re
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from http.client import HTTPException, responses
from ipaddress import ip_address
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from publishing import clock
from publishing.checks import Draft, Said
from publishing.models import Link

_HREF = re.compile(r'<a [^>]*?href="([^"]*)"')
_URL = re.compile(r"https?://\S+?(?=[,;.)]*(?:\s|$))")
LONGEST = 500
# Seconds: how long an answer may take, and the pause before the next is asked.
TIMEOUT, PAUSE = 10.0, 2.0
AGAIN, AGAIN_AFTER_FAILURE = timedelta(days=14), timedelta(days=1)
# What says that nothing is there. Others may be shy of programs, or have a bad day.
GONE = {404, 410}
# Where HEAD is not understood, GET is tried.
NO_HEAD = {400, 403, 405, 501}

_rests_until = 0.0


def hrefs(html: str) -> Iterator[str]:
    """Where the links of a rich text lead."""
    return (unescape(found) for found in _HREF.findall(html))


def of(said: Said) -> Iterator[str]:
    """The addresses of other sites in one thing that a document says."""
    found = hrefs(said.text) if said.is_rich else iter(_URL.findall(said.text))
    for url in found:
        if (
            url.startswith(("https://", "http://"))
            and not url.startswith(f"{settings.SITE_URL}/")
            and len(url) <= LONGEST
        ):
            yield url


def remember(draft: Draft) -> None:
    """The links of a published document are asked about from now on."""
    found = dict.fromkeys(url for said in draft.said for url in of(said))
    if found and settings.CHECK_LINKS:
        Link.objects.bulk_create([Link(url=url) for url in found], ignore_conflicts=True)


def step() -> bool:
    """Ask one link whose turn it is; False after it, so that other work has its turn and the link's site its rest."""
    global _rests_until
    if settings.CHECK_LINKS and time.monotonic() >= _rests_until and (link := _taken()) is not None:
        answers, answer = ask(link.url)
        failures = 0 if answers else link.failures + 1
        again = clock.now() + (AGAIN if answers else AGAIN_AFTER_FAILURE)
        Link.objects.filter(pk=link.pk).update(ask_after=again, failures=failures, answer=answer[:100])
        _rests_until = time.monotonic() + PAUSE
    return False


def _taken() -> Link | None:
    """A due link that nobody else asks now: whoever moves its moment has it."""
    link = Link.objects.due().first()
    if link is None:
        return None
    is_mine = Link.objects.due().filter(pk=link.pk).update(ask_after=clock.now() + AGAIN_AFTER_FAILURE)
    return link if is_mine else None


def ask(url: str) -> tuple[bool, str]:
    """Whether something is there, and what was answered, in words. Nothing of the answer is read but its head."""
    try:
        status = _status(url, "HEAD")
        if status in NO_HEAD:
            status = _status(url, "GET")
    except (OSError, HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        return False, " ".join(str(reason).split()) or type(error).__name__
    return status not in GONE and status < 500, f"{status} {responses.get(status, '')}".strip()


def _status(url: str, method: str) -> int:
    _refuse_inside(url)
    request = Request(url, method=method, headers={"User-Agent": f"link check of {settings.SITE_URL}"})  # noqa: S310 - http and https only, see of()
    try:
        with build_opener(_Redirects).open(request, timeout=TIMEOUT) as response:
            status: int = response.status
            return status
    except HTTPError as error:
        error.close()
        return error.code


class _Redirects(HTTPRedirectHandler):
    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        _refuse_inside(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _refuse_inside(url: str) -> None:
    """A link must not make this machine ask its neighbours; raises OSError. While developing it may."""
    parts = urlsplit(url)
    found = socket.getaddrinfo(parts.hostname or "", parts.port or 0, proto=socket.IPPROTO_TCP)
    if not settings.DEBUG and not all(ip_address(address[4][0]).is_global for address in found):
        raise OSError("an address inside our own network")
