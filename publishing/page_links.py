"""Finds pages for links in rich text, which are kept by uid: a page that moves keeps them. See publishing.richtext."""

from django.http import HttpRequest, JsonResponse

from publishing import kinds, standing
from publishing.models import Page
from publishing.pages import asked

MOST_FOUND = 12


def search(request: HttpRequest) -> JsonResponse:
    """For the editor of rich text: pages by the name of their draft."""
    words = asked(request, "q").strip()
    pages = standing.annotated(Page.objects.filter(name__icontains=words, binned_at=None), page="pk")
    found = [
        {
            "href": f"page:{page.uid}",
            "name": page.name,
            "kind": kinds.get(page.kind).label if page.live_version else f"{kinds.get(page.kind).label}, not live",
        }
        for page in pages.order_by("name", "pk")[:MOST_FOUND]
    ]
    return JsonResponse({"pages": found if words else []})
