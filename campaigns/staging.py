"""What is being typed as readers will see it, beside its form: nothing is saved and nothing is locked."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from campaigns import ledger, panels
from campaigns.models import Appeal, Campaign
from photos.pictures import pictures, use_of
from publishing import drafts, pages, previews
from publishing.guard import private
from publishing.panels import Loaded


@private
def preview(desk: admin.ModelAdmin, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
    """The page that the form as it stands would make, or what in the form keeps it from being made."""
    row = desk.get_object(request, unquote(object_id)) if object_id else None
    if object_id and row is None:
        raise Http404(object_id)
    if not (desk.has_change_permission(request, row) if row else desk.has_add_permission(request)):
        raise PermissionDenied
    form = desk.get_form(request, row, change=row is not None)(request.POST, instance=row)
    formsets, _ = desk._create_formsets(request, form.instance, change=row is not None)  # type: ignore[attr-defined]
    # Each of them is asked, so that all that is wrong is told.
    if not all([form.is_valid(), *(formset.is_valid() for formset in formsets)]):
        return JsonResponse({"obstacles": previews.obstacles(form, formsets)})
    draft = drafts.typed(form.save(commit=False), form, formsets)
    return JsonResponse({"page": page(request, draft).content.decode()})


def page(request: HttpRequest, draft: Any) -> HttpResponse:
    """A page of the site with this draft where it will be."""
    return pages.show(request, "campaigns/preview.html", {"staged": staged(draft)}, kind="preview")


def staged(draft: Any) -> dict[str, Loaded]:
    """By its slot, what the templates of public pages show of this draft."""
    photo = getattr(draft, "photo", None)
    files = pictures([use_of(photo)]) if photo else {}
    if isinstance(draft, Campaign):
        rows = list(draft.numbers.all())
        found = ledger.of_rows(rows)
        shown = panels.shown(draft, [found[row.uid] for row in rows if row.uid in found], files)
        return {"overlay": Loaded("campaign", "campaigns/_campaign.html", {"shown": shown})}
    if isinstance(draft, Appeal):
        amounts = list(draft.amounts.all())
        for each in amounts:
            each.appeal = draft
        asking = panels.Asking(appeal=draft, picture=files.get(photo.uid) if photo else None, amounts=amounts)
        return {"appeal": Loaded("appeal", "campaigns/_appeal.html", {"asking": asking})}
    return {"banner": Loaded("banner", "campaigns/_banner.html", {"banner": draft})}
