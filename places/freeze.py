"""From the rows of a place to its document."""

from django.db.models import FETCH_RAISE, Prefetch, QuerySet
from django_countries import countries

from photos.pictures import use_of
from places import models
from places.documents import PlaceFact, PlacePage
from places.models import Place
from publishing import figures
from sources.documents import SourceList, checked


def drafts() -> QuerySet[Place]:
    """Places with all that their documents are made from; anything else asked of them raises an error."""
    facts = Prefetch("facts", models.PlaceFact.objects.select_related("source").fetch_mode(FETCH_RAISE))
    rows = Place.objects.select_related("page", "photo", "area_source", "established_source").prefetch_related(facts)
    return rows.fetch_mode(FETCH_RAISE)


def freeze(place: Place) -> PlacePage:
    sources = SourceList()
    return PlacePage(
        uid=place.page.uid,
        path=place.get_absolute_url(),
        name=place.name,
        kind=place.kind,
        kind_label=place.get_kind_display(),
        countries=tuple(countries.name(code) for code in place.country_codes()),
        latitude=float(place.latitude) if place.latitude is not None else None,
        longitude=float(place.longitude) if place.longitude is not None else None,
        area_km2=place.area_km2,
        area_source=sources.number(place.area_source) if place.area_km2 else None,
        established=place.established,
        established_source=sources.number(place.established_source) if place.established else None,
        summary=place.summary,
        body=figures.frozen(place.body, place),
        facts=tuple(
            PlaceFact(uid=fact.uid, text=fact.text, source=sources.number(fact.source), checked_on=fact.checked_on)
            for fact in checked(place.facts.all())
        ),
        photo=use_of(place.photo) if place.photo else None,
        sources=sources.notes(),
        checked_on=place.checked_on,
    )
