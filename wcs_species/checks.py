"""Why a species cannot be published yet, in the editor's words, each with the place in the form."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, Value
from django.urls import reverse

from photos.checks import unready
from publishing.checks import Draft, Found, check
from publishing.drafts import live_editions
from publishing.kinds import read
from publishing.models import Edition, Reference
from wcs_species import contradictions, models
from wcs_species.documents import SpeciesProfile
from wcs_species.verbs import without_dismissed


def numbered(part: str, rows: Iterable[models.Statement]) -> Iterator[tuple[str, models.Statement]]:
    """Rows with their place in the form; what is marked unverified stays out of the page, so it may be incomplete."""
    return ((f"{part}-{number}", row) for number, row in enumerate(rows) if not row.unverified)


@check("species", blocks=True)
def figures_have_sources(draft: Draft) -> Iterator[Found]:
    """A figure, a status or a listing needs a source of its own; other statements may rest on the page's."""
    for part, name in (
        ("counts", "The count “{}”"),
        ("measurements", "The measurement “{}”"),
        ("assessments", "The Red List assessment “{}”"),
        ("listings", "The listing “{}”"),
    ):
        for anchor, row in numbered(part, getattr(draft.row, part).all()):
            if row.source is None:
                message = (
                    f"{name.format(row)} has no source. Add one, or mark it unverified to keep it out of the page."
                )
                yield message, anchor


@check("species", blocks=True)
def statements_have_sources(draft: Draft) -> Iterator[Found]:
    species = draft.row
    parts = (
        species.fast_facts,
        species.threats,
        species.actions,
        species.habitats,
        species.names,
        species.range_countries,
    )
    loose = any(row.source is None and not row.unverified for rows in parts for row in rows.all())
    if loose and not species.sources.all():
        yield "Some statements have no source, and neither has the page as a whole.", "id_sources"


def undated(draft: Draft) -> Iterator[tuple[str, models.Count]]:
    for anchor, count in numbered("counts", draft.row.counts.all()):
        if isinstance(count, models.Count) and count.year is None:
            yield anchor, count


@check("species", blocks=True)
def the_headline_has_a_year(draft: Draft) -> Iterator[Found]:
    for anchor, count in undated(draft):
        if count.is_headline:
            yield f"The headline number “{count}” has no year. Give it one, or make another the headline.", anchor


@check("species", blocks=False)
def counts_have_years(draft: Draft) -> Iterator[Found]:
    for anchor, count in undated(draft):
        yield f"The count “{count}” has no year: it stands in a note under the charts, and on none of them.", anchor


@check("species", blocks=True)
def one_count_is_the_headline(draft: Draft) -> Iterator[Found]:
    if sum(count.is_headline and not count.unverified for count in draft.row.counts.all()) > 1:
        yield "Two counts are marked as the headline number. Keep one.", "counts-group"


@check("species", blocks=False)
def some_count_is_the_headline(draft: Draft) -> Iterator[Found]:
    counts = draft.row.counts.all()
    if counts and not any(count.is_headline and not count.unverified for count in counts):
        yield "No count is marked as the headline number: the card will show none.", "counts-group"


@check("species", blocks=True)
def photos_are_ready(draft: Draft) -> Iterator[Found]:
    return unready((use.photo, f"photos-{number}") for number, use in enumerate(draft.row.photos.all()))


@check("species", blocks=False)
def some_photo_leads(draft: Draft) -> Iterator[Found]:
    if not draft.row.photos.all():
        yield "There is no photo.", "photos-group"


@check("species", blocks=False)
def places_are_published(draft: Draft) -> Iterator[Found]:
    named = draft.row.places.all()
    live = live_editions(draft.row, named)
    for place in named:
        if place.page_id not in live:
            yield f"{place} is not published, so this page will not name it.", "id_places"


@check("species", blocks=True)
def introduction_is_written(draft: Draft) -> Iterator[Found]:
    if not draft.row.introduction:
        yield "The introduction is empty.", "id_introduction"


@check("species", blocks=True)
def trend_is_whole(draft: Draft) -> Iterator[Found]:
    if draft.row.trend and not draft.row.trend_source:
        yield "The population trend has no source.", "id_trend_source"
    if draft.row.trend and not draft.row.trend_as_of:
        yield "The population trend has no year.", "id_trend_as_of"


@check("species", blocks=False)
def status_is_known(draft: Draft) -> Iterator[Found]:
    if all(row.unverified for row in draft.row.assessments.all()):
        yield "No Red List assessment: the page will not say how threatened this animal is.", "assessments-group"


def contradicted(draft: Draft) -> list[contradictions.Contradiction]:
    """What this draft says otherwise than its own numbers, and nobody has dismissed."""
    profile = draft.document
    assert isinstance(profile, SpeciesProfile)
    ledger = contradictions.Ledger(profile=profile, year=date.today().year)
    return without_dismissed(contradictions.of(draft.said, ledger), of=draft.row.page.uid)


def contradicted_elsewhere(draft: Draft) -> list[contradictions.Contradiction]:
    """What a page that is no profile says otherwise than those of the animals it names, and nobody has dismissed."""
    here = str(draft.row) if draft.kind == "place" else ""
    found = contradictions.of_named(draft.said, profiles_for(draft), date.today().year, here)
    return without_dismissed(found, of=draft.row.page.uid)


def profiles_for(draft: Draft) -> list[SpeciesProfile]:
    """Those in force of the animals that this page names in its text, and that name it as a place of theirs."""
    text = " ".join(said.text for said in draft.said if said.is_text)
    naming = Reference.objects.filter(edition=OuterRef("pk"), role="place", target=draft.row.page.uid)
    return profiles_named(text, Exists(naming))


def profiles_named(text: str, *others: Exists) -> list[SpeciesProfile]:
    """The profiles in force whose animals this text names, and `others`."""
    wanted = Q(text__icontains=F("title"))
    for other in others:
        wanted |= Q(other)
    editions = Edition.objects.live().of_kind("species").annotate(text=Value(text)).filter(wanted)
    return [each for edition in editions if isinstance(each := read(edition), SpeciesProfile)]


def settled(found: Iterable[contradictions.Contradiction], draft: Draft) -> Iterator[Found]:
    """Each with the way to where it is dismissed, and back from there."""
    report = reverse("admin:contradictions")
    for each in found:
        yield each.message, each.anchor, (f"{report}?of={draft.row.page.uid}#{each.key}", "They do not disagree…")


@check("species", blocks=False)
def words_agree_with_numbers(draft: Draft) -> Iterator[Found]:
    return settled(contradicted(draft), draft)


@check("place", blocks=False)
def words_agree_with_profiles(draft: Draft) -> Iterator[Found]:
    return settled(contradicted_elsewhere(draft), draft)
