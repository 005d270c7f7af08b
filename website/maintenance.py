"""Closes the site while an operator works on it: a file says so, because the database may be what is worked on."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# What is asked while the site is closed: whether the process lives, and the closed page's own files.
OPEN = ("/healthz", "/static/")
SIGN = settings.VAR_DIR / "maintenance"
LONGEST = 300


def close(words: str) -> None:
    """From the next request on, in every process that shares var/, readers and staff see these words."""
    SIGN.write_text(words, encoding="utf-8")


def reopen() -> bool:
    """Whether it was closed."""
    was_closed = SIGN.exists()
    SIGN.unlink(missing_ok=True)
    return was_closed


class MaintenanceMiddleware:
    """Before everything else: nothing of the site runs while it is closed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(OPEN):
            return self.get_response(request)
        try:
            words = SIGN.read_text(encoding="utf-8")
        except FileNotFoundError:
            return self.get_response(request)
        response = render(request, "errors/maintenance.html", {"words": words[:LONGEST]}, status=503)
        response["Retry-After"] = "300"
        response["Cache-Control"] = "no-store"
        return response
