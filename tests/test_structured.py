"""What a profile tells search engines: the same animal, number, date and source that readers see."""

import json
import re

import pytest
from django.test import Client

from publishing import verbs
from tests.content import make_source, make_species
from wcs_species import models as m

pytestmark = pytest.mark.django_db


def web_page(html: str) -> dict:
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return next((data for data in map(json.loads, blocks) if data["@type"] == "WebPage"), {})


@pytest.fixture
def leopard():
    species = make_species()
    verbs.publish(species, by=None)
    return species


def told(client: Client) -> dict:
    return web_page(client.get("/species/amur-leopard/").content.decode())


def test_the_animal_is_named_as_science_and_readers_name_it(client, leopard):
    m.Identifier.objects.create(species=leopard, scheme="gbif", value="5219410")
    verbs.publish(leopard, by=None)
    taxon = told(client)["about"]
    assert (taxon["@type"], taxon["name"]) == ("Taxon", "Panthera pardus orientalis")
    assert "Amur leopard" in taxon["alternateName"]
    assert {"@type": "PropertyValue", "propertyID": "GBIF", "value": "5219410"} in taxon["identifier"]
    assert any("5219410" in address for address in taxon["sameAs"])


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ({"qualifier": "exactly", "low": 125}, {"value": 125}),
        ({"qualifier": "about", "low": 450}, {"value": 450}),
        ({"qualifier": "at least", "low": 50}, {"minValue": 50}),
        ({"qualifier": "fewer than", "low": None, "high": 4500}, {"maxValue": 4500}),
        ({"qualifier": "between", "low": 14, "high": 20}, {"minValue": 14, "maxValue": 20}),
    ],
)
def test_the_headline_number_follows_with_its_year_and_source(client, leopard, values, ends):
    source = make_source(title="Leopards of the park", url="https://example.org/2023")
    leopard.counts.update(is_headline=False)
    m.Count.objects.create(
        species=leopard, series=leopard.series.get(), year=2023, is_headline=True, source=source, **values
    )
    verbs.publish(leopard, by=None)
    count = told(client)["mainEntity"]
    assert {name: count[name] for name in ("value", "minValue", "maxValue") if name in count} == ends
    assert count["observationDate"] == "2023"
    assert count["subjectOf"]["url"] == "https://example.org/2023"


def test_drafts_and_past_editions_tell_programs_nothing(client, leopard):
    verbs.save_draft(leopard, by=None)
    verbs.publish(leopard, by=None)
    assert told(client)
    assert not web_page(client.get("/species/amur-leopard/editions/1/").content.decode())


def test_without_a_headline_number_there_is_none(client, leopard):
    leopard.counts.update(is_headline=False)
    verbs.publish(leopard, by=None)
    assert "mainEntity" not in told(client)
