"""What a place's page says, frozen."""

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from photos.pictures import PhotoUse
from publishing import richtext
from publishing.documents import Document, Entry
from sources.documents import SourceNote, last_checked


class PlaceFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    uid: UUID
    text: str
    source: int | None = None
    checked_on: date | None = None


class PlaceCard(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    kind: str
    countries: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    photo: PhotoUse | None = None


class PlacePage(Document, frozen=True, kw_only=True, omit_defaults=True):
    SCHEMA: ClassVar[int] = 1

    name: str
    kind: str
    kind_label: str
    countries: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    area_km2: int | None = None
    area_source: int | None = None
    established: str = ""
    established_source: int | None = None
    summary: str = ""
    body: str = ""
    facts: tuple[PlaceFact, ...] = ()
    photo: PhotoUse | None = None
    sources: tuple[SourceNote, ...] = ()
    # Of the area and of when it was established.
    checked_on: date | None = None

    @property
    def checked(self) -> dict[str, str]:
        """When staff last found true what the label says, and the facts."""
        label = [self.checked_on] if self.area_km2 or self.established else []
        return {"label": last_checked(label), "facts": last_checked(fact.checked_on for fact in self.facts)}

    def entry(self) -> Entry:
        return Entry(
            title=self.name,
            summary=self.summary,
            facet=self.kind,
            card=PlaceCard(
                kind=self.kind_label,
                countries=self.countries,
                latitude=self.latitude,
                longitude=self.longitude,
                photo=self.photo,
            ),
            search_words=(
                self.name,
                self.summary,
                richtext.plain(self.body),
                *self.countries,
                *(fact.text for fact in self.facts),
            ),
        )

    def references(self) -> frozenset[tuple[str, UUID]]:
        photos = {("photo", self.photo.photo)} if self.photo else set()
        return frozenset(photos | richtext.references(self.body))
