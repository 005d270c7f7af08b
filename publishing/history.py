"""What the site said before: the list of editions, one edition, the site as of a day."""

from datetime import UTC, date, datetime, time, timedelta

from django.http import Http404, HttpRequest, HttpResponse

from publishing import clock, kinds, pages
from publishing.models import Edition, EditionQuerySet


def readable(kind: str, path: str) -> EditionQuerySet:
    """The editions of the page at this path that readers may read. Raises Http404 where there are none."""
    editions = Edition.objects.readable().of_kind(kind).at_path(path).order_by("-number")
    if not editions.exists():
        raise Http404(path)
    return editions


def listing(request: HttpRequest, kind: str, path: str) -> HttpResponse:
    """What changed and when, newest first; a page that was taken down keeps its history."""
    editions = list(readable(kind, path).for_lists())
    live = Edition.objects.live().of_kind(kind).at_path(path).first()
    context = {"editions": editions, "newest": editions[0], "live": live, "kind": kinds.get(kind)}
    return pages.show(request, "publishing/history.html", context, kind="history", uid=editions[0].page.uid)


def edition(request: HttpRequest, kind: str, path: str, number: int) -> HttpResponse:
    """One edition at its permanent address, marked as what it is."""
    found = readable(kind, path).filter(number=number).select_related("page").first()
    if found is None:
        raise Http404(request.path)
    return past(request, found)


def as_of(request: HttpRequest, kind: str, day: str) -> HttpResponse:
    """What the page said at the end of that day (UTC). Raises Http404, with since when the page speaks."""
    try:
        end = datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), UTC)
    except (ValueError, OverflowError):
        raise Http404("Write the day as 2026-11-24.") from None
    editions = readable(kind, request.path)
    found = editions.live(end - timedelta(milliseconds=1)).select_related("page").first()
    if found is None:
        first = editions.order_by("in_force_from").first()
        assert first is not None
        raise Http404(f"This page speaks since {first.in_force_from:%-d %B %Y}.")
    return past(request, found)


def past(request: HttpRequest, found: Edition) -> HttpResponse:
    found.is_past = found.in_force_until is not None and found.in_force_until <= clock.now()
    response = kinds.get(found.kind).show(request, kinds.read(found), found)
    response["X-Robots-Tag"] = pages.NOINDEX
    return response
