"""Rules of the house that no reader sees, until they are broken."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

from publishing import verbs
from tests.content import make_news, make_place, make_plain_page, make_species, make_user

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.*"))


@pytest.fixture
def site(db):
    """Thirty of everything, so that a query for each would be noticed."""
    editor = make_user()
    rows = []
    for number in range(30):
        place = make_place(name=f"Place {number}", slug=f"place-{number}")
        verbs.publish(place, by=editor)
        species = make_species(
            common_name=f"Species {number}", scientific_name=f"Species no. {number}", slug=f"species-{number}"
        )
        species.places.add(place)
        verbs.publish(species, by=editor)
        news = make_news(headline=f"News {number}", slug=f"news-{number}")
        news.species.add(species)
        rows.append(verbs.publish(news, by=editor))
    page = make_plain_page()
    verbs.publish(page, by=editor)
    return {"news": rows[3].path, "plain": page.get_absolute_url()}


# One query reads the state of the content, one finds the edition, one its related editions, one the pictures.
BUDGETS = {
    "/": 4,
    "/species/": 4,
    "/species/?status=CR&q=species": 4,
    "/species/species-3/": 4,
    "/species/species-3/photos/1/": 4,
    "/species/species-3/history/": 5,
    "/species/species-3/editions/1/": 6,
    "/newsroom/": 4,
    "/newsroom/feed/": 2,
    "news": 4,
    "/places/": 4,
    "/places/place-3/": 5,
    "/search/?q=species": 4,
    "plain": 4,
    "/newsletter/": 4,
    "/sitemap.xml": 2,
    "/robots.txt": 1,
    "/healthz": 0,
}


def test_every_page_keeps_within_its_queries(client, site, django_assert_max_num_queries):
    client.get("/")  # the frame of the pages is loaded once for each state of the content
    client.get("/species/")
    for name, budget in BUDGETS.items():
        path = site.get(name, name)
        with django_assert_max_num_queries(budget):
            assert client.get(path).status_code == 200, path
        # Kept whole: at most the one that reads the state.
        if not path.startswith(("/newsletter", "/healthz")):
            with django_assert_max_num_queries(1):
                client.get(path)


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(settings.BASE_DIR)))
def test_every_template_compiles(file):
    engines["django"].from_string(file.read_text())


def test_only_the_rich_text_component_trusts_html():
    trusting = [file.name for file in TEMPLATES if re.search(r"\|\s*safe\b|autoescape off", file.read_text())]
    assert trusting == ["richtext.html"]


def test_no_template_carries_script_or_style_of_its_own():
    for file in TEMPLATES:
        if file.suffix == ".html" and "emails" not in file.parts:
            text = file.read_text()
            assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"", text), file
            assert not re.search(r"<script(?![^>]*\bsrc=)", text), file
