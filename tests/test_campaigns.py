"""The campaign laid over a page and the appeal at its foot: from their hour until their end, never before or after."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from playwright.sync_api import expect

from campaigns.models import Appeal, Campaign, CampaignNumber
from publishing import clock, state, verbs
from publishing.models import Moment
from sources.models import Source
from tests.content import make_photo, make_species
from website.models import SiteSettings

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def make_campaign(**fields):
    """The census numbers, shown since an hour ago."""
    source = Source.objects.create(title="Census of 2024", url="https://example.org/census", publisher="The Park")
    values = {"title": "More leopards than last year", "text": "Counted in snow.", "live_from": clock.now() - HOUR}
    campaign = Campaign.objects.create(**values | fields)
    CampaignNumber.objects.create(campaign=campaign, number="129", label="adults", year=2024, source=source)
    state.changed(campaign.live_from, campaign.live_until)
    return campaign


def make_appeal(**fields):
    values = {
        "title": "Keep them fed",
        "text": "Deer come first.",
        "photo": make_photo(),
        "live_from": clock.now() - HOUR,
    }
    appeal = Appeal.objects.create(**values | fields)
    state.changed(appeal.live_from, appeal.live_until)
    return appeal


def published(**fields):
    species = make_species(**fields)
    verbs.publish(species, by=None)
    return species


def is_over(client, path, title="More leopards than last year"):
    return title in client.get(path).content.decode()


def test_a_campaign_shows_its_numbers_with_year_and_source_on_the_home_page(client):
    campaign = make_campaign(link_title="See the count", link_url="/species/")
    page = client.get("/").content.decode()
    for words in ("129", "adults, 2024", "https://example.org/census", "The Park", "Counted in snow.", "See the count"):
        assert words in page
    assert str(campaign.uid) in page
    assert not is_over(client, "/newsletter/")
    assert not is_over(client, "/species/")


def test_a_campaign_lies_over_the_species_it_names(client):
    named = published()
    published(common_name="Okapi", scientific_name="Okapia johnstoni", slug="okapi")
    campaign = make_campaign(on_home=False)
    campaign.species.add(named)
    assert is_over(client, named.get_absolute_url())
    assert not is_over(client, "/species/okapi/")
    assert not is_over(client, "/")
    campaign.on_every_species = True
    campaign.save()
    state.changed()
    assert is_over(client, "/species/okapi/")


@pytest.mark.parametrize(
    "dates",
    [
        {"live_from": None},
        {"live_from": timezone.now() + HOUR},
        {"live_from": timezone.now() - 2 * HOUR, "live_until": timezone.now() - HOUR},
    ],
    ids=["draft", "waiting", "ended"],
)
def test_nothing_is_shown_of_a_draft_before_the_hour_or_after_the_end(client, dates):
    make_campaign(**dates)
    make_appeal(**dates)
    page = client.get("/").content.decode()
    assert "More leopards" not in page
    assert "Keep them fed" not in page


def test_a_campaign_begins_and_ends_at_its_second_on_a_page_that_is_kept(client):
    """The page cache stands in between: time passes by moving the dates back, not by a change of content."""
    begins = clock.now() + HOUR
    make_campaign(live_from=begins, live_until=begins + timedelta(minutes=59))
    assert not is_over(client, "/")
    for shown in (True, False):
        pass_an_hour()
        assert is_over(client, "/") is shown


def pass_an_hour():
    for model, names in ((Moment, ["at"]), (Campaign, ["live_from", "live_until"])):
        for row in model.objects.all():
            model.objects.filter(pk=row.pk).update(**{name: getattr(row, name) - HOUR for name in names})


def test_of_several_campaigns_the_latest_is_shown(client):
    make_campaign(title="Last year", live_from=clock.now() - 5 * HOUR)
    make_campaign(title="This year")
    page = client.get("/").content.decode()
    assert "This year" in page
    assert "Last year" not in page


def test_a_number_whose_source_nobody_checked_is_not_shown(client):
    make_campaign()
    Source.objects.update(unverified=True)
    assert "adults, 2024" not in client.get("/").content.decode()


def test_the_appeal_has_a_real_picture_and_leads_to_the_donate_link(client):
    SiteSettings.objects.create(pk=1, name="Cats & Co", donate_url="/give/")
    appeal = make_appeal(button="Give now")
    page = client.get("/").content.decode()
    assert f'alt="{appeal.photo.alt_text}"' in page
    assert re.search(r'href="/give/">\s*Give now', page)
    appeal.url = "https://give.example/leopards"
    appeal.save()
    state.changed()
    assert 'href="https://give.example/leopards"' in client.get("/").content.decode()


def test_an_appeal_for_an_animal_stands_on_its_pages_alone_and_before_the_others(client):
    animals = [published(), published(common_name="Okapi", scientific_name="Okapia", slug="okapi")]
    boots = make_appeal(title="Boots for a patrol")
    boots.species.add(animals[1])
    # Begun later, and for every page.
    make_appeal(title="Feed the deer", live_from=timezone.now() - timedelta(minutes=1))
    for path, shown in (("/species/amur-leopard/", "deer"), ("/species/okapi/", "boots"), ("/", "deer")):
        assert is_over(client, path, "Feed the deer") is (shown == "deer"), path
        assert is_over(client, path, "Boots for a patrol") is (shown == "boots"), path


def test_an_appeal_whose_photo_is_withdrawn_keeps_its_words(client):
    appeal = make_appeal()
    appeal.photo.withdrawn_at = timezone.now()
    appeal.photo.save()
    state.changed()
    page = client.get("/").content.decode()
    assert "Keep them fed" in page
    assert appeal.photo.alt_text not in page


def test_neither_costs_a_query_on_the_next_page(client):
    species = published()
    client.get(species.get_absolute_url())
    without = count_queries(client, species.get_absolute_url() + "?a=1")
    make_campaign(on_every_species=True)
    make_appeal()
    client.get(species.get_absolute_url())
    assert count_queries(client, species.get_absolute_url() + "?a=2") == without


def count_queries(client, path):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


# Staff


def form(**fields):
    empty = {"numbers-TOTAL_FORMS": "0", "numbers-INITIAL_FORMS": "0"}
    return {"title": "More leopards than last year", "text": "Counted.", "on_home": "on", **empty, **fields}


def day(moment):
    return {"live_from_0": f"{moment:%Y-%m-%d}", "live_from_1": f"{moment:%H:%M:%S}"}


def test_staff_put_a_campaign_on_the_home_page_and_take_it_off_again(client, admin_client):
    assert not is_over(client, "/")
    source = Source.objects.create(title="Census of 2024")
    number = {
        "numbers-TOTAL_FORMS": "1",
        "numbers-0-number": "129",
        "numbers-0-label": "adults",
        "numbers-0-year": "2024",
        "numbers-0-source": str(source.pk),
    }
    response = admin_client.post("/admin/campaigns/campaign/add/", form(**day(clock.now() - HOUR), **number))
    assert response.status_code == 302
    assert is_over(client, "/")
    assert "129" in client.get("/").content.decode()
    campaign = Campaign.objects.get()
    change = f"/admin/campaigns/campaign/{campaign.pk}/"
    admin_client.post(f"{change}delete/", {"post": "yes"})
    assert not is_over(client, "/")


def test_many_campaigns_are_taken_off_at_once(client, admin_client):
    campaign = make_campaign()
    assert is_over(client, "/")
    chosen = {"action": "delete_selected", "_selected_action": [campaign.pk], "post": "yes"}
    admin_client.post("/admin/campaigns/campaign/", chosen)
    assert not is_over(client, "/")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"link_url": "javascript:alert(1)", "link_title": "Go"}, "or a path of this site"),
        ({"link_url": "//evil.example/", "link_title": "Go"}, "or a path of this site"),
        ({"link_url": "/species/"}, "A button needs both its words and its address."),
        (
            {
                "live_from_0": "2026-05-03",
                "live_from_1": "09:00",
                "live_until_0": "2026-05-02",
                "live_until_1": "09:00",
            },
            "It must end after it begins.",
        ),
    ],
)
def test_a_campaign_that_cannot_be_is_refused_beside_its_field(admin_client, fields, words):
    response = admin_client.post("/admin/campaigns/campaign/add/", form(**fields))
    assert response.status_code == 200
    assert words in response.content.decode()
    assert "More leopards than last year" in response.content.decode()
    assert not Campaign.objects.exists()


def test_the_lists_say_what_is_shown_what_waits_and_when_in_utc(admin_client):
    now = clock.now()
    make_campaign(title="Draft one", live_from=None)
    make_campaign(title="Shown one", live_from=now - HOUR)
    make_campaign(title="Waiting one", live_from=now + HOUR)
    make_campaign(title="Ended one", live_from=now - 2 * HOUR, live_until=now - HOUR)
    make_appeal()
    page = admin_client.get("/admin/campaigns/campaign/").content.decode()
    assert f"{now - HOUR:%-d %B %Y, %H:%M} UTC" in page
    for word in ("draft", "shown", "waiting", "ended"):
        page = admin_client.get(f"/admin/campaigns/campaign/?state={word}").content.decode()
        titles = {title for title in ("Draft one", "Shown one", "Waiting one", "Ended one") if title in page}
        assert titles == {f"{word.capitalize()} one"}
    assert "thumbnail" in admin_client.get("/admin/campaigns/appeal/").content.decode()


# In a browser


@pytest.fixture
def campaign(transactional_db):
    return make_campaign(link_title="See the count", link_url="/species/")


def test_the_campaign_opens_over_the_page_and_stays_closed(page, campaign):
    page.goto("/")
    dialog = page.get_by_role("dialog", name=campaign.title)
    dialog.wait_for()
    assert dialog.evaluate("dialog => dialog.contains(document.activeElement)")
    close = dialog.get_by_role("button", name="Close")
    box = close.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    close.click()
    dialog.wait_for(state="detached")
    expect(page.get_by_role("complementary", name=campaign.title)).to_be_visible()
    page.reload()
    page.wait_for_load_state("load")
    assert page.get_by_role("dialog").count() == 0


@pytest.mark.parametrize("how", ["Escape", "backdrop"])
def test_the_campaign_closes_by_key_and_beside_it(page, campaign, how):
    page.goto("/")
    dialog = page.get_by_role("dialog", name=campaign.title)
    dialog.wait_for()
    if how == "Escape":
        page.keyboard.press("Escape")
    else:
        page.mouse.click(5, 5)
    dialog.wait_for(state="detached")
    # The browser tells of the closing a moment after it closed.
    page.wait_for_function("localStorage.length")
    assert page.evaluate("Object.keys(localStorage)") == [f"campaign closed: {campaign.uid}"]


def test_another_campaign_opens_although_the_last_was_closed(page, campaign):
    page.goto("/")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    make_campaign(title="A new count", live_from=clock.now())
    page.goto("/")
    page.get_by_role("dialog", name="A new count").wait_for()


def test_without_javascript_the_campaign_is_a_part_of_the_page(no_js, campaign):
    no_js.goto("/")
    aside = no_js.get_by_role("complementary", name=campaign.title)
    assert aside.is_visible()
    assert "129" in aside.inner_text()
    assert not aside.get_by_role("button").is_visible()


def test_the_campaign_lies_over_nothing_where_the_browser_keeps_nothing(page, campaign):
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException() }})")
    page.goto("/")
    expect(page.get_by_role("complementary", name=campaign.title)).to_be_visible()
    assert page.get_by_role("dialog").count() == 0


def test_on_paper_the_campaign_is_a_part_of_the_page(page, campaign):
    page.goto("/")
    page.get_by_role("dialog").wait_for()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.get_by_role("dialog").wait_for(state="detached")
    expect(page.get_by_role("complementary", name=campaign.title)).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
