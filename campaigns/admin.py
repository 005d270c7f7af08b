"""Campaigns, banners and appeals as their editors see them: what is shown, what waits, what is over, how it went."""

from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from campaigns import checks, picking, staging, tally
from campaigns.forms import MINUTE, NumberForm, NumberFormSet, TimedForm
from campaigns.models import Appeal, AppealAmount, Banner, Campaign, CampaignNumber, State, Timed
from photos.thumbnails import thumbnail
from publishing import previews, state, zones
from publishing.choosers import Choosers
from publishing.inlines import FORM_SCRIPT, PartInline
from publishing.tables import as_csv

type Lookup = tuple[str, str]
WHEN: Any = ("When", {"fields": [("live_from", "live_until", "zone")]})
HOUR = {"form_class": forms.DateTimeField, "widget": forms.DateTimeInput({"type": "datetime-local"}, MINUTE)}


class StateFilter(admin.SimpleListFilter):
    title = parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Lookup]:
        return [(value, str(label)) for value, label in State.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(state=self.value()) if self.value() in State.values else queryset


class TimedAdmin(Choosers, admin.ModelAdmin):
    """Every change moves the content version with the row, so that no kept page outlives it."""

    form = TimedForm
    formfield_overrides = {**Choosers.formfield_overrides, models.DateTimeField: HOUR}
    change_form_template = "admin/campaigns/change_form.html"
    # The marks of the admin that say what a state is.
    MARKS = {State.SHOWN: "live", State.WAITING: "scheduled", State.DRAFT: "draft", State.ENDED: "down"}

    @property
    def media(self) -> forms.Media:
        return super().media + FORM_SCRIPT + previews.BESIDE_THE_FORM

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows: Any = super().get_queryset(request)
        # With no names it would fetch everything.
        rows = rows.select_related(*together) if (together := self.fetched_with()) else rows
        annotated: QuerySet = rows.with_state()
        return annotated

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(partial(staging.preview, self)))
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        return [
            path("add/preview/", view, name=f"{name}_new"),
            path("<path:object_id>/change/preview/", view, name=name),
            *super().get_urls(),
        ]

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        checks.remember(form.instance)
        state.changed(form.instance.live_from, form.instance.live_until)

    def delete_model(self, request: HttpRequest, obj: Timed) -> None:
        super().delete_model(request, obj)
        state.changed()

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        super().delete_queryset(request, queryset)
        state.changed()

    @admin.display(description="state", ordering="state")
    def state_now(self, obj: Any) -> SafeString:
        now = State(obj.state)
        return format_html('<span class="mark mark-{}">{}</span>', self.MARKS[now], now.label)

    @admin.display(description="shown", ordering="live_from")
    def when(self, obj: Timed) -> str:
        begins, ends = moment(obj.live_from), moment(obj.live_until)
        return f"{begins} until {ends}" if ends else begins and f"from {begins} on"

    @admin.display(description="to mend")
    def to_mend(self, obj: Any) -> str:
        """Nobody mends what is over."""
        return "" if obj.state == State.ENDED else " ".join(self.wrong_with(obj))

    def wrong_with(self, obj: Any) -> list[str]:
        return [words for _, words in checks.of(obj)]


def moment(at: datetime | None) -> str:
    """As the clocks show in the editors' zone, and saying so."""
    return zones.words(at, settings.EDITORS_TIME_ZONE) if at else ""


class NumberInline(PartInline):
    model = CampaignNumber
    form = NumberForm
    formset = NumberFormSet
    fields = ["pick"]
    label_fields = ("pick",)
    verbose_name_plural = "numbers: the older first, then the newer"
    max_num = 4

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("profile")


@admin.register(Campaign)
class CampaignAdmin(TimedAdmin):
    list_display = ["picture", "title", "state_now", "to_mend", "when", "where", "queue"]
    list_display_links = ["title"]
    list_filter = [StateFilter]
    search_fields = ["title", "text"]
    date_hierarchy = "live_from"
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "slug", "text", "photo", ("link_title", "link_url"), "code"]}),
        ("Where", {"fields": [("on_home", "on_every_species", "on_news", "on_places"), "pages"]}),
        WHEN,
        ("How often", {"fields": [("again", "rank")]}),
    ]
    autocomplete_fields = ["photo", "pages"]
    inlines = [NumberInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("pages")

    def get_urls(self) -> list[URLPattern]:
        return [
            path("numbers/", self.admin_site.admin_view(self.numbers_view), name="campaigns_campaign_numbers"),
            path("<int:pk>/days.csv", self.admin_site.admin_view(self.days_view), name="campaigns_campaign_days"),
            *super().get_urls(),
        ]

    def numbers_view(self, request: HttpRequest) -> HttpResponse:
        """The counts that a campaign may show, for the chooser of its form."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return picking.search(request)

    def days_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How it went, by day, as a table to take away."""
        campaign = self.get_queryset(request).filter(pk=pk).first()
        if not self.has_view_or_change_permission(request, campaign):
            raise PermissionDenied
        if campaign is None:
            raise Http404(pk)
        rows = campaign.days_counted.values_list(*tally.COLUMNS)
        return as_csv(f"{campaign.slug}.csv", tally.COLUMNS, rows)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Its page is there while readers see it."""
        return obj.get_absolute_url() if getattr(obj, "state", "") == State.SHOWN else None

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        campaign = kwargs.get("obj")
        if campaign is not None:
            context |= {"days": tally.recent(campaign), "totals": tally.totals(campaign)}
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="")
    def picture(self, campaign: Campaign) -> SafeString | str:
        return thumbnail(campaign.photo) if campaign.photo else ""

    @admin.display(description="where")
    def where(self, campaign: Campaign) -> str:
        every = [
            (campaign.on_home, "home"),
            (campaign.on_every_species, "every species"),
            (campaign.on_news, "every news item"),
            (campaign.on_places, "every place"),
        ]
        return ", ".join([words for chosen, words in every if chosen] + [str(page) for page in campaign.pages.all()])

    @admin.display(description="queue", ordering="rank")
    def queue(self, campaign: Campaign) -> int:
        return campaign.rank

    def wrong_with(self, obj: Any) -> list[str]:
        missing = checks.lacking([obj]).get(obj.pk)
        lacking = [f"{missing} of its numbers no profile says now."] if missing else []
        return [*lacking, *super().wrong_with(obj)]


@admin.register(Banner)
class BannerAdmin(TimedAdmin):
    list_display = ["text", "state_now", "to_mend", "when"]
    list_filter = [StateFilter]
    search_fields = ["text"]
    fieldsets = [(None, {"fields": ["text", "link_title", "link_url"]}), WHEN]


class AmountInline(PartInline):
    model = AppealAmount
    fields = ["amount", "buys"]
    label_fields = ("amount", "buys")
    max_num = 6

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("appeal")


@admin.register(Appeal)
class AppealAdmin(TimedAdmin):
    list_display = ["picture", "title", "state_now", "to_mend", "when"]
    list_display_links = ["title"]
    list_filter = [StateFilter]
    search_fields = ["title", "text"]
    fieldsets = [
        (None, {"fields": ["title", "text", "photo", ("button", "url"), ("code", "currency")]}),
        ("Where", {"fields": ["pages"]}),
        WHEN,
    ]
    autocomplete_fields = ["photo", "pages"]
    inlines = [AmountInline]

    @admin.display(description="")
    def picture(self, appeal: Appeal) -> SafeString:
        return thumbnail(appeal.photo)
