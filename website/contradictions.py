"""For editors: sentences of the whole site that say another number than the profile of the animal they speak of."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from campaigns import checks as campaigns
from campaigns.models import Appeal, Banner, Campaign
from newsroom import checks as of_news
from publishing import kinds
from publishing import models as publishing
from publishing.checks import Draft
from publishing.uses import admin_url
from wcs_species import checks as of_species
from wcs_species.contradictions import Contradiction
from wcs_species.models import Dismissal
from wcs_species.numbers import as_uuid
from wcs_species.verbs import dismiss

READ = {
    "species": of_species.contradicted,
    "news": of_news.contradicted,
    "place": of_species.contradicted_elsewhere,
    "plain": of_species.contradicted_elsewhere,
}
# What each of these is called by its editors.
NAMES: dict[Any, str] = {Campaign: "title", Appeal: "title", Banner: "text"}
# So many drafts are read for one page of the report.
PER_PAGE = 100


class DismissForm(forms.Form):
    of = forms.UUIDField(widget=forms.HiddenInput)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    why = forms.CharField(max_length=300, error_messages={"required": "Say why the two do not disagree."})


@dataclass
class Doubtful:
    """A page whose draft disagrees with a profile, or a campaign, an appeal, a banner whose words do."""

    row: Any
    uid: UUID
    kind: str
    url: str
    found: list[Contradiction] = field(default_factory=list)


def view(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """GET lists them, of one draft where `of` names it; POST dismisses one and leads back to that draft, or takes a
    dismissal back."""
    if request.method == "POST":
        done = take_back(request) if "take_back" in request.POST else dismissed(request)
        return HttpResponseRedirect(done or request.get_full_path())
    page = pages_of(request)
    context = {
        **site.each_context(request),
        "title": "Numbers that disagree",
        "page": page,
        "is_of_one": "of" in request.GET,
        "doubtful": [each for each in in_question(request, page) if each.found],
        "dismissals": dismissals(request)[:PER_PAGE],
    }
    return TemplateResponse(request, "admin/contradictions.html", context)


def kinds_of(request: HttpRequest) -> list[str]:
    """The kinds that are read, and that this editor may change."""
    return [name for name in READ if kinds.may_change(request.user, kinds.get(name).model)]


def drafts_of(name: str) -> QuerySet[Any]:
    return kinds.get(name).drafts().filter(page__binned_at__isnull=True).order_by("-pk")


def pages_of(request: HttpRequest) -> Page:
    """Keys of the drafts, by kind, and the rows of those on this page of the report."""
    one = {"page__uid": uid} if (uid := as_uuid(request.GET.get("of", ""))) else {}
    keys = [
        (name, key) for name in kinds_of(request) for key in drafts_of(name).filter(**one).values_list("pk", flat=True)
    ]
    page = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(rows(page.object_list))
    return page


def rows(keys: Any) -> Iterator[Any]:
    for name in READ:
        yield from drafts_of(name).filter(pk__in=[key for kind, key in keys if kind == name])


def in_question(request: HttpRequest, page: Page) -> Iterator[Doubtful]:
    """The drafts on this page of the report; on the first of them campaigns, appeals and banners, too."""
    yield from map(doubtful, page.object_list)
    if page.number == 1:
        yield from of_campaigns(request)


def doubtful(row: Any) -> Doubtful:
    kind = kinds.get(row.page.kind)
    row.is_whole = True
    draft = Draft(row=row, kind=kind.name, sections=kind.sections, freeze=kind.freeze)
    return Doubtful(row=row, uid=row.page.uid, kind=kind.name, url=admin_url(row), found=READ[kind.name](draft))


def of_campaigns(request: HttpRequest) -> Iterator[Doubtful]:
    """Campaigns, appeals and banners of now or to come, or the one that `of` names."""
    one = as_uuid(request.GET.get("of", ""))
    for model in models_of(request):
        for row in model.objects.filter(uid=one) if one else model.objects.live_or_waiting():
            yield of_campaign(row)


def of_campaign(row: Any) -> Doubtful:
    found = campaigns.contradicted(row)
    return Doubtful(row=row, uid=row.uid, kind=row._meta.verbose_name, url=admin_url(row), found=found)


def models_of(request: HttpRequest) -> list[Any]:
    """Of campaigns, appeals and banners those that this editor may change."""
    return [model for model in (Campaign, Appeal, Banner) if kinds.may_change(request.user, model)]


def dismissals(request: HttpRequest) -> QuerySet[Dismissal]:
    """Those of what this editor may change, each with its `name`."""
    pages = publishing.Page.objects.filter(kind__in=kinds_of(request))
    said_by = [(pages, "name"), *((model.objects.all(), NAMES[model]) for model in models_of(request))]
    names = [Subquery(rows.filter(uid=OuterRef("of")).values(name)[:1]) for rows, name in said_by]
    named = Dismissal.objects.annotate(name=Coalesce(*names, Value(None), output_field=TextField()))
    return named.filter(name__isnull=False).select_related("by")


def dismissed(request: HttpRequest) -> str:
    """Where to go on from: the form that led here, else nowhere else."""
    form = DismissForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return ""
    found = found_in(request, form.cleaned_data["of"], form.cleaned_data["key"])
    if found is None:
        messages.info(request, "It does not stand there any more: its words or the numbers have changed.")
        return ""
    said_by, contradiction = found
    dismiss(contradiction, of=said_by.uid, by=request.user, why=form.cleaned_data["why"])  # type: ignore[arg-type]
    messages.success(request, "Dismissed. It comes back when the sentence or the numbers change.")
    return f"{said_by.url}#{contradiction.anchor}" if "of" in request.GET else ""


def found_in(request: HttpRequest, uid: UUID, key: str) -> tuple[Doubtful, Contradiction] | None:
    pages = (doubtful(row) for name in kinds_of(request) for row in drafts_of(name).filter(page__uid=uid))
    others = (of_campaign(row) for model in models_of(request) for row in model.objects.filter(uid=uid))
    return next(((one, each) for one in chain(pages, others) for each in one.found if each.key == key), None)


def take_back(request: HttpRequest) -> str:
    number = request.POST["take_back"]
    if number.isdecimal() and Dismissal.objects.filter(pk__in=dismissals(request).filter(pk=number)).delete()[0]:
        messages.success(request, "Taken back: it is looked at again.")
    return ""
