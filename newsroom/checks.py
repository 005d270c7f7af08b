"""What keeps a news item from being published, and what its editor should know first."""

from collections.abc import Iterator

from photos.checks import unready
from publishing.checks import Draft, Found, check


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
