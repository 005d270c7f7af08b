"""Nothing of a draft shows anywhere in public: words, names, slugs, links."""

from datetime import timedelta

import pytest

from campaigns.models import Appeal, Campaign
from publishing import clock, verbs
from tests.content import make_news, make_photo, make_place, make_plain_page, make_species, make_user
from tests.crawl import crawl
from wcs_species.models import FastFact, Group, SpeciesPhoto
from website.models import MenuItem

pytestmark = pytest.mark.django_db

SECRET = "xyzzy"


@pytest.fixture
def site():
    """A site in which every kind of page is live, and every kind has a draft that says the secret word."""
    editor = make_user()
    place = make_place()
    verbs.publish(place, by=editor)
    species = make_species()
    species.places.add(place)
    verbs.publish(species, by=editor)
    news = make_news()
    news.species.add(species)
    news.places.add(place)
    verbs.publish(news, by=editor)
    plain = make_plain_page()
    verbs.publish(plain, by=editor)
    MenuItem.objects.create(title="About", page=plain.page)

    change_live_pages(species, news, place, plain)
    add_new_drafts(species, news, place)
    return species


def change_live_pages(species, news, place, plain):
    species.common_name, species.slug, species.introduction = (
        f"{SECRET} cat",
        f"{SECRET}-cat",
        f"<p>{SECRET}</p>",
    )
    species.save()
    FastFact.objects.create(species=species, text=f"{SECRET} fact")
    photo = make_photo(title=f"{SECRET} photo", caption=f"{SECRET} caption", alt_text=f"{SECRET} alt")
    SpeciesPhoto.objects.create(species=species, photo=photo, number=99)
    species.groups.add(Group.objects.create(name=f"{SECRET} group", slug=f"{SECRET}-group"))
    news.headline, news.slug, news.dek = f"{SECRET} news", f"{SECRET}-news", SECRET
    news.save()
    place.name, place.slug = f"{SECRET} place", f"{SECRET}-place"
    place.save()
    plain.title, plain.slug, plain.body = f"{SECRET} page", f"{SECRET}-page", SECRET
    plain.save()
    for row in (species, news, place, plain):
        verbs.save_draft(row, by=None)


def add_new_drafts(species, news, place):
    """Rows that were never published, named by live pages and menus; and what waits for its hour."""
    new_place = make_place(name=f"{SECRET} valley", slug=f"{SECRET}-valley")
    new_species = make_species(common_name=f"{SECRET} ape", scientific_name=f"{SECRET} nova", slug=f"{SECRET}-ape")
    species.places.add(new_place)
    news.species.add(new_species)
    MenuItem.objects.create(title=SECRET, page=new_place.page)
    waiting = make_news(headline=f"{SECRET} scheduled", slug=f"{SECRET}-scheduled")
    waiting.species.add(species)
    verbs.schedule(waiting, at=clock.now() + timedelta(days=1), by=None)
    later = clock.now() + timedelta(days=1)
    Campaign.objects.create(title=SECRET, slug="draft", text=SECRET, on_every_species=True)
    Campaign.objects.create(title=SECRET, slug="later", text=SECRET, on_every_species=True, live_from=later)
    Appeal.objects.create(title=SECRET, text=SECRET, photo=make_photo(), live_from=later)


def test_no_public_address_says_anything_of_a_draft(client, site):
    answers = crawl(client)
    assert len(answers) > 12
    assert any(path.startswith("/newsroom/20") for path in answers)
    for path, response in answers.items():
        assert SECRET not in response.content.decode(errors="replace").lower(), path
        assert SECRET not in path


def test_a_search_for_a_draft_finds_nothing(client, site):
    for path in (f"/search/?q={SECRET}", f"/species/?q={SECRET}"):
        text = client.get(path).content.decode().lower()
        # Only the reader's own words come back.
        assert f"{SECRET}-" not in text
        assert f"{SECRET} " not in text.replace(f"“{SECRET}”", "")


@pytest.mark.parametrize(
    "path",
    [
        f"/species/{SECRET}-cat/",
        f"/species/{SECRET}-ape/",
        "/species/amur-leopard/photos/99/",
        f"/species/?group={SECRET}-group",
        f"/places/{SECRET}-valley/",
        f"/newsroom/2026/01/{SECRET}-scheduled/",
        f"/{SECRET}-page/",
    ],
)
def test_asking_for_a_draft_by_its_address_finds_nothing(client, site, path):
    response = client.get(path)
    if response.status_code == 200:
        assert "/species/amur-leopard/" not in response.content.decode().split("<main")[1].split("</main")[0]
    else:
        assert response.status_code == 404
    assert f"{SECRET} " not in response.content.decode()


def test_publishing_a_page_that_names_drafts_does_not_tell_of_them(client, site):
    """The species is published again: its own words come out, the unpublished place it names does not."""
    verbs.publish(site, by=None)
    text = client.get(f"/species/{SECRET}-cat/").content.decode()
    assert f"{SECRET} fact" in text
    assert f"{SECRET} valley" not in text
    assert f"{SECRET}-valley" not in text
