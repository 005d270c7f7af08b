"""What a species profile says, section by section, and what its parts are called."""

from collections.abc import Callable
from typing import Any

from photos.sections import photo_rows
from publishing.sections import YES, Line, Rows, Section, line, quoted, rich, text
from sources.sections import source_line, sources_section
from wcs_species import choices
from wcs_species import documents as doc

SEXES = dict(choices.Sex.choices)
PRESENCES = dict(choices.Presence.choices)
COMPARABLE = dict(choices.Comparable.choices)
SCOPES = dict(choices.Scope.choices)


def status(profile: doc.SpeciesProfile, document: Any) -> str:
    return profile.status.label if profile.status else ""


def trend(profile: doc.SpeciesProfile, document: Any) -> str:
    return f"{profile.trend.label} ({profile.trend.as_of})" if profile.trend else ""


def trend_source(profile: doc.SpeciesProfile, document: Any) -> str:
    return source_line().say(profile.trend, document) if profile.trend else ""


def assessment_called(entry: doc.RedList) -> str:
    where = f" for {entry.region}" if entry.region else ""
    return f"the Red List assessment of {entry.year or 'an unknown year'}{where}"


def listing_called(listing: doc.LegalListing) -> str:
    return f"the listing in {listing.convention} Appendix {listing.appendix}"


def series_words(series: doc.CountSeries) -> str:
    return ", ".join(part for part in (series.counted, series.area, series.method, series.detail) if part)


def counts_of(series: doc.CountSeries) -> tuple[doc.UndatedCount, ...]:
    return (*series.counts, *series.undated)


def series_of(count: doc.UndatedCount, profile: doc.SpeciesProfile) -> doc.CountSeries:
    return next(series for series in profile.series if any(each is count for each in counts_of(series)))


def count_called(count: doc.UndatedCount) -> str:
    return f"the count for {count.year}" if isinstance(count, doc.CountPoint) else "a count without a year"


def count_gist(count: doc.UndatedCount, profile: doc.SpeciesProfile) -> str:
    return f"{count.phrase} {series_of(count, profile).counted}"


def of_dated(words: str, say: Callable[[doc.CountPoint], str]) -> Line:
    """What only a count says whose year is known."""
    return Line(words=words, say=lambda count, document: say(count) if isinstance(count, doc.CountPoint) else "")


def size_called(size: doc.Size) -> str:
    sex = "" if size.sex == choices.Sex.ANY else f" of {SEXES[size.sex].lower()}"
    return f"the measurement “{size.label}{sex}”"


def size_gist(size: doc.Size, document: Any) -> str:
    return size.metric if size.metric == size.imperial else f"{size.metric} ({size.imperial})"


def answered(action: doc.ActionText, profile: doc.SpeciesProfile) -> str:
    return ", ".join(threat.title for threat in profile.threats if threat.uid in action.answers)


def label_of(labels: dict[str, str], name: str) -> Any:
    return lambda row, document: labels.get(getattr(row, name), "")


def facts(one: str, many: str, name: str) -> Rows:
    return Rows(
        one=one,
        many=many,
        of=lambda profile: getattr(profile, name),
        called=quoted(one, "text"),
        lines=(text("Text", "text"), source_line()),
        anchor=f"{name}-group",
    )


def only_named(one: str, many: str, name: str, anchor: str) -> Rows:
    """Things that the page names and that have pages or rows of their own."""
    return Rows(
        one=one,
        many=many,
        of=lambda profile: getattr(profile, name),
        called=quoted(one, "name"),
        lines=(line("Name", "name"),),
        is_ordered=False,
        anchor=anchor,
    )


