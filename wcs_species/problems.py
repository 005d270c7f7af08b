"""Why a species cannot be published yet, in the editor's words, each with the place in the form."""

from collections.abc import Iterable

from photos.pictures import problems_of
from publishing.drafts import live_editions
from publishing.kinds import Problem
from wcs_species import models


def problems(species: models.Species) -> list[Problem]:
    found = [*without_source(species), *numbers(species), *pictures(species), *places(species)]
    if not species.introduction:
        found.append(Problem(message="The introduction is empty.", anchor="id_introduction"))
    if species.trend and not species.trend_source:
        found.append(Problem(message="The population trend has no source.", anchor="id_trend_source"))
    if species.trend and not species.trend_as_of:
        found.append(Problem(message="The population trend has no year.", anchor="id_trend_as_of"))
    if all(row.unverified for row in species.assessments.all()):
        message = "No Red List assessment: the page will not say how threatened this animal is."
        found.append(Problem(message=message, anchor="assessments-group", blocks=False))
    return found


def without_source(species: models.Species) -> Iterable[Problem]:
    """A figure, a status or a listing needs a source of its own; other statements may rest on the page's."""
    parts = (
        (species.counts, "The count “{}”", "counts-group"),
        (species.measurements, "The measurement “{}”", "measurements-group"),
        (species.assessments, "The Red List assessment “{}”", "assessments-group"),
        (species.listings, "The listing “{}”", "listings-group"),
    )
    for rows, name, anchor in parts:
        for row in unsourced(rows.all()):
            message = f"{name.format(row)} has no source. Add one, or mark it unverified to keep it out of the page."
            yield Problem(message=message, anchor=anchor)
    statements = (
        species.fast_facts,
        species.threats,
        species.actions,
        species.habitats,
        species.names,
        species.range_countries,
    )
    if not species.sources.all() and any(unsourced(rows.all()) for rows in statements):
        message = "Some statements have no source, and neither has the page as a whole."
        yield Problem(message=message, anchor="id_sources")


def unsourced(rows: Iterable[models.Statement]) -> list[models.Statement]:
    return [row for row in rows if row.source is None and not row.unverified]


def numbers(species: models.Species) -> Iterable[Problem]:
    counts = species.counts.all()
    for count in counts:
        if count.year is not None or count.unverified:
            continue
        message = f"The count “{count}” has no year. A number without a year belongs in the text."
        yield Problem(message=message, anchor="counts-group")
    headlines = sum(count.is_headline and not count.unverified for count in counts)
    if headlines > 1:
        yield Problem(message="Two counts are marked as the headline number. Keep one.", anchor="counts-group")
    if not headlines and counts:
        message = "No count is marked as the headline number: the card will show none."
        yield Problem(message=message, anchor="counts-group", blocks=False)


def pictures(species: models.Species) -> Iterable[Problem]:
    uses = species.photos.all()
    for use in uses:
        for message in problems_of(use.photo):
            yield Problem(message=f"Photo “{use.photo}”: {message}", anchor="photos-group")
    if not uses:
        yield Problem(message="There is no photo.", anchor="photos-group", blocks=False)


def places(species: models.Species) -> Iterable[Problem]:
    named = species.places.all()
    live = live_editions(species, named)
    for place in named:
        if place.page_id not in live:
            message = f"{place} is not published, so this page will not name it."
            yield Problem(message=message, anchor="id_places", blocks=False)
