"""The list of photos: a grid of large pictures or rows, what it can be narrowed to, and on how many pages each is."""

from datetime import UTC, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import get_user_model
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest

from photos.models import RENDER_TRIES, Collection, Photo
from photos.uses import is_published, is_used, use_counts
from publishing.clock import Now

VIEW_VAR = "view"
# So long before a licence ends, the desk and the list begin to say so.
ENDS_SOON = timedelta(days=30)

HAS_ENDED = ExpressionWrapper(
    Q(licence_until__isnull=False, licence_until__lt=TruncDate(Now(), tzinfo=UTC)), BooleanField()
)


class Library(ChangeList):
    """The list as it is asked for: `view` says how it looks, not which photos it holds."""

    def get_filters_params(self, params: Any = None) -> Any:
        found = super().get_filters_params(params)
        found.pop(VIEW_VAR, None)
        return found

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        counts = use_counts(self.result_list)
        for photo in self.result_list:
            photo.uses = counts[photo.pk]

    @property
    def is_grid(self) -> bool:
        return self.params.get(VIEW_VAR) != "list"

    @property
    def grid_link(self) -> str:
        return self.get_query_string({VIEW_VAR: "grid"})

    @property
    def list_link(self) -> str:
        return self.get_query_string({VIEW_VAR: "list"})


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("ready", "Ready"),
            ("incomplete", "Incomplete"),
            ("waiting", "Sizes not made yet"),
            ("failed", "Sizes failed"),
            ("withdrawn", "Withdrawn"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> QuerySet[Photo]:
        kept = queryset.filter(withdrawn_at__isnull=True)
        match self.value():
            case "ready":
                return kept.filter(is_complete=True).exclude(rendition_list="[]")
            case "incomplete":
                return kept.filter(is_complete=False)
            case "waiting":
                return kept.filter(recipe="", render_tries__lt=RENDER_TRIES)
            case "failed":
                return kept.filter(recipe="", render_tries__gte=RENDER_TRIES)
            case "withdrawn":
                return queryset.filter(withdrawn_at__isnull=False)
        return queryset


class UsedFilter(admin.SimpleListFilter):
    title = "use"
    parameter_name = "used"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("published", "On a published page"), ("yes", "On a page or a draft"), ("no", "Nowhere")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> QuerySet[Photo]:
        match self.value():
            case "published":
                return queryset.filter(is_published())
            case "yes":
                return queryset.filter(is_used())
            case "no":
                return queryset.exclude(is_used())
        return queryset


class EndFilter(admin.SimpleListFilter):
    title = "end of the licence"
    parameter_name = "ends"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("soon", f"Within {ENDS_SOON.days} days, or past"), ("past", "Past"), ("later", "Has an end")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "soon":
                return queryset.ending(ENDS_SOON)
            case "past":
                return queryset.expired()
            case "later":
                return queryset.filter(licence_until__isnull=False)
        return queryset


class CollectionFilter(admin.SimpleListFilter):
    title = "collection"
    parameter_name = "collection"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Collection.objects.values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> QuerySet[Photo]:
        chosen = self.value()
        return queryset.filter(collections=int(chosen)) if chosen and chosen.isdecimal() else queryset


class PhotographerFilter(admin.SimpleListFilter):
    """Photographers by name, with how many photos each has here."""

    title = "photographer"
    parameter_name = "credit"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        found = Photo.objects.exclude(credit="").order_by("credit").values("credit").annotate(number=Count("pk"))
        return [(row["credit"], f"{row['credit']} ({row['number']})") for row in found]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> QuerySet[Photo]:
        return queryset.filter(credit=self.value()) if self.value() else queryset


class AdderFilter(admin.SimpleListFilter):
    """Staff who added photos, with how many of theirs are here."""

    title = "who added it"
    parameter_name = "added_by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        adders = get_user_model().objects.filter(photos_added__isnull=False).order_by("username")
        return [(str(each.pk), f"{each} ({each.number})") for each in adders.annotate(number=Count("photos_added"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> QuerySet[Photo]:
        chosen = self.value()
        return queryset.filter(added_by=int(chosen)) if chosen and chosen.isdecimal() else queryset


class YearFilter(admin.SimpleListFilter):
    title = "year taken"
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        years = Photo.objects.dates("taken_on", "year", order="DESC")
        return [(str(day.year), str(day.year)) for day in years]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> QuerySet[Photo]:
        year = self.value() or ""
        if not (year.isascii() and year.isdecimal() and 1 <= int(year[:5]) <= 9999):
            return queryset
        return queryset.filter(taken_on__year=int(year))


FILTERS: list[Any] = [
    StateFilter,
    UsedFilter,
    EndFilter,
    CollectionFilter,
    "licence",
    PhotographerFilter,
    AdderFilter,
    YearFilter,
]
