"""Words that disagree with the numbers, the status or the listings of the animal they speak of.

Each kind of statement has one function, which reads one sentence and yields what it says otherwise: the words, and what
the profile says. How such statements are worded is in wcs_species.patterns. Nothing here guesses: where the profile has
no number of that year, of that area or of that kind, nothing is said.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from itertools import chain

from publishing import marks, richtext
from publishing.checks import Said
from sources.documents import SourceNote
from wcs_species import choices, wording
from wcs_species.documents import (
    ActionText,
    CountPoint,
    CountSeries,
    LegalListing,
    RedList,
    Size,
    SpeciesProfile,
    UndatedCount,
)
from wcs_species.patterns import MARKS, counted, measured, pattern, unit_of
from wcs_species.quantities import Quantity, agrees, read

# The words, and what the profile says.
Clash = tuple[str, str]
Counted = tuple[CountSeries, CountPoint]

# Rows that are the numbers themselves, with their notes; running text is what is read.
LEDGER = (UndatedCount, CountSeries, Size, RedList, LegalListing, SourceNote)
# Of numbers that have no animal beside them.
NOT_NAMED = ("population", "one of")
# A count speaks for the present until there is one that is so many years newer.
STAYS_NEW = 3
# Of so few animals a sentence speaks for other reasons than to say how many there are.
FEW = 10

ADULTS = {choices.Counted.ADULTS.label, choices.Counted.MATURE.label}
OTHERS = {choices.Counted.PAIRS.label, choices.Counted.NESTS.label, choices.Counted.GROUPS.label}


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """One sentence, the words in it, and what the profile of that animal says; `place` is what editors call the place
    where it stands, `anchor` its id in the form."""

    sentence: str
    words: str
    against: str
    place: str
    anchor: str

    @property
    def message(self) -> str:
        return f"{self.place}: it says “{self.words}”, but {self.against}."

    @property
    def pieces(self) -> tuple[str, str, str]:
        """The sentence: what stands before the words, the words, what stands after them."""
        return self.sentence.partition(self.words)

    @property
    def key(self) -> str:
        """The same as long as neither the sentence nor what the profile says changes."""
        return sha256(f"{self.sentence}\n{self.words}\n{self.against}".encode()).hexdigest()


@dataclass(kw_only=True)
class Ledger:
    """What is known of an animal by the end of a year; `is_alone` where the text speaks of no other animal, `here` is
    the place that it speaks of where it names none."""

    profile: SpeciesProfile
    year: int
    is_news: bool = False
    is_alone: bool = True
    here: str = ""

    @cached_property
    def counts(self) -> list[Counted]:
        return [(series, count) for series in self.profile.series for count in series.counts if count.year <= self.year]

    @property
    def names(self) -> tuple[str, ...]:
        return self.profile.common_name, *(name.name for name in self.profile.names if name.language == "en")

    @property
    def last_words(self) -> set[str]:
        """Of its names: leopard."""
        return {name.split()[-1] for name in self.names}

    @cached_property
    def counted(self) -> re.Pattern[str]:
        """A number of these animals."""
        last = self.last_words
        nouns = {form for word in last for form in plurals(word)}
        nouns |= {group.name.lower() for group in self.profile.groups}
        return counted(nouns | {"animals", "individuals"} if self.is_alone else nouns, last)


def plurals(word: str) -> Iterator[str]:
    yield f"{word}s"
    yield f"{word}es"
    if word.endswith("y"):
        yield f"{word[:-1]}ies"
    if word.endswith("f"):
        yield f"{word[:-1]}ves"


@dataclass(frozen=True)
class Sentence:
    """`before` is the sentence before it in the paragraph; `row` is the row of a document that says it, if any."""

    text: str
    before: str = ""
    row: object = None

    def clause(self, position: int) -> tuple[int, int]:
        """Where the part between semicolons begins and ends that holds this position."""
        start = self.text.rfind(";", 0, position) + 1
        end = self.text.find(";", position)
        return start, len(self.text) if end < 0 else end

    def around(self, found: re.Match[str]) -> str:
        start, end = self.clause(found.start())
        return self.text[start:end]


def of(said: Iterable[Said], ledger: Ledger) -> Iterator[Contradiction]:
    """What running text says otherwise than this profile, of which all of it speaks."""
    return _read(said, lambda sentence, before: [ledger])


def of_named(
    said: Iterable[Said], profiles: Iterable[SpeciesProfile], year: int, here: str = ""
) -> Iterator[Contradiction]:
    """What running text says otherwise than the profiles of the animals that a sentence names, or the one before it."""
    ledgers = [Ledger(profile=profile, year=year, here=here) for profile in profiles]
    named = {id(each): naming(each, ledgers) for each in ledgers}

    def about(sentence: str, before: list[Ledger]) -> list[Ledger]:
        found = [each for each in ledgers if named[id(each)].search(sentence)]
        return [replace(each, is_alone=len(found) == 1) for each in found] or before

    return _read(said, about)


def naming(ledger: Ledger, ledgers: list[Ledger]) -> re.Pattern[str]:
    """The names of an animal; the last word of them too, where no other of these animals has it."""
    others = {word for each in ledgers if each is not ledger for word in each.last_words}
    words = {*ledger.names, *(ledger.last_words - others)}
    forms = {form for word in words for form in (word, *plurals(word))}
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(forms, key=len, reverse=True)))})\b", re.IGNORECASE)


def _read(said: Iterable[Said], about: Callable[[str, list[Ledger]], list[Ledger]]) -> Iterator[Contradiction]:
    """`about` tells of which animals a sentence speaks, given those of the sentence before it in its paragraph."""
    for text in said:
        if not text.is_text or isinstance(text.row, LEDGER):
            continue
        for paragraph in paragraphs(text):
            before, ledgers = "", list[Ledger]()
            for sentence in marks.sentences(paragraph):
                ledgers = about(sentence, ledgers)
                for words, against in chain(*(clashes(Sentence(sentence, before, text.row), each) for each in ledgers)):
                    yield Contradiction(
                        sentence=sentence, words=words, against=against, place=text.words, anchor=text.anchor
                    )
                before = sentence


def paragraphs(text: Said) -> list[str]:
    """The words without the addresses that links lead to, and without live figures: they are never old."""
    words = richtext.with_figures(text.text, lambda uid, written: "") if text.is_rich else text.text
    return marks.paragraphs(re.sub(r"</?a\b[^>]*>", "", words), is_rich=text.is_rich)


def clashes(sentence: Sentence, ledger: Ledger) -> Iterator[Clash]:
    for statements in (counts, sizes, categories, assessments, appendices, periods):
        yield from statements(sentence, ledger)


# How many there are


def counts(sentence: Sentence, ledger: Ledger) -> Iterator[Clash]:
    places = places_in(sentence, ledger)
    for found in chain(*(words.finditer(sentence.text) for words in (ledger.counted, *map(pattern, NOT_NAMED)))):
        if not says_how_many(sentence, found):
            continue
        known = there([each for each in ledger.counts if is_alike(found, each[0], ledger)], places)
        for each in (found, *pattern("and then").finditer(sentence.text, found.end())):
            if against := standing_against(read(each), known, years_of(sentence, each), ledger):
                yield phrase(each), f"the counts say {in_words(against)}"


def standing_against(said: Quantity, known: list[Counted], years: set[int], ledger: Ledger) -> list[Counted]:
    """The counts of the time it speaks of; none where one of them agrees."""
    of_then = [each for each in known if each[1].year in years] if years else newest(known, ledger)
    if years and not of_then:
        # A number that is known, but of another year.
        return [each for each in known if FEW < said.low == said.high == each[1].low == each[1].high]
    return [] if any(agrees(said, quantity(count)) for _, count in of_then) else of_then


def says_how_many(sentence: Sentence, found: re.Match[str]) -> bool:
    """Whether it speaks of all of them, not of some that were caught or that walked by."""
    said = read(found)
    start, end = sentence.clause(found.start())
    before, after = sentence.text[start : found.start("quantity")], sentence.text[found.end() : end]
    if pattern("year").fullmatch(found["quantity"]) or pattern("another year").search(before):
        return False
    if pattern("some of them").search(sentence.around(found)):
        return False
    if said.high >= FEW and (found["adults"] or found["pairs"] or found["nests"] or "mature" in found["kind"].lower()):
        return True
    if said.high < 3:
        return False
    return bool(pattern("how many before it").search(before[-45:]) or pattern("how many after it").search(after))


def is_alike(found: re.Match[str], series: CountSeries, ledger: Ledger) -> bool:
    """Whether this series counts what the words count. Adults are set against adults where there are such counts."""
    if found["pairs"]:
        return series.counted == choices.Counted.PAIRS.label
    if found["nests"]:
        return series.counted == choices.Counted.NESTS.label
    if series.counted in OTHERS:
        return False
    speaks_of_adults = bool(found["adults"]) or bool(re.search(r"\b(?:adult|mature)\b", found["kind"], re.IGNORECASE))
    if speaks_of_adults and any(each.counted in ADULTS for each, _ in ledger.counts):
        return series.counted in ADULTS
    return True


def there(known: list[Counted], places: list[str]) -> list[Counted]:
    """The counts of the first of these places that was counted; all where none is named."""
    by_place = ([each for each in known if place in each[0].area] for place in places)
    return next((found for found in by_place if found), []) if places else known


def places_in(sentence: Sentence, ledger: Ledger) -> list[str]:
    """The places that a sentence names, or of an action its own; not the one country where all of them live."""
    found = [name for name in pattern("place").findall(sentence.text) if not pattern("no place").match(name)]
    if not found and isinstance(sentence.row, ActionText):
        found = pattern("name").findall(sentence.row.place)
    if not found and ledger.here and not pattern("everywhere").search(sentence.text):
        return [ledger.here]
    profile = ledger.profile
    names = " ".join((profile.common_name, *(name.name for name in profile.names))).lower()
    everywhere = {country.name for country in profile.lives_in} if len(profile.lives_in) == 1 else set()
    return [place for place in found if place.lower() not in names and place not in everywhere]


def years_of(sentence: Sentence, found: re.Match[str]) -> set[int]:
    """The year that stands next after the number, else the ones before it."""
    start, end = sentence.clause(found.start())
    number = found.end("high") if found["high"] else found.end("low")
    after = re.compile(r"\d+").search(sentence.text, number, end)
    if after and is_year(sentence, after):
        return {int(after[0])}
    if pattern("of then").search(sentence.text):
        return {int(year) for year in pattern("year").findall(sentence.before)}
    before = pattern("year").finditer(sentence.text, start, found.start("low"))
    return {int(each[0]) for each in before if is_year(sentence, each)}


def is_year(sentence: Sentence, found: re.Match[str]) -> bool:
    """Whether this is a year, and the one of a number: not the one since which, or until which, something is."""
    year = pattern("year").match(sentence.text, found.start())
    return bool(year) and not pattern("from then on").search(sentence.text[: found.start()])


def newest(known: list[Counted], ledger: Ledger) -> list[Counted]:
    """Of each series the last count, where no other is much newer. News speaks of its own year and the one before."""
    if ledger.is_news:
        return [each for each in known if each[1].year >= ledger.year - 1]
    last = {series.uid: (series, count) for series, count in known}
    since = max((count.year for _, count in last.values()), default=0) - STAYS_NEW
    return [(series, count) for series, count in last.values() if count.year >= since]


def quantity(count: CountPoint) -> Quantity:
    low, high = count.bounds
    return Quantity(low, high, {"about": "about", "at least": "over", "fewer than": "under"}.get(count.qualifier, ""))


def in_words(found: list[Counted]) -> str:
    """The headline first, and no more than three."""
    found = sorted(found, key=lambda each: (not each[1].is_headline, -each[1].year))[:3]
    return ", ".join(f"{count.phrase} {series.counted} in {count.year} ({series.area})" for series, count in found)


def phrase(found: re.Match[str]) -> str:
    return " ".join(found[0].split())


# How large they are


def sizes(sentence: Sentence, ledger: Ledger) -> Iterator[Clash]:
    for found in pattern("sized").finditer(sentence.text):
        unit, kinds, sex = unit_of(found), kinds_of(sentence, found), sex_of(sentence, found)
        known = [
            size
            for size in ledger.profile.sizes
            if size.kind in kinds and is_same_sort(size.unit, unit) and (not sex or size.sex in (sex, choices.Sex.ANY))
        ]
        if known and not fits(read(found).times(wording.factor(unit)), known):
            yield phrase(found), f"the measurements say {', '.join(map(size_words, known[:3]))}"


def kinds_of(sentence: Sentence, found: re.Match[str]) -> tuple[str, ...]:
    """What the number measures: by the word next before it in its clause, else by the first of those after it."""
    start, end = sentence.clause(found.start())
    told = [(each.start(), kinds) for words, kinds in measured() for each in words.finditer(sentence.text, start, end)]
    before = max((each for each in told if each[0] < found.start()), default=None)
    kinds = (before or min(told, default=(0, ())))[1]
    at_birth = kinds == ("weight",) and pattern("at birth").search(sentence.text, start, end)
    return ("weight at birth",) if at_birth else kinds


def sex_of(sentence: Sentence, found: re.Match[str]) -> str:
    """Whose size it is: the sex named last before the number, else the one named first after it."""
    start, end = sentence.clause(found.start())
    told = [
        (each.start(), sex) for sex in ("male", "female") for each in pattern(sex).finditer(sentence.text, start, end)
    ]
    before = max((each for each in told if each[0] < found.start()), default=None)
    return (before or min(told, default=(0, "")))[1]


def is_same_sort(one: str, other: str) -> bool:
    """Whether both are units of mass, or both of area, or both of length."""
    sorts = [choices.UNITS_OF[choices.MeasurementKind.WEIGHT], choices.UNITS_OF[choices.MeasurementKind.HOME_RANGE]]
    sorts.append(choices.UNITS_OF_LENGTH)
    return any(one in sort and other in sort for sort in sorts)


def fits(said: Quantity, known: list[Size]) -> bool:
    """Whether the words stay within what was measured, as rounding allows; one number may be near another."""
    lowest = min(float(size.low or 0) * wording.factor(size.unit) for size in known)
    highest = max(float(size.high or size.low or 0) * wording.factor(size.unit) for size in known)
    within = 0.12 if said.how == "about" else 0.06
    ends = [said.high] if said.how == "under" else [said.low] if said.how == "over" else [said.low, said.high]
    return all(lowest * (1 - within) <= end <= highest * (1 + within) for end in ends)


def size_words(size: Size) -> str:
    sex = {"male": ", males", "female": ", females"}.get(size.sex, "")
    return f"{size.metric} ({size.imperial}){sex}"


# How threatened they are, and what the law says


def categories(sentence: Sentence, ledger: Ledger) -> Iterator[Clash]:
    """A Red List category. One that it had before may stand beside the one it has, or in a sentence about then."""
    known = [entry for entry in ledger.profile.red_list if entry.scope == "global" and (entry.year or 0) <= ledger.year]
    if not known:
        return
    found = [(each, MARKS[(each["mark"] or each["name"]).lower()]) for each in pattern("mark").finditer(sentence.text)]
    is_of_old = pattern("mark of old").search(sentence.text)
    allowed = {known[0].category} | ({modern(entry.category) for entry in known} if is_of_old else set())
    names_its_own = any(code == known[0].category for _, code in found)
    for each, code in found:
        is_new = sentence.text[: each.start()].endswith(" to ")
        years = [int(year) for year in pattern("year").findall(sentence.around(each))]
        of_then = any(modern(at(known, year)) == code for year in years)
        if code != known[0].category and not of_then and (is_new or (code not in allowed and not names_its_own)):
            told = f"the Red List part says {known[0].label} ({known[0].year or 'no year'})"
            yield each["mark"] or each["name"], told


def modern(category: str) -> str:
    """The letters of today for those used before 2001."""
    return {"E": "EN", "V": "VU", "LR/nt": "NT", "LR/cd": "NT", "LR/lc": "LC"}.get(category, category)


def at(known: list[RedList], year: int) -> str:
    """The category of that year; `known` is newest first."""
    return next((entry.category for entry in known if (entry.year or 0) <= year), "")


def assessments(sentence: Sentence, ledger: Ledger) -> Iterator[Clash]:
    """The year of a Red List assessment."""
    dates = [
        (int(entry.assessed[:4]) if entry.assessed else None, entry.published) for entry in ledger.profile.red_list
    ]
    known = {year for pair in dates for year in pair if year}
    for found in pattern("assessed in").finditer(sentence.text) if known else ():
        if int(found[found.lastgroup or 0]) not in known:
            years = ", ".join(str(each) for each in sorted(known, reverse=True)[:4])
            yield phrase(found), f"the Red List assessments are of {years}"


def appendices(sentence: Sentence, ledger: Ledger) -> Iterator[Clash]:
    """The appendix of CITES or of the convention on migratory species, and since when."""
    for found in pattern("appendix").finditer(sentence.text):
        is_migratory = pattern("migratory").search(sentence.text) and "CITES" not in sentence.text
        convention = choices.Convention.CMS if is_migratory else choices.Convention.CITES
        known = [listing for listing in ledger.profile.listings if listing.convention == convention]
        if not known:
            continue
        told = ", ".join(map(listing_words, known))
        if any(name and name.upper() not in {listing.appendix for listing in known} for name in found.groups()):
            yield phrase(found), f"the listings say {told}"
            continue
        since = pattern("listed since").search(sentence.around(found))
        dates = {date[:4] for listing in known for date in (listing.in_force, listing.adopted) if date}
        strict = {listing.in_force[:4] for listing in known if listing.in_force}
        if since and strict and "in force" in since[0].lower() and not pattern("agreed").search(sentence.text):
            dates = strict
        if since and dates and since[1] not in dates:
            yield phrase(since), f"the listings say {told}"


def listing_words(listing: LegalListing) -> str:
    when = f", in force from {listing.in_force}" if listing.in_force else ""
    when = when or (f", adopted {listing.adopted}" if listing.adopted else "")
    return f"{listing.convention} Appendix {listing.appendix}{when}"


def periods(sentence: Sentence, ledger: Ledger) -> Iterator[Clash]:
    """Since when and until when something is done, in the words of that action itself."""
    if not isinstance(sentence.row, ActionText):
        return
    for name, year in (("since", sentence.row.since), ("until", sentence.row.until)):
        for found in pattern(name).finditer(sentence.text) if year else ():
            if int(found[1]) != year:
                yield phrase(found), f"the action itself is dated {sentence.row.period}"
