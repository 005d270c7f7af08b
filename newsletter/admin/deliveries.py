"""Each copy of each issue: every recipient can be found, with what became of theirs."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from newsletter.admin.readonly import ReadOnly
from newsletter.models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["recipient", "issue_number", "state", "tries", "at", "error"]
    list_filter = ["state", "issue"]
    search_fields = ["subscriber__email"]
    search_help_text = "An address, or a part of one"
    show_full_result_count = False
    fields = ["recipient", "issue", "state", "tries", "not_before", "at", "error"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("subscriber", "issue")
        return rows.defer("issue__html", "issue__text", "issue__document")

    @admin.display(description="recipient")
    def recipient(self, delivery: Delivery) -> str:
        return str(delivery.subscriber or "Somebody who was erased")

    @admin.display(description="issue", ordering="issue")
    def issue_number(self, delivery: Delivery) -> int | str:
        return delivery.issue.number or "Digest"
