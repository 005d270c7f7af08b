"""What a species profile says, frozen. Every statement keeps the number of its source in `sources`."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar
from uuid import UUID

import msgspec

from photos.pictures import PhotoUse
from publishing import dates, richtext
from publishing.documents import Document, Entry
from sources.documents import SourceNote, last_checked
from wcs_species import choices, wording


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`checked_on` is when staff last found it true; of editions before the ledger, and of old rows, nobody knows."""

    uid: UUID
    source: int | None = None
    checked_on: date | None = None

    @property
    def anchor(self) -> str:
        """Where it stands on the page; with the address of an edition, the permanent address of this statement."""
        return f"s-{self.uid.hex[:12]}"


class Name(Part, frozen=True, kw_only=True):
    name: str
    language: str
    language_name: str


class Identifier(msgspec.Struct, frozen=True, kw_only=True):
    scheme: str
    label: str
    value: str
    url: str


class GroupLink(msgspec.Struct, frozen=True, kw_only=True):
    uid: UUID
    name: str
    slug: str


class PlaceLink(msgspec.Struct, frozen=True, kw_only=True):
    """A place by its name when the edition was frozen; whether it still has a page is asked when it is shown."""

    uid: UUID
    name: str


class RedList(Part, frozen=True, kw_only=True):
    """One assessment. `assessed` is as precise as is known: 2008, 2008-06 or 2008-06-30."""

    category: str
    label: str
    criteria: str = ""
    assessed: str = ""
    published: int | None = None
    scope: str = "global"
    region: str = ""

    @property
    def year(self) -> int | None:
        return int(self.assessed[:4]) if self.assessed else self.published

    @property
    def ladder(self) -> tuple[str, ...]:
        """The categories from least concern to extinct, where this one is among them."""
        return choices.LADDER if self.category in choices.LADDER else ()

    @property
    def in_plain_words(self) -> str:
        return choices.IN_PLAIN_WORDS.get(choices.Category(self.category), "")


class LegalListing(Part, frozen=True, kw_only=True):
    convention: str
    appendix: str
    adopted: str = ""
    in_force: str = ""
    annotation: str = ""


class UndatedCount(Part, frozen=True, kw_only=True):
    """How many there were, in a year that nobody told; `phrase` is the value in words: at least 50, 14–20."""

    qualifier: str
    low: int | None = None
    high: int | None = None
    note: str = ""

    @property
    def phrase(self) -> str:
        return wording.count(self.qualifier, self.low, self.high)

    @property
    def bounds(self) -> tuple[int, int]:
        """The lower and the higher number; the same one twice where there is only one."""
        given = [value for value in (self.low, self.high) if value is not None]
        return min(given), max(given)

    @property
    def is_open(self) -> bool:
        """Whether the true number may lie beyond the one given."""
        return self.qualifier in {"at least", "fewer than"}


class CountPoint(UndatedCount, frozen=True, kw_only=True):
    """How many there were in a year."""

    year: int
    comparable: str = "unsure"
    is_headline: bool = False


