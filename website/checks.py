"""What keeps a plain page from being published."""

from collections.abc import Iterator

from photos.checks import unready
from publishing.checks import Draft, Found, check
from wcs_species.checks import contradicted_elsewhere, settled


@check("plain", blocks=True)
def text_is_written(draft: Draft) -> Iterator[Found]:
    if not draft.row.body:
        yield "The text is empty.", "id_body"


@check("plain", blocks=True)
def photos_are_ready(draft: Draft) -> Iterator[Found]:
    page = draft.row
    return unready(
        [
            *([(page.photo, "id_photo")] if page.photo else []),
            *((use.photo, f"photos-{number}") for number, use in enumerate(page.photos.all())),
            *((film.poster, f"videos-{number}") for number, film in enumerate(page.videos.all())),
        ]
    )


@check("plain", blocks=False)
def words_agree_with_profiles(draft: Draft) -> Iterator[Found]:
    return settled(contradicted_elsewhere(draft), draft)
