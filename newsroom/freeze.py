"""From the rows of a news item to its document."""

from collections.abc import Iterable

from django.db.models import FETCH_RAISE, Prefetch, QuerySet

from newsroom.documents import NamedPage, NewsPage
from newsroom.models import NewsItem, NewsPhoto
from photos.pictures import use_of
from publishing import figures
from publishing.bases import Content
from publishing.drafts import live_editions
from publishing.models import Edition
from sources.documents import SourceList


def drafts() -> QuerySet[NewsItem]:
    """News items with all that their documents are made from; anything else asked of them raises an error."""
    photos = Prefetch("photos", NewsPhoto.objects.select_related("photo").fetch_mode(FETCH_RAISE))
    rows = NewsItem.objects.select_related("page").prefetch_related(photos, "species", "places", "sources")
    return rows.fetch_mode(FETCH_RAISE)


def freeze(item: NewsItem) -> NewsPage:
    """The document of this draft. Species and places that are not live stay out of it."""
    live = live_editions(item, [*item.species.all(), *item.places.all()])
    sources = SourceList()
    for source in item.sources.all():
        if not source.unverified:
            sources.number(source)
    return NewsPage(
        uid=item.page.uid,
        path=item.get_absolute_url(),
        kind=item.kind,
        kind_label=item.get_kind_display(),
        headline=item.headline,
        dated=item.dated,
        dek=item.dek,
        dateline=item.dateline,
        byline=item.byline,
        body=figures.of_its_day(item.body),
        related_title=item.related_title,
        related_url=item.related_url,
        photos=tuple(
            use_of(use.photo, caption=use.caption, alt=use.alt_text, number=number)
            for number, use in enumerate(item.photos.all(), start=1)
        ),
        species=named(item.species.all(), live),
        places=named(item.places.all(), live),
        sources=sources.notes(),
    )


def named(rows: Iterable[Content], live: dict[int, Edition]) -> tuple[NamedPage, ...]:
    """These pages by the names of their editions in force; a page that is not live is not named."""
    pages = {row.page_id for row in rows}
    found = (edition for page, edition in live.items() if page in pages)
    return tuple(NamedPage(uid=edition.page.uid, name=edition.title) for edition in found)
