"""Abstract parents of rows that say what can be checked."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from publishing.bases import Part
from publishing.dates import years_later
from sources.models import Source

# What bears no date is looked at so often.
EVERY_YEARS = 5
# An old statement that was found to be the newest still is asked about again.
AGAIN_YEARS = 1


def once_old(day: date, checked: date) -> date:
    """The day on which a statement has grown old; where it had when it was checked, a year from then."""
    return day if day > checked else years_later(checked, AGAIN_YEARS)


class Checked(models.Model):
    """A row that says what can be checked: who found it true last and when, and by when it wants to be looked at again.

    Filled in by sources.checking. `owner` is the field that leads to the row of its page; empty for that row itself,
    of which `says` names what can be checked.
    """

    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    checked_on = models.DateField(null=True, editable=False)
    review_by = models.DateField(null=True, editable=False)

    owner: ClassVar[str] = ""
    says: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @property
    def page_row(self) -> Any:
        """The row of its page."""
        return getattr(self, self.owner) if self.owner else self

    def review_after(self, checked: date) -> date:
        """By when it wants to be looked at again that was found true on that day."""
        return years_later(checked, EVERY_YEARS)


class Statement(Part, Checked):
    """A part of a page that can be checked: it says where it was read, and whether anyone has checked it."""

    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")
    unverified = models.BooleanField(
        default=False,
        help_text="Not checked yet: stays out of the published page and on the list of things to check.",
    )

    class Meta(Part.Meta):
        abstract = True

    @property
    def is_hidden(self) -> bool:
        """Whether it stays out of all documents: nobody has checked it, or its source."""
        return self.unverified or (self.source is not None and self.source.unverified)


def source_fields(model: type[models.Model] | models.Model) -> list[str]:
    """The fields by which rows of this model name sources themselves."""
    return [each.name for each in model._meta.concrete_fields if each.related_model is Source]


def sources_of(row: models.Model) -> list[Source]:
    """The sources that this row names itself."""
    return [source for name in source_fields(row) if (source := getattr(row, name)) is not None]


def to_check(part: type[Statement]) -> Any:
    """Statements of this part that nobody has checked, or whose source nobody has."""
    return part._default_manager.filter(models.Q(unverified=True) | models.Q(source__unverified=True))
