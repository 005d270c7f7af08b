"""What keeps a place from being published."""

from collections.abc import Iterator

from photos.checks import unready
from publishing.checks import Draft, Found, check


@check("place", blocks=True)
def figures_have_sources(draft: Draft) -> Iterator[Found]:
    place = draft.row
    if place.area_km2 and not place.area_source:
        yield "The area has no source.", "id_area_source"
    if place.established and not place.established_source:
        yield "The date it was established has no source.", "id_established_source"
    for number, fact in enumerate(place.facts.all()):
        if fact.source is None and not fact.unverified:
            yield f"The fact “{fact}” has no source.", f"facts-{number}"


@check("place", blocks=True)
def summary_is_written(draft: Draft) -> Iterator[Found]:
    if not draft.row.summary:
        yield "The summary is empty: lists would show a bare name.", "id_summary"


@check("place", blocks=True)
def photo_is_ready(draft: Draft) -> Iterator[Found]:
    return unready([(draft.row.photo, "id_photo")] if draft.row.photo else [])
