"""From the document of a plain page back to the rows of its draft, section by section."""

from photos.thaw import Photos, put_photos
from publishing.restore import Wanted, put_rows, set_fields, slug_of
from website.documents import PlainPageText
from website.models import Download, PlainPage


def title(row: PlainPage, page: PlainPageText) -> list[str]:
    return set_fields(row, {"title": page.title, "lead": page.lead, "slug": slug_of(page.path)})


def text(row: PlainPage, page: PlainPageText) -> list[str]:
    photos = Photos([page.photo] if page.photo else [])
    photo = photos.alone(page.photo)
    return [*set_fields(row, {"photo": photo, "body": page.body}), *photos.remarks]


def pictures(row: PlainPage, page: PlainPageText) -> list[str]:
    return put_photos(row.photos, page.photos)


def downloads(row: PlainPage, page: PlainPageText) -> list[str]:
    rows = {found.uid: found for found in Download.objects.filter(uid__in=[link.uid for link in page.downloads])}
    wanted = [Wanted(values={"download": rows[link.uid]}) for link in page.downloads if link.uid in rows]
    put_rows(row.downloads, wanted, same=["download"])
    return [f"The download “{link.title}” is no longer there." for link in page.downloads if link.uid not in rows]


def videos(row: PlainPage, page: PlainPageText) -> list[str]:
    photos = Photos([film.poster for film in page.videos])
    wanted = [
        Wanted(values={"title": film.title, "url": film.url, "length": film.length, "poster": poster})
        for film in page.videos
        if (poster := photos.alone(film.poster)) is not None
    ]
    put_rows(row.videos, wanted, same=["url"])
    return photos.remarks


def on_this_page(row: PlainPage, page: PlainPageText) -> list[str]:
    return set_fields(row, {"has_press_contact": page.has_press_contact, "is_unlisted": page.is_unlisted})


THAW = {
    "title": title,
    "text": text,
    "photos": pictures,
    "downloads": downloads,
    "videos": videos,
    "on-this-page": on_this_page,
}
