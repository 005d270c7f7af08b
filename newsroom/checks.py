"""What keeps a news item from being published, and what its editor should know first."""

from collections.abc import Iterator

from photos.checks import unready
from publishing.checks import Draft, Found, check
from publishing.documents import Document
from publishing.kinds import read
from publishing.models import Edition
from wcs_species import contradictions
from wcs_species.checks import settled
from wcs_species.documents import SpeciesProfile
from wcs_species.verbs import without_dismissed


@check("news", blocks=True)
def text_is_written(draft: Draft) -> Iterator[Found]:
    if not draft.row.body:
        yield "The text is empty.", "id_body"


@check("news", blocks=False)
def dek_is_written(draft: Draft) -> Iterator[Found]:
    if not draft.row.dek:
        yield "No dek: lists will show the headline alone.", "id_dek"


@check("news", blocks=True)
def photos_are_ready(draft: Draft) -> Iterator[Found]:
    return unready((use.photo, f"photos-{number}") for number, use in enumerate(draft.row.photos.all()))


def contradicted(draft: Draft) -> list[contradictions.Contradiction]:
    """What this item says otherwise than the profiles of its animals say of that year, and nobody has dismissed."""
    pages = [species.page_id for species in draft.row.species.all()]
    profiles = [read(edition) for edition in Edition.objects.live().filter(page__in=pages)] if pages else []
    found = [
        each
        for profile in profiles
        for each in contradictions.of(draft.said, ledger(profile, draft, is_alone=len(pages) == 1))
    ]
    return without_dismissed(found, of=draft.row.page.uid)


def ledger(profile: Document, draft: Draft, *, is_alone: bool) -> contradictions.Ledger:
    assert isinstance(profile, SpeciesProfile)
    return contradictions.Ledger(profile=profile, year=draft.row.dated.year, is_news=True, is_alone=is_alone)


@check("news", blocks=False)
def words_agree_with_profiles(draft: Draft) -> Iterator[Found]:
    return settled(contradicted(draft), draft)
