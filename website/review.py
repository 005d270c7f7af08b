"""For editors: statements of profiles and places that want to be looked at again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst

from places.models import Place
from publishing.uses import admin_url
from sources.bases import Checked, source_fields, sources_of
from sources.models import Source
from wcs_species import ledger, models, numbers, wording

PER_PAGE = 50


@dataclass(frozen=True)
class Due:
    """One statement of the list: `key` names it in the form, `risk` is how much readers meet it."""

    row: Any
    key: str
    risk: int
    day: date | None

    @property
    def what(self) -> str:
        words = {0: "Headline number", 1: "Red List status"}.get(self.risk)
        of_page = {models.Species: "Population trend", Place: "Size and beginning"}.get(type(self.row))
        return words or of_page or capfirst(str(self.row._meta.verbose_name))

    @property
    def said(self) -> str:
        match self.row:
            case models.Count(series=series):
                return f"{self.row}: {series}"
            case models.Measurement(low=low, high=high, unit=unit):
                return f"{self.row}: {wording.measure(low, high, unit)}"
            case models.Species(trend_as_of=year):
                return f"{self.row.get_trend_display()}, {year or 'a year not given'}"
            case Place(area_km2=area, established=since):
                return ", ".join([*([f"{area:,} km²"] if area else []), *([f"since {since}"] if since else [])])
        return str(self.row)

    @property
    def sources(self) -> list[Source]:
        return sources_of(self.row)

    @property
    def in_form(self) -> str:
        """Where it is changed: its row of the form, or its first field."""
        if not self.row.owner:
            return f"{admin_url(self.row)}#id_{self.row.says[0]}"
        part = self.row._meta.get_field(self.row.owner).remote_field.related_name
        return f"{admin_url(self.row.page_row)}#{part}-{self.row.row_number}"

    @property
    def newer(self) -> str:
        """Where a newer count is added; empty for what is no count."""
        if not isinstance(self.row, models.Count):
            return ""
        here = reverse("admin:wcs_species_species_numbers", args=[self.row.species_id])
        return numbers.adding_to(self.row.series, here)


def view(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """GET shows what is due; POST says of some that they are still true, or when to look at one again."""
    if not ledger.parts_for(request.user):
        raise PermissionDenied
    if request.method == "POST":
        act(request)
        return HttpResponseRedirect(f"{request.path}?page={request.GET.get('page', '1')}")
    page = Paginator(ledger.due(date.today(), request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **site.each_context(request),
        "title": "Statements to look at again",
        "page": page,
        "due": found(page.object_list),
        "today": date.today(),
    }
    return TemplateResponse(request, "admin/review.html", context)


def found(listed: Iterable[tuple[int, int, int, date]]) -> list[Due]:
    """These statements with what the list shows of them, in their order: a query for each of their parts."""
    listed = list(listed)
    keys: dict[int, list[int]] = {}
    for number, pk, *_ in listed:
        keys.setdefault(number, []).append(pk)
    rows = {number: rows_of(number, pks) for number, pks in keys.items()}
    return [
        Due(rows[number][pk], f"{number}-{pk}", risk, None if day == date.min else day)
        for number, pk, risk, day in listed
        if pk in rows[number]
    ]


def rows_of(number: int, pks: Iterable[int]) -> dict[int, Any]:
    part = ledger.parts()[number]
    page = [f"{part.owner}__page"] if part.owner else ["page"]
    together = [*source_fields(part), *page, "checked_by", *(["series"] if part is models.Count else [])]
    rows = numbered(part.objects.all()) if part.owner else part.objects.all()
    by_key: dict[int, Any] = rows.select_related(*together).in_bulk(list(pks))
    return by_key


def numbered(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Parts of pages, with their place in the form as `row_number`."""
    part: Any = rows.model
    before = Q(position__lt=OuterRef("position")) | Q(position=OuterRef("position"), pk__lt=OuterRef("pk"))
    place = part.objects.filter(before, **{part.owner: OuterRef(part.owner)}).order_by().values(part.owner)
    number = Coalesce(Subquery(place.annotate(number=Count("pk")).values("number")), 0)
    found: QuerySet[Any] = rows.annotate(row_number=number)
    return found


def act(request: HttpRequest) -> None:
    one = request.POST.get("still") or request.POST.get("later")
    chosen = named([one] if one else request.POST.getlist("chosen"), ledger.parts_for(request.user))
    if not chosen:
        messages.error(request, "Tick the statements that are still true.")
    elif "later" in request.POST:
        look_later(request, chosen[0], request.POST.get(f"by-{one}", ""))
    else:
        waiting = ledger.still_true(chosen, by=request.user, on=date.today())  # type: ignore[arg-type]
        number = f"{len(chosen)} statements" if len(chosen) > 1 else "1 statement"
        messages.success(request, f"{number} found still true today.")
        if waiting:
            links = format_html_join(", ", '<a href="{}">{}</a>', ((admin_url(each), each) for each in waiting))
            words = "Readers are told when these are published, with what waits there: {}"
            messages.info(request, format_html(words, links))


def look_later(request: HttpRequest, row: Checked, text: str) -> None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if day <= date.today():
        messages.error(request, "Choose a day that lies ahead.")
        return
    row.review_by = day
    row.save(update_fields=["review_by"])
    messages.success(request, f"“{Due(row, '', 2, day).said}” is asked about again from {day:%-d %B %Y} on.")


def named(keys: Iterable[str], parts: Mapping[int, Any]) -> list[Checked]:
    """The statements of these parts that the form names; what is none, or is gone, is left out."""
    by_part: dict[int, list[int]] = {}
    for key in keys:
        number, _, pk = key.partition("-")
        if number.isdecimal() and pk.isdecimal() and int(number) in parts and len(pk) < 19:
            by_part.setdefault(int(number), []).append(int(pk))
    return [row for number, pks in by_part.items() for row in rows_of(number, pks).values()]
