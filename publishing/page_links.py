"""Finds pages, and their figures, for links in rich text, which are kept by uid: a page that moves keeps them. See
publishing.richtext and publishing.figures."""

from django.http import HttpRequest, JsonResponse

from publishing import kinds, standing
from publishing.models import Edition, Page
from publishing.pages import asked

MOST_FOUND = 12


def search(request: HttpRequest) -> JsonResponse:
    """For the editor of rich text: pages by the name of their draft, or with `figures` those that have a live one."""
    words = asked(request, "q").strip()
    if not words:
        return JsonResponse({"pages": []})
    return JsonResponse({"pages": figures_named(words) if "figures" in request.GET else pages_named(words)})


def figures_named(words: str) -> list[dict[str, str]]:
    having = [kind.name for kind in kinds.every() if kind.figure is not None]
    editions = Edition.objects.live().of_kind(*having).filter(title__icontains=words).order_by("sort_key", "pk")
    found = ((edition, kinds.figure(edition)) for edition in editions.for_lists()[:MOST_FOUND])
    return [
        {"href": f"figure:{edition.page.uid}", "name": figure.words, "kind": figure.about}
        for edition, figure in found
        if figure is not None
    ]


def pages_named(words: str) -> list[dict[str, str]]:
    pages = standing.annotated(Page.objects.filter(name__icontains=words, binned_at=None), page="pk")
    return [
        {
            "href": f"page:{page.uid}",
            "name": page.name,
            "kind": kinds.get(page.kind).label if page.live_version else f"{kinds.get(page.kind).label}, not live",
        }
        for page in pages.order_by("name", "pk")[:MOST_FOUND]
    ]
