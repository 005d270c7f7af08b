"""The desk of a species profile: a page's form in the order in which an editor writes it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from photos.inlines import PhotoOnPageInline
from photos.thumbnails import thumbnail
from publishing.admin import PublishableAdmin, StateFilter
from publishing.forms import FieldErrors
from publishing.inlines import PartForm, PartFormSet, PartInline
from publishing.used import UsedAdmin
from sources.inlines import CheckingAdmin, StatementInline, UnverifiedFilter
from wcs_species import models, numbers, verbs, wording
from wcs_species.choices import URGENCY, Category


class NameInline(StatementInline):
    model = models.VernacularName
    section = "Names"
    fields = ["name", "language", "source", "unverified"]
    label_fields = ("name", "language")
    classes = ["collapse"]


class IdentifierInline(PartInline):
    model = models.Identifier
    section = "Catalogues"
    fields = ["scheme", "value"]
    label_fields = ("scheme", "value")
    classes = ["collapse"]


class AssessmentInline(StatementInline):
    model = models.Assessment
    section = "Red List"
    fields = ["category", "criteria", "assessed", "published", "scope", "region", "source", "unverified"]
    label_fields = ("category", "assessed")
    classes = ["collapse"]


class ListingInline(StatementInline):
    model = models.Listing
    section = "Listings"
    fields = ["convention", "appendix", "adopted", "in_force", "annotation", "source", "unverified"]
    label_fields = ("convention", "appendix")
    classes = ["collapse"]


class SeriesInline(PartInline):
    model = models.Series
    section = "Series"
    fields = ["counted", "area", "method", "detail"]
    label_fields = ("counted", "area", "method")
    classes = ["collapse"]


class CountForm(PartForm):
    @property
    def said(self) -> str:
        count = self.instance
        if count.pk is None:
            return super().said
        value, year = wording.count(count.qualifier, count.low, count.high), count.year or "a year not given"
        return f"{value} {count.series.get_counted_display()} in {year}, {count.series.area}"


class CountFormSet(PartFormSet):
    """A count is there once, and one is the headline: what changes gives way first, so two may change places."""

    gives_way = True

    once = ("series", "year", "low", "high")
    once_beside = "low"
    once_message = "That count is already there: the same series, year and number."

    def clean(self) -> None:
        super().clean()
        headlines = [form for form in self.forms if self.stays(form) and form.cleaned_data.get("is_headline")]
        if len(headlines) > 1:
            for form in headlines:
                form.add_error("is_headline", "One count is the headline number, and here are more.")

    def save(self, commit: bool = True) -> Any:
        changed = [form.instance.pk for form in self.initial_forms if form.has_changed()]
        if changed:
            self.instance.counts.filter(pk__in=changed).give_way()
        return super().save(commit)


class CountInline(StatementInline):
    model = models.Count
    form = CountForm
    formset = CountFormSet
    links = {"series": "series"}
    fields = [
        "series", "year", "qualifier", "low", "high", "comparable", "is_headline", "note", "source", "unverified",
    ]  # fmt: skip
    label_fields = ("low", "high", "series", "year")
    classes = ["collapse"]


class MeasurementInline(StatementInline):
    model = models.Measurement
    fields = ["kind", "sex", "low", "high", "unit", "as_printed", "source", "unverified"]
    label_fields = ("kind", "sex")
    classes = ["collapse"]


class FastFactInline(StatementInline):
    model = models.FastFact
    fields = ["text", "source", "unverified"]
    label_fields = ("text",)
    classes = ["collapse"]


class HabitatInline(StatementInline):
    model = models.Habitat
    fields = ["text", "source", "unverified"]
    label_fields = ("text",)
    classes = ["collapse"]


class RangeCountryInline(StatementInline):
    model = models.RangeCountry
    section = "Range"
    fields = ["country", "presence", "source", "unverified"]
    label_fields = ("country",)
    classes = ["collapse"]


class ThreatInline(StatementInline):
    model = models.Threat
    fields = ["title", "code", "timing", "text", "source", "unverified"]
    label_fields = ("title",)
    classes = ["collapse"]


class ActionInline(StatementInline):
    model = models.Action
    links = {"answers": "threats"}
    fields = [
        "title", "code", "since", "until", "place", "partners", "text", "answers", "result", "source", "unverified",
    ]  # fmt: skip
    label_fields = ("title",)
    classes = ["collapse"]


class PhotoInline(PhotoOnPageInline):
    model = models.SpeciesPhoto
    classes = ["collapse"]


class CategoryFilter(admin.SimpleListFilter):
    title = "Red List category"
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, f"{value} {Category(value).label}") for value in URGENCY]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in URGENCY:
            return queryset
        rows = models.Assessment.objects.filter(species=OuterRef("pk"), category=self.value(), scope="global")
        return queryset.filter(Exists(rows))


@admin.register(models.Species)
class SpeciesAdmin(CheckingAdmin, PublishableAdmin):
    change_form_template = "admin/wcs_species/change_form.html"
    list_display = ["lead", "named", "state", "red_list", "headline", "saved"]
    list_display_links = ["named"]
    list_filter = [StateFilter, "groups", CategoryFilter, UnverifiedFilter]
    search_fields = ["common_name", "scientific_name", "names__name"]
    search_help_text = "By common or scientific name, or a name in any language."
    prepopulated_fields = {"slug": ["common_name"]}
    autocomplete_fields = ["trend_source", "places", "sources"]
    fetched_many = ("groups", "places", "sources")
    fieldsets = [
        ("Name", {"fields": ["common_name", ("scientific_name", "authority"), "slug", "groups", "summary"]}),
        ("Introduction", {"fields": ["introduction"]}),
        ("Population trend", {"fields": [("trend", "trend_as_of"), "trend_source"]}),
        ("Places and sources", {"fields": ["places", "show_place", "sources"]}),
        (
            "Classification",
            {"fields": [("rank", "kingdom", "phylum"), ("class_name", "order", "family")], "classes": ["collapse"]},
        ),
    ]
    inlines = [
        PhotoInline,
        FastFactInline,
        AssessmentInline,
        ListingInline,
        SeriesInline,
        CountInline,
        MeasurementInline,
        RangeCountryInline,
        HabitatInline,
        ThreatInline,
        ActionInline,
        NameInline,
        IdentifierInline,
    ]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple({"class": "boxes"})
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name == "wcs_species_species_changelist":
            photos = models.SpeciesPhoto.objects.select_related("photo")
            counts = models.Count.objects.filter(is_headline=True).select_related("series")
            rows = rows.prefetch_related(Prefetch("photos", photos), "assessments", Prefetch("counts", counts))
        return rows

    # Numbers

    def get_urls(self) -> list[URLPattern]:
        def own(name: str, route: str, view: Callable[..., HttpResponse]) -> URLPattern:
            return path(f"<path:object_id>/{route}/", self.admin_site.admin_view(view), name=self._url_name(name))

        return [
            own("numbers", "numbers", self.numbers_view),
            own("sentence", "numbers/sentence", self.sentence_view),
            *super().get_urls(),
        ]

    def numbers_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The newest count of each series, and the form for a newer one."""
        return numbers.page(self, request, self._row_or_404(request, object_id, self.has_change_permission))

    def sentence_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return numbers.sentence(request, self._row_or_404(request, object_id, self.has_change_permission))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = kwargs.get("obj")
        if row is not None:
            counts = next(part.formset for part in context["inline_admin_formsets"] if part.formset.prefix == "counts")
            here = reverse("admin:wcs_species_species_numbers", args=[row.pk])
            context["numbers"] = {
                "here": here,
                "lines": numbers.lines((f.instance for f in counts.initial_forms), here),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        verbs.number_photos(form.instance)

    def after_copying(self, row: models.Species) -> None:
        verbs.number_photos(row)

    @admin.display(description="")
    def lead(self, species: models.Species) -> SafeString:
        uses = list(species.photos.all())
        return thumbnail(uses[0].photo if uses else None)

    @admin.display(description="name", ordering="common_name")
    def named(self, species: models.Species) -> SafeString:
        return format_html('{} <small><i lang="la">{}</i></small>', species.common_name, species.scientific_name)

    @admin.display(description="Red List")
    def red_list(self, species: models.Species) -> SafeString | str:
        """The newest assessment of the whole species, in letters."""
        rows = [row for row in species.assessments.all() if row.scope == "global" and not row.unverified]
        if not rows:
            return ""
        newest = max(rows, key=lambda row: row.year or 0)
        label = Category(newest.category).label
        return format_html('<abbr class="iucn mark-{0}" title="{1}">{0}</abbr>', newest.category, label)

    @admin.display(description="headline number")
    def headline(self, species: models.Species) -> SafeString:
        """With a short way to a newer one."""
        here = reverse("admin:wcs_species_species_numbers", args=[species.pk])
        words = ", ".join(f"{line.value}, {line.newest.year}" for line in numbers.lines(species.counts.all(), here))
        return format_html('{} <a href="{}">{}</a>', words, here, "Add newer count" if words else "Numbers")


class GroupForm(FieldErrors, forms.ModelForm):
    pass


@admin.register(models.Group)
class GroupAdmin(UsedAdmin):
    form = GroupForm
    role = "group"
    list_display = ["name", "slug", "position"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "position"]
