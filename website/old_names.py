"""For editors: pages that still say an old name, and one button that publishes them again."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from publishing import kinds, stale
from publishing.verbs import Refused


def view(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """GET lists them; POST publishes those it is allowed to, each as a new edition, and says what became of each."""
    found = [(edition, row) for edition, row in stale.outdated() if kinds.may_change(request.user, type(row))]
    if request.method == "POST":
        for edition, row in found:
            publish(request, edition.title, row)
        return HttpResponseRedirect(request.path)
    context = {**site.each_context(request), "title": "Pages that say an old name", "editions": [e for e, _ in found]}
    return TemplateResponse(request, "admin/old_names.html", context)


def publish(request: HttpRequest, title: str, row: Any) -> None:
    try:
        edition = stale.publish_again(row, by=request.user)  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, f"“{title}” was not published: {refusal}")
    else:
        messages.success(request, f"Published: edition {edition.number} of “{edition.title}” is live.")
