"""From a profile's document back to the rows of its draft, section by section."""

from collections.abc import Callable, Iterable
from typing import Any

from photos.thaw import put_photos
from publishing.restore import Wanted, put_pages, put_rows, set_fields, slug_of
from sources.thaw import Sources, checks_of, put_statements
from wcs_species import choices, models
from wcs_species import documents as doc
from wcs_species.sections import counts_of

Remarks = list[str]
OF_EACH_COUNT = ("qualifier", "low", "high", "note")
UNDATED = {"year": None, "comparable": choices.Comparable.UNSURE, "is_headline": False}


def copied(entries: Iterable[Any], *names: str) -> list[dict[str, Any]]:
    """What these entries say under names that their rows have too."""
    return [{name: getattr(entry, name) for name in names} for entry in entries]


def name(species: models.Species, profile: doc.SpeciesProfile) -> Remarks:
    named = ("common_name", "scientific_name", "authority", "summary")
    remarks = set_fields(species, {"slug": slug_of(profile.path), **copied([profile], *named)[0]})
    groups = {group.uid: group for group in models.Group.objects.filter(uid__in=[link.uid for link in profile.groups])}
    species.groups.set(groups.values())
    gone = [link.name for link in profile.groups if link.uid not in groups]
    return [*remarks, *(f"The group “{each}” is no longer there." for each in gone)]


def introduction(species: models.Species, profile: doc.SpeciesProfile) -> Remarks:
    return set_fields(species, {"introduction": profile.introduction})


def photos(species: models.Species, profile: doc.SpeciesProfile) -> Remarks:
    return put_photos(species.photos, profile.photos, lambda use: {"number": use.number})


def fast_facts(species: models.Species, profile: doc.SpeciesProfile) -> Remarks:
    return put_statements(species.fast_facts, profile, profile.fast_facts, copied(profile.fast_facts, "text"))


def habitats(species: models.Species, profile: doc.SpeciesProfile) -> Remarks:
    return put_statements(species.habitats, profile, profile.habitats, copied(profile.habitats, "text"))


def red_list(species: models.Species, profile: doc.SpeciesProfile) -> Remarks:
    said = copied(profile.red_list, "category", "criteria", "assessed", "published", "scope", "region")
    return put_statements(species.assessments, profile, profile.red_list, said)


def listings(species: models.Species, profile: doc.SpeciesProfile) -> Remarks:
    said = copied(profile.listings, "convention", "appendix", "adopted", "in_force", "annotation")
    return put_statements(species.listings, profile, profile.listings, said)


def numbers(species: models.Species, profile: doc.SpeciesProfile) -> Remarks:
    """Series, and their counts. A series without counts that are shown stays."""
    counted = {label: value for value, label in choices.Counted.choices}
    methods = {label: value for value, label in choices.Method.choices}
    known = [series for series in profile.series if series.counted in counted and series.method in {"", *methods}]
    wanted = [
        Wanted(
            uid=series.uid,
            values={
                "counted": counted[series.counted],
                "area": series.area,
                "method": methods.get(series.method, ""),
                "detail": series.detail,
            },
        )
        for series in known
    ]
    shown = {row.series_id for row in species.counts.select_related("source") if not row.is_hidden}
    rows = put_rows(species.series, wanted, stays=lambda series: series.pk not in shown, park="detail")
    series_of = {count.uid: rows[each.uid] for each in known if each.uid in rows for count in counts_of(each)}
    dated = [count for each in known for count in each.counts if count.uid in series_of]
    undated = [count for each in known for count in each.undated if count.uid in series_of]
    said = copied(dated, "year", "comparable", "is_headline", *OF_EACH_COUNT)
    said += [each | UNDATED for each in copied(undated, *OF_EACH_COUNT)]
    values = [{"series": series_of[count.uid], **each} for count, each in zip([*dated, *undated], said, strict=True)]
    if headline := next((count.uid for count in dated if count.is_headline), None):
        # One that no document shows may be the headline by now, and there is one at a time.
        species.counts.filter(is_headline=True).exclude(uid=headline).update(is_headline=False)
    remarks = put_statements(species.counts, profile, [*dated, *undated], values, stays=stays_beside(values))
    gone = [series for series in profile.series if series not in known]
    return [*remarks, *(f"What is counted, or how, has no such word any more: {series.counted}." for series in gone)]


def stays_beside(values: Iterable[dict[str, Any]]) -> Callable[[models.Count], bool]:
    """Whether a count stays that no document shows: not where one that comes back says the same."""
    taken = {(value["series"].pk, value["year"], value["low"], value["high"]) for value in values}
    return lambda row: row.is_hidden and (row.series_id, row.year, row.low, row.high) not in taken


