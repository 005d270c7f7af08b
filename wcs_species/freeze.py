"""From the rows of a species to its document: the only way from a draft to anything public."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import FETCH_RAISE, Prefetch, QuerySet

from photos.pictures import use_of
from publishing import figures
from publishing.drafts import live_editions
from sources.documents import SourceList, SourceNote, checked
from wcs_species import choices, models, wording
from wcs_species import documents as doc

# The labels of both schemes begin with the code, those of the research list with a word before it.
ACTION_NAMES = {code: re.sub(r"^\D*[\d.]+ ", "", label) for code, label in choices.ActionCode.choices}
THREAT_NAMES = {code: label.removeprefix(f"{code} ") for code, label in choices.threat_codes()}


def drafts() -> QuerySet[models.Species]:
    """Species with all that their documents are made from; anything else asked of them raises an error."""
    photos = Prefetch("photos", models.SpeciesPhoto.objects.select_related("photo").fetch_mode(FETCH_RAISE))
    statements = [with_source(part) for part in models.Statement.__subclasses__()]
    parts: list[Any] = [photos, *statements, "groups", "places", "sources", "identifiers", "series", "actions__answers"]
    return (
        models.Species.objects.select_related("page", "trend_source").prefetch_related(*parts).fetch_mode(FETCH_RAISE)
    )


def with_source(part: Any) -> Prefetch:
    named = ["source", "series"] if part is models.Count else ["source"]
    rows = part.objects.select_related(*named).fetch_mode(FETCH_RAISE)
    return Prefetch(part._meta.get_field("species").remote_field.related_name, rows)


def freeze(species: models.Species) -> doc.SpeciesProfile:
    """The document of this draft. What is marked unverified, and places that are not live, stay out of it."""
    sources = SourceList()
    # In the order of the page, so that sources are numbered as a reader meets them: the label comes first.
    red_list = assessments(species, sources)
    for row in checked(species.counts.all()):
        if row.is_headline:
            sources.number(row.source)
    measured = sizes(species, sources)
    listings = legal_listings(species, sources)
    series = count_series(species, sources)
    introduction = figures.frozen(species.introduction, species)
    finest = species.finest_place()
    profile = doc.SpeciesProfile(
        uid=species.page.uid,
        path=species.get_absolute_url(),
        common_name=species.common_name,
        scientific_name=species.scientific_name,
        authority=species.authority,
        rank=species.rank,
        classification=classification(species),
        summary=species.summary,
        introduction=introduction,
        groups=tuple(doc.GroupLink(uid=g.uid, name=g.name, slug=g.slug) for g in species.groups.all()),
        red_list=red_list,
        listings=listings,
        series=series,
        headline=headline(series),
        trend=trend(species, sources),
        names=names(species, sources),
        countries=countries(species, sources),
        sizes=measured,
        fast_facts=facts(species.fast_facts.all(), sources),
        habitats=facts(species.habitats.all(), sources),
        threats=threats(species, sources),
        actions=actions(species, sources),
        identifiers=identifiers(species),
        photos=tuple(
            use_of(
                use.photo,
                caption=use.caption,
                alt=use.alt_text,
                number=use.number,
                place=use.photo.place_words(finest),
            )
            for use in species.photos.all()
        ),
        places=places(species),
        sources=page_sources(species, sources),
    )
    return profile


def classification(species: models.Species) -> tuple[tuple[str, str], ...]:
    ranks = ("kingdom", "phylum", "class", "order", "family")
    values = (species.kingdom, species.phylum, species.class_name, species.order, species.family)
    return tuple((rank, value) for rank, value in zip(ranks, values, strict=True) if value)


def names(species: models.Species, sources: SourceList) -> tuple[doc.Name, ...]:
    return tuple(
        doc.Name(
            uid=row.uid,
            name=row.name,
            language=row.language,
            language_name=row.get_language_display(),
            source=sources.number(row.source),
            checked_on=row.checked_on,
        )
        for row in checked(species.names.all())
    )


def identifiers(species: models.Species) -> tuple[doc.Identifier, ...]:
    return tuple(
        doc.Identifier(
            scheme=row.scheme,
            label=row.get_scheme_display(),
            value=row.value,
            url=choices.LINKS[choices.Scheme(row.scheme)].format(row.value),
        )
        for row in species.identifiers.all()
    )


def assessments(species: models.Species, sources: SourceList) -> tuple[doc.RedList, ...]:
    newest_first = sorted(checked(species.assessments.all()), key=lambda row: row.year or 0, reverse=True)
    return tuple(
        doc.RedList(
            uid=row.uid,
            category=row.category,
            label=row.get_category_display(),
            criteria=row.criteria,
            assessed=row.assessed,
            published=row.published,
            scope=row.scope,
            region=row.region,
            source=sources.number(row.source),
            checked_on=row.checked_on,
        )
        for row in newest_first
    )


def legal_listings(species: models.Species, sources: SourceList) -> tuple[doc.LegalListing, ...]:
    return tuple(
        doc.LegalListing(
            uid=row.uid,
            convention=row.convention,
            appendix=row.appendix,
            adopted=row.adopted,
            in_force=row.in_force,
            annotation=row.annotation,
            source=sources.number(row.source),
            checked_on=row.checked_on,
        )
        for row in checked(species.listings.all())
    )


def count_series(species: models.Species, sources: SourceList) -> tuple[doc.CountSeries, ...]:
    points: dict[UUID, list[doc.CountPoint]] = {}
    undated: dict[UUID, list[doc.UndatedCount]] = {}
    for row in sorted(checked(species.counts.all()), key=lambda row: row.year or choices.NO_YEAR):
        if row.year is not None:
            points.setdefault(row.series.uid, []).append(count_point(row, sources))
        else:
            undated.setdefault(row.series.uid, []).append(undated_count(row, sources))
    return tuple(
        one_series(series, points.get(series.uid, ()), undated.get(series.uid, ()))
        for series in species.series.all()
        if series.uid in points or series.uid in undated
    )


def one_series(
    series: models.Series, points: Iterable[doc.CountPoint], undated: Iterable[doc.UndatedCount] = ()
) -> doc.CountSeries:
    return doc.CountSeries(
        uid=series.uid,
        counted=series.get_counted_display(),
        area=series.area,
        method=series.get_method_display(),
        detail=series.detail,
        counts=tuple(points),
        undated=tuple(undated),
    )


def count_point(row: models.Count, sources: SourceList) -> doc.CountPoint:
    assert row.year is not None
    return doc.CountPoint(
        uid=row.uid,
        year=row.year,
        qualifier=row.qualifier,
        low=row.low,
        high=row.high,
        comparable=row.comparable,
        is_headline=row.is_headline,
        note=row.note,
        source=sources.number(row.source),
        checked_on=row.checked_on,
    )


def undated_count(row: models.Count, sources: SourceList) -> doc.UndatedCount:
    return doc.UndatedCount(
        uid=row.uid,
        qualifier=row.qualifier,
        low=row.low,
        high=row.high,
        note=row.note,
        source=sources.number(row.source),
        checked_on=row.checked_on,
    )


def headline(series: Iterable[doc.CountSeries]) -> doc.Headline | None:
    for entry in series:
        for point in entry.counts:
            if point.is_headline:
                return doc.Headline(
                    phrase=point.phrase,
                    counted=entry.counted,
                    year=point.year,
                    area=entry.area,
                    method=entry.method,
                    source=point.source,
                    checked_on=point.checked_on,
                )
    return None


def trend(species: models.Species, sources: SourceList) -> doc.TrendNote | None:
    source = species.trend_source
    if not species.trend or not species.trend_as_of or source is None or source.unverified:
        return None
    return doc.TrendNote(
        direction=species.trend,
        label=species.get_trend_display(),
        as_of=species.trend_as_of,
        source=sources.number(source),
        checked_on=species.checked_on,
    )


def sizes(species: models.Species, sources: SourceList) -> tuple[doc.Size, ...]:
    """In the editor's order, those of one kind together."""
    rows = list(checked(species.measurements.all()))
    kinds = list(dict.fromkeys(row.kind for row in rows))
    rows.sort(key=lambda row: kinds.index(row.kind))
    return tuple(
        doc.Size(
            uid=row.uid,
            kind=row.kind,
            label=row.get_kind_display(),
            sex=row.sex,
            metric=wording.metric(row.low, row.high, row.unit),
            imperial=wording.imperial(row.low, row.high, row.unit),
            low=row.low,
            high=row.high,
            unit=row.unit,
            as_printed=row.as_printed,
            source=sources.number(row.source),
            checked_on=row.checked_on,
        )
        for row in rows
    )