class CountSeries(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Counts of the same thing in the same area by the same method, oldest first; the undated are on no chart."""

    uid: UUID
    counted: str
    area: str
    method: str = ""
    detail: str = ""
    counts: tuple[CountPoint, ...] = ()
    undated: tuple[UndatedCount, ...] = ()

    @property
    def key(self) -> str:
        return str(self.uid)

    @property
    def told(self) -> list[tuple[CountPoint, str]]:
        """Each count, and what can be said of it against the one before."""
        if not self.counts:
            return []
        return [
            (self.counts[0], ""),
            *((after, self.against(before, after)) for before, after in pairwise(self.counts)),
        ]

    def sentence(self, count: CountPoint) -> str:
        """What a reader learns from a newer count of this series."""
        words = f"{count.phrase} {self.counted}, {count.year}."
        return f"{words} {self.against(self.counts[-1], count)}" if self.counts else words

    def against(self, before: CountPoint, after: CountPoint) -> str:
        if wording.are_comparable(self.method, after.comparable):
            is_open = before.is_open or after.is_open
            return wording.movement(before.bounds, after.bounds, year=before.year, open_ended=is_open)
        if after.comparable == "no":
            return f"Not comparable with {before.year}."
        return f"Not known to be comparable with {before.year}: not called a rise or a fall."


class Headline(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The one number on the card, with all that makes it true."""

    phrase: str
    counted: str
    year: int
    area: str
    method: str = ""
    source: int | None = None
    checked_on: date | None = None


class Size(Part, frozen=True, kw_only=True):
    """A measurement in both systems of units, and the numbers and unit of its source that they were made from.

    `unit` is empty in an edition of the first schema whose numbers could not be told from its words.
    """

    kind: str
    label: str
    sex: str
    metric: str
    imperial: str
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    as_printed: str = ""


class Fact(Part, frozen=True, kw_only=True):
    text: str


class Country(Part, frozen=True, kw_only=True):
    code: str
    name: str
    presence: str


class ThreatText(Part, frozen=True, kw_only=True):
    title: str
    text: str = ""
    code: str = ""
    code_name: str = ""
    timing: str = ""
    timing_name: str = ""


class ActionText(Part, frozen=True, kw_only=True):
    """What is done; `answers` are the uids of the threats it answers."""

    title: str
    text: str = ""
    code: str = ""
    code_name: str = ""
    since: int | None = None
    until: int | None = None
    place: str = ""
    partners: str = ""
    answers: tuple[UUID, ...] = ()
    result: str = ""

    @property
    def period(self) -> str:
        return wording.period(self.since, self.until)


class TrendNote(msgspec.Struct, frozen=True, kw_only=True):
    """There is one at most, so its place on the page is always the same."""

    direction: str
    label: str
    as_of: int
    source: int | None = None
    checked_on: date | None = None

    anchor: ClassVar[str] = "s-trend"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """The newest dated statement of a profile. `on` is as precise as is known: 2024, 2026-03 or 2026-03-05."""

    on: str
    what: str


class SpeciesCard(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The specimen label in its small size: what the index shows of a species."""

    scientific_name: str
    category: str = ""
    category_label: str = ""
    assessed: int | None = None
    headline: Headline | None = None
    # Where the headline was read: its number counts in the list of sources of the profile only.
    read_in: SourceNote | None = None
    countries: tuple[str, ...] = ()
    photo: PhotoUse | None = None
    newest: Change | None = None


class SpeciesProfile(Document, frozen=True, kw_only=True, omit_defaults=True):
    SCHEMA: ClassVar[int] = 2

    common_name: str
    scientific_name: str
    authority: str = ""
    rank: str = ""
    classification: tuple[tuple[str, str], ...] = ()
    summary: str = ""
    introduction: str = ""
    groups: tuple[GroupLink, ...] = ()
    names: tuple[Name, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    red_list: tuple[RedList, ...] = ()
    listings: tuple[LegalListing, ...] = ()
    trend: TrendNote | None = None
    series: tuple[CountSeries, ...] = ()
    headline: Headline | None = None
    sizes: tuple[Size, ...] = ()
    fast_facts: tuple[Fact, ...] = ()
    habitats: tuple[Fact, ...] = ()
    countries: tuple[Country, ...] = ()
    threats: tuple[ThreatText, ...] = ()
    actions: tuple[ActionText, ...] = ()
    photos: tuple[PhotoUse, ...] = ()
    places: tuple[PlaceLink, ...] = ()
    sources: tuple[SourceNote, ...] = ()

    @property
    def status(self) -> RedList | None:
        """The newest assessment of the whole species."""
        return next((entry for entry in self.red_list if entry.scope == "global"), None)

    @property
    def has_common_name(self) -> bool:
        """Whether readers have a name for it in their own language; else the scientific name stands in its place."""
        return self.common_name.casefold() != self.scientific_name.casefold()

    @property
    def has_label_facts(self) -> bool:
        """Whether its label has anything to say below the names."""
        return bool(self.status or self.headline or self.lives_in or self.weights or self.listings)

    @property
    def lives_in(self) -> tuple[Country, ...]:
        return tuple(country for country in self.countries if country.presence == "present")

    @property
    def other_names(self) -> tuple[Name, ...]:
        """Names that tell a reader something new."""
        return tuple(name for name in self.names if name.name.casefold() != self.common_name.casefold())

    @property
    def lead_photo(self) -> PhotoUse | None:
        return self.photos[0] if self.photos else None

    @property
    def weights(self) -> list[Size]:
        """For the label: of each sex the weight that editors put first."""
        first: dict[str, Size] = {}
        for size in self.sizes:
            if size.kind == "weight":
                first.setdefault(size.sex, size)
        return list(first.values())

    def cited(self, number: int | None) -> SourceNote | None:
        """The source with this number, which counts from 1."""
        return self.sources[number - 1] if number and number <= len(self.sources) else None

    @property
    def undated(self) -> list[tuple[CountSeries, UndatedCount]]:
        """Counts that are on no chart, since nobody told their year."""
        return [(series, count) for series in self.series for count in series.undated]

    @property
    def undated_words(self) -> str:
        return wording.undated(len(self.undated))

    @property
    def checked(self) -> dict[str, str]:
        """When staff last found the statements of a section of the page true, by its id."""
        sections: dict[str, tuple[Part | TrendNote, ...]] = {
            "numbers": tuple(count for series in self.series for count in (*series.counts, *series.undated)),
            "measurements": self.sizes,
            "status": (*self.red_list, *self.listings),
            "facts": (*self.fast_facts, *([self.trend] if self.trend else [])),
            "range": (*self.habitats, *self.countries),
            "threats": (*self.threats, *self.actions),
        }
        return {name: last_checked(part.checked_on for part in parts) for name, parts in sections.items()}

    @property
    def threats_and_answers(self) -> list[tuple[ThreatText, list[ActionText], list[ActionText]]]:
        """Each threat that something is done about, with the actions that stand here for the first time and those
        that stood with an earlier threat."""
        told: set[UUID] = set()
        pairs = []
        for threat in self.threats:
            answers = [action for action in self.actions if threat.uid in action.answers]
            if answers:
                first = [action for action in answers if action.uid not in told]
                pairs.append((threat, first, [action for action in answers if action.uid in told]))
                told.update(action.uid for action in answers)
        return pairs

    @property
    def other_threats(self) -> list[ThreatText]:
        answered = {uid for action in self.actions for uid in action.answers}
        return [threat for threat in self.threats if threat.uid not in answered]

    @property
    def other_actions(self) -> list[ActionText]:
        """What is done that answers no threat of this page."""
        threats = {threat.uid for threat in self.threats}
        return [action for action in self.actions if threats.isdisjoint(action.answers)]

    @property
    def statements(self) -> list[tuple[str, str]]:
        """Each statement in words, with the place on the page where it stands."""
        found = [
            (f"{count.phrase} {series.counted}, {count.year}, {series.area}", count.anchor)
            for series in self.series
            for count in series.counts
        ]
        found += [
            (f"{count.phrase} {series.counted}, undated, {series.area}", count.anchor) for series, count in self.undated
        ]
        if self.trend:
            found.append((f"Population trend: {self.trend.label.lower()}, {self.trend.as_of}", self.trend.anchor))
        found += [(f"{entry.label}, {entry.year or 'undated'}", entry.anchor) for entry in self.red_list]
        found += [(f"{listing.convention} Appendix {listing.appendix}", listing.anchor) for listing in self.listings]
        found += [(f"{size.label}: {size.metric}", size.anchor) for size in self.sizes]
        found += [(shorten(fact.text, 80), fact.anchor) for fact in (*self.fast_facts, *self.habitats)]
        found += [
            (f"{country.name}: {choices.Presence(country.presence).label}", country.anchor)
            for country in self.countries
        ]
        found += [(f"Threat: {threat.title}", threat.anchor) for threat in self.threats]
        found += [(f"Action: {action.title}", action.anchor) for action in self.actions]
        return found + [(f"Name: {name.name} ({name.language_name})", name.anchor) for name in self.names]

    @property
    def dimensions(self) -> list[Size]:
        """How high and how long it is, as far as that is known."""
        return [size for size in self.sizes if size.kind in choices.DIMENSIONS]

    @property
    def newest(self) -> Change | None:
        """Of status, law, headline count and actions, what happened last; where the day is not known, the year."""
        found = []
        if self.headline:
            count = self.headline
            found.append(Change(on=str(count.year), what=f"{count.phrase} {count.counted}, {count.area}"))
        if self.status and (self.status.assessed or self.status.published):
            on = self.status.assessed or str(self.status.published)
            verb = "assessed as" if self.status.assessed else "listed as"
            found.append(Change(on=on, what=f"{verb} {self.status.label} on the Red List"))
        for listing in self.listings:
            if on := listing.adopted or listing.in_force:
                # True before that day, and after it.
                since = f", in force from {dates.in_words(listing.in_force)}" if listing.in_force else ""
                verb = f"agreed{since}" if listing.adopted else "in force"
                found.append(Change(on=on, what=f"{listing.convention} Appendix {listing.appendix} {verb}"))
        found += [
            Change(on=str(action.since), what=f"{action.title}, {action.place}" if action.place else action.title)
            for action in self.actions
            if action.since
        ]
        return max(found, key=lambda change: change.on) if found else None

    def entry(self) -> Entry:
        status = self.status
        return Entry(
            title=self.common_name,
            summary=self.summary or shorten(richtext.plain(self.introduction)),
            facet=status.category if status else "",
            card=SpeciesCard(
                scientific_name=self.scientific_name,
                category=status.category if status else "",
                category_label=status.label if status else "",
                assessed=status.year if status else None,
                headline=self.headline,
                read_in=self.cited(self.headline.source) if self.headline else None,
                countries=tuple(country.name for country in self.lives_in),
                photo=self.lead_photo,
                newest=self.newest,
            ),
            search_words=(
                self.common_name,
                self.scientific_name,
                *(name.name for name in self.names),
                self.summary,
                richtext.plain(self.introduction),
                *(f"{threat.title} {threat.text}" for threat in self.threats),
                *(f"{action.title} {action.text} {action.partners}" for action in self.actions),
                *(fact.text for fact in (*self.fast_facts, *self.habitats)),
                *(country.name for country in self.countries),
                *(place.name for place in self.places),
                *(name for _, name in self.classification),
                *(group.name for group in self.groups),
                *([status.label] if status else []),
                *(f"{listing.convention} Appendix {listing.appendix}" for listing in self.listings),
                *(f"{series.counted} {series.area} {series.method} {series.detail}" for series in self.series),
                *(count.note for series in self.series for count in (*series.counts, *series.undated)),
                *(f"{source.title} {source.author} {source.publisher}" for source in self.sources),
            ),
        )

    def references(self) -> frozenset[tuple[str, UUID]]:
        return frozenset(
            [("photo", use.photo) for use in self.photos]
            + [("place", place.uid) for place in self.places]
            + [("group", group.uid) for group in self.groups]
        ) | richtext.references(self.introduction)


def shorten(text: str, length: int = 200) -> str:
    """The beginning of a text, cut between words."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
