"""Who checked a statement, when, and by when it wants to be looked at again.

A statement grows old by its own date: a count some years after the year counted, an assessment ten years after it was
made (the IUCN itself then calls it out of date), a listing at the next meeting that may change it. What has passed
that age, and still is the newest there is, is looked at every year. What bears no date is looked at every five years.
"""

from datetime import date

from django.contrib.auth.models import User

from sources.bases import Checked, Statement

FIELDS = ("checked_by", "checked_on", "review_by")


def check(row: Checked, *, by: User | None, on: date | None) -> None:
    """This row, not saved here, was found true by somebody on that day; what is marked unverified was by nobody."""
    day = None if isinstance(row, Statement) and row.unverified else on
    row.checked_by = by if day else None
    row.checked_on = day
    row.review_by = row.review_after(day) if day else None
