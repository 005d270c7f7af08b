"""Pages across species: up to four side by side, and the threats of all of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from photos.pictures import pictures
from publishing import pages
from publishing.kinds import read
from publishing.models import Edition
from publishing.tables import as_csv
from wcs_species import choices
from wcs_species.documents import SpeciesProfile

MOST = 4
# More names than a reader can choose from in a list.
CHOICES = 500
# So many profiles are read for one page of the matrix.
PER_PAGE = 60
HEADS = tuple((code, label.removeprefix(f"{code} ")) for code, label in choices.threat_codes() if "." not in code)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four animals side by side, chosen by their slugs in the address, which can be shared."""
    paths = [f"/species/{slug[:80]}/" for slug in dict.fromkeys(request.GET.getlist("species")) if "\0" not in slug]
    live = Edition.objects.live().of_kind("species")
    found = {edition.path: profile(edition) for edition in live.filter(path__in=paths[:MOST])}
    profiles = [found[path] for path in paths if path in found]
    shown = pictures(document.lead_photo for document in profiles if document.lead_photo)
    context = {
        "columns": [(one, shown.get(one.lead_photo.photo) if one.lead_photo else None) for one in profiles],
        "names": pages.state_of(request).remember("species.names", names),
        "chosen": [one.path for one in profiles] + [""] * (MOST - len(profiles)),
    }
    return pages.show(request, "wcs_species/compare.html", context, kind="species compare")


def names() -> list[tuple[str, str, str]]:
    """Slug, address and name of the animals to choose from."""
    live = Edition.objects.live().of_kind("species").order_by("sort_key").values_list("path", "title")
    return [(path.split("/")[2], path, title) for path, title in live[:CHOICES]]


@dataclass(frozen=True)
class Row:
    """An animal, and for each head of the scheme the titles of its threats there."""

    profile: SpeciesProfile
    cells: tuple[tuple[str, ...], ...]


def profile(edition: Edition) -> SpeciesProfile:
    document = read(edition)
    assert isinstance(document, SpeciesProfile)
    return document


def rows(editions: Iterable[Edition]) -> list[Row]:
    found = []
    for edition in editions:
        document = profile(edition)
        cells = [
            tuple(threat.title for threat in document.threats if threat.code.split(".")[0] == code) for code, _ in HEADS
        ]
        found.append(Row(document, tuple(cells)))
    return found


@require_safe
def threats(request: HttpRequest) -> HttpResponse:
    """Which animal is harmed by what: species down, the heads of the IUCN scheme across."""
    page = by_need(request)
    context = {"page": page, "rows": rows(page.object_list), "heads": HEADS}
    return pages.show(request, "wcs_species/threats.html", context, kind="species threats")


@require_safe
def threats_csv(request: HttpRequest) -> HttpResponse:
    """The same table as the page of that number."""
    page = by_need(request)
    lines = [
        [row.profile.common_name, row.profile.scientific_name, *("; ".join(cell) for cell in row.cells)]
        for row in rows(page.object_list)
    ]
    head = ["species", "scientific name", *(f"{code} {name}" for code, name in HEADS)]
    return as_csv("threats.csv", head, lines)


def by_need(request: HttpRequest) -> Page:
    live = Edition.objects.live().of_kind("species").by_facet(choices.URGENCY)
    return Paginator(live.select_related("page"), PER_PAGE).get_page(request.GET.get("page"))


@require_safe
def counts_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Every count of a profile, a line each."""
    edition = Edition.objects.live().of_kind("species").at_path(f"/species/{slug}/").first()
    if edition is None:
        raise Http404(request.path)
    document = profile(edition)
    lines = [
        [
            series.counted, series.area, series.method, series.detail, count.year, count.qualifier, count.low,
            count.high, count.comparable, "yes" if count.is_headline else "", count.note,
            *cited(document, count.source),
        ]
        for series in document.series
        for count in series.counts
    ]  # fmt: skip
    lines += [
        [
            series.counted, series.area, series.method, series.detail, None, count.qualifier, count.low, count.high,
            "", "", count.note, *cited(document, count.source),
        ]
        for series, count in document.undated
    ]  # fmt: skip
    return as_csv(f"{slug}-counts.csv", COUNTS_HEAD, lines)


COUNTS_HEAD = (
    "counted", "area", "method", "how", "year", "qualifier", "low", "high", "comparable with the count before",
    "headline", "note", "source", "source address",
)  # fmt: skip


def cited(document: SpeciesProfile, number: int | None) -> tuple[str, str]:
    """Label and address of a source of this page."""
    if not number:
        return "", ""
    source = document.sources[number - 1]
    return f"{source.label}: {source.title}", source.url
