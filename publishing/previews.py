"""A draft through the public template: the saved one, and one that is being typed. Nothing is written or locked."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.forms.widgets import Script
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from publishing import checks, drafts, kinds, pages
from publishing.models import Page

SCRIPT: Any = Script("admin_site/preview.js", type="module")
BESIDE_THE_FORM = forms.Media(css={"all": ["admin_site/preview.css"]}, js=[SCRIPT])


def saved(request: HttpRequest, row: Any) -> HttpResponse:
    """The saved draft as readers would see it."""
    return _kept_by_nobody(shown(request, drafts.read(row)))


def shown(request: HttpRequest, draft: Any) -> HttpResponse:
    """The page that this whole draft would make."""
    kind = kinds.get(draft.page.kind)
    return kind.show(request, kind.freeze(draft), None)


def typed(desk: Any, request: HttpRequest, object_id: str | None) -> HttpResponse:
    """The page that the form as it stands would make, or what in the form keeps it from being made."""
    form, formsets = filled(desk, request, object_id)
    # Each of them is asked, so that all that is wrong is told.
    sound = [form.is_valid(), *(formset.is_valid() for formset in formsets)]
    if not all(sound):
        return _kept_by_nobody(JsonResponse({"obstacles": obstacles(form, formsets)}))
    draft = drafts.typed(form.save(commit=False), form, formsets)
    page = shown(request, draft).content.decode()
    before = render_to_string("admin/publishable/before.html", {"is_typed": True, **judged(draft, formsets)})
    return _kept_by_nobody(JsonResponse({"page": page, "before": before}))


def judged(draft: Any, formsets: Iterable[Any] = ()) -> dict[str, list[checks.Problem]]:
    """What blocks publishing this whole draft and what is to consider, each with its place in the form."""
    places = {
        f"{formset.prefix}-{number}": each.prefix
        for formset in formsets
        for number, each in enumerate(drafts.in_place(formset))
    }
    found = [
        replace(problem, anchor=places.get(problem.anchor, problem.anchor))
        for problem in kinds.get(draft.page.kind).problems(draft)
    ]
    return {
        "blocking": [problem for problem in found if problem.blocks],
        "advice": [problem for problem in found if not problem.blocks],
    }


def filled(desk: Any, request: HttpRequest, object_id: str | None) -> tuple[Any, list[Any]]:
    """The form and its parts, as the admin makes them for saving, without the lock that saving takes.

    Raises PermissionDenied where somebody may not save it, and Http404.
    """
    row = desk.opened(request, object_id) if object_id is not None else None
    if object_id is not None and row is None:
        raise Http404(object_id)
    if not (desk.has_change_permission(request, row) if row is not None else desk.has_add_permission(request)):
        raise PermissionDenied
    form = desk.get_form(request, row, change=row is not None)(request.POST, instance=row)
    if row is None:
        form.instance.page = Page(kind=desk.kind_name)
    formsets, _ = desk._create_formsets(request, form.instance, change=row is not None)
    return form, formsets


def obstacles(form: Any, formsets: Iterable[Any]) -> list[dict[str, str]]:
    """What is wrong where: the id of each place in the form, its name and the words of the error."""
    found = list(_wrong(form))
    for formset in formsets:
        name = str(formset.model._meta.verbose_name)
        for each in formset.forms:
            if each not in formset.deleted_forms:
                found += _wrong(each, f"{name} “{each.instance}”: ")
        place = f"{formset.prefix}-group"
        found += [{"place": place, "name": name, "words": words} for words in formset.non_form_errors()]
    return found


def _wrong(form: Any, of: str = "") -> Iterable[dict[str, str]]:
    for name, errors in form.errors.items():
        field = form[name] if name in form.fields else None
        place, label = (field.id_for_label, field.label) if field else ("", "the form")
        yield {"place": place, "name": f"{of}{label}", "words": " ".join(errors)}


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = pages.NOINDEX
    response["Cache-Control"] = "no-store"
    return response
