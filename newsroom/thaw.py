"""From the document of a news item back to the rows of its draft, section by section."""

from newsroom.documents import NewsPage
from newsroom.models import NewsItem
from photos.thaw import put_photos
from publishing.restore import put_pages, set_fields, slug_of
from sources.thaw import Sources


def headline(item: NewsItem, page: NewsPage) -> list[str]:
    values = {"headline": page.headline, "dek": page.dek, "kind": page.kind, "dated": page.dated}
    return set_fields(item, {**values, "slug": slug_of(page.path)})


def text(item: NewsItem, page: NewsPage) -> list[str]:
    return set_fields(item, {"dateline": page.dateline, "byline": page.byline, "body": page.body})


def about(item: NewsItem, page: NewsPage) -> list[str]:
    return [
        *set_fields(item, {"related_title": page.related_title, "related_url": page.related_url}),
        *put_pages(item.species, [each.uid for each in page.species], [each.name for each in page.species]),
        *put_pages(item.places, [each.uid for each in page.places], [each.name for each in page.places]),
    ]


def photos(item: NewsItem, page: NewsPage) -> list[str]:
    return put_photos(item.photos, page.photos)


def sources(item: NewsItem, page: NewsPage) -> list[str]:
    found = Sources(page.sources)
    rows = [row for note in page.sources if (row := found.row(note.number)) is not None]
    item.sources.set([*rows, *item.sources.filter(unverified=True)])
    return found.remarks


THAW = {"headline": headline, "text": text, "about": about, "photos": photos, "sources": sources}
