"""Subscribers, topics and single mails as staff see them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from newsletter import bounces, outbox
from newsletter.admin.lists import ListPages
from newsletter.admin.readonly import ReadOnly
from newsletter.models import Bounce, Consent, Delivery, Export, Mail, SignUp, Subscriber, Suppression, Topic
from publishing import state
from publishing.choosers import Choosers


class ConsentInline(ReadOnly, admin.TabularInline):
    model = Consent
    extra = 0
    fields = ["at", "act", "how", "page", "topics", "origin", "wording", "words"]


class MailInline(ReadOnly, admin.TabularInline):
    model = Mail
    extra = 0
    fk_name = "subscriber"
    fields = ["created_at", "template", "sent_at", "failed_at", "error"]


class DeliveryInline(ReadOnly, admin.TabularInline):
    model = Delivery
    verbose_name_plural = "issues"
    extra = 0
    fields = ["issue", "state", "at", "error"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("issue")
        return rows.defer("issue__html", "issue__text", "issue__document")


class BounceInline(ReadOnly, admin.TabularInline):
    model = Bounce
    verbose_name_plural = "mail that came back, complaints"
    extra = 0
    fields = ["at", "kind", "said"]


@admin.register(Subscriber)
class SubscriberAdmin(ReadOnly, ListPages):
    list_display = ["email", "state", "since"]
    list_filter = ["state", "topics", "created_at"]
    search_fields = ["email"]
    date_hierarchy = "created_at"
    fields = ["email", "state", "interests", "paused_until", "created_at", "changed_at"]
    inlines = [ConsentInline, DeliveryInline, MailInline, BounceInline]
    actions = ["lift"]

    @admin.display(description="since", ordering="created_at")
    def since(self, subscriber: Subscriber) -> str:
        return f"{subscriber.created_at:%-d %B %Y}"

    @admin.display(description="interests")
    def interests(self, subscriber: Subscriber) -> str:
        topics = subscriber.topics.all()
        chosen = [topic.name for topic in topics if not topic.only_follows]
        return ", ".join([*(chosen or ["Everything"]), *(f"follows {topic}" for topic in topics if topic.only_follows)])

    def has_lift_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("newsletter.change_subscriber")

    @admin.action(description="Write to them again: lift what a bounce or a complaint closed", permissions=["lift"])
    def lift(self, request: HttpRequest, queryset: QuerySet[Subscriber]) -> None:
        suppressed = list(queryset.filter(state=Subscriber.State.SUPPRESSED))
        for subscriber in suppressed:
            bounces.lift(subscriber)
        words = "1 address is" if len(suppressed) == 1 else f"{len(suppressed)} addresses are"
        self.message_user(request, f"{words} open again, as far as the consent goes.", messages.SUCCESS)


@admin.register(Topic)
class TopicAdmin(Choosers, admin.ModelAdmin):
    list_display = ["name", "position", "is_offered", "readers"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["species"]
    search_fields = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        confirmed = Count("subscribers", filter=Q(subscribers__state=Subscriber.State.CONFIRMED))
        rows: QuerySet = super().get_queryset(request).annotate(reader_count=confirmed)
        return rows

    @admin.display(description="subscribers", ordering="reader_count")
    def readers(self, topic: Any) -> int:
        return int(topic.reader_count)

    def has_delete_permission(self, request: HttpRequest, obj: Topic | None = None) -> bool:
        """Whoever chose nothing else would have no choice any more, and get everything."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.subscribers.exists())

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        # The form on every page offers it.
        state.changed()

    def delete_model(self, request: HttpRequest, obj: Topic) -> None:
        super().delete_model(request, obj)
        state.changed()


@admin.register(Suppression)
class SuppressionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["key", "why", "at"]
    list_filter = ["why"]
    fields = ["key", "why", "at"]


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


@admin.register(Export)
class ExportAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["at", "by", "rows"]
    fields = ["at", "by", "rows"]
