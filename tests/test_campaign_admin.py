"""Staff stage a campaign: its numbers picked, its hours in a zone, the page it will make beside the form."""

import csv
import html
import io
from datetime import UTC, datetime, timedelta

import pytest

from campaigns.models import Appeal, Banner, Campaign, CampaignDay
from publishing import clock, verbs
from tests.campaigns import HOUR, make_appeal, make_campaign, make_census
from tests.content import make_photo, make_user
from tests.forms import add_row, errors, fields

pytestmark = pytest.mark.django_db

ADD = "/admin/campaigns/campaign/add/"


def form(**values):
    empty = {"numbers-TOTAL_FORMS": "0", "numbers-INITIAL_FORMS": "0"}
    given = {"title": "More leopards than last year", "slug": "more", "text": "Seen by cameras.", "on_home": "on"}
    return {**given, "again": "once", "rank": "5", **empty, **values}


def local(moment):
    return f"{moment:%Y-%m-%dT%H:%M}"


def change(campaign):
    return f"/admin/campaigns/{campaign._meta.model_name}/{campaign.pk}/change/"


def is_over(client):
    return "More leopards than last year" in client.get("/").content.decode()


def test_staff_put_a_campaign_on_the_home_page_and_take_it_off_again(client, admin_client):
    census = make_census()
    assert not is_over(client)
    data = form(live_from=local(clock.now() - HOUR), zone="UTC")
    add_row(data, "numbers", pick=f"{census.page.pk} {census.in_2018.uid}")
    add_row(data, "numbers", pick=f"{census.page.pk} headline")
    assert admin_client.post(ADD, data).status_code == 302
    page = client.get("/").content.decode()
    assert ">91<" in page
    assert ">129<" in page
    campaign = Campaign.objects.get()
    # Saved again without a change it stays as it is, to the second.
    before = Campaign.objects.values().get()
    response = admin_client.get(change(campaign))
    assert "Amur leopard: 91 adults, 2018" in response.content.decode()
    assert admin_client.post(change(campaign), fields(response, "campaign_form")).status_code == 302
    assert Campaign.objects.values().get() == before
    assert [row.count for row in campaign.numbers.all()] == [census.in_2018.uid, None]
    admin_client.post(change(campaign).replace("change", "delete"), {"post": "yes"})
    assert not is_over(client)


def test_many_campaigns_are_taken_off_at_once(client, admin_client):
    campaign = make_campaign()
    assert is_over(client)
    chosen = {"action": "delete_selected", "_selected_action": [campaign.pk], "post": "yes"}
    admin_client.post("/admin/campaigns/campaign/", chosen)
    assert not is_over(client)


def test_hours_are_those_of_the_zone_that_an_editor_chose(admin_client, settings):
    hours = {"live_from": "2027-05-03T09:00", "live_until": "2027-05-10T18:00", "zone": "Asia/Vladivostok"}
    assert admin_client.post(ADD, form(**hours)).status_code == 302
    campaign = Campaign.objects.get()
    assert campaign.live_from == datetime(2027, 5, 2, 23, tzinfo=UTC)
    assert campaign.live_until == datetime(2027, 5, 10, 8, tzinfo=UTC)
    settings.EDITORS_TIME_ZONE = "Asia/Vladivostok"
    assert "3 May 2027, 09:00 in Vladivostok time" in admin_client.get("/admin/campaigns/campaign/").content.decode()
    opened = fields(admin_client.get(change(campaign)), "campaign_form")
    assert (opened["live_from"], opened["zone"]) == ("2027-05-03T09:00", "Asia/Vladivostok")
    skipped = form(slug="other", live_from="2027-03-28T02:30", zone="Europe/Berlin")
    assert "There is no 02:30" in errors(admin_client.post(ADD, skipped))["live_from"]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"link_url": "javascript:alert(1)", "link_title": "Go"}, "link_url", "or a path of this site"),
        ({"link_url": "//evil.example/", "link_title": "Go"}, "link_url", "or a path of this site"),
        ({"link_url": "/species/"}, "link_title", "Write what the button says."),
        ({"live_from": "2026-05-03T09:00", "live_until": "2026-05-02T09:00"}, "live_until", "after it begins"),
        ({"live_until": "2026-05-02T09:00"}, "live_until", "after it begins"),
        ({"slug": "taken"}, "slug", "taken by another campaign"),
        ({"code": "a b"}, "code", "Letters, digits"),
        ({"again": "hourly"}, "again", "Select a valid choice"),
    ],
)
def test_a_campaign_that_cannot_be_is_refused_beside_its_field(admin_client, values, field, words):
    make_campaign(slug="taken")
    response = admin_client.post(ADD, form(**values))
    assert words in errors(response)[field]
    assert "More leopards than last year" in response.content.decode()
    assert Campaign.objects.count() == 1


