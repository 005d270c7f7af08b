"""What wants to be looked at again, of profiles and of places, and what is done about it."""

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

from places.models import Place, PlaceFact
from publishing import kinds, verbs
from publishing.models import Edition
from sources.bases import Checked
from sources.checking import FIELDS, check
from wcs_species import models


def due(on: date, user: Any) -> QuerySet[Any, Any]:
    """Statements that want to be looked at again by this day, of pages that this member of staff may change, as tuples
    of the number of their part, their key, their risk (0 is the highest) and the day; those that most readers meet
    first, the oldest of them first.

    What is history, such as a count with a newer one in its series, does not grow old. What was checked before anybody
    kept books is due.
    """
    found: list[QuerySet[Any, Any]] = [_due_of(number, part, on) for number, part in parts_for(user).items()]
    return found[0].union(*found[1:], all=True).order_by("risk", "day", "part", "pk") if found else Place.objects.none()


def parts() -> list[Any]:
    """The tables that hold what can be checked, of profiles and of places; rows of the pages themselves among them."""
    return [*models.Statement.__subclasses__(), models.Species, PlaceFact, Place]


def parts_for(user: Any) -> dict[int, Any]:
    """By their number, those of pages that this member of staff may change."""
    return {number: part for number, part in enumerate(parts()) if kinds.may_change(user, page_model(part))}


def page_model(part: Any) -> Any:
    return part._meta.get_field(part.owner).related_model if part.owner else part


def _due_of(number: int, part: Any, on: date) -> QuerySet[Any, Any]:
    page = f"{part.owner}__page" if part.owner else "page"
    is_live = Exists(Edition.objects.live().filter(page=OuterRef(page)))
    prominent = {models.Count: Q(is_headline=True), models.Assessment: Q(scope="global")}.get(part, Q(pk=None))
    found: QuerySet[Any, Any] = (
        _newest(part)
        .filter(Q(review_by__lte=on) | Q(review_by=None), **{f"{page}__binned_at": None})
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
    rows: QuerySet[Any, Any] = part.objects.filter(unverified=False) if part.owner else part.objects.all()
    if part is models.Species:
        rows = rows.exclude(trend="")
    if part is Place:
        rows = rows.exclude(area_km2=None, established="")
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


def still_true(rows: Iterable[Checked], *, by: User, on: date) -> list[Any]:
    """These statements were found true that day. Readers are told at once, by an edition that says the same again,
    where the draft holds nothing else that is new; returns the drafts of which they are told with what waits there."""
    waiting = []
    by_page: dict[Any, list[Checked]] = {}
    for row in rows:
        by_page.setdefault(row.page_row, []).append(row)
    for draft, found in by_page.items():
        with transaction.atomic():
            draft.page = verbs.lock(draft.page)
            for row in found:
                check(row, by=by, on=on)
                row.save(update_fields=FIELDS)
            if not _told(draft, by=by):
                waiting.append(draft)
    return waiting


def _told(draft: Any, *, by: User) -> bool:
    live = draft.page.editions.live().first()
    if live is None or live.draft_version != draft.page.draft_version:
        return False
    try:
        verbs.publish(draft, by=by, minor=True, waiting="keep", why="Looked at again: nothing changed.")
    except verbs.NothingNew:
        # Looked at twice in a day.
        return True
    except verbs.Refused:
        return False
    return True
