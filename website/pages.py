"""Tells publishing what a plain page is."""

from django.db.models import FETCH_RAISE, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse

from newsroom.lists import newest_first
from newsroom.views import latest
from photos.pictures import pictures, use_of
from publishing import figures, kinds
from publishing.models import Edition
from publishing.pages import show as show_page
from website.documents import DownloadLink, PlainPageText, VideoLink
from website.models import Download, PageDownload, PagePhoto, PageVideo, PlainPage
from website.sections import SECTIONS
from website.thaw import THAW

# News under the press contact.
PRESS_NEWS = 5


def register() -> None:
    kinds.register(
        kinds.Kind(
            name="plain",
            label="Page",
            model=PlainPage,
            document=PlainPageText,
            prefix="/",
            drafts=drafts,
            freeze=freeze,
            show=show,
            sections=SECTIONS,
            thaw=THAW,
        )
    )


def drafts() -> QuerySet[PlainPage]:
    """Plain pages with all that their documents are made from; anything else asked of them raises an error."""
    parts = (
        Prefetch("photos", PagePhoto.objects.select_related("photo").fetch_mode(FETCH_RAISE)),
        Prefetch("downloads", PageDownload.objects.select_related("download").fetch_mode(FETCH_RAISE)),
        Prefetch("videos", PageVideo.objects.select_related("poster").fetch_mode(FETCH_RAISE)),
    )
    return PlainPage.objects.select_related("page", "photo").prefetch_related(*parts).fetch_mode(FETCH_RAISE)


def freeze(row: PlainPage) -> PlainPageText:
    return PlainPageText(
        uid=row.page.uid,
        path=row.get_absolute_url(),
        title=row.title,
        lead=row.lead,
        body=figures.frozen(row.body, row),
        photo=use_of(row.photo) if row.photo else None,
        photos=tuple(use_of(use.photo, caption=use.caption, alt=use.alt_text) for use in row.photos.all()),
        downloads=tuple(link_to(part.download) for part in row.downloads.all()),
        videos=tuple(
            VideoLink(title=film.title, url=film.url, length=film.length, poster=use_of(film.poster))
            for film in row.videos.all()
        ),
        has_press_contact=row.has_press_contact,
        is_unlisted=row.is_unlisted,
    )


def link_to(download: Download) -> DownloadLink:
    return DownloadLink(
        uid=download.uid, title=download.title, name=download.name, size=download.size, pages=download.pages
    )


def show(request: HttpRequest, document: PlainPageText, edition: Edition | None) -> HttpResponse:
    shown = pictures(document.uses)
    context = {
        "page": document,
        "edition": edition,
        "picture": shown.get(document.photo.photo) if document.photo else None,
        "pictures": [shown[use.photo] for use in document.photos if use.photo in shown],
        "videos": [(film, shown.get(film.poster.photo)) for film in document.videos],
        "related": lambda editions: {"news": newest_first(editions)},
    }
    wanted = [latest()[:PRESS_NEWS]] if document.has_press_contact else []
    texts = [document.body]
    return show_page(
        request, "website/plain.html", context, kind="plain", uid=document.uid, editions=wanted, texts=texts
    )
