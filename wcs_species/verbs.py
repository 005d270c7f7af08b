"""Acts on a species that the admin, imports and demo content share."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from publishing import verbs
from sources.checking import check
from wcs_species.contradictions import Contradiction
from wcs_species.models import Count, Dismissal, Species, SpeciesPhoto


def number_photos(species: Species) -> None:
    """Every photo of this draft has a number, which is part of an address and never given to another photo."""
    unnumbered = [use for use in species.photos.all() if not use.number]
    if not unnumbered:
        return
    with transaction.atomic():
        verbs.lock(species.page)
        last = Species.objects.values_list("last_photo_number", flat=True).get(pk=species.pk)
        for number, use in enumerate(unnumbered, start=last + 1):
            use.number = number
        SpeciesPhoto.objects.bulk_update(unnumbered, ["number"])
        species.last_photo_number = last + len(unnumbered)
        species.save(update_fields=["last_photo_number"])


def dismiss(found: Contradiction, *, of: UUID, by: verbs.By, why: str) -> None:
    """This contradiction is none; nobody is told of it again unless its sentence or the profile changes."""
    Dismissal.objects.update_or_create(
        of=of, key=found.key, defaults={"said": found.message[:1_000], "why": why, "by": by}
    )


def without_dismissed(found: Iterable[Contradiction], *, of: UUID) -> list[Contradiction]:
    """Those that nobody has dismissed of the page, campaign, appeal or banner with this uid."""
    by_key = {each.key: each for each in found}
    if by_key:
        for key in Dismissal.objects.filter(of=of, key__in=by_key).values_list("key", flat=True):
            del by_key[key]
    return list(by_key.values())


def add_count(count: Count, *, by: verbs.By, expected: int) -> None:
    """Save a valid new count in the draft, with its series and its source where these are new; who adds it has checked
    it. As the headline number it takes the place of the one before.

    Raises StaleDraft where the draft is no longer `expected`.
    """
    species = count.species
    with transaction.atomic():
        verbs.lock(species.page)
        if count.source is not None and count.source.pk is None:
            count.source.save()
        if count.series.pk is None:
            count.series.position = _last(species.series) + 1
            count.series.save()
        if count.is_headline:
            species.counts.filter(is_headline=True).update(is_headline=False)
        count.position = _last(species.counts) + 1
        check(count, by=by, on=date.today())
        count.save()
        verbs.save_draft(species, by=by, expected=expected)


def _last(rows: Any) -> int:
    found: int | None = rows.aggregate(last=Max("position"))["last"]
    return found or 0
