"""What a plain page says, frozen."""

from typing import ClassVar
from uuid import UUID

from photos.pictures import PhotoUse
from publishing import richtext
from publishing.documents import Document, Entry


class PlainPageText(Document, frozen=True, kw_only=True, omit_defaults=True):
    SCHEMA: ClassVar[int] = 1

    title: str
    lead: str = ""
    body: str = ""
    photo: PhotoUse | None = None

    def entry(self) -> Entry:
        return Entry(
            title=self.title,
            summary=self.lead,
            search_words=(self.title, self.lead, richtext.plain(self.body)),
        )

    def references(self) -> frozenset[tuple[str, UUID]]:
        return frozenset([("photo", self.photo.photo)] if self.photo else [])
