"""Tells publishing what a place's page is."""

from places import views
from places.documents import PlacePage
from places.freeze import drafts, freeze
from places.models import Place
from places.sections import SECTIONS
from places.thaw import THAW
from publishing import kinds


def register() -> None:
    kinds.register(
        kinds.Kind(
            name="place",
            label="Place",
            model=Place,
            document=PlacePage,
            prefix="/places/",
            drafts=drafts,
            freeze=freeze,
            show=views.show,
            sections=SECTIONS,
            thaw=THAW,
        )
    )
