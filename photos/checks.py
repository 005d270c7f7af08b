"""Checks of the photos of every kind of page; photos.apps loads them."""

from collections.abc import Iterable, Iterator

from photos.models import Photo
from photos.pictures import PhotoUse, problems_of
from publishing.checks import Draft, Found, check
from publishing.documents import fold
from publishing.sections import Rows


def unready(photos: Iterable[tuple[Photo, str]]) -> Iterator[Found]:
    """Why no page may be published with these photos; each with its place in the form."""
    for photo, anchor in photos:
        for message in problems_of(photo):
            yield f"Photo “{photo}”: {message}", anchor


def uses(draft: Draft) -> Iterator[tuple[PhotoUse, Rows, str]]:
    """The uses of photos in a draft, and where they stand."""
    for section in draft.sections:
        for part in section.parts:
            if isinstance(part, Rows):
                for row in part.of(draft.document):
                    if isinstance(row, PhotoUse):
                        yield row, part, part.anchor or section.anchor


@check(blocks=False)
def alt_text_says_more_than_the_caption(draft: Draft) -> Iterator[Found]:
    for use, part, anchor in uses(draft):
        if use.alt and not use.decorative and fold(use.alt).strip(" .") == fold(use.caption).strip(" ."):
            yield f"{part.one.capitalize()}: the alt text repeats the caption “{use.caption}”.", anchor


@check(blocks=False)
def a_photo_stands_once_on_a_page(draft: Draft) -> Iterator[Found]:
    seen = set()
    for use, _, anchor in uses(draft):
        if use.photo in seen:
            yield f"The same photo stands on this page twice: “{use.caption or use.alt}”.", anchor
        seen.add(use.photo)


@check("news", "place", blocks=False)
def there_is_a_photo(draft: Draft) -> Iterator[Found]:
    found = next(uses(draft), None)
    if found is None:
        anchor = "photos-group" if draft.kind == "news" else "id_photo"
        yield "There is no photo: lists and cards show none.", anchor
