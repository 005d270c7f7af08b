"""An issue is composed, looked at, approved by somebody else, scheduled and watched; its web copy is public then."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from newsletter import checks, delivery, issues, letters, outbox
from newsletter.documents import freeze
from newsletter.models import Delivery, Issue, IssuePart
from newsletter.sender import Sender
from publishing import state, verbs
from tests.content import make_news, make_photo, make_species, make_user
from tests.forms import add_row, errors, fields
from tests.letters import (
    begin,
    make_full_issue,
    make_issue,
    make_reader,
    make_readers,
    make_topic,
    schedule,
    send,
    states,
)
from tests.smtp import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("letterhead")]

State = Issue.State


@pytest.fixture
def writer(client):
    """Signed in; may write and send, and has an address."""
    user = make_user("writer", email="writer@example.org")
    client.force_login(user)
    return user


def page_of(issue, name="send"):
    return f"/admin/newsletter/issue/{issue.pk}/{name}/"


def press(client, issue, act, **more):
    """A button on the page; returns the words of the page after it."""
    return client.post(page_of(issue), {"act": act, **more}, follow=True).content.decode()


def found(issue):
    return {check.message: check.blocks for check in checks.of(issue)}


def fresh(issue):
    return Issue.objects.get(pk=issue.pk)


# Writing


def test_an_editor_writes_an_issue_by_picking_and_ordering(client, writer):
    news, species, photo = make_news(), make_species(), make_photo()
    data = fields(client.get("/admin/newsletter/issue/add/"), "issue_form") | {"subject": "Tracks", "_look": "1"}
    add_row(data, "parts", words="<p>Hello.</p><script>x</script>", position=3)
    add_row(data, "parts", news=news.pk, position=1)
    add_row(data, "parts", species=species.pk, heading="Spots", position=2)
    add_row(data, "parts", photo=photo.pk, position=4)
    response = client.post("/admin/newsletter/issue/add/", data)
    issue = Issue.objects.get()
    assert response["Location"] == page_of(issue)
    assert (issue.number, issue.written_by, issue.state) == (1, writer, State.DRAFT)
    assert [str(part) for part in issue.parts.all()] == [news.headline, "Spots", "Hello.", photo.title]
    assert issue.parts.get(position=3).words == "<p>Hello.</p>"


def test_a_part_that_says_nothing_or_picks_two_things_is_refused_beside_its_field(client, writer):
    data = fields(client.get("/admin/newsletter/issue/add/"), "issue_form") | {"subject": "Tracks"}
    add_row(data, "parts", heading="Only a heading")
    add_row(data, "parts", news=make_news().pk, photo=make_photo().pk)
    response = client.post("/admin/newsletter/issue/add/", data)
    said = errors(response)
    assert "Write words, or pick" in said["parts-0-words"]
    assert "Pick one of" in said["parts-1-news"]
    assert not Issue.objects.exists()


def test_a_change_takes_the_approval_and_the_schedule_back(client, writer):
    issue = schedule(make_issue(), at=timezone.now() + timedelta(days=1))
    data = fields(client.get(page_of(issue, "change")), "issue_form") | {"subject": "Other words"}
    client.post(page_of(issue, "change"), data)
    issue = fresh(issue)
    assert (issue.state, issue.approved_by, issue.why) == (State.DRAFT, None, issues.CHANGED)
    assert issue.written_by == writer


def test_what_is_on_its_way_is_changed_no_more(client, writer):
    make_reader()
    issue = begin(make_issue())
    assert client.get(page_of(issue, "change")).status_code == 200
    assert client.post(page_of(issue, "change"), {"subject": "Other"}).status_code == 403
    assert client.post(page_of(issue, "delete"), {"post": "yes"}).status_code == 403


# Looking


def test_the_preview_is_framed_by_our_own_page_only_and_runs_nothing(client, writer):
    issue = make_full_issue()
    page = client.get(page_of(issue))
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "style-src 'self'" in page["Content-Security-Policy"]
    for look in ("light", "dark", "phone", "plain"):
        assert client.get(f"{page_of(issue)}?look={look}").status_code == 200
        letter = client.get(f"{page_of(issue, 'letter')}?look={look}")
        policy = letter["Content-Security-Policy"]
        for rule in ("default-src 'none'", "frame-ancestors 'self'", "style-src 'unsafe-inline'", "sandbox"):
            assert rule in policy
        assert "script" not in policy
        assert letter["X-Frame-Options"] == "SAMEORIGIN"
        assert "nine days" in letter.content.decode()
    assert client.get(page_of(issue, "letter")).status_code == 200
    client.logout()
    assert client.get(page_of(issue, "letter")).status_code == 302


def test_the_mail_has_its_style_inline_is_small_and_tracks_nobody(postbox):
    make_reader()
    send(make_full_issue())
    html = text_of(postbox.received[0], "html")
    assert '<a href="https://example.org/days"' in html
    assert 'style="' in html
    assert "prefers-color-scheme: dark" in html
    assert html.count("<img") == html.count('alt="') == 3
    assert 'src="http://testserver/media/' in html
    assert 'width="1"' not in html
    assert len(postbox.raw[0]) < checks.LARGEST


def test_a_link_of_this_site_leads_here_from_a_mail_too():
    issue = make_issue()
    IssuePart.objects.create(issue=issue, words='<p><a href="/species/">All</a></p>', position=2)
    text = freeze(issue)
    assert 'href="http://testserver/species/"' in letters.html_of(text)
    assert "All (http://testserver/species/)" in letters.text_of(text)


def test_a_test_goes_to_the_one_who_asks(client, writer, postbox):
    issue = make_full_issue()
    assert "on its way to writer@example.org" in press(client, issue, "test")
    assert not postbox.received
    while outbox.step():
        pass
    (message,) = postbox.received
    assert (message["To"], message["Subject"]) == ("writer@example.org", "Test: Tracks in the snow")
    assert not issue.deliveries.exists()


# What is checked


def test_a_sound_issue_has_nothing_to_say_of():
    assert found(make_full_issue()) == {}


def test_what_readers_could_not_follow_or_nobody_may_show_stops_it(monkeypatch):
    issue = make_issue()
    IssuePart.objects.create(issue=issue, news=make_news(), position=2)
    IssuePart.objects.create(issue=issue, photo=make_photo(title="A cat", withdrawn_at=timezone.now()), position=3)
    IssuePart.objects.create(issue=issue, words='<p><a href="/species/gone/">The okapi</a></p>', position=4)
    stops = [message for message, blocks in found(issue).items() if blocks]
    assert len(stops) == 3
    assert any("is not published" in message for message in stops)
    assert any("“A cat” cannot be used" in message for message in stops)
    assert any("/species/gone/ leads to no page" in message for message in stops)
    monkeypatch.setattr("newsletter.sender._load", lambda: Sender(name="Cats"))
    words = " ".join(found(issue))
    for missing in ("postal address", "charity number", "address that answers go to"):
        assert missing in words


def test_what_filters_and_readers_dislike_is_said_and_stops_nothing():
    issue = make_issue(subject="ACT NOW, LAST chance to see every leopard that ever walked on snow", preheader="")
    words = '<p>Hurry! <a href="http://example.org/">click here</a> <a href="https://x.example/">bank.example</a></p>'
    IssuePart.objects.create(issue=issue, words=words, position=2)
    said = found(issue)
    assert not any(said.values())
    text = " ".join(said)
    for part in (
        "capitals",
        "ACT NOW",
        "exclamation",
        "preheader",
        "http, not https",
        "where it leads",
        "a fraud",
        "characters",
    ):
        assert part in text, part


def test_a_mail_that_gmail_would_cut_off_is_stopped():
    issue = make_issue()
    for position in range(6):
        IssuePart.objects.create(issue=issue, words=f"<p>{'word ' * 3900}</p>", position=position)
    (message,) = [message for message, blocks in found(issue).items() if blocks]
    assert "102 KB" in message
    with pytest.raises(issues.Refused, match="102 KB"):
        issues.approve(issue, by=make_user())


def test_an_empty_issue_is_stopped():
    issue = make_issue()
    issue.parts.all().delete()
    assert found(issue) == {"There is nothing in it yet: add a part.": True}


def test_two_editors_who_save_the_same_issue_do_not_lose_by_it(client, writer):
    issue = make_issue()
    url = page_of(issue, "change")
    mine, theirs = (fields(client.get(url), "issue_form") for _ in range(2))
    assert client.post(url, theirs | {"subject": "Theirs"}).status_code == 302
    mine |= {"subject": "Mine", "_save": "1"}
    refused = client.post(url, mine)
    assert issues.SAVED_BY_ANOTHER in refused.content.decode()
    assert 'value="Mine"' in refused.content.decode()
    assert fresh(issue).subject == "Theirs"
    assert client.post(url, fields(refused, "issue_form")).status_code == 302
    assert fresh(issue).subject == "Mine"
    # Part by part, too.
    mine = fields(client.get(url), "issue_form")
    IssuePart.objects.update(heading="Theirs")
    assert issues.SAVED_BY_ANOTHER in client.post(url, mine).content.decode()


def test_a_live_figure_is_the_number_of_the_day_of_sending(postbox):
    species = make_species()
    verbs.publish(species, by=None)
    make_reader()
    issue = make_issue()
    words = f'<p>There are <a href="figure:{species.page.uid}" rel="noopener">40 adults</a> now.</p>'
    IssuePart.objects.create(issue=issue, words=words, position=2)
    species.counts.update(low=129)
    verbs.publish(species, by=None)
    send(issue)
    (message,) = postbox.received
    assert "There are 129 adults (http://testserver/species/amur-leopard/) now." in text_of(message)
    assert "figure:" not in text_of(message, "html")


# Approving, scheduling


def test_nobody_approves_what_they_wrote(client, writer):
    issue = make_issue()
    issues.saved(issue, by=writer)
    assert 'value="approve"' not in client.get(page_of(issue)).content.decode()
    assert "Somebody else has to approve" in press(client, issue, "approve")
    assert fresh(issue).approved_by is None
    assert "has to be approved first" in press(client, issue, "now")
    client.force_login(other := make_user())
    assert "Approved." in press(client, issue, "approve")
    assert fresh(issue).approved_by == other


def test_who_may_write_may_not_approve_without_that_right(client):
    issue = make_issue()
    helper = make_user("helper", is_superuser=False)
    helper.user_permissions.set(Permission.objects.filter(codename__in=["view_issue", "change_issue"]))
    client.force_login(helper)
    assert client.get(page_of(issue)).status_code == 200
    assert client.post(page_of(issue), {"act": "approve"}).status_code == 403
    helper.user_permissions.set(Permission.objects.filter(codename="view_issue"))
    for act in ("test", "schedule", "cancel", "unknown"):
        assert client.post(page_of(issue), {"act": act}).status_code == 403
    helper.user_permissions.clear()
    assert client.get(page_of(issue)).status_code == 403
    assert client.get(page_of(issue, "letter")).status_code == 403


def test_a_scheduled_issue_goes_out_at_its_hour(client, writer, postbox):
    make_reader()
    issue = make_issue()
    issues.approve(issue, by=make_user())
    hour = f"{timezone.now() + timedelta(hours=2):%Y-%m-%dT%H:%M}"
    assert "It goes out on" in press(client, issue, "schedule", at=hour)
    while delivery.step():
        pass
    assert not postbox.received
    Issue.objects.update(send_at=timezone.now() - timedelta(seconds=1))
    while delivery.step():
        pass
    assert len(postbox.received) == 1


def test_the_hour_is_that_of_a_zone_and_may_be_taken_back(client, writer):
    issue = make_issue()
    issues.approve(issue, by=make_user())
    day = (timezone.now() + timedelta(days=9)).date()
    hours = {"at": f"{day}T09:00", "not_later_than": f"{day}T18:30", "zone": "Asia/Vladivostok"}
    page = press(client, issue, "schedule", **hours)
    assert fresh(issue).send_at == datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Asia/Vladivostok"))
    assert f"not later than {day:%-d %B %Y}, 08:30 UTC" in page
    assert "is scheduled" in press(client, issue, "now")
    assert "still approved" in press(client, issue, "unschedule")
    assert (fresh(issue).state, fresh(issue).approved_at is None) == (State.DRAFT, False)


@pytest.mark.parametrize(
    ("at", "until", "said"),
    [
        (-2, None, "has passed"),
        (2, 1, "must come after"),
        (None, -1, "must come after"),
        # Empty is no wish to send it now.
        (None, None, "Choose the day and the hour first."),
    ],
)
def test_hours_that_cannot_be_are_refused_and_stay_typed(client, writer, at, until, said):
    issue = make_issue()
    issues.approve(issue, by=make_user())
    hours = {
        name: f"{timezone.now() + timedelta(hours=value):%Y-%m-%dT%H:%M}" if value is not None else ""
        for name, value in (("at", at), ("not_later_than", until))
    }
    page = press(client, issue, "schedule", **hours)
    assert said in page
    assert all(f'value="{typed}"' in page for typed in hours.values() if typed)
    assert fresh(issue).state == State.DRAFT


def test_an_issue_that_is_too_late_or_broken_at_its_hour_is_not_sent_and_says_why(client):
    make_reader()
    late = schedule(make_issue(), not_later_than=timezone.now() + timedelta(hours=1))
    past = timezone.now() - timedelta(hours=2)
    Issue.objects.filter(pk=late.pk).update(send_at=past, not_later_than=past + timedelta(hours=1))
    broken = schedule(make_issue())
    IssuePart.objects.create(issue=broken, news=make_news(), position=9)
    while delivery.step():
        pass
    assert (fresh(late).state, fresh(late).why) == (State.DRAFT, f"Not sent. {issues.TOO_LATE}")
    assert fresh(broken).state == State.DRAFT
    assert "is not published" in fresh(broken).why
    assert not Delivery.objects.exists()
    client.force_login(make_user())
    assert "<strong>2</strong> issues of the newsletter stand still" in client.get("/admin/").content.decode()
    assert issues.TOO_LATE in client.get("/admin/newsletter/issue/").content.decode()


def test_the_page_says_how_many_get_it(client, writer):
    cats = make_topic("Cats")
    make_reader(topics=(cats,))
    make_reader(topics=(make_topic("Birds"),))
    make_readers(2)
    issue = make_issue()
    assert "<strong>4</strong> subscribers" in client.get(page_of(issue)).content.decode()
    issue.topics.add(cats)
    assert "<strong>3</strong> subscribers" in client.get(page_of(issue)).content.decode()


def test_the_desk_tells_others_that_an_issue_waits_for_approval(client, writer):
    issue = make_issue()
    assert "issue of the newsletter to approve" in client.get("/admin/").content.decode()
    issues.saved(issue, by=writer)
    assert "of the newsletter to approve" not in client.get("/admin/").content.decode()


# Watching


def test_the_page_shows_how_far_it_is_and_who_the_unknown_are(client, writer, postbox):
    make_readers(3)
    reader = make_reader("ada@example.org")
    issue = begin(make_issue())
    delivery.send_some()
    issue.deliveries.filter(subscriber=reader).update(state=Delivery.State.UNKNOWN, error="hung up")
    told = client.get(page_of(issue, "progress")).json()
    assert (told["all"], told["sent"], told["unknown"], told["waiting"]) == ("4", "3", "1", "0")
    page = client.get(page_of(issue)).content.decode()
    assert "Send to the 1 unknown" in page
    assert f'<a href="{issue.get_absolute_url()}">Web copy</a>' in page
    listed = client.get(f"/admin/newsletter/delivery/?issue__id__exact={issue.pk}&state__exact=12").content.decode()
    assert "ada@example.org" in listed
    assert "reader-" not in listed
    assert "hung up" in client.get("/admin/newsletter/delivery/?q=ada").content.decode()
    assert "again to 1" in press(client, issue, "unknown")
    assert states(issue) == {"SENT": 3, "WAITING": 1}


def test_staff_pause_resume_and_cancel(client, writer):
    make_readers(2)
    issue = begin(make_issue())
    press(client, issue, "pause")
    assert (fresh(issue).state, fresh(issue).why) == (State.PAUSED, "Paused by writer.")
    press(client, issue, "resume")
    assert fresh(issue).state == State.SENDING
    issues.pause(issue, why=issues.TOO_LATE)
    assert "Resuming sends the rest all the same." in client.get(page_of(issue)).content.decode()
    page = press(client, issue, "cancel")
    assert fresh(issue).state == State.CANCELLED
    assert "<dt>Not sent</dt>" in page
    assert "<dt>Waiting</dt>" not in page
    assert "cannot be done now" in press(client, issue, "resume")


# The web copy


def test_the_web_copy_is_public_from_the_first_mail_on_and_never_changes(client, postbox):
    make_reader()
    issue = make_full_issue()
    assert client.get(issue.get_absolute_url()).status_code == 404
    schedule(issue, at=timezone.now() + timedelta(days=1))
    assert client.get(issue.get_absolute_url()).status_code == 404
    Issue.objects.update(send_at=timezone.now() - timedelta(seconds=1))
    send_all()
    page = client.get(issue.get_absolute_url())
    words = page.content.decode()
    for said in ("Tracks in the snow", "nine days", "A camera saw him.", "84 adults", "The picture of the month"):
        assert said in words
    assert page["X-Robots-Tag"] == "noindex"
    assert "UNSUBSCRIBE" not in words
    IssuePart.objects.update(heading="Changed")
    assert "Changed" not in client.get(issue.get_absolute_url()).content.decode()
    for listed in ("/newsletter/", "/newsletter/issues/", "/"):
        assert issue.get_absolute_url() in client.get(listed).content.decode(), listed


def send_all():
    while delivery.step():
        pass


def test_a_photo_withdrawn_later_leaves_the_web_copy(client):
    make_reader()
    issue = begin(make_full_issue())
    photo = issue.parts.get(photo__isnull=False).photo
    assert photo.renditions()[0].name in client.get(issue.get_absolute_url()).content.decode()
    type(photo).objects.filter(pk=photo.pk).update(withdrawn_at=timezone.now())
    state.changed()
    assert photo.renditions()[0].name not in client.get(issue.get_absolute_url()).content.decode()
