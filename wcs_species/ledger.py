"""Who checked a statement, when, and by when it wants to be looked at again.

A statement grows old by its own date: a count some years after the year counted, an assessment ten years after it was
made (the IUCN itself then calls it out of date), a listing at the next meeting that may change it. What has passed
that age, and still is the newest there is, is looked at every year. What bears no date is looked at every five years.
"""

from datetime import date

from django.contrib.auth.models import User

from publishing.dates import years_later
from wcs_species import choices, models

COUNT_YEARS, ASSESSMENT_YEARS, OTHER_YEARS = 3, 10, 5
# An old statement that was found to be the newest still is asked about again.
AGAIN_YEARS = 1
FIELDS = ("checked_by", "checked_on", "review_by")


def check(row: models.Statement, *, by: User | None, on: date | None) -> None:
    """This row, not saved here, was found true by somebody on that day; what is marked unverified was by nobody."""
    is_checked = not row.unverified and on is not None
    row.checked_by = by if is_checked else None
    row.checked_on = on if is_checked else None
    row.review_by = review_by(row, on) if is_checked and on is not None else None


def review_by(row: models.Statement, checked: date) -> date:
    """By when a statement that was found true on that day wants to be looked at again."""
    match row:
        case models.Count(year=int(year)):
            return _later(date(year + COUNT_YEARS, 12, 31), checked)
        case models.Assessment(year=int(year)):
            return _later(date(year + ASSESSMENT_YEARS, 12, 31), checked)
        case models.Listing():
            return next_conference(row.convention, checked)
    return years_later(checked, OTHER_YEARS)


def _later(grown_old: date, checked: date) -> date:
    return grown_old if grown_old > checked else years_later(checked, AGAIN_YEARS)


def next_conference(convention: str, after: date) -> date:
    """The end of the next meeting of that convention after this day."""
    known = choices.CONFERENCES[choices.Convention(convention)]
    meeting = next((day for day in known if day > after), known[-1])
    while meeting <= after:
        meeting = years_later(meeting, choices.YEARS_BETWEEN_CONFERENCES)
    return meeting
