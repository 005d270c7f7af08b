"""Where We Work, and one place."""

from collections.abc import Iterable

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from photos.pictures import pictures
from places import maps
from places.documents import PlaceCard, PlacePage
from publishing import history, pages
from publishing.models import Edition

_card = msgspec.json.Decoder(PlaceCard)


@require_safe
def place(request: HttpRequest, slug: str) -> HttpResponse:
    return history.serve(request, "place")


def show(request: HttpRequest, document: PlacePage, edition: Edition | None) -> HttpResponse:
    """The page of a place; what happens there comes from the panels of the apps above."""
    shown = pictures([document.photo] if document.photo else [])
    context = {
        "place": document,
        "edition": edition,
        "picture": shown.get(document.photo.photo) if document.photo else None,
    }
    return pages.show(request, "places/place.html", context, kind="place", uid=document.uid, texts=[document.body])


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All places by name; there are hundreds at most."""
    editions = list(Edition.objects.live().of_kind("place").order_by("sort_key", "pk").for_lists())
    cards = [(edition, _card.decode(edition.card)) for edition in editions]
    shown = pictures(card.photo for _, card in cards if card.photo)
    context = {
        "cards": [(e, card, shown.get(card.photo.photo) if card.photo else None) for e, card in cards],
        "dots": dots(editions),
    }
    return pages.show(request, "places/index.html", context, kind="place index")


def dots(editions: Iterable[Edition]) -> list[tuple[Edition, int, int]]:
    """These places on the map; those without a centre are left out."""
    cards = [(edition, _card.decode(edition.card)) for edition in editions]
    return [
        (edition, *maps.dot(card.latitude, card.longitude))
        for edition, card in cards
        if card.latitude is not None and card.longitude is not None
    ]