def trend(species: models.Species, profile: doc.SpeciesProfile) -> Remarks:
    note = profile.trend
    if note is None:
        # One that is not whole, or not checked, is in no document: it stays in the draft.
        source = species.trend_source
        is_shown = species.trend and species.trend_as_of and source is not None and not source.unverified
        return set_fields(species, {"trend": "", "trend_as_of": None, "trend_source": None}) if is_shown else []
    sources = Sources(profile.sources)
    said = {"trend": note.direction, "trend_as_of": note.as_of, "trend_source": sources.row(note.source)}
    checks = checks_of(models.Species, species, said, note.checked_on)
    return [*set_fields(species, said | checks), *sources.remarks]


def sizes(species: models.Species, profile: doc.SpeciesProfile) -> Remarks:
    """Those of the first editions whose numbers could not be told from their words stay as the draft has them."""
    known = [size for size in profile.sizes if size.unit]
    lost = {size.uid: size for size in profile.sizes if not size.unit}
    said = copied(known, "kind", "sex", "low", "high", "unit", "as_printed")
    remarks = put_statements(
        species.measurements, profile, known, said, stays=lambda row: row.is_hidden or row.uid in lost
    )
    words = "The measurement “{}, {}” could not be restored: its edition kept words only. Write it by hand."
    return [*remarks, *(words.format(size.label, size.metric) for size in lost.values())]


def countries(species: models.Species, profile: doc.SpeciesProfile) -> Remarks:
    said = [{"country": country.code, "presence": country.presence} for country in profile.countries]
    return put_statements(species.range_countries, profile, profile.countries, said)


def threats(species: models.Species, profile: doc.SpeciesProfile) -> Remarks:
    said = copied(profile.threats, "title", "text", "code", "timing")
    return put_statements(species.threats, profile, profile.threats, said)


def actions(species: models.Species, profile: doc.SpeciesProfile) -> Remarks:
    said = copied(profile.actions, "title", "text", "code", "since", "until", "place", "partners", "result")
    remarks = put_statements(species.actions, profile, profile.actions, said)
    here = {threat.uid: threat for threat in species.threats.all()}
    hidden = [threat for threat in here.values() if threat.is_hidden]
    titles = {threat.uid: threat.title for threat in profile.threats}
    rows = {row.uid: row for row in species.actions.all()}
    for action in profile.actions:
        row = rows[action.uid]
        unseen = [threat for threat in hidden if threat.uid not in action.answers and threat in row.answers.all()]
        row.answers.set([*(here[uid] for uid in action.answers if uid in here), *unseen])
        remarks += [
            f"“{action.title}” answered the threat “{titles.get(uid, '?')}”, which the draft does not have."
            for uid in action.answers
            if uid not in here
        ]
    return remarks


def places(species: models.Species, profile: doc.SpeciesProfile) -> Remarks:
    uids, named = [place.uid for place in profile.places], [place.name for place in profile.places]
    return put_pages(species.places, uids, named)


def names(species: models.Species, profile: doc.SpeciesProfile) -> Remarks:
    return put_statements(species.names, profile, profile.names, copied(profile.names, "name", "language"))


def classification(species: models.Species, profile: doc.SpeciesProfile) -> Remarks:
    ranks = dict(profile.classification)
    columns = {"kingdom": "kingdom", "phylum": "phylum", "class": "class_name", "order": "order", "family": "family"}
    values = {column: ranks.get(rank, "") for rank, column in columns.items()}
    return set_fields(species, {"rank": profile.rank, **values})


def catalogues(species: models.Species, profile: doc.SpeciesProfile) -> Remarks:
    wanted = [Wanted(values=said) for said in copied(profile.identifiers, "scheme", "value")]
    put_rows(species.identifiers, wanted, same=["scheme"])
    return []


def sources(species: models.Species, profile: doc.SpeciesProfile) -> Remarks:
    found = Sources(profile.sources)
    counts = [count for series in profile.series for count in series.counts]
    loose = [
        *profile.fast_facts, *profile.threats, *profile.actions, *profile.habitats, *profile.names, *profile.countries,
    ]  # fmt: skip
    stated = [*loose, *profile.red_list, *profile.listings, *profile.sizes, *counts]
    cited = {entry.source for entry in stated} | ({profile.trend.source} if profile.trend else set())
    chosen = list(species.sources.all())
    needed = any(entry.source is None for entry in loose)
    unseen = [source for source in chosen if source.unverified]
    species.sources.set([*found.of_page(cited, chosen, needed=needed), *unseen])
    return found.remarks


THAW = {
    "name": name,
    "introduction": introduction,
    "photos": photos,
    "fast-facts": fast_facts,
    "red-list": red_list,
    "listings": listings,
    "numbers": numbers,
    "trend": trend,
    "sizes": sizes,
    "range": countries,
    "habitats": habitats,
    "threats": threats,
    "actions": actions,
    "places": places,
    "names": names,
    "classification": classification,
    "catalogues": catalogues,
    "sources": sources,
}
