"""Single mails: confirmations, new addresses, tests. Each goes out at least once."""

from typing import Self

from django.db import models
from django.db.models import Q

from newsletter.models.issues import Issue
from newsletter.models.subscribers import AddressChange, Consent, Subscriber
from publishing.clock import Now


class MailQuerySet(models.QuerySet["Mail"]):
    def due(self) -> Self:
        """Mail to try now: new, or to be tried again, or left behind by a worker that died."""
        return self.filter(
            Q(lease_until__isnull=True) | Q(lease_until__lt=Now()), sent_at=None, failed_at=None, not_before__lte=Now()
        )


class Mail(models.Model):
    """One mail that has to go out, at least once. A row, not a queue: it survives whatever dies."""

    key = models.CharField(max_length=120, unique=True, help_text="The same mail asked for twice goes out once.")
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, null=True, blank=True, related_name="mails")
    to = models.EmailField(max_length=254, blank=True, help_text="Blank: the subscriber's address.")
    template = models.CharField(max_length=40)
    ask = models.ForeignKey(Consent, models.CASCADE, null=True, blank=True, related_name="+")
    change = models.ForeignKey(AddressChange, models.CASCADE, null=True, blank=True, related_name="+")
    issue = models.ForeignKey(Issue, models.CASCADE, null=True, blank=True, related_name="+")
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
        constraints = [
            models.CheckConstraint(condition=~Q(to="") | Q(subscriber__isnull=False), name="mail_goes_to_somebody")
        ]

    def __str__(self) -> str:
        return f"{self.template} to {self.address}"

    @property
    def address(self) -> str:
        return self.to or (self.subscriber.email if self.subscriber else "")
