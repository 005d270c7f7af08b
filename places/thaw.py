"""From the document of a place back to the rows of its draft, section by section."""

from decimal import Decimal

from django_countries import countries

from photos.thaw import Photos
from places.documents import PlacePage
from places.models import Place
from publishing.restore import set_fields, slug_of
from sources.thaw import Sources, checks_of, put_statements


def name(place: Place, page: PlacePage) -> list[str]:
    codes = {each: countries.by_name(each) for each in page.countries}
    values = {
        "name": page.name,
        "kind": page.kind,
        "countries": ", ".join(code for code in codes.values() if code),
        "slug": slug_of(page.path),
        "summary": page.summary,
    }
    unknown = [f"{each} is no longer a name of a country here." for each, code in codes.items() if not code]
    return [*set_fields(place, values), *unknown]


def text(place: Place, page: PlacePage) -> list[str]:
    photos = Photos([page.photo] if page.photo else [])
    photo = photos.alone(page.photo)
    return [*set_fields(place, {"photo": photo, "body": page.body}), *photos.remarks]


def where(place: Place, page: PlacePage) -> list[str]:
    sources = Sources(page.sources)
    centre = {
        "latitude": None if page.latitude is None else Decimal(str(page.latitude)),
        "longitude": None if page.longitude is None else Decimal(str(page.longitude)),
    }
    said = {
        "area_km2": page.area_km2,
        "area_source": sources.row(page.area_source),
        "established": page.established,
        "established_source": sources.row(page.established_source),
    }
    checks = checks_of(Place, place, said, page.checked_on)
    return [*set_fields(place, centre | said | checks), *sources.remarks]


def facts(place: Place, page: PlacePage) -> list[str]:
    return put_statements(place.facts, page, page.facts, [{"text": fact.text} for fact in page.facts])


THAW = {"name": name, "text": text, "where": where, "facts": facts}