def facts[F: (models.FastFact, models.Habitat)](rows: Iterable[F], sources: SourceList) -> tuple[doc.Fact, ...]:
    return tuple(
        doc.Fact(uid=row.uid, text=row.text, source=sources.number(row.source), checked_on=row.checked_on)
        for row in checked(rows)
    )


def countries(species: models.Species, sources: SourceList) -> tuple[doc.Country, ...]:
    return tuple(
        doc.Country(
            uid=row.uid,
            code=row.country,
            name=row.get_country_display(),
            presence=row.presence,
            source=sources.number(row.source),
            checked_on=row.checked_on,
        )
        for row in checked(species.range_countries.all())
    )


def threats(species: models.Species, sources: SourceList) -> tuple[doc.ThreatText, ...]:
    return tuple(
        doc.ThreatText(
            uid=row.uid,
            title=row.title,
            text=row.text,
            code=row.code,
            code_name=THREAT_NAMES.get(row.code, ""),
            timing=row.timing,
            timing_name=row.get_timing_display(),
            source=sources.number(row.source),
            checked_on=row.checked_on,
        )
        for row in checked(species.threats.all())
    )


def actions(species: models.Species, sources: SourceList) -> tuple[doc.ActionText, ...]:
    return tuple(
        doc.ActionText(
            uid=row.uid,
            title=row.title,
            text=row.text,
            code=row.code,
            code_name=ACTION_NAMES.get(row.code, ""),
            since=row.since,
            until=row.until,
            place=row.place,
            partners=row.partners,
            answers=tuple(threat.uid for threat in row.answers.all()),
            result=row.result,
            source=sources.number(row.source),
            checked_on=row.checked_on,
        )
        for row in checked(species.actions.all())
    )


def places(species: models.Species) -> tuple[doc.PlaceLink, ...]:
    """The places by the names readers know them by: those of their editions in force."""
    live = live_editions(species, species.places.all())
    return tuple(doc.PlaceLink(uid=edition.page.uid, name=edition.title) for edition in live.values())


def page_sources(species: models.Species, sources: SourceList) -> tuple[SourceNote, ...]:
    for source in species.sources.all():
        if not source.unverified:
            sources.number(source)
    return sources.notes()
