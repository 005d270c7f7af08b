"""News as lists show it."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from newsroom.documents import NewsCard
from photos.pictures import Picture, pictures
from publishing.models import Edition

_card = msgspec.json.Decoder(NewsCard)


@dataclass(frozen=True)
class Listed:
    """One item of a list: its edition, what its card adds, and its picture where the list shows pictures."""

    edition: Edition
    card: NewsCard
    picture: Picture | None = None


def newest_first(editions: Iterable[Edition], *, with_pictures: bool = False) -> list[Listed]:
    """News among these editions, newest first; pictures cost one query."""
    news = sorted(
        (edition for edition in editions if edition.kind == "news"),
        key=lambda edition: (edition.listed_on, edition.pk),
        reverse=True,
    )
    cards = [(edition, _card.decode(edition.card)) for edition in news]
    shown = pictures(card.photo for _, card in cards if card.photo) if with_pictures else {}
    return [Listed(e, card, shown.get(card.photo.photo) if card.photo else None) for e, card in cards]
