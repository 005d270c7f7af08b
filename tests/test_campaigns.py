"""The campaign laid over a page and the appeal at its foot: where, from their hour until their end, never elsewhere."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import AppealAmount, Campaign, CampaignDay
from publishing import clock, sharing, state, verbs
from publishing.models import Moment
from tests.campaigns import HOUR, make_appeal, make_campaign
from tests.content import make_news, make_photo, make_place, make_plain_page, make_species
from website.models import SiteSettings

pytestmark = pytest.mark.django_db


def published(make=make_species, **fields):
    row = make(**fields)
    verbs.publish(row, by=None)
    return row


def is_over(client, path, title="More leopards than last year"):
    return title in client.get(path).content.decode()


def test_a_campaign_lies_over_the_kinds_of_page_and_the_pages_it_names(client):
    leopard = published()
    paths = [
        leopard.get_absolute_url(),
        published(common_name="Okapi", scientific_name="Okapia johnstoni", slug="okapi").get_absolute_url(),
        published(make_news).get_absolute_url(),
        published(make_place).get_absolute_url(),
        "/",
    ]
    campaign = make_campaign(on_home=False)
    campaign.pages.add(leopard.page)
    for field, over in {
        "title": {paths[0]},
        "on_every_species": {*paths[:2]},
        "on_news": {*paths[:3]},
        "on_places": {*paths[:4]},
        "on_home": {*paths},
    }.items():
        if field != "title":
            setattr(campaign, field, True)
        campaign.save()
        state.changed()
        assert {path for path in paths if is_over(client, path)} == over, field


def test_a_campaign_lies_over_nothing_where_readers_sign_up_leave_search_or_read_the_law(client):
    privacy = published(make_plain_page, title="Privacy", slug="privacy")
    campaign = make_campaign(on_every_species=True, on_news=True, on_places=True)
    # Not even where somebody put it there.
    campaign.pages.add(privacy.page)
    for path in (
        "/privacy/",
        "/newsletter/",
        "/newsletter/check-your-inbox/",
        "/newsletter/unsubscribe/no-such-token/",
        "/newsletter/preferences/no-such-token/",
        "/newsletter/confirm/no-such-token/",
        "/report/",
        "/search/?q=x",
        "/glossary/",
        "/species/",
        "/no-such-page/",
    ):
        assert "data-campaign" not in client.get(path).content.decode(), path
    assert "data-campaign" in client.get("/").content.decode()


def test_a_campaign_lies_over_no_draft_and_no_text_of_the_past(client, editor):
    leopard = make_species()
    verbs.publish(leopard, by=None)
    verbs.save_draft(leopard, by=None)
    verbs.publish(leopard, by=None)
    make_campaign(on_every_species=True)
    link = urlsplit(sharing.share(leopard.page, days=1, by=editor)).path
    desk = f"/admin/wcs_species/species/{leopard.pk}"
    for path in ("/species/amur-leopard/editions/1/", link, f"{desk}/preview/"):
        text = client.get(path).content.decode()
        assert "Amur leopard</h1>" in text
        assert "campaign-dialog" not in text, path
        assert 'aria-label="Campaign"' not in text, path
    assert "campaign-dialog" in client.get("/species/amur-leopard/").content.decode()


def test_a_campaign_has_a_page_of_its_own_while_it_is_shown(client):
    campaign = make_campaign(link_title="See the count", link_url="/species/")
    path = campaign.get_absolute_url()
    assert f'<a href="{path}">More leopards than last year</a>' in client.get("/").content.decode()
    page = client.get(path).content.decode()
    assert re.search(r"<h1[^>]*>More leopards than last year</h1>", page)
    assert "Seen by cameras." in page
    assert re.search(r'href="/species/">\s*See the count', page)
    # It does not lie over itself, and asks for nothing else.
    assert "data-campaign" not in page
    campaign.live_from = clock.now() + HOUR
    campaign.save()
    state.changed()
    assert client.get(path).status_code == 404
    assert client.get("/campaigns/none/").status_code == 404


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


def test_of_several_campaigns_the_first_in_the_queue_is_shown_and_of_equals_the_latest(client):
    make_campaign(title="Last year", live_from=clock.now() - 5 * HOUR)
    make_campaign(title="This year")
    page = client.get("/").content.decode()
    assert "This year" in page
    assert "Last year" not in page
    make_campaign(title="The census", rank=1, live_from=clock.now() - 9 * HOUR)
    assert is_over(client, "/", "The census")
    assert not is_over(client, "/", "This year")


def test_a_photo_is_shown_with_its_credit_and_alt_text_and_never_broken(client):
    photo = make_photo()
    make_campaign(photo=photo)
    page = client.get("/").content.decode()
    assert f'alt="{photo.alt_text}"' in page
    assert photo.credit_line in page
    photo.withdrawn_at = timezone.now()
    photo.save()
    state.changed()
    page = client.get("/").content.decode()
    assert "Seen by cameras." in page
    assert "campaign-figure" not in page


# Giving


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
    appeal.photo.withdrawn_at = timezone.now()
    appeal.photo.save()
    state.changed()
    page = client.get("/").content.decode()
    assert "Keep them fed" in page
    assert appeal.photo.alt_text not in page


def test_amounts_and_the_code_go_to_the_payment_service_by_the_names_it_has_for_them(client):
    SiteSettings.objects.create(pk=1, name="Cats & Co", donate_url="https://give.example/?form=3")
    appeal = make_appeal(code="spring-26", currency="CHF")
    AppealAmount.objects.create(appeal=appeal, amount=25, buys="a pair of gloves")
    AppealAmount.objects.create(appeal=appeal, amount=1_000, position=1)
    campaign = make_campaign(link_title="Help to count")
    page = client.get("/").content.decode()
    given = "https://give.example/?form=3&amp;campaign=spring-26"
    assert f'href="{given}&amp;amount=25">CHF 25</a> <span>a pair of gloves</span>' in page
    assert f'href="{given}&amp;amount=1000">CHF 1,000</a>' in page
    assert f'href="{given}">Donate</a>' in page
    assert f'href="https://give.example/?form=3&amp;campaign={campaign.slug}">Help to count</a>' in page
    SiteSettings.objects.update(donate_code_name="utm_campaign", donate_amount_name="")
    state.changed()
    assert (
        'href="https://give.example/?form=3&amp;utm_campaign=spring-26">CHF 25</a>' in client.get("/").content.decode()
    )


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("campaign=mail-7", "mail-7"),
        ("utm_campaign=mail-7", "mail-7"),
        ("campaign=%22%3E%3Cscript", "spring-26"),
        ("", "spring-26"),
    ],
)
def test_a_code_that_a_visitor_brings_along_stays_in_the_gifts_of_that_page(client, query, code):
    SiteSettings.objects.create(pk=1, name="Cats & Co", donate_url="https://give.example/")
    make_appeal(code="spring-26")
    response = client.get(f"/?{query}")
    found = re.findall(r'href="https://give.example/(?:\?campaign=([^"]*))?">Donate</a>', response.content.decode())
    # The button at the head of each page, and that of the appeal.
    assert found == [code if code == "mail-7" else "", code]
    assert not response.cookies


def test_nobody_is_asked_to_go_where_they_are(client):
    SiteSettings.objects.create(pk=1, name="Cats & Co", donate_url="/donate/")
    published(make_plain_page, title="Give", slug="donate")
    make_appeal(code="spring")
    assert not is_over(client, "/donate/?campaign=spring", "Keep them fed")
    assert is_over(client, "/", "Keep them fed")


def test_an_appeal_for_a_page_stands_there_alone_and_before_the_others(client):
    published()
    okapi = published(common_name="Okapi", scientific_name="Okapia", slug="okapi")
    about = published(make_plain_page)
    boots = make_appeal(title="Boots for a patrol")
    boots.pages.add(okapi.page, about.page)
    # Begun later, and for every page.
    make_appeal(title="Feed the deer", live_from=timezone.now() - timedelta(minutes=1))
    for path, shown in (
        ("/species/amur-leopard/", "deer"),
        ("/species/okapi/", "boots"),
        ("/about/", "boots"),
        ("/", "deer"),
    ):
        assert is_over(client, path, "Feed the deer") is (shown == "deer"), path
        assert is_over(client, path, "Boots for a patrol") is (shown == "boots"), path


def test_neither_costs_a_query_on_the_next_page(client):
    species = published()
    client.get(species.get_absolute_url())
    without = count_queries(client, species.get_absolute_url() + "?a=1")
    make_campaign(species.counts.get(), on_every_species=True, photo=make_photo())
    make_appeal()
    client.get(species.get_absolute_url())
    assert count_queries(client, species.get_absolute_url() + "?a=2") == without


def count_queries(client, path):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


# Counted without knowing anybody


def tell(client, campaign, outcome="", **headers):
    headers = {"Sec-Fetch-Site": "same-origin", **headers}
    return client.post(f"{campaign.get_absolute_url()}seen/", {"outcome": outcome}, headers=headers)


def test_a_campaign_is_counted_as_sums_of_a_day(client):
    campaign = make_campaign()
    for outcome in ("closed", "closed", "followed", "", "day"):
        response = tell(client, campaign, outcome)
        assert (response.status_code, dict(response.cookies)) == (204, {})
    day = CampaignDay.objects.get()
    assert (day.shown, day.closed, day.followed, day.day) == (5, 2, 1, clock.now().date())


def test_what_must_not_be_counted_is_not(client):
    campaign = make_campaign()
    assert tell(client, campaign, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert tell(client, campaign, DNT="1").status_code == 204
    assert tell(client, campaign, **{"Sec-GPC": "1"}).status_code == 204
    assert tell(client, make_campaign(live_from=None)).status_code == 204
    assert client.get(f"{campaign.get_absolute_url()}seen/").status_code == 405
    assert not CampaignDay.objects.exists()
    answers = [tell(client, campaign).status_code for _ in range(61)]
    assert answers == [204] * 60 + [429]
    assert CampaignDay.objects.get().shown == 60
    # Another network has its own share.
    elsewhere = client.post(f"{campaign.get_absolute_url()}seen/", REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 204
