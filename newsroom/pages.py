"""Tells publishing what a news item is."""

from newsroom import views
from newsroom.documents import NewsPage
from newsroom.freeze import drafts, freeze, problems
from newsroom.models import NewsItem
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
            problems=problems,
            show=views.show,
        )
    )
