"""Where a statement was read."""

import uuid

from django.db import models
from django.db.models import Q


class Source(models.Model):
    """A work that a statement rests on. A title or a link is enough to name one."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=300, blank=True)
    url = models.URLField("link", max_length=500, blank=True)
    author = models.CharField(max_length=200, blank=True)
    publisher = models.CharField(
        max_length=200,
        blank=True,
        help_text="Who published it; our own organisation where it is our own record.",
    )
    year = models.PositiveSmallIntegerField("year published", null=True, blank=True)
    accessed_on = models.DateField("read on", null=True, blank=True)
    unverified = models.BooleanField(
        default=False,
        help_text="Nobody has checked this source yet: what rests on it is kept out of published pages.",
    )
    note = models.TextField("note for editors", max_length=2000, blank=True)

    objects = models.Manager()

    class Meta:
        ordering = ["title", "url"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") | ~Q(url=""),
                name="source_has_title_or_link",
                violation_error_code="title",
                violation_error_message="Give the source a title or a link.",
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=1500, year__lte=2100),
                name="source_year_is_a_year",
                violation_error_code="year",
                violation_error_message="That is not a year of publication.",
            ),
        ]

    def __str__(self) -> str:
        name = self.title or self.url
        by = self.author or self.publisher
        return ", ".join(str(part) for part in (name, by, self.year) if part)