NAME = Section(
    name="name",
    title="Name",
    anchor="id_common_name",
    parts=(
        line("Common name", "common_name", anchor="id_common_name"),
        line("Scientific name", "scientific_name", anchor="id_scientific_name"),
        line("Authority", "authority", anchor="id_authority"),
        line("Address", "path", anchor="id_slug"),
        only_named("group", "groups", "groups", "id_groups"),
        text("Summary", "summary", anchor="id_summary"),
    ),
)
INTRODUCTION = Section(
    name="introduction",
    title="Introduction",
    anchor="id_introduction",
    parts=(rich("Introduction", "introduction", anchor="id_introduction"),),
)
PHOTOS = Section(
    name="photos", title="Photos", anchor="photos-group", parts=(photo_rows(lambda profile: profile.photos),)
)
FAST_FACTS = Section(
    name="fast-facts",
    title="Fast facts",
    anchor="fast_facts-group",
    parts=(facts("fast fact", "fast facts", "fast_facts"),),
)
RED_LIST = Section(
    name="red-list",
    title="Red List",
    anchor="assessments-group",
    parts=(
        Line(words="Status", say=status),
        Rows(
            one="Red List assessment",
            many="Red List assessments",
            of=lambda profile: profile.red_list,
            called=assessment_called,
            gist=lambda entry, document: entry.label,
            lines=(
                line("Category", "label"),
                line("Criteria", "criteria"),
                line("Assessed on", "assessed"),
                line("Published in", "published"),
                Line(words="Scope", say=label_of(SCOPES, "scope")),
                line("Region", "region"),
                source_line(),
            ),
            is_ordered=False,
        ),
    ),
)
LISTINGS = Section(
    name="listings",
    title="Legal listings",
    anchor="listings-group",
    parts=(
        Rows(
            one="legal listing",
            many="legal listings",
            of=lambda profile: profile.listings,
            called=listing_called,
            lines=(
                line("Convention", "convention"),
                line("Appendix", "appendix"),
                line("Adopted on", "adopted"),
                line("In force from", "in_force"),
                text("Annotation", "annotation"),
                source_line(),
            ),
        ),
    ),
)
NUMBERS = Section(
    name="numbers",
    title="How many there are",
    anchor="counts-group",
    parts=(
        Rows(
            one="series of counts",
            many="series of counts",
            of=lambda profile: profile.series,
            called=lambda series: f"the series of counts “{series.counted}, {series.area}”",
            lines=(
                line("What is counted", "counted"),
                line("Where", "area"),
                line("How", "method"),
                text("More about how", "detail"),
            ),
            anchor="series-group",
        ),
        Rows(
            one="count",
            many="counts",
            of=lambda profile: [count for series in profile.series for count in counts_of(series)],
            called=count_called,
            gist=count_gist,
            lines=(
                Line(words="How many", say=lambda count, document: count.phrase),
                of_dated("Year", lambda count: str(count.year)),
                Line(words="Series", say=lambda count, profile: series_words(series_of(count, profile))),
                of_dated("Comparable with the count before", lambda count: COMPARABLE.get(count.comparable, "")),
                of_dated("Headline number", lambda count: YES if count.is_headline else ""),
                text("Note", "note"),
                source_line(),
            ),
            is_ordered=False,
        ),
    ),
)
TREND = Section(
    name="trend",
    title="Population trend",
    anchor="id_trend",
    parts=(
        Line(words="Population trend", say=trend, anchor="id_trend"),
        Line(words="Source of the trend", say=trend_source, anchor="id_trend_source"),
    ),
)
SIZES = Section(
    name="sizes",
    title="Measurements",
    anchor="measurements-group",
    parts=(
        Rows(
            one="measurement",
            many="measurements",
            of=lambda profile: profile.sizes,
            called=size_called,
            gist=size_gist,
            lines=(
                line("What", "label"),
                Line(words="Of", say=label_of(SEXES, "sex")),
                Line(words="Value", say=size_gist),
                text("As printed", "as_printed"),
                source_line(),
            ),
        ),
    ),
)
RANGE = Section(
    name="range",
    title="Range",
    anchor="range_countries-group",
    parts=(
        Rows(
            one="country of the range",
            many="countries of the range",
            of=lambda profile: profile.countries,
            called=lambda country: country.name,
            gist=label_of(PRESENCES, "presence"),
            lines=(line("Country", "name"), Line(words="Presence", say=label_of(PRESENCES, "presence")), source_line()),
        ),
    ),
)
HABITATS = Section(
    name="habitats",
    title="Habitat",
    anchor="habitats-group",
    parts=(facts("habitat", "habitats", "habitats"),),
)
THREATS = Section(
    name="threats",
    title="Threats",
    anchor="threats-group",
    parts=(
        Rows(
            one="threat",
            many="threats",
            of=lambda profile: profile.threats,
            called=quoted("threat", "title"),
            lines=(
                text("Title", "title"),
                line("Kind of threat", "code_name"),
                line("Timing", "timing_name"),
                text("Text", "text"),
                source_line(),
            ),
        ),
    ),
)
ACTIONS = Section(
    name="actions",
    title="Conservation actions",
    anchor="actions-group",
    parts=(
        Rows(
            one="conservation action",
            many="conservation actions",
            of=lambda profile: profile.actions,
            called=quoted("conservation action", "title"),
            lines=(
                text("Title", "title"),
                line("Kind of action", "code_name"),
                line("When", "period"),
                line("Where", "place"),
                line("With whom", "partners"),
                text("Text", "text"),
                Line(words="Answers these threats", say=answered),
                text("What came of it", "result"),
                source_line(),
            ),
        ),
    ),
)
NAMES = Section(
    name="names",
    title="Names",
    anchor="names-group",
    parts=(
        Rows(
            one="name",
            many="names",
            of=lambda profile: profile.names,
            called=lambda name: f"the name “{name.name}” ({name.language_name})",
            lines=(line("Name", "name"), line("Language", "language_name"), source_line()),
        ),
    ),
)
CLASSIFICATION = Section(
    name="classification",
    title="Classification",
    anchor="id_rank",
    parts=(
        line("Rank", "rank", anchor="id_rank"),
        Rows(
            one="rank of the classification",
            many="ranks of the classification",
            of=lambda profile: profile.classification,
            called=lambda pair: f"the {pair[0]}",
            gist=lambda pair, document: pair[1],
            key=lambda pair: pair[0],
            lines=(Line(words="Name", say=lambda pair, document: pair[1]),),
            anchor="id_kingdom",
        ),
    ),
)
CATALOGUES = Section(
    name="catalogues",
    title="Catalogues",
    anchor="identifiers-group",
    parts=(
        Rows(
            one="number in a catalogue",
            many="numbers in catalogues",
            of=lambda profile: profile.identifiers,
            called=lambda identifier: f"the number in {identifier.label}",
            gist=lambda identifier, document: identifier.value,
            key=lambda identifier: identifier.scheme,
            lines=(line("Number there", "value"),),
        ),
    ),
)
PLACES = Section(
    name="places", title="Places", anchor="id_places", parts=(only_named("place", "places", "places", "id_places"),)
)

SECTIONS = (
    NAME,
    INTRODUCTION,
    PHOTOS,
    FAST_FACTS,
    RED_LIST,
    LISTINGS,
    NUMBERS,
    TREND,
    SIZES,
    RANGE,
    HABITATS,
    THREATS,
    ACTIONS,
    PLACES,
    NAMES,
    CLASSIFICATION,
    CATALOGUES,
    sources_section("id_sources"),
)
