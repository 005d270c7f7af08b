"""What those who follow an animal are told when something of substance changed on its page."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from newsletter.models.issues import Issue
from newsletter.models.subscribers import Topic
from publishing.clock import Now
from publishing.models import Edition


class NoticeQuerySet(models.QuerySet["Notice"]):
    def waiting(self) -> Self:
        """Neither sent nor taken back."""
        return self.filter(digest__isnull=True, cancelled_at__isnull=True)

    def ripe(self) -> Self:
        """Those that wait no longer for their hour to be over."""
        return self.waiting().filter(held_until__lte=Now())


class Notice(models.Model):
    """One change, told to the followers of one topic. It is held for an hour, then waits for the next digest."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="notices")
    edition = models.OneToOneField(Edition, models.PROTECT, related_name="+")
    words = models.TextField("what they are told", max_length=600)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("asked for", auto_now_add=True)
    held_until = models.DateTimeField()
    digest = models.ForeignKey(Issue, models.PROTECT, null=True, related_name="notices")
    cancelled_at = models.DateTimeField(null=True)
    why = models.CharField("why not", max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "message to followers"
        verbose_name_plural = "messages to followers"
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__isnull=True) | Q(cancelled_at__isnull=True), name="notice_sent_or_taken_back"
            )
        ]
        indexes = [
            models.Index(
                fields=["held_until"],
                condition=Q(digest__isnull=True, cancelled_at__isnull=True),
                name="notice_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.words}"[:80]
