"""Who checked a statement, when, and by when it wants to be looked at again.

A statement grows old by its own date: a count some years after the year counted, an assessment ten years after it was
made (the IUCN itself then calls it out of date), a listing at the next meeting that may change it. What has passed
that age, and still is the newest there is, is looked at every year. What bears no date is looked at every five years.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import (
    Case,
    DateField,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, NullIf, Substr

from publishing import verbs
from publishing.dates import years_later
from publishing.models import Edition
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


# The clock: what is due, and what is done about it


def due(on: date) -> QuerySet[Any, Any]:
    """Statements that want to be looked at again by this day, as tuples of the number of their part, their key, their
    risk (0 is the highest) and the day; those that most readers meet first, the oldest of them first.

    What is history, such as a count with a newer one in its series, does not grow old. What was checked before anybody
    kept books is due.
    """
    first, *others = (_due_of(number, part, on) for number, part in enumerate(parts()))
    found: QuerySet[Any, Any] = first.union(*others, all=True).order_by("risk", "day", "part", "pk")
    return found


def parts() -> list[Any]:
    return models.Statement.__subclasses__()


def _due_of(number: int, part: Any, on: date) -> QuerySet[Any, Any]:
    is_live = Exists(Edition.objects.live().filter(page=OuterRef("species__page")))
    prominent = {models.Count: Q(is_headline=True), models.Assessment: Q(scope="global")}.get(part, Q(pk=None))
    found: QuerySet[Any, Any] = (
        _newest(part)
        .filter(Q(review_by__lte=on) | Q(review_by=None), unverified=False, species__page__binned_at=None)
        .annotate(
            part=Value(number),
            # The headline, then the status, then whatever else is live; then drafts.
            risk=Case(When(~is_live, then=3), When(prominent, then=0 if part is models.Count else 1), default=2),
            day=Coalesce("review_by", Value(date.min, DateField())),
        )
        .order_by()
        .values_list("part", "pk", "risk", "day")
    )
    return found


def _newest(part: Any) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = part.objects.all()
    if part is models.Count:
        newer = rows.filter(series=OuterRef("series"), year__gt=OuterRef("year"), unverified=False)
        rows = rows.exclude(Exists(newer))
    if part is models.Assessment:
        year = Coalesce(
            Cast(NullIf(Substr("assessed", 1, 4), Value("")), IntegerField()), "published", output_field=IntegerField()
        )
        same = rows.annotate(when=year).filter(
            species=OuterRef("species"), scope=OuterRef("scope"), region=OuterRef("region"), unverified=False
        )
        rows = rows.annotate(when=year).exclude(Exists(same.filter(when__gt=OuterRef("when"))))
    return rows


def still_true(rows: Iterable[models.Statement], *, by: User, on: date) -> list[models.Species]:
    """These statements were found true that day. Readers are told at once, by an edition that says the same again,
    where the draft holds nothing else that is new; returns the species of which they are told with what waits there."""
    waiting = []
    by_species: dict[models.Species, list[models.Statement]] = {}
    for row in rows:
        by_species.setdefault(row.species, []).append(row)  # type: ignore[attr-defined]
    for species, found in by_species.items():
        with transaction.atomic():
            species.page = verbs.lock(species.page)
            for row in found:
                check(row, by=by, on=on)
                row.save(update_fields=FIELDS)
            if not _told(species, by=by):
                waiting.append(species)
    return waiting


def _told(species: models.Species, *, by: User) -> bool:
    live = species.page.editions.live().first()
    if live is None or live.draft_version != species.page.draft_version:
        return False
    try:
        verbs.publish(species, by=by, minor=True, waiting="keep", why="Looked at again: nothing changed.")
    except verbs.Refused:
        return False
    return True
