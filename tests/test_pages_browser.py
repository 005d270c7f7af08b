"""The public pages in a browser, as readers with different eyes, hands and machines meet them."""

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from playwright.sync_api import expect

from publishing import verbs
from tests.demo import MEDIA, load_demo
from wcs_species.models import Species

LEOPARD = "/species/amur-leopard/"
PAGES = [
    "/",
    "/species/",
    "/species/?q=nothing+like+that",
    "/species/compare/?species=amur-leopard&species=jaguar",
    "/species/threats/",
    LEOPARD,
    f"{LEOPARD}photos/1/",
    f"{LEOPARD}history/",
    f"{LEOPARD}editions/1/",
    "/newsroom/",
    "/newsroom/2012/04/russia-gives-its-leopards-a-park/",
    "/places/",
    "/places/wakhan/",
    "/search/",
    "/search/?q=leopard",
    "/search/?q=zzzz",
    "/saving-wild-places/",
    "/privacy/",
    "/newsletter/",
    "/glossary/",
    "/press/",
    "/accessibility/",
    "/report/?page=/species/okapi/",
    "/report/thanks/",
    "/newsletter/check-your-inbox/",
    "/newsletter/confirm/no-such-token/",
    "/species/amur-lepard/",
    "/campaigns/amur-leopard/",
]


@pytest.fixture(autouse=True)
def site(transactional_db, settings):
    """The demo. Set up before the browser, it is taken down after it: a page may still be loading its photos."""
    settings.MEDIA_ROOT = MEDIA
    load_demo()


def visit(page, path):
    """The page, read to its end, by somebody who has seen the campaign."""
    page.add_init_script("Storage.prototype.getItem = () => 'seen'")
    page.goto(path)
    page.wait_for_load_state("load")


def test_axe_finds_nothing_on_any_page(page):
    page.allow(404)
    found = {}
    for path in PAGES:
        visit(page, path)
        # The dark page is the light one in other colours.
        for scheme, rules in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):
            page.emulate_media(color_scheme=scheme)
            results = Axe().run(page, options={"resultTypes": ["violations"], **rules})
            if results.violations_count:
                found[path, scheme] = f"{path}, {scheme}: {results.generate_report()}"
    assert not found, "\n".join(found.values())


def test_axe_finds_nothing_in_the_campaign(page):
    page.goto(LEOPARD)
    page.locator("dialog.campaign-dialog[open]").wait_for()
    results = Axe().run(page)
    assert not results.violations_count, results.generate_report()


def test_every_page_is_sound_html(client):
    for path in [*PAGES, "/newsroom/?kind=story"]:
        parser = html5lib.HTMLParser(strict=True)
        parser.parse(client.get(path).content.decode())


def test_a_profile_reads_whole_without_javascript(no_js):
    no_js.goto(LEOPARD)
    expect(no_js.get_by_role("heading", level=1)).to_have_text("Amur leopard")
    for name in ("Fast facts", "Numbers", "Threats and what we do", "Sources"):
        expect(no_js.get_by_role("heading", name=name, exact=True)).to_be_visible()
    expect(no_js.get_by_role("navigation", name="On this page")).to_be_visible()
    no_js.get_by_role("link", name="The Amur leopard in three counts").click()
    expect(no_js.get_by_role("heading", level=1)).to_have_text("The Amur leopard in three counts")
    expect(no_js.get_by_text("A rise from 125 in 2023.")).to_be_visible()
    expect(no_js.get_by_text("Not known to be comparable with 2018")).to_be_visible()


def test_an_old_edition_says_that_it_is_old_and_leads_to_the_page_of_today(page):
    leopard = Species.objects.get(slug="amur-leopard")
    leopard.summary += " And more."
    leopard.save()
    verbs.publish(leopard, by=None)
    visit(page, f"{LEOPARD}editions/1/")
    notice = page.get_by_role("note")
    expect(notice).to_contain_text("This is what the page said from")
    notice.get_by_role("link", name="Read the page of today").click()
    page.wait_for_url(f"**{LEOPARD}")
    expect(page.get_by_role("note")).to_have_count(0)


@pytest.mark.parametrize("name", ["500", "503", "maintenance", "cross_site"])
def test_a_page_that_stands_alone_is_sound_and_needs_no_database(page, name):
    page.goto("/robots.txt")
    html = render_to_string(f"errors/{name}.html")
    html5lib.HTMLParser(strict=True).parse(html)
    page.set_content(html)
    results = Axe().run(page)
    assert not results.violations_count, results.generate_report()


def test_the_contents_follow_the_reader(page):
    visit(page, LEOPARD)
    contents = page.get_by_role("navigation", name="On this page")
    for name in ("Numbers", "Sources"):
        contents.get_by_role("link", name=name, exact=True).click()
        expect(contents.get_by_role("link", name=name, exact=True)).to_have_attribute("aria-current", "true")


def test_the_first_thing_a_keyboard_finds_leads_past_the_menus(page):
    visit(page, LEOPARD)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_attribute("href", "#main")
    expect(skip).to_be_in_viewport()


def test_a_phone_finds_the_menu(phone):
    visit(phone, "/")
    phone.get_by_text("Menu", exact=True).tap()
    phone.get_by_role("navigation", name="Main").get_by_role("link", name="Newsroom").tap()
    phone.wait_for_url("**/newsroom/")


@pytest.mark.smoke
def test_a_donor_signs_up_from_a_profile(page):
    visit(page, LEOPARD)
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Sign up").click()
    page.wait_for_url("**/newsletter/check-your-inbox/")


def test_a_malformed_address_stays_in_the_form_with_the_reason_beside_it(page):
    page.allow(422)
    visit(page, "/newsletter/")
    page.locator("form.signup").evaluate("form => form.noValidate = true")
    page.get_by_label("Your e-mail address").fill("ada@@example")
    page.get_by_role("button", name="Sign up").click()
    field = page.get_by_label("Your e-mail address")
    expect(field).to_have_value("ada@@example")
    expect(field).to_have_attribute("aria-invalid", "true")
