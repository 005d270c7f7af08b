"""What search engines and other programs are told of a profile: the animal, and its one number as the page says it."""

from typing import Any
from urllib.parse import urljoin

from publishing.models import Edition
from publishing.structured import given
from sources.documents import SourceNote
from wcs_species.documents import CountPoint, CountSeries, SpeciesProfile


def web_page(document: SpeciesProfile, edition: Edition, *, root: str) -> dict[str, Any]:
    """The page, what it is about and the count on its label. `root` is the address of the site."""
    url = urljoin(root, document.path)
    return given(
        {
            "@type": "WebPage",
            "@id": url,
            "url": url,
            "name": document.common_name,
            "description": document.summary,
            "dateModified": edition.in_force_from.isoformat(timespec="seconds"),
            "about": taxon(document, url),
            "mainEntity": headline(document, url),
        }
    )


def taxon(document: SpeciesProfile, url: str) -> dict[str, Any]:
    names = [document.common_name, *(name.name for name in document.other_names)]
    return given(
        {
            "@type": "Taxon",
            "@id": f"{url}#taxon",
            "name": document.scientific_name,
            "alternateName": names if document.has_common_name else names[1:],
            "taxonRank": document.rank,
            "identifier": [
                {"@type": "PropertyValue", "propertyID": each.label, "value": each.value}
                for each in document.identifiers
            ],
            "sameAs": [each.url for each in document.identifiers if each.url],
        }
    )


def headline(document: SpeciesProfile, url: str) -> dict[str, Any]:
    """The count that is the headline number, as an Observation; nothing where there is none."""
    for series in document.series:
        for count in series.counts:
            if count.is_headline:
                return observation(series, count, document.cited(count.source), url)
    return {}


def observation(series: CountSeries, count: CountPoint, source: SourceNote | None, url: str) -> dict[str, Any]:
    low, high = count.bounds
    return given(
        {
            "@type": "Observation",
            "@id": f"{url}#{count.anchor}",
            "observationAbout": {"@id": f"{url}#taxon"},
            "name": f"{count.phrase} {series.counted} in {count.year}, {series.area}",
            "observationDate": str(count.year),
            "unitText": series.counted,
            "measurementMethod": series.method,
            # An open number has one end: at least 50 has no highest, fewer than 50 no lowest.
            "value": low if low == high and not count.is_open else None,
            "minValue": low if count.qualifier == "at least" or (low != high and not count.is_open) else None,
            "maxValue": high if count.qualifier == "fewer than" or (low != high and not count.is_open) else None,
            "subjectOf": given({"@type": "CreativeWork", "name": source.title, "url": source.url or source.doi_url})
            if source
            else None,
        }
    )
