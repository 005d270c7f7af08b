"""What the site said before: what changed and when, one edition, the site as of a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from publishing import clock, kinds, pages
from publishing.compare import difference
from publishing.models import Edition, EditionQuerySet
from publishing.telling import sentences

PER_PAGE = 20


@dataclass(frozen=True)
class Told:
    """One edition and what it changed, in sentences; none for the first one."""

    edition: Edition
    sentences: list[str]
    is_first: bool


def readable(path: str) -> EditionQuerySet:
    """The editions of the page at this path that readers may read, the latest in force first."""
    return Edition.objects.readable().at_path(path).order_by("-in_force_from", "-number")


@require_safe
def listing(request: HttpRequest, page: str) -> HttpResponse:
    """What changed and when, newest first, without minor changes; a page that was taken down keeps its history."""
    path = f"/{page}/"
    editions = readable(path).filter(is_minor=False).defer("search_text", "card").select_related("page")
    shown = Paginator(editions, PER_PAGE).get_page(request.GET.get("page"))
    if not shown.paginator.count:
        raise Http404(path)
    # And the one before, which the last of these changed.
    start = shown.start_index() - 1
    found = list(editions[start : start + PER_PAGE + 1])
    live = Edition.objects.live().at_path(path).for_lists().first()
    newest = live or found[0]
    context = {
        "told": told(found)[:PER_PAGE],
        "page": shown,
        "newest": newest,
        "live": live,
        "kind": kinds.get(newest.kind),
    }
    return pages.show(request, "publishing/history.html", context, kind="history", uid=newest.page.uid)


def told(editions: Sequence[Edition]) -> list[Told]:
    """What each of these, newest first, changed against the next; a minor change is told with the one after it."""
    read = [(edition, kinds.read(edition)) for edition in editions]
    changes = [
        Told(edition, sentences(difference(before, document, kinds.get(edition.kind).sections)), is_first=False)
        for (edition, document), (_, before) in pairwise(read)
    ]
    return [*changes, *(Told(edition, [], is_first=True) for edition in editions[-1:])]


@require_safe
def edition(request: HttpRequest, page: str, number: int) -> HttpResponse:
    """One edition at its permanent address, marked as what it is."""
    found = readable(f"/{page}/").filter(number=number).with_dates().select_related("page").first()
    if found is None:
        raise Http404(request.path)
    return past(request, found)


def serve(request: HttpRequest, kind: str) -> HttpResponse:
    """The page of this kind at this path: as it is now, or with `as_of` as it was at the end of that day."""
    day = pages.asked(request, "as_of")
    return as_of(request, kind, day) if day else pages.serve(request, kind)


def as_of(request: HttpRequest, kind: str, day: str) -> HttpResponse:
    """What the page said at the end of that day (UTC), today's being now. Raises Http404, with since when it speaks."""
    try:
        end = datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), UTC)
    except (ValueError, OverflowError):
        raise Http404("Write the day as 2026-11-24.") from None
    editions = readable(request.path).of_kind(kind)
    moment = min(end - timedelta(microseconds=1), clock.now())
    found = editions.live(moment).with_dates().select_related("page").first()
    if found is None:
        raise Http404(_silence(editions, moment, request.path))
    return past(request, found)


def _silence(editions: EditionQuerySet, moment: datetime, path: str) -> str:
    """Why the page said nothing at that moment; its address alone where it never said anything."""
    first = editions.order_by("in_force_from").first()
    if first is None:
        return path
    if first.in_force_from > moment:
        return f"This page speaks since {first.in_force_from:%-d %B %Y}."
    return "At the end of that day there was no such page."


def past(request: HttpRequest, found: Edition) -> HttpResponse:
    found.is_past = found.in_force_until is not None and found.in_force_until <= clock.now()
    response = kinds.get(found.kind).show(request, kinds.read(found), found)
    response["X-Robots-Tag"] = pages.NOINDEX
    return response
