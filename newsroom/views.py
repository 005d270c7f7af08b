"""The newsroom's front page, a news item, the Atom feed."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from newsroom.choices import NewsKind
from newsroom.documents import NewsPage
from newsroom.lists import newest_first
from photos.pictures import pictures
from publishing import history, pages
from publishing.models import Edition, EditionQuerySet

PER_PAGE = 20
IN_FEED = 30


def latest() -> EditionQuerySet:
    return Edition.objects.live().of_kind("news").order_by("-listed_on", "-pk")


@require_safe
def item(request: HttpRequest, year: int, month: int, slug: str) -> HttpResponse:
    return history.serve(request, "news")


def show(request: HttpRequest, document: NewsPage, edition: Edition | None) -> HttpResponse:
    shown = pictures(document.photos)
    named = [*document.species, *document.places]

    def links(editions: list[Edition]) -> dict[str, Any]:
        paths = {edition.page.uid: edition.path for edition in editions}
        return {"about": [{"name": page.name, "path": paths.get(page.uid, "")} for page in named]}

    context = {
        "item": document,
        "edition": edition,
        "pictures": [shown[use.photo] for use in document.photos if use.photo in shown],
        "related": links,
    }
    wanted = [pages.live_pages(page.uid for page in named)]
    texts = [document.body]
    return pages.show(
        request, "newsroom/item.html", context, kind="news", uid=document.uid, editions=wanted, texts=texts
    )


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The front page: newest first, by kind where a reader asks for it."""
    editions = latest()
    kind = pages.asked(request, "kind")
    if kind in NewsKind.values:
        editions = editions.filter(facet=kind)
    page = Paginator(editions.for_lists(), PER_PAGE).get_page(request.GET.get("page"))
    items = newest_first(page.object_list, with_pictures=True)
    context = {"page": page, "items": items, "kinds": NewsKind.choices, "chosen": kind}
    return pages.show(request, "newsroom/index.html", context, kind="newsroom")


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Atom: the newest items, each with the moment its edition came into force."""
    items = newest_first(latest().for_lists()[:IN_FEED])
    updated = max((listed.edition.in_force_from for listed in items), default=None)
    context = {"items": items, "updated": updated, "root": request.build_absolute_uri("/").rstrip("/")}
    return render(request, "newsroom/feed.xml", context, content_type="application/atom+xml; charset=utf-8")
