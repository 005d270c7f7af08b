"""Subscribers and mail as staff see them. What was agreed and sent is history: it is read here, not edited."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from newsletter import outbox
from newsletter.models import Consent, Mail, SignUp, Subscriber


class ReadOnly(BaseModelAdmin):
    """For admins and inlines of rows that only the verbs write."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ConsentInline(ReadOnly, admin.TabularInline):
    model = Consent
    extra = 0
    fields = ["at", "act", "how", "page", "wording", "words"]


class MailInline(ReadOnly, admin.TabularInline):
    model = Mail
    extra = 0
    fields = ["created_at", "template", "sent_at", "failed_at", "error"]


@admin.register(Subscriber)
class SubscriberAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["email", "state", "created_at", "changed_at"]
    list_filter = ["state", "created_at"]
    search_fields = ["email"]
    date_hierarchy = "created_at"
    fields = ["email", "state", "created_at", "changed_at"]
    inlines = [ConsentInline, MailInline]


@admin.register(SignUp)
class SignUpAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["email", "page", "at", "handled_at"]
    list_filter = [("handled_at", admin.EmptyFieldListFilter)]
    search_fields = ["email"]
    fields = ["email", "page", "wording", "at", "handled_at"]


class OutcomeFilter(admin.SimpleListFilter):
    title = parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", "Waiting"), ("sent", "Sent"), ("failed", "Failed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        conditions: dict[str | None, dict[str, Any]] = {
            "waiting": {"sent_at": None, "failed_at": None},
            "sent": {"sent_at__isnull": False},
            "failed": {"failed_at__isnull": False},
        }
        return queryset.filter(**conditions.get(self.value(), {}))


@admin.register(Mail)
class MailAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["subscriber", "template", "outcome", "tries", "error", "created_at"]
    list_filter = [OutcomeFilter, "template"]
    list_select_related = ["subscriber"]
    search_fields = ["subscriber__email"]
    fields = ["subscriber", "template", "outcome", "tries", "not_before", "lease_until", "error", "created_at"]
    actions = ["try_again"]

    @admin.display(description="state")
    def outcome(self, mail: Mail) -> str:
        if mail.sent_at:
            return f"Sent {mail.sent_at:%-d %B %Y, %H:%M} UTC"
        if mail.failed_at:
            return f"Failed {mail.failed_at:%-d %B %Y, %H:%M} UTC"
        return "Will be tried again" if mail.tries else "Waiting"

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("newsletter.change_mail")

    @admin.action(description="Try again to send the failed ones", permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        number = outbox.try_again(queryset)
        self.message_user(
            request, f"{number} mail{'' if number == 1 else 's'} will be tried again now.", messages.SUCCESS
        )
