"""What readers say is wrong on a page."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from publishing.clock import Now


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> Self:
        """Those that nobody has dealt with yet."""
        return self.filter(handled_at__isnull=True)

    def naming(self, email: str) -> Self:
        """Those that an answer to this address was asked for in, or that have it in their words."""
        return self.filter(Q(email__iexact=email) | Q(text__icontains=email))

    def unsent(self) -> Self:
        """Those to mail to the editors now: new, or to be tried again, or left behind by a worker that died."""
        return self.filter(sent_at__isnull=True, failed_at__isnull=True, not_before__lte=Now())


class Report(models.Model):
    """One filled-in form. It is mailed to the address that a person reads, and stays on the desk until dealt with."""

    page = models.CharField(max_length=300, help_text="The path of the page it is about.")
    text = models.TextField("what is wrong")
    email = models.EmailField("answer to", max_length=254, blank=True)
    network = models.CharField(max_length=64, blank=True, help_text="A keyed hash of the network it came from.")
    at = models.DateTimeField("received", auto_now_add=True)
    handled_at = models.DateTimeField("dealt with", null=True, blank=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # Also the lease of the worker that sends it.
    not_before = models.DateTimeField(db_default=Now())
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField("mailed", null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "report of an error"
        verbose_name_plural = "reports of errors"
        indexes = [
            models.Index(fields=["network", "at"], name="report_by_network"),
            models.Index(
                fields=["not_before"], condition=Q(sent_at__isnull=True, failed_at__isnull=True), name="report_unsent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page}, {self.at:%-d %B %Y}"
