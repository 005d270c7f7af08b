"""Subscribers, what they agreed to, and the mail that goes to them."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from publishing.clock import Now


class SignUp(models.Model):
    """One filled-in form, as it came. The request stores it and does nothing else, so that its answer and its time
    say nothing about the address; background work decides what follows."""

    email = models.EmailField(max_length=254)
    page = models.CharField(max_length=300, help_text="The path of the page the form stood on.")
    wording = models.PositiveSmallIntegerField(help_text="The version of the words that were agreed to.")
    network = models.CharField(max_length=64, blank=True, help_text="A keyed hash of the network it came from.")
    at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["id"], condition=Q(handled_at__isnull=True), name="signup_waiting"),
            models.Index(fields=["network", "at"], name="signup_by_network"),
            models.Index(fields=["handled_at"], condition=Q(handled_at__isnull=False), name="signup_handled"),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.at:%Y-%m-%d %H:%M}"


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def confirmed(self) -> Self:
        """Those who get the newsletter."""
        return self.filter(state=Subscriber.State.CONFIRMED)

    def never_confirmed(self, since: datetime) -> Self:
        """Those who last asked before that moment and never followed the link."""
        return self.filter(state=Subscriber.State.PENDING, changed_at__lt=since)


class Subscriber(models.Model):
    """One address and its one state: pending → confirmed → unsubscribed, or suppressed after a bounce or complaint."""

    class State(models.TextChoices):
        PENDING = "pending", "Pending: not confirmed yet"
        CONFIRMED = "confirmed", "Confirmed"
        UNSUBSCRIBED = "unsubscribed", "Unsubscribed"
        SUPPRESSED = "suppressed", "Suppressed: bounced or complained"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(max_length=254, unique=True, help_text="Normalised: the domain in small letters.")
    state = models.CharField(max_length=20, choices=State, default=State.PENDING)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["changed_at"], condition=Q(state="pending"), name="subscriber_pending")]

    def __str__(self) -> str:
        return self.email


class Consent(models.Model):
    """What was agreed or taken back, when and how. Rows are added, never changed.

    A row ASKED is also what the link in its mail confirms: the link dies with it, or when it is taken back.
    """

    class Act(models.TextChoices):
        ASKED = "asked", "Asked for the newsletter"
        CONFIRMED = "confirmed", "Confirmed by the link in the mail"
        WITHDRAWN = "withdrawn", "Unsubscribed"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="consents")
    act = models.CharField(max_length=20, choices=Act)
    wording = models.PositiveSmallIntegerField(null=True, help_text="The version of the words that were agreed to.")
    words = models.TextField(blank=True, help_text="Those words, as they stood on the page.")
    page = models.CharField(max_length=300, blank=True)
    how = models.CharField(max_length=60, blank=True, help_text="By which link or form.")
    at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()}, {self.at:%Y-%m-%d}"


class MailQuerySet(models.QuerySet["Mail"]):
    def due(self) -> Self:
        """Mail to try now: new, or to be tried again, or left behind by a worker that died."""
        return self.filter(
            Q(lease_until__isnull=True) | Q(lease_until__lt=Now()), sent_at=None, failed_at=None, not_before__lte=Now()
        )


class Mail(models.Model):
    """One mail that has to go out, at least once. A row, not a queue: it survives whatever dies."""

    key = models.CharField(max_length=120, unique=True, help_text="The same mail asked for twice goes out once.")
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="mails")
    template = models.CharField(max_length=40)
    ask = models.ForeignKey(Consent, models.CASCADE, null=True, blank=True, related_name="+")
    not_before = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "mail"
        indexes = [
            models.Index(
                fields=["not_before"], condition=Q(sent_at__isnull=True, failed_at__isnull=True), name="mail_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.template} to {self.subscriber}"
