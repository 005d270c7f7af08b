"""What a screen reader is told of three pages, held as text beside this file: landmarks, headings, names, states.

Where a page changes on purpose, the test prints what it says now; with ARTEFACTS=FOLDER it is written there too.
"""

import os
import re
from pathlib import Path

import pytest

from publishing import clock, verbs
from tests.content import make_news, make_place, make_species
from website.models import MenuItem, SiteSettings

TREES = Path(__file__).with_name("trees")
PAGES = {
    "home": "/",
    "profile": "/species/amur-leopard/",
    "news": "/newsroom/2026/01/a-leopard-crosses-the-border/",
}


@pytest.fixture
def site(transactional_db):
    SiteSettings.objects.create(pk=1, name="Cats & Co", tagline="Leopards, and what is known", donate_url="/donate/")
    MenuItem.objects.create(where="head", title="Species", url="/species/")
    place, species, news = make_place(), make_species(), make_news()
    verbs.publish(place, by=None)
    species.places.add(place)
    verbs.publish(species, by=None)
    news.species.add(species)
    verbs.publish(news, by=None)


def tree(page, path):
    page.goto(path)
    page.wait_for_load_state("load")
    told = page.locator("body").aria_snapshot()
    # The day of the test, the port it ran on.
    today = clock.now()
    for written in (f"{today:%-d %B %Y}", f"{today:%Y, %B} {today.day}"):
        told = told.replace(written, "TODAY")
    told = re.sub(r"/media/p/[0-9a-f]+-", "/media/p/PHOTO-", told)
    return re.sub(r"http://(127.0.0.1:\d+|testserver)", "SITE", told) + "\n"


def test_the_trees_are_what_they_were(new_page, site):
    # Pictures of the cast have no files.
    page = new_page()
    page.allow(404)
    changed = {}
    for name, path in PAGES.items():
        told = tree(page, path)
        kept = TREES / f"{name}.txt"
        if not kept.exists() or kept.read_text(encoding="utf-8") != told:
            changed[name] = told
            if folder := os.environ.get("ARTEFACTS"):
                Path(folder, f"{name}.txt").write_text(told, encoding="utf-8")
    assert not changed, "\n\n".join(f"{name} says now:\n{told}" for name, told in changed.items())
