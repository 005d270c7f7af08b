"""What a plain page says, frozen."""

from typing import ClassVar
from uuid import UUID

import msgspec

from photos.pictures import PhotoUse
from publishing import richtext
from publishing.documents import Document, Entry

# The facet of pages that lists, search and the site map leave out.
UNLISTED = "unlisted"


class DownloadLink(msgspec.Struct, frozen=True, kw_only=True):
    """A file by the name it is served under, which its content decides, so it is the same for ever."""

    uid: UUID
    title: str
    name: str
    size: int
    pages: int

    @property
    def url(self) -> str:
        return f"/downloads/{self.name}"


class VideoLink(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    url: str
    length: str
    poster: PhotoUse


class PlainPageText(Document, frozen=True, kw_only=True, omit_defaults=True):
    SCHEMA: ClassVar[int] = 1

    title: str
    lead: str = ""
    body: str = ""
    photo: PhotoUse | None = None
    photos: tuple[PhotoUse, ...] = ()
    downloads: tuple[DownloadLink, ...] = ()
    videos: tuple[VideoLink, ...] = ()
    has_press_contact: bool = False
    is_unlisted: bool = False

    @property
    def uses(self) -> tuple[PhotoUse, ...]:
        """Every photo of the page, the one at its head first."""
        return (*([self.photo] if self.photo else []), *self.photos, *(video.poster for video in self.videos))

    def entry(self) -> Entry:
        words = (self.title, self.lead, richtext.plain(self.body), *(link.title for link in self.downloads))
        return Entry(
            title=self.title,
            summary=self.lead,
            facet=UNLISTED if self.is_unlisted else "",
            search_words=() if self.is_unlisted else words,
        )

    def references(self) -> frozenset[tuple[str, UUID]]:
        photos = {("photo", use.photo) for use in self.uses}
        downloads = {("download", link.uid) for link in self.downloads}
        return frozenset(photos | downloads | richtext.references(self.body))
