"""The page beside its form, as it is typed: through the public template, with nothing saved and nobody kept waiting."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from playwright.sync_api import expect

from publishing import verbs
from publishing.models import Edition, Page
from tests.content import make_photo, make_place, make_source, make_species, make_user
from tests.forms import add_row, fields
from wcs_species.models import Species

SPECIES = "/admin/wcs_species/species/"


def form_of(client, species) -> dict:
    return fields(client.get(f"{SPECIES}{species.pk}/change/"), "species_form")


def previewed(client, species, data) -> dict:
    response = client.post(f"{SPECIES}{species.pk}/preview/", data)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.json()


@pytest.fixture
def leopard(client):
    client.force_login(make_user("ann"))
    return make_species()


@pytest.mark.django_db
def test_what_is_typed_shows_and_nothing_is_saved(client, leopard):
    place = make_place()
    verbs.publish(place, by=None)
    before = Page.objects.get(pk=leopard.page_id).draft_version
    threat, series = str(uuid4()), str(uuid4())
    data = form_of(client, leopard) | {"common_name": "Snow-walker", "places": [place.pk], "fast_facts-0-DELETE": "on"}
    add_row(data, "fast_facts", uid=uuid4(), text="It barks at dusk.", source=make_source(title="Barks").pk)
    add_row(data, "threats", uid=threat, title="Snares", timing="ongoing")
    add_row(data, "actions", uid=uuid4(), title="Snare patrols", answers=[threat])
    add_row(data, "series", uid=series, counted="nests", area="Kedrovaya Pad")
    add_row(data, "counts", uid=uuid4(), series=series, year=2019, qualifier="exactly", low=7, comparable="unsure")
    add_row(data, "photos", uid=uuid4(), photo=make_photo().pk, caption="At the border.")
    page = previewed(client, leopard, data)["page"]
    typed = ("Snow-walker</h1>", "It barks at dusk.", "Barks", "Snares", "Kedrovaya Pad", "At the border.", place.name)
    for words in typed:
        assert words in page, words
    assert "seven centimetres" not in page
    leopard.refresh_from_db()
    assert (leopard.common_name, leopard.fast_facts.count(), leopard.threats.count()) == ("Amur leopard", 1, 1)
    assert Page.objects.get(pk=leopard.page_id).draft_version == before
    assert not Edition.objects.of_kind("species").exists()


@pytest.mark.django_db
def test_a_page_that_was_never_saved_is_previewed(client, leopard):
    data = fields(client.get(f"{SPECIES}add/"), "species_form")
    data |= {"common_name": "Bonobo", "scientific_name": "Pan paniscus", "slug": "bonobo"}
    add_row(data, "fast_facts", uid=uuid4(), text="Females lead.")
    answer = client.post(f"{SPECIES}add/preview/", data).json()
    assert "Females lead." in answer["page"]
    assert "as typed: 2 things to mend" in answer["before"]
    assert not Species.objects.filter(slug="bonobo").exists()
    assert Page.objects.count() == 1


@pytest.mark.django_db
def test_what_is_typed_is_judged_as_publishing_would_and_led_to_in_the_form(client, leopard):
    data = form_of(client, leopard) | {"introduction": "", "counts-0-position": "9"}
    new = add_row(
        data, "counts", uid=uuid4(), series=data["counts-0-series"], year=2019, qualifier="exactly", low=7, position=1
    )
    data[f"{new}-comparable"] = "unsure"
    before = previewed(client, leopard, data)["before"]
    assert "Before publishing, as typed: 2 things to mend" in before
    assert 'href="#id_introduction"' in before
    # The new count comes first, and its row in the form is the second.
    assert 'href="#counts-1"' in before
    assert 'href="#counts-0"' not in before
    saved = client.get(f"{SPECIES}{leopard.pk}/checks/").content.decode()
    assert "as saved: nothing is in the way" in saved
    assert not Edition.objects.exists()


@pytest.mark.django_db
def test_what_is_in_the_way_is_told_with_its_place(client, leopard):
    data = form_of(client, leopard) | {"common_name": "", "counts-0-low": "many"}
    answer = previewed(client, leopard, data)
    assert "page" not in answer
    assert {each["place"] for each in answer["obstacles"]} == {"id_common_name", "id_counts-0-low"}
    assert any("count" in each["name"] and "whole number" in each["words"] for each in answer["obstacles"])


@pytest.mark.django_db
def test_that_somebody_saved_meanwhile_is_not_in_its_way(client, leopard):
    data = form_of(client, leopard) | {"summary": "Mine."}
    verbs.save_draft(leopard, by=None)
    assert "Mine." in previewed(client, leopard, data)["page"]


@pytest.mark.django_db
def test_only_who_may_save_it_may_have_it_made(client, leopard):
    data = form_of(client, leopard)
    client.force_login(make_user("eve", is_superuser=False))
    assert client.post(f"{SPECIES}{leopard.pk}/preview/", data).status_code == 403
    assert client.post(f"{SPECIES}add/preview/", data).status_code == 403
    client.logout()
    # Somebody signed out gets the form back, and no page.
    answer = client.post(f"{SPECIES}{leopard.pk}/preview/", data)
    assert answer["Content-Type"].startswith("text/html")
    assert "Sign in" in answer.content.decode()
    assert client.get(f"{SPECIES}add/preview/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_it_does_not_wait_for_somebody_who_writes(client, leopard):
    data = form_of(client, leopard) | {"common_name": "Snow-walker"}
    client.post(f"{SPECIES}{leopard.pk}/preview/", data)  # loads what a process loads once
    sqlite = connection.vendor == "sqlite"
    other = connection.copy()
    try:
        with other.cursor() as writer, connection.cursor() as mine:
            writer.execute("BEGIN IMMEDIATE" if sqlite else "BEGIN")
            writer.execute("UPDATE publishing_page SET name = 'held'")
            writer.execute("UPDATE wcs_species_species SET summary = 'held'")
            mine.execute("PRAGMA busy_timeout = 1" if sqlite else "SET lock_timeout = 1")
            assert "Snow-walker</h1>" in previewed(client, leopard, data)["page"]
            writer.execute("ROLLBACK")
            mine.execute("PRAGMA busy_timeout = 5000" if sqlite else "RESET lock_timeout")
    finally:
        other.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_stands_beside_the_form_while_it_is_typed(page):
    leopard = make_species(introduction="<p>It walks on snow.</p>" * 40)
    leopard.photos.all().delete()
    make_user("ann")
    page.goto("/admin/login/")
    page.get_by_label("Username").fill("ann")
    page.get_by_label("Password").fill("walk on snow")
    page.get_by_role("button", name="Log in").click()
    page.goto(f"{SPECIES}{leopard.pk}/change/")
    page.get_by_role("group", name="Preview beside the form").get_by_role("button", name="Desktop").click()
    beside = page.frame_locator("iframe[title='The draft as a page']")
    expect(beside.locator("h1")).to_have_text(re.compile("Amur leopard"))

    # Where a reader has scrolled to is kept; the whole of a wide page is seen.
    inner = page.query_selector("iframe[title='The draft as a page']").content_frame()
    assert inner.evaluate("innerWidth") == 1280
    inner.evaluate("document.documentElement.scrollTo(0, 700)")
    page.get_by_label("Common name").fill("Snow-walker")
    expect(beside.locator("h1")).to_have_text(re.compile("Snow-walker"))
    assert inner.evaluate("document.documentElement.scrollTop") == 700

    # The last good page stays, and the way to what is wrong is shown.
    page.get_by_label("Scientific name").fill("")
    status = page.get_by_role("complementary", name="Preview of the draft").get_by_role("status")
    expect(status).to_contain_text("Not the newest")
    expect(beside.locator("h1")).to_have_text(re.compile("Snow-walker"))
    before = page.locator(".checks summary")
    expect(before).to_have_text("Before publishing: what the form does not take yet")
    status.get_by_role("link", name="Scientific name").click()
    page.get_by_label("Scientific name").fill("Panthera nivis")
    expect(beside.locator("h1 + *, header").filter(has_text="Panthera nivis").first).to_be_visible()

    expect(before).to_have_text("Before publishing, as typed: nothing is in the way, 1 to consider")

    # The choice is remembered; the form is as it was typed.
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Draft saved")
    expect(beside.locator("h1")).to_have_text(re.compile("Snow-walker"))
    page.get_by_role("button", name="Close the preview").click()
    expect(page.locator("iframe[title='The draft as a page']")).to_be_hidden()

    # Without it, what is typed is judged where an editor looks at what is found.
    page.locator("#id_summary").fill("A leopard of the snow.")
    expect(before).to_have_text("Before publishing: open this to judge what is typed")
    before.click()
    expect(before).to_contain_text("as typed: nothing is in the way")
