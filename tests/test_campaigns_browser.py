"""The campaign in a browser: laid over the page when it has been read for a moment, and staged beside its form."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from campaigns.models import CampaignDay
from publishing import clock, state
from tests.campaigns import make_campaign, make_census
from tests.content import make_user


@pytest.fixture
def census(transactional_db):
    return make_census()


@pytest.fixture
def campaign(census):
    return make_campaign(census.in_2018, census.in_2023, census.in_2024, link_title="See the count", link_url="/#main")


def told():
    """What was counted, as the last beacon left it."""
    return CampaignDay.objects.values("shown", "closed", "followed").first()


def test_the_campaign_is_laid_over_the_page_closed_and_not_seen_again(page, campaign):
    page.allow(404)
    page.add_init_script(
        "window.shifts = 0; new PerformanceObserver((list) => list.getEntries().forEach(({value}) => shifts += value))"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => document.querySelector('.masthead-name')?.focus())"
    )
    page.goto("/")
    dialog = page.get_by_role("dialog", name=campaign.title)
    dialog.wait_for()
    assert page.evaluate("document.readyState") == "complete"
    expect(dialog.get_by_role("heading", name=campaign.title)).to_be_focused()
    expect(dialog.get_by_text("A rise from 125 in 2023.")).to_be_visible()
    # Nothing grows where motion is not welcome.
    expect(page.locator(".campaign-counting")).to_have_count(0)
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("link", name="See the count")).to_be_focused()
    close = dialog.get_by_role("button", name="Close")
    box = close.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    with page.expect_response("**/seen/"):
        page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.evaluate("shifts") == 0
    assert page.evaluate("Object.keys(localStorage)") == [f"campaign seen: {campaign.uid}"]
    assert page.context.cookies() == []
    assert told() == {"shown": 1, "closed": 1, "followed": 0}
    # Focus is back where it was; and it does not open again.
    expect(page.locator(".masthead-name")).to_be_focused()
    page.reload()
    idle(page)
    expect(dialog).to_be_hidden()
    # Nor ever again for one who closed it, however often it may come.
    campaign.again = "daily"
    campaign.save()
    state.changed()
    page.clock.set_fixed_time(clock.now() + timedelta(days=30))
    page.reload()
    idle(page)
    expect(page.locator("[data-again='1']")).to_be_hidden()
    page.clock.set_fixed_time(clock.now())
    # Beneath 320 pixels wide it scrolls one way only, and its way out stays in sight.
    page.set_viewport_size({"width": 320, "height": 480})
    seen_a_day_ago(page, campaign)
    page.evaluate("document.querySelector('[data-campaign]').scrollTo(0, 9999)")
    assert page.evaluate("(d => d.scrollWidth <= d.clientWidth)(document.querySelector('[data-campaign]'))")
    expect(close).to_be_in_viewport(ratio=1)
    with page.expect_response("**/seen/"):
        dialog.get_by_role("link", name="See the count").click()
    expect(dialog).to_be_hidden()
    assert told() == {"shown": 2, "closed": 1, "followed": 1}


def idle(page):
    """Until the script has had its chance to open it."""
    page.wait_for_load_state("load")
    page.evaluate("new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)))")


def seen_a_day_ago(page, campaign):
    """Who went on without closing it sees it again after a day where its editor says so."""
    page.evaluate("(key) => localStorage.setItem(key, new Date(Date.now() - 25 * 3600e3).toISOString())", key(campaign))
    page.goto("/")
    page.get_by_role("dialog", name=campaign.title).wait_for()


def key(campaign):
    return f"campaign seen: {campaign.uid}"


def test_numbers_grow_where_motion_is_welcome_and_read_whole_all_the_while(new_page, campaign):
    page = new_page(reduced_motion="no-preference")
    page.allow(404)
    page.goto("/")
    number = page.get_by_role("dialog").get_by_role("definition").filter(has_text="129").first
    number.wait_for()
    expect(page.locator(".campaign-counting")).to_have_count(0)
    assert number.inner_text() == "129"
    # Beside it, which is the backdrop.
    page.mouse.click(5, 5)
    expect(page.get_by_role("dialog")).to_be_hidden()
    # On paper there is only the page.
    page.emulate_media(media="print")
    expect(page.locator(".campaign")).to_be_hidden()
    # Another campaign opens although this one was seen.
    make_campaign(title="A new count", rank=1)
    page.emulate_media(media="screen")
    page.goto("/")
    page.get_by_role("dialog", name="A new count").wait_for()


def test_it_lies_over_nothing_where_nothing_is_kept_and_tells_nothing_where_that_is_not_wanted(new_page, campaign):
    # The photo of the profile has no files.
    page = new_page()
    page.allow(404)
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException() }})")
    page.goto("/")
    idle(page)
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("link", name=campaign.title)).to_be_visible()
    page = new_page()
    page.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    page.goto("/")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert told() is None


def test_an_editor_picks_numbers_and_sees_the_lightbox_beside_the_form(page, census, client, live_server, settings):
    client.force_login(make_user("ann"))
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
    page.context.add_cookies([{**cookie, "url": live_server.url}])
    page.allow(404)
    page.set_viewport_size({"width": 1500, "height": 900})
    page.goto("/admin/campaigns/campaign/add/")
    page.get_by_role("button", name="Phone").click()
    status = page.locator(".preview [role=status]")
    expect(status).to_contain_text("the preview waits for")
    page.get_by_label("Title:").fill("The leopard in two counts")
    page.get_by_label("Text:").fill("Seen by cameras.")
    expect(page.get_by_label("Address:", exact=True)).to_have_value("the-leopard-in-two-counts")
    for number, typed, chosen in ((0, "leopard 2023", "125 adults"), (1, "129", "headline number")):
        page.get_by_text("Add another Number").click()
        page.locator(f"#numbers-{number} .select2-selection").click()
        page.keyboard.type(typed)
        page.locator(".select2-results__option", has_text=chosen).click()
    lightbox = page.frame_locator(".preview iframe").get_by_role("dialog")
    expect(lightbox.get_by_role("heading")).to_have_text("The leopard in two counts")
    expect(lightbox).to_contain_text("A rise from 125 in 2023.")
    page.get_by_role("button", name="Desktop").click()
    expect(lightbox).to_be_visible()
    page.get_by_label("Shown from:").fill(f"{clock.now():%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("was added successfully")
    page.goto("/")
    expect(page.get_by_role("dialog", name="The leopard in two counts")).to_contain_text("A rise from 125 in 2023.")