def test_numbers_that_cannot_be_are_refused_beside_their_row(admin_client):
    census = make_census()
    known = f"{census.page.pk} {census.in_2018.uid}"
    for pick in ("nonsense", f"{census.page.pk} {census.page.uid}", "999999 headline"):
        data = form()
        add_row(data, "numbers", pick=known)
        row = add_row(data, "numbers", pick=pick, position="2")
        assert errors(admin_client.post(ADD, data)).get(f"{row}-pick"), pick
    data = form()
    add_row(data, "numbers", pick=known)
    row = add_row(data, "numbers", pick=known)
    assert "there already" in errors(admin_client.post(ADD, data))[f"{row}-pick"]
    # What was picked still stands there in words.
    assert "Amur leopard: 91 adults, 2018" in admin_client.post(ADD, data).content.decode()
    assert not Campaign.objects.exists()


def test_a_number_that_is_gone_does_not_keep_the_rest_from_being_saved(admin_client):
    census = make_census()
    campaign = make_campaign(census.in_2018)
    verbs.take_down(census.page, by=None, why="A mistake")
    data = fields(admin_client.get(change(campaign)), "campaign_form") | {"title": "Another title"}
    assert admin_client.post(change(campaign), data).status_code == 302
    assert Campaign.objects.get().title == "Another title"


def test_a_photo_that_readers_may_not_see_is_refused_once_it_would_be_shown(admin_client):
    photo = make_photo(credit="", is_complete=False)
    data = form(photo=str(photo.pk))
    assert "valid choice" in errors(admin_client.post(ADD, data))["photo"]
    photo = make_photo(rendition_list="[]")
    data = form(photo=str(photo.pk), live_from="2026-05-03T09:00")
    assert "still being prepared" in errors(admin_client.post(ADD, data))["photo"]
    assert admin_client.post(ADD, data | {"live_from": ""}).status_code == 302


def test_what_readers_would_not_find_is_said_beside_its_field_and_in_the_list(admin_client):
    photo = make_photo()
    campaign = make_campaign(photo=photo, link_title="Go", link_url="/speces/")
    photo.withdrawn_at = clock.now()
    photo.save()
    page = admin_client.get(change(campaign)).content.decode()
    for words in ("It leads to no page that readers find now.", "Shown without its picture. It was withdrawn."):
        assert words in page
        assert words in admin_client.get("/admin/campaigns/campaign/").content.decode()
    Campaign.objects.update(link_url="/species/")
    assert "leads to no page" not in admin_client.get(change(campaign)).content.decode()
    appeal = make_appeal(url="/donat/")
    listed = "/admin/campaigns/appeal/"
    assert "leads to no page" in admin_client.get(listed).content.decode()
    Appeal.objects.filter(pk=appeal.pk).update(live_until=clock.now())
    assert "leads to no page" not in admin_client.get(listed).content.decode()


def test_the_lists_say_what_is_shown_what_waits_where_and_when(admin_client):
    now = clock.now()
    make_campaign(title="Draft one", live_from=None)
    make_campaign(title="Shown one", live_from=now - HOUR, on_news=True)
    make_campaign(title="Waiting one", live_from=now + HOUR)
    make_campaign(title="Ended one", live_from=now - 2 * HOUR, live_until=now - HOUR)
    make_appeal()
    page = admin_client.get("/admin/campaigns/campaign/").content.decode()
    assert f"{now - HOUR:%-d %B %Y, %H:%M} UTC" in page
    assert "home, every news item" in page
    for word in ("draft", "shown", "waiting", "ended"):
        page = admin_client.get(f"/admin/campaigns/campaign/?state={word}").content.decode()
        titles = {title for title in ("Draft one", "Shown one", "Waiting one", "Ended one") if title in page}
        assert titles == {f"{word.capitalize()} one"}
    assert "thumbnail" in admin_client.get("/admin/campaigns/appeal/").content.decode()


