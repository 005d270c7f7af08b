"""Reports as editors see them: what readers wrote is read here and dealt with, not edited."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import ActionLocation
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from publishing import clock
from reports.models import Report

EVERYWHERE = [ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM]


class OpenFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "Open"), ("done", "Dealt with")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Report]) -> QuerySet[Report]:
        match self.value():
            case "open":
                return queryset.filter(handled_at__isnull=True)
            case "done":
                return queryset.filter(handled_at__isnull=False)
        return queryset


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):
    list_display = ["excerpt", "about", "email", "at", "state"]
    list_filter = [OpenFilter, "at"]
    list_select_related = ["handled_by"]
    search_fields = ["page", "text", "email"]
    fields = ("about", "words", "email", "at", "state", "mailed")
    readonly_fields = fields
    actions = ["deal_with", "open_again"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        """What a reader wrote is not edited."""
        return False

    def has_deal_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("reports.change_report")

    @admin.display(description="what is wrong")
    def excerpt(self, report: Report) -> str:
        return Truncator(report.text).chars(90)

    @admin.display(description="page", ordering="page")
    def about(self, report: Report) -> SafeString:
        return format_html('<a href="{0}">{0}</a>', report.page)

    @admin.display(description="what is wrong")
    def words(self, report: Report) -> SafeString:
        return format_html('<p class="report-text">{}</p>', report.text)

    @admin.display(description="state", ordering="handled_at")
    def state(self, report: Report) -> str:
        if report.handled_at is None:
            return "Open"
        return f"Dealt with on {report.handled_at:%-d %B %Y}" + (
            f" by {report.handled_by}" if report.handled_by else ""
        )

    @admin.display(description="mailed")
    def mailed(self, report: Report) -> str:
        if report.sent_at:
            return f"{report.sent_at:%-d %B %Y, %H:%M} UTC"
        return f"Not yet: {report.error}" if report.error else "Not yet"

    @admin.action(description="Mark as dealt with", permissions=["deal"], location=EVERYWHERE)
    def deal_with(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        number = queryset.open().update(handled_at=clock.now(), handled_by=request.user)  # type: ignore[attr-defined]
        messages.success(request, f"{number} marked as dealt with.")

    @admin.action(description="Open again", permissions=["deal"], location=EVERYWHERE)
    def open_again(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        number = queryset.update(handled_at=None, handled_by=None)
        messages.success(request, f"{number} open again.")
