"""Where a statement was read."""

import re
import uuid
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from publishing import dates

# As the DOI Handbook has it: a prefix of the agency, a slash, and whatever the publisher chose.
_DOI = re.compile(r"10\.\d{4,9}(\.\d+)*/\S+")
_BEFORE_DOI = re.compile(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


def bare_doi(text: str) -> str:
    """A DOI without what people write before it: https://doi.org/10.1000/182 is 10.1000/182."""
    return _BEFORE_DOI.sub("", text.strip())


def doi_url(doi: str) -> str:
    """Where a DOI leads, as its foundation asks to have it written; empty for none."""
    return f"https://doi.org/{quote(doi, safe='/:;().<>-_')}" if doi else ""


def is_doi(text: str) -> None:
    """Refuse what is no DOI."""
    if not _DOI.fullmatch(text):
        raise ValidationError("That is no DOI. One begins with 10. and has a slash: 10.1000/182.")


class Source(models.Model):
    """A work that a statement rests on. A title, a link or a DOI is enough to name one."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=300, blank=True)
    url = models.URLField("link", max_length=500, blank=True)
    doi = models.CharField(
        "DOI", max_length=150, blank=True, validators=[is_doi], help_text="10.1000/182, or the link that ends so."
    )
    archived_url = models.URLField(
        "archived copy", max_length=500, blank=True, help_text="Where it can be read when its own link is dead."
    )
    author = models.CharField(max_length=200, blank=True)
    publisher = models.CharField(
        max_length=200,
        blank=True,
        help_text="Who published it; our own organisation where it is our own record.",
    )
    year = models.PositiveSmallIntegerField("year published", null=True, blank=True, validators=[dates.year_behind])
    accessed_on = models.DateField("read on", null=True, blank=True, validators=[dates.day_behind])
    licence = models.CharField(
        max_length=100, blank=True, help_text="Under which it may be used: CC BY 4.0, all rights reserved…"
    )
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
                condition=~Q(title="") | ~Q(url="") | ~Q(doi=""),
                name="source_has_title_or_link",
                violation_error_code="title",
                violation_error_message="Give the source a title, a link or a DOI.",
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=1500, year__lte=2100),
                name="source_year_is_a_year",
                violation_error_code="year",
                violation_error_message="That is not a year of publication.",
            ),
        ]

    def __str__(self) -> str:
        by = self.author or self.publisher
        return ", ".join(str(part) for part in (self.name, by, self.year) if part)

    @property
    def name(self) -> str:
        return self.title or self.url or self.doi

    @property
    def doi_url(self) -> str:
        return doi_url(self.doi)


class MergedSource(models.Model):
    """One that was merged into another: editions that name it are restored with the one that was kept."""

    uid = models.UUIDField(unique=True)
    kept = models.ForeignKey(Source, models.CASCADE, related_name="merged")

    objects = models.Manager()

    def __str__(self) -> str:
        return f"{self.uid}, now {self.kept}"
