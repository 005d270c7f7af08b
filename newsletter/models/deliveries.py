"""One issue to one subscriber, with its own state; and how fast mail may go."""

from typing import Self

from django.db import models
from django.db.models import Q

from newsletter.models.issues import Issue
from newsletter.models.subscribers import Subscriber


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def open(self) -> Self:
        """Those of which nobody knows yet what becomes of them."""
        return self.filter(state__lt=Delivery.State.SENT)


class Delivery(models.Model):
    """One issue to one subscriber, at most once: whoever is at work on it when a worker dies becomes *unknown*.

    waiting → claimed → sending → sent, failed or unknown; later: put off by the receiving server; skipped: no longer
    subscribed when its turn came; bounced: reported back after it was sent.
    """

    class State(models.IntegerChoices):
        WAITING = 0, "Waiting"
        CLAIMED = 1, "Next in line"
        SENDING = 2, "Being sent"
        LATER = 3, "To be tried again"
        SENT = 10, "Sent"
        FAILED = 11, "Failed"
        UNKNOWN = 12, "Unknown: sent, but nobody confirmed it"
        SKIPPED = 13, "Skipped: no longer subscribed"
        BOUNCED = 14, "Came back"

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="deliveries")
    # Null for a person who was erased: the count stays.
    subscriber = models.ForeignKey(Subscriber, models.SET_NULL, null=True, related_name="deliveries")
    state = models.PositiveSmallIntegerField(choices=State, default=State.WAITING)
    lane = models.CharField(max_length=254, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)
    at = models.DateTimeField("last changed", null=True)
    error = models.CharField("what the server said", max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["issue", "subscriber"], name="issue_once_per_subscriber")]
        # Claims read the first of these, so that the last thousand costs what the first did.
        indexes = [
            models.Index(fields=["issue", "lane", "id"], condition=Q(state=0), name="delivery_waiting"),
            models.Index(fields=["issue", "not_before"], condition=Q(state=3), name="delivery_later"),
            models.Index(fields=["issue", "lease_until"], condition=Q(state__in=[1, 2]), name="delivery_leased"),
        ]

    def __str__(self) -> str:
        return f"{self.issue} to {self.subscriber or 'somebody who was erased'}"


class Pace(models.Model):
    """How many mails went to a domain in this minute, or to all where the domain is blank."""

    domain = models.CharField(max_length=254, unique=True)
    minute = models.DateTimeField()
    taken = models.PositiveIntegerField(default=0)

    objects = models.Manager()

    def __str__(self) -> str:
        return f"{self.domain or 'all'}: {self.taken} in the minute of {self.minute:%H:%M}"


class Bounce(models.Model):
    """What a provider reported of an address: mail that came back, or a complaint. One row for each report."""

    class Kind(models.TextChoices):
        HARD = "hard", "Came back for good"
        SOFT = "soft", "Came back this time"
        COMPLAINT = "complaint", "Complained"

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="bounces")
    delivery = models.ForeignKey(Delivery, models.SET_NULL, null=True, blank=True, related_name="bounces")
    kind = models.CharField(max_length=20, choices=Kind)
    said = models.CharField("what was said", max_length=300, blank=True)
    key = models.CharField(max_length=200, unique=True, help_text="The same report sent twice counts once.")
    at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["subscriber", "kind", "at"], name="bounce_by_subscriber")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d}"
