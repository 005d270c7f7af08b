"""Campaigns, banners and appeals as their editors see them: what is shown, what waits, what is over."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.safestring import SafeString

from campaigns.models import Appeal, Banner, Campaign, CampaignNumber, State, Timed
from photos.thumbnails import thumbnail
from publishing import state
from publishing.choosers import Choosers, remember_choices
from publishing.forms import FieldErrors
from publishing.inlines import PartInline

type Lookup = tuple[str, str]


class StateFilter(admin.SimpleListFilter):
    title = parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Lookup]:
        return [(value, str(label)) for value, label in State.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(state=self.value()) if self.value() in State.values else queryset


class TimedForm(FieldErrors, ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        remember_choices(self)


class TimedAdmin(Choosers, admin.ModelAdmin):
    """Every change moves the content version with the row, so that no kept page outlives it."""

    form = TimedForm

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows: Any = super().get_queryset(request)
        annotated: QuerySet = rows.with_state()
        return annotated

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        state.changed(form.instance.live_from, form.instance.live_until)

    def delete_model(self, request: HttpRequest, obj: Timed) -> None:
        super().delete_model(request, obj)
        state.changed()

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        super().delete_queryset(request, queryset)
        state.changed()

    @admin.display(description="state", ordering="state")
    def state_now(self, obj: Any) -> str:
        return str(State(obj.state).label)

    @admin.display(description="shown from", ordering="live_from")
    def begins(self, obj: Timed) -> str:
        return moment(obj.live_from)

    @admin.display(description="shown until", ordering="live_until")
    def ends(self, obj: Timed) -> str:
        return moment(obj.live_until)


def moment(at: datetime | None) -> str:
    """In UTC, and saying so."""
    return f"{at:%-d %B %Y, %H:%M} UTC" if at else "—"


class NumberInline(PartInline):
    model = CampaignNumber
    fields = ["number", "label", "year", "source"]
    label_fields = ("number", "label", "year")
    autocomplete_fields = ["source"]


@admin.register(Campaign)
class CampaignAdmin(TimedAdmin):
    list_display = ["title", "state_now", "begins", "ends", "on_home", "on_every_species"]
    list_filter = [StateFilter, "on_home", "on_every_species"]
    search_fields = ["title", "text"]
    date_hierarchy = "live_from"
    fieldsets = [
        (None, {"fields": ["title", "text", "link_title", "link_url"]}),
        ("Where", {"fields": ["on_home", "on_every_species", "species"]}),
        ("When", {"fields": ["live_from", "live_until"]}),
    ]
    autocomplete_fields = ["species"]
    inlines = [NumberInline]


@admin.register(Banner)
class BannerAdmin(TimedAdmin):
    list_display = ["text", "state_now", "begins", "ends"]
    list_filter = [StateFilter]
    search_fields = ["text"]
    fieldsets = [
        (None, {"fields": ["text", "link_title", "link_url"]}),
        ("When", {"fields": ["live_from", "live_until"]}),
    ]


@admin.register(Appeal)
class AppealAdmin(TimedAdmin):
    list_display = ["picture", "title", "state_now", "begins", "ends"]
    list_display_links = ["title"]
    list_filter = [StateFilter]
    list_select_related = ["photo"]
    search_fields = ["title", "text"]
    fieldsets = [
        (None, {"fields": ["title", "text", "photo", "button", "url"]}),
        ("Where", {"fields": ["species"]}),
        ("When", {"fields": ["live_from", "live_until"]}),
    ]
    autocomplete_fields = ["photo", "species"]

    @admin.display(description="")
    def picture(self, appeal: Appeal) -> SafeString:
        return thumbnail(appeal.photo)
