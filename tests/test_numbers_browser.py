"""Numbers in a real browser: a newer count counted in clicks and fields, and a live figure from search to reader."""

import pytest
from playwright.sync_api import expect

from publishing import verbs
from tests.content import make_place, make_source, make_species, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = 12


class Hand:
    """Counts what an editor does: each press and each field that is filled."""

    def __init__(self) -> None:
        self.acts = 0

    def __call__(self, act, *given) -> None:
        act(*given)
        self.acts += 1


def test_a_newer_count_is_published_in_few_interactions(page):
    make_user("ann")
    species = make_species()
    species.photos.all().delete()
    species.counts.update(low=91)
    verbs.publish(species, by=None)
    make_source(title="Leopards of the park", author="", year=2023)
    page.goto(f"/admin/login/?next=/admin/wcs_species/species/{species.pk}/numbers/")
    page.get_by_label("Username").fill("ann")
    page.get_by_label("Password").fill("walk on snow")
    page.get_by_role("button", name="Log in").click()

    hand = Hand()
    hand(page.get_by_role("link", name="Add newer count").click)
    expect(page.get_by_label("Number", exact=True)).to_be_focused()
    expect(page.get_by_role("group", name="what differs?")).to_be_hidden()
    hand(page.get_by_label("How many").select_option, "at least")
    hand(page.get_by_label("Number", exact=True).fill, "125")
    hand(page.get_by_label("Year counted").fill, "2023")
    said = page.locator(".newer output")
    hand(page.get_by_label("Yes").check)
    expect(said).to_have_text("at least 125 adults, 2023. Comparable with 91 in 2018.")
    hand(page.get_by_label("Not sure").check)
    expect(said).to_have_text(
        "at least 125 adults, 2023. Not known to be comparable with 2018: not called a rise or a fall."
    )
    hand(page.get_by_label("Where it was read").fill, "Leopards of")
    expect(page.locator("#known-sources option")).to_have_attribute("value", "Leopards of the park, 2023")
    hand(page.get_by_label("Where it was read").fill, "Leopards of the park, 2023")
    hand(page.get_by_role("button", name="Publish now").click)
    expect(page.locator(".messagelist")).to_contain_text("is live")
    assert hand.acts <= MOST
    page.goto("/species/amur-leopard/")
    expect(page.locator(".label-number")).to_have_text("at least 125")
    expect(page.locator("#numbers")).to_contain_text("not called a rise or a fall")


def test_a_live_figure_is_written_by_search_and_opens_without_a_script(page, no_js):
    make_user("ann")
    species, place = make_species(), make_place(photo=None)
    species.photos.all().delete()
    verbs.publish(species, by=None)
    page.goto(f"/admin/login/?next=/admin/places/place/{place.pk}/change/")
    page.get_by_label("Username").fill("ann")
    page.get_by_label("Password").fill("walk on snow")
    page.get_by_role("button", name="Log in").click()
    text = page.get_by_role("textbox", name="Text", exact=True)
    text.click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type(" Cameras saw ")
    page.get_by_role("button", name="Live figure…").click()
    page.get_by_label("The headline number of").fill("amur")
    page.get_by_role("button", name="84 adults").click()
    expect(text).to_contain_text("Cameras saw 84 adults")
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".messagelist")).to_contain_text("is live")

    no_js.goto(place.get_absolute_url())
    about = no_js.locator(".figure-about")
    expect(about).to_be_hidden()
    no_js.get_by_role("button", name="84 adults").click()
    expect(about).to_be_visible()
    expect(about).to_contain_text(
        "Amur leopard, 2018: Land of the Leopard, by camera traps. Read in A. Vitkalova, 2018."
    )
    no_js.keyboard.press("Escape")
    expect(about).to_be_hidden()
