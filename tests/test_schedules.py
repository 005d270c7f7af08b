"""From an hour until an hour, as the clocks show where the editor says."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from publishing import clock, verbs, zones
from publishing.models import Edition
from publishing.verbs import Refused
from tests.content import make_plain_page, make_user
from tests.forms import errors, fields

pytestmark = pytest.mark.django_db

ABOUT = "/about/"
LATER = "2097-05-03T09:00"


@pytest.fixture
def page(client):
    client.force_login(make_user("ann"))
    return make_plain_page()


def change(row) -> str:
    return f"/admin/website/plainpage/{row.pk}/change/"


def schedule(client, row, **values):
    data = fields(client.get(change(row)), "plainpage_form") | values | {"_schedule": "1"}
    return client.post(change(row), data, follow=True)


def title_at(moment: datetime) -> str | None:
    edition = Edition.objects.live(moment).filter(path=ABOUT).first()
    return edition.title if edition else None


def rename(row, title):
    row.title = title
    row.save()
    verbs.save_draft(row, by=None)


def test_the_hour_is_that_of_the_zone_the_editor_chose(client, page):
    response = schedule(
        client, page, schedule_at="2097-05-03T09:00", schedule_until="2097-05-10T18:00",
        schedule_zone="Asia/Vladivostok",
    )  # fmt: skip
    said = response.content.decode()
    assert "goes live on 3 May 2097, 09:00 in Vladivostok time (2 May 2097, 23:00 UTC)" in said
    assert "goes down on 10 May 2097, 18:00 in Vladivostok time (10 May 2097, 08:00 UTC)" in said
    edition = Edition.objects.get()
    assert edition.in_force_from == datetime(2097, 5, 2, 23, tzinfo=UTC)
    assert edition.in_force_until == datetime(2097, 5, 10, 8, tzinfo=UTC)


def test_the_zone_of_the_site_is_chosen_before_the_editor_does(client, page, settings):
    settings.EDITORS_TIME_ZONE = "America/New_York"
    assert fields(client.get(change(page)), "plainpage_form")["schedule_zone"] == "America/New_York"


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({}, "schedule_at", "Choose the day and the hour first."),
        ({"schedule_at": "2020-05-03T09:00"}, "schedule_at", "That moment has passed."),
        ({"schedule_at": LATER, "schedule_until": LATER}, "schedule_until", "before it begins"),
        ({"schedule_until": "2020-05-03T09:00"}, "schedule_until", "Choose a later end"),
        ({"schedule_at": "soon"}, "schedule_at", "Enter a valid date/time."),
        ({"schedule_at": "9999-12-31T23:59", "schedule_zone": "America/New_York"}, "schedule_at", "cannot be 9999"),
        ({"schedule_until": "0001-01-01T00:00", "schedule_zone": "Asia/Tokyo"}, "schedule_until", "cannot be 1."),
        (
            {"schedule_at": "2027-03-28T02:30", "schedule_zone": "Europe/Berlin"},
            "schedule_at",
            "There is no 02:30 on 28 March 2027 in Berlin: the clocks are put forward then. Choose 03:30.",
        ),
        (
            {"schedule_at": "2027-10-31T02:30", "schedule_zone": "Europe/Berlin"},
            "schedule_at",
            "comes twice in Berlin: the clocks are put back then. Choose UTC as the zone and write 31 October 2027, "
            "00:30 for the first time, 31 October 2027, 01:30 for the second.",
        ),
    ],
)  # fmt: skip
def test_an_hour_that_cannot_be_meant_is_refused_and_the_text_kept(client, page, values, field, words):
    response = schedule(client, page, lead="Typed just now.", **values)
    assert words in errors(response)[field]
    kept = fields(response, "plainpage_form")
    assert kept["lead"] == "Typed just now."
    assert all(kept[name] == value for name, value in values.items())
    assert not Edition.objects.exists()


def test_an_edition_ends_by_itself_and_nothing_comes_back(client, page):
    verbs.publish(page, by=None)
    start = clock.now() + timedelta(days=1)
    rename(page, "Festival")
    verbs.schedule(page, at=start, until=start + timedelta(days=2), by=None)
    assert title_at(start - timedelta(minutes=1)) == "About us"
    assert title_at(start) == "Festival"
    assert title_at(start + timedelta(days=2)) is None


def test_cancelling_what_would_have_ended_leaves_the_one_before_open(page):
    verbs.publish(page, by=None)
    start = clock.now() + timedelta(days=1)
    rename(page, "Festival")
    edition = verbs.schedule(page, at=start, until=start + timedelta(days=2), by=None)
    verbs.cancel(edition, by=None)
    assert title_at(start + timedelta(days=9)) == "About us"


def test_cancelling_what_follows_gives_an_edition_its_own_end_again(page):
    start = clock.now() + timedelta(days=1)
    verbs.publish(page, until=start + timedelta(days=5), by=None)
    rename(page, "Festival")
    verbs.cancel(verbs.schedule(page, at=start, by=None), by=None)
    assert title_at(start + timedelta(days=4)) == "About us"
    assert title_at(start + timedelta(days=5)) is None


def test_publishing_until_an_hour_says_so_and_then_that_it_ended(client, page):
    response = schedule(client, page, schedule_until="2097-05-03T09:00")
    assert "is live and goes down on 3 May 2097, 09:00 UTC" in response.content.decode()
    assert "goes down on 3 May 2097, 09:00 UTC" in client.get(change(page)).content.decode()
    over = clock.now() - timedelta(milliseconds=1)
    Edition.objects.update(in_force_from=over - timedelta(days=1), in_force_until=over, ends_at=over)
    assert "by itself on" in client.get(change(page)).content.decode()


def test_the_verb_refuses_an_end_before_the_beginning(page):
    start = clock.now() + timedelta(days=1)
    with pytest.raises(Refused, match="end before it begins"):
        verbs.schedule(page, at=start, until=start, by=None)
    with pytest.raises(Refused, match="end before it begins"):
        verbs.publish(page, until=clock.now() - timedelta(days=1), by=None)


def test_two_editions_may_not_begin_at_the_same_moment(page):
    at = clock.now() + timedelta(days=1)
    verbs.schedule(page, at=at, by=None)
    with pytest.raises(Refused, match="that very moment"):
        verbs.schedule(page, at=at, by=None)


def test_the_question_about_a_waiting_schedule_keeps_both_hours(client, page):
    verbs.schedule(page, at=datetime(2098, 1, 1, tzinfo=UTC), by=None)
    response = schedule(
        client,
        page,
        schedule_at="2097-05-03T09:00",
        schedule_until="2097-05-10T18:00",
        schedule_zone="Asia/Vladivostok",
    )
    assert "already scheduled" in response.content.decode()
    asked = fields(response)
    assert (asked["at"], asked["until"]) == ("2097-05-02T23:00:00", "2097-05-10T08:00:00")
    action = re.search(r"[^?]+", response.request["PATH_INFO"]).group()
    client.post(action, asked | {"waiting": "keep"})
    assert title_at(datetime(2097, 5, 9, tzinfo=UTC)) == "About us"
    assert title_at(datetime(2097, 5, 11, tzinfo=UTC)) is None


def test_every_zone_that_can_be_chosen_knows_its_hours():
    noon = datetime(2027, 6, 15, 12)
    chosen = [name for _, zones_of in zones.choices()[1:] for name, _ in zones_of]
    assert len(chosen) > 300
    for name in ("UTC", *chosen):
        assert zones.words(zones.moment(noon, name), name).startswith("15 June 2027, 12:00")


def test_an_hour_near_the_change_of_clocks_is_taken():
    assert zones.moment(datetime(2027, 3, 28, 3), "Europe/Berlin") == datetime(2027, 3, 28, 1, tzinfo=UTC)
    with pytest.raises(ValidationError, match="There is no"):
        zones.moment(datetime(2027, 3, 28, 2), "Europe/Berlin")
