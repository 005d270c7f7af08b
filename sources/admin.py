"""Sources: a title or a link is enough to make one, from any form that asks for a source."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from publishing.forms import FieldErrors
from publishing.used import UsedAdmin
from publishing.uses import Use, admin_url, uses_of
from sources import merging
from sources.models import Source, bare_doi

LICENCES = ("All rights reserved", "CC0 1.0", "CC BY 4.0", "CC BY-SA 4.0", "CC BY-NC 4.0", "CC BY-ND 4.0",
            "CC BY-NC-SA 4.0", "CC BY-NC-ND 4.0", "Public domain", "Open Government Licence 3.0")  # fmt: skip


class DOIField(forms.CharField):
    """Takes a DOI as people paste it, keeps it bare."""

    def to_python(self, value: Any) -> str:
        return bare_doi(super().to_python(value) or "")


class Suggesting(forms.TextInput):
    """Free text, with what is usual to choose from."""

    def __init__(self, suggested: tuple[str, ...]) -> None:
        self.suggested = suggested
        super().__init__({"class": "vTextField"})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        offered = format_html_join("", '<option value="{}"></option>', ((each,) for each in self.suggested))
        field = super().render(name, value, {**(attrs or {}), "list": f"{name}-list"}, renderer)
        return format_html('{}<datalist id="{}-list">{}</datalist>', field, name, offered)


class SourceForm(FieldErrors, forms.ModelForm):
    class Meta:
        field_classes = {"doi": DOIField}
        widgets = {"licence": Suggesting(LICENCES)}


class DuplicatesFilter(admin.SimpleListFilter):
    title = "likely duplicates"
    parameter_name = "duplicates"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Named alike: same DOI, link, or title and year")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() != "yes":
            return queryset
        return queryset.filter(pk__in=[pk for group in merging.alike() for pk in group])


@admin.register(Source)
class SourceAdmin(UsedAdmin):
    form = SourceForm
    list_display = ["__str__", "publisher", "year", "accessed_on", "unverified"]
    list_filter = ["unverified", DuplicatesFilter]
    search_fields = ["title", "author", "publisher", "url", "doi"]
    actions = ["merge_selected"]
    fields = [
        "title", "url", "doi", "archived_url", ("author", "publisher"), ("year", "accessed_on"), "licence",
        "unverified", "note",
    ]  # fmt: skip

    @admin.action(description="Merge into one…", permissions=["delete"])
    def merge_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Asks which to keep, says where each is used, and moves all of that to the one that is kept."""
        rows = list(queryset)
        if len(rows) < 2:
            messages.error(request, "Choose the two or more that are the same source.")
            return None
        keep = next((row for row in rows if str(row.pk) == request.POST.get("keep")), None)
        if keep is not None:
            others, publish = [row for row in rows if row != keep], "publish" in request.POST
            found = merging.merge(keep, others, by=request.user, publish=publish)  # type: ignore[arg-type]
            messages.success(request, merged(keep, len(others), found))
            return HttpResponseRedirect(admin_url(keep))
        uses: dict[Any, list[Use]] = {row: [] for row in rows}
        for use in uses_of(rows):
            uses[use.of].append(use)
        context = {
            **self.admin_site.each_context(request),
            "title": "Merge sources into one",
            "opts": self.opts,
            "uses": sorted(uses.items(), key=lambda pair: -len(pair[1])),
        }
        return TemplateResponse(request, "admin/sources/merge.html", context)


def merged(keep: Source, number: int, found: merging.Merged) -> SafeString:
    """What was done, in words, with the drafts that name another source now."""
    said = [format_html("{} source{} merged into “{}”.", number, "s" if number > 1 else "", keep)]
    for words, rows in (
        ("Published again, as a minor change: {}.", found.published),
        ("Seen by readers when you publish: {}.", found.waiting),
    ):
        if rows:
            links = format_html_join(", ", '<a href="{}">{}</a>', ((admin_url(row), row) for row in rows))
            said.append(format_html(words, links))
    return format_html_join(" ", "{}", ((each,) for each in said))