# The preview beside the form


def preview(client, url, data):
    response = client.post(f"{url}preview/", data)
    assert "no-store" in response.headers["Cache-Control"]
    return response.json()


def test_the_preview_shows_what_the_form_would_make_and_saves_nothing(admin_client):
    census = make_census()
    data = form(link_title="Help to count", link_url="/species/")
    add_row(data, "numbers", pick=f"{census.page.pk} {census.in_2023.uid}", position="1")
    add_row(data, "numbers", pick=f"{census.page.pk} headline", position="2")
    page = html.unescape(preview(admin_client, ADD, data)["page"])
    for words in ("More leopards than last year", ">125<", ">129<", "A rise from 125 in 2023.", "Help to count"):
        assert words in page
    assert not Campaign.objects.exists()
    campaign = make_campaign(census.in_2018)
    typed = fields(admin_client.get(change(campaign)), "campaign_form") | {"title": "Typed just now"}
    page = preview(admin_client, change(campaign), typed)["page"]
    assert "Typed just now" in page
    assert ">91<" in page
    assert Campaign.objects.get().title != "Typed just now"


def test_the_preview_says_what_is_in_its_way(admin_client):
    data = form(title="")
    add_row(data, "numbers", pick="nonsense", position="1")
    found = preview(admin_client, ADD, data)["obstacles"]
    assert {each["place"] for each in found} == {"id_title", "id_numbers-0-pick"}


def test_the_preview_is_for_those_who_may_save(client):
    campaign = make_campaign()
    client.force_login(make_user(is_superuser=False))
    assert client.post(f"{change(campaign)}preview/", form()).status_code == 403
    assert client.post(f"{ADD}preview/", form()).status_code == 403


def test_appeals_and_banners_are_previewed_too(admin_client):
    photo = make_photo()
    data = {
        "title": "Keep them fed",
        "text": "Deer come first.",
        "photo": str(photo.pk),
        "button": "Donate",
        "url": "https://give.example/",
        "currency": "EUR",
        "amounts-TOTAL_FORMS": "0",
        "amounts-INITIAL_FORMS": "0",
    }
    add_row(data, "amounts", amount="30", buys="hay for a week", position="1")
    page = preview(admin_client, "/admin/campaigns/appeal/add/", data)["page"]
    assert "amount=30" in page
    assert "€30" in page
    assert f'alt="{photo.alt_text}"' in page
    assert (
        "amount"
        in errors(admin_client.post("/admin/campaigns/appeal/add/", data | {"amounts-0-amount": "0"}))[
            "amounts-0-amount"
        ]
    )
    assert admin_client.post("/admin/campaigns/appeal/add/", data).status_code == 302
    assert [str(each) for each in Appeal.objects.get().amounts.all()] == ["€30"]
    page = preview(admin_client, "/admin/campaigns/banner/add/", {"text": "We moved."})["page"]
    assert "We moved." in page
    assert not Banner.objects.exists()


# How it went


def test_how_it_went_stands_on_the_form_and_is_taken_away_as_a_table(admin_client):
    campaign = make_campaign(slug="census")
    assert "How it went" not in admin_client.get(change(campaign)).content.decode()
    today = clock.now().date()
    for days, shown in ((0, 12), (1, 30), (40, 7)):
        day = today - timedelta(days=days)
        CampaignDay.objects.create(campaign=campaign, day=day, shown=shown, closed=shown - 2, followed=1)
    page = admin_client.get(change(campaign)).content.decode()
    assert "shown 49 times, closed 43, followed 3" in page
    assert f"{today:%-d %B %Y}" in page
    assert f"{today - timedelta(days=40):%-d %B %Y}" not in page
    response = admin_client.get(f"/admin/campaigns/campaign/{campaign.pk}/days.csv")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0] == ["day", "shown", "closed", "followed"]
    assert rows[1] == [today.isoformat(), "12", "10", "1"]
    assert len(rows) == 4
    assert admin_client.get("/admin/campaigns/campaign/0/days.csv").status_code == 404
