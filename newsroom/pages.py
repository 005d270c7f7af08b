"""Tells publishing what a news item is."""

from newsroom import views
from newsroom.documents import NewsPage
from newsroom.freeze import drafts, freeze
from newsroom.models import NewsItem
from newsroom.sections import SECTIONS
from newsroom.thaw import THAW
from publishing import kinds


def register() -> None:
    kinds.register(
        kinds.Kind(
            name="news",
            label="News item",
            model=NewsItem,
            document=NewsPage,
            prefix="/newsroom/",
            drafts=drafts,
            freeze=freeze,
            show=views.show,
            sections=SECTIONS,
            thaw=THAW,
        )
    )
