"""What a news item says, frozen; its figures stay as written on its day."""

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from photos.pictures import PhotoUse
from publishing import richtext
from publishing.documents import Document, Entry
from sources.documents import SourceNote


class NamedPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page by its name on that day; whether it still has an address is asked when it is shown."""

    uid: UUID
    name: str


class NewsCard(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    kind: str
    dateline: str = ""
    photo: PhotoUse | None = None


class NewsPage(Document, frozen=True, kw_only=True, omit_defaults=True):
    SCHEMA: ClassVar[int] = 1

    kind: str
    kind_label: str
    headline: str
    dated: date
    dek: str = ""
    dateline: str = ""
    byline: str = ""
    body: str = ""
    related_title: str = ""
    related_url: str = ""
    photos: tuple[PhotoUse, ...] = ()
    species: tuple[NamedPage, ...] = ()
    places: tuple[NamedPage, ...] = ()
    sources: tuple[SourceNote, ...] = ()

    def entry(self) -> Entry:
        return Entry(
            title=self.headline,
            summary=self.dek,
            facet=self.kind,
            listed_on=self.dated,
            card=NewsCard(kind=self.kind_label, dateline=self.dateline, photo=self.photos[0] if self.photos else None),
            search_words=(
                self.headline,
                self.dek,
                self.dateline,
                richtext.plain(self.body),
                *(page.name for page in (*self.species, *self.places)),
            ),
        )

    def references(self) -> frozenset[tuple[str, UUID]]:
        return frozenset(
            [("photo", use.photo) for use in self.photos]
            + [("species", page.uid) for page in self.species]
            + [("place", page.uid) for page in self.places]
        )
