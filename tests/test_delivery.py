"""An issue goes out: frozen once, to each reader at most once, whatever servers and workers do."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from newsletter import delivery, issues, signups, tokens
from newsletter.models import Delivery, Issue, IssuePart, Pace, Subscriber
from tests.letters import (
    begin,
    drain,
    later,
    make_full_issue,
    make_issue,
    make_reader,
    make_readers,
    make_topic,
    received_by,
    schedule,
    send,
    states,
)
from tests.smtp import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("letterhead")]


# What goes out


def test_an_issue_reaches_each_reader_once_with_links_of_their_own(client, postbox):
    readers = make_readers(3)
    issue = send(make_full_issue())
    assert received_by(postbox) == sorted(reader.email for reader in readers)
    assert issue.state == Issue.State.SENT
    assert states(issue) == {"SENT": 3}
    message = next(each for each in postbox.received if each["To"] == readers[0].email)
    assert message["Subject"] == "Tracks in the snow"
    assert message["Reply-To"] == "us@example.org"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "<newsletter.testserver>"
    # That of the copy: the issue may have been frozen days ago.
    assert abs(message["Date"].datetime - timezone.now()) < timedelta(minutes=5)
    for kind in ("plain", "html"):
        words = text_of(message, kind)
        for said in ("nine days", "A camera saw him.", "Amur leopard", "84 adults", "The picture of the month", "123"):
            assert said in words, (kind, said)
        assert "1 Den" in words
        assert "@" + "UNSUBSCRIBE" not in words
    (link,) = set(re.findall(r"http\S+/newsletter/unsubscribe/[^/\s]+/", text_of(message)))
    assert link in text_of(message, "html")
    assert message["List-Unsubscribe"] == f"<{link}>"
    assert client.post(urlsplit(link).path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    readers[0].refresh_from_db()
    assert readers[0].state == Subscriber.State.UNSUBSCRIBED
    assert readers[0].consents.last().issue == issue


def test_a_link_of_an_older_form_or_of_an_issue_never_sent_to_them_leaves_and_is_credited_to_none(client):
    reader, other, late = make_readers(3)
    issue = begin(make_issue())
    Delivery.objects.filter(subscriber=late).delete()
    # The number of an issue stood there before, which may be the key of another.
    older = tokens.link("unsubscribe", tokens._unsubscribe.sign(f"{reader.uid.hex}-{issue.pk}"))
    unknown = tokens.unsubscribe_link(other.uid, issue=issue.pk + 1)
    never = tokens.unsubscribe_link(late.uid, issue=issue.pk)
    for subscriber, link in ((reader, older), (other, unknown), (late, never)):
        assert client.post(urlsplit(link).path).status_code == 200
        subscriber.refresh_from_db()
        assert subscriber.state == Subscriber.State.UNSUBSCRIBED
        assert subscriber.consents.last().issue is None


def test_an_address_longer_than_a_line_and_a_line_that_begins_with_a_dot_arrive_whole(postbox):
    reader = make_reader(f"{'a' * 60}@{'b' * 60}.example.org")
    issue = make_issue()
    IssuePart.objects.create(
        issue=issue, words="<p>One.</p><p>.two</p><p>caf\u00e9 \u2014 " + "long " * 60 + "</p>", position=2
    )
    send(issue)
    (message,) = postbox.received
    assert message["To"] == reader.email
    assert ".two" in text_of(message).splitlines()
    assert "caf\u00e9 \u2014 long long" in text_of(message, "html")
    assert all(len(line) <= 998 for line in postbox.raw[0].splitlines())


def test_who_wants_it_gets_it_and_nobody_else(postbox):
    cats, birds = make_topic("Cats"), make_topic("Birds")
    make_reader("cats@example.org", topics=(cats,))
    make_reader("birds@example.org", topics=(birds,))
    make_reader("all@example.org")
    make_reader("paused@example.org", paused_until=timezone.now() + timedelta(days=3))
    make_reader("back@example.org", paused_until=timezone.now() - timedelta(days=3))
    for state in ("pending", "unsubscribed", "suppressed"):
        make_reader(f"{state}@example.org", state=state)
    issue = make_issue()
    issue.topics.add(cats)
    send(issue)
    assert received_by(postbox) == ["all@example.org", "back@example.org", "cats@example.org"]


def test_who_comes_after_sending_began_does_not_get_it_and_what_is_changed_then_is_not_sent(postbox):
    make_reader("early@example.org")
    issue = begin(make_issue())
    make_reader("late@example.org")
    IssuePart.objects.update(words="<p>Changed.</p>")
    drain()
    assert received_by(postbox) == ["early@example.org"]
    assert "Changed" not in text_of(postbox.received[0])
    assert states(issue) == {"SENT": 1}


def test_who_leaves_before_their_turn_is_skipped(postbox):
    stays, leaves = make_readers(2)
    issue = begin(make_issue())
    signups.unsubscribe(leaves, "test")
    drain()
    assert received_by(postbox) == [stays.email]
    assert states(issue) == {"SENT": 1, "SKIPPED": 1}


def test_a_person_erased_before_their_turn_is_skipped(postbox):
    (gone,) = make_readers(1)
    issue = begin(make_issue())
    gone.delete()
    drain()
    assert states(issue) == {"SKIPPED": 1}
    issue.refresh_from_db()
    assert issue.state == Issue.State.SENT


def test_a_copy_has_the_same_name_each_time(postbox):
    make_readers(1)
    issue = begin(make_issue())
    postbox.hangs_up = True
    assert not drain()
    issues.send_to_unknown(issue)
    postbox.hangs_up = False
    drain()
    first, second = postbox.received
    assert first["Message-ID"] == second["Message-ID"]


# What people do meanwhile


def test_a_paused_issue_waits_and_a_cancelled_one_stops(postbox):
    make_readers(2)
    issue = begin(make_issue())
    issues.pause(issue, why="A typing error")
    drain()
    assert not postbox.received
    issues.resume(issue)
    issues.cancel(issue, why="Enough")
    drain()
    assert not postbox.received
    with pytest.raises(issues.Refused):
        issues.resume(issue)


def test_pausing_counts_before_the_next_mail(postbox):
    make_readers(3)
    issue = begin(make_issue())
    rows = delivery.take(issue, "", claim := delivery.uuid4())
    issues.pause(issue, why="Stop")
    delivery.deliver(issue, rows, claim)
    delivery.release(claim)
    assert not postbox.received
    assert states(issue) == {"WAITING": 3}


def test_what_became_of_one_is_recorded_and_whether_the_next_may_go_is_known_though_only_one_of_them_changed():
    readers = make_readers(3)
    issue = begin(make_issue())
    first, second, third = delivery.take(issue, "", claim := delivery.uuid4())
    now = timezone.now()
    assert delivery.record(None, first, claim, now)
    signups.unsubscribe(readers[1], "test")
    assert not delivery.record(delivery.Outcome(first, Delivery.State.SENT), second, claim, now)
    assert issue.deliveries.get(pk=first.pk).state == Delivery.State.SENT
    assert issue.deliveries.get(pk=second.pk).state == Delivery.State.CLAIMED
    # The first is no more ours to tell of: the third may go all the same.
    assert delivery.record(delivery.Outcome(first, Delivery.State.FAILED, "late"), third, claim, now)
    assert states(issue) == {"CLAIMED": 1, "SENDING": 1, "SENT": 1}
    assert issue.deliveries.get(pk=first.pk).tries == 1


def test_what_was_not_sent_by_its_last_hour_stays_unsent(postbox):
    make_readers(2)
    issue = begin(make_issue())
    Issue.objects.update(
        not_later_than=timezone.now() - timedelta(seconds=1), send_at=timezone.now() - timedelta(days=1)
    )
    drain()
    issue.refresh_from_db()
    assert (issue.state, issue.why) == (Issue.State.PAUSED, issues.TOO_LATE)
    assert not postbox.received
    issues.resume(issue)
    drain()
    assert len(postbox.received) == 2


# How fast


def test_no_more_go_in_a_minute_than_are_allowed(postbox, settings):
    settings.MAIL_PER_MINUTE = 3
    in_one_minute("")
    make_readers(5)
    issue = begin(make_issue())
    drain()
    assert states(issue) == {"SENT": 3, "WAITING": 2}
    next_minute()
    drain()
    assert states(issue) == {"SENT": 5}


def test_a_crowded_domain_does_not_hold_up_the_others(postbox, settings):
    settings.MAIL_PER_DOMAIN = 2
    in_one_minute("crowd.example")
    make_readers(5, "crowd.example")
    make_readers(2, "quiet.example")
    issue = begin(make_issue())
    assert issue.lanes == ["crowd.example"]
    drain()
    assert states(issue) == {"SENT": 4, "WAITING": 3}
    assert [to.split("@")[1] for to in received_by(postbox)].count("quiet.example") == 2
    next_minute()
    drain()
    assert states(issue) == {"SENT": 6, "WAITING": 1}


def in_one_minute(domain):
    """All that happens in this test happens in one minute."""
    Pace.objects.create(domain=domain, minute=timezone.now() + timedelta(hours=1))


def next_minute():
    Pace.objects.update(minute=timezone.now() - timedelta(hours=1))


# Several workers, and their deaths


def test_two_workers_share_the_rows(postbox):
    make_readers(4)
    issue = begin(make_issue())
    first = delivery.take(issue, "", delivery.uuid4())
    assert len(first) == 4
    assert delivery.take(issue, "", delivery.uuid4()) == []


def test_what_a_dead_worker_had_claimed_is_sent_and_what_it_was_sending_is_unknown(postbox):
    make_readers(3)
    issue = begin(make_issue())
    rows = delivery.take(issue, "", claim := delivery.uuid4())
    assert delivery.record(None, rows[0], claim, timezone.now())
    drain()
    assert not postbox.received
    later(minutes=6)
    drain()
    assert states(issue) == {"SENT": 2, "UNKNOWN": 1}
    assert issue.deliveries.get(state=Delivery.State.UNKNOWN).error == delivery.STOPPED


def test_claims_go_on_where_the_last_ended_and_come_back_for_what_was_left(monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 2)
    make_readers(5)
    issue = begin(make_issue())
    first, second, third, fourth, fifth = issue.deliveries.order_by("pk").values_list("pk", flat=True)
    left = delivery.uuid4()
    assert [row.pk for row in delivery.take(issue, "", left)] == [first, second]
    delivery.release(left)
    assert [row.pk for row in delivery.take(issue, "", delivery.uuid4())] == [third, fourth]
    assert [row.pk for row in delivery.take(issue, "", delivery.uuid4())] == [fifth]
    assert [row.pk for row in delivery.take(issue, "", delivery.uuid4())] == [first, second]
    assert delivery.take(issue, "", delivery.uuid4()) == []


def test_a_worker_that_lost_its_lease_sends_nothing(postbox):
    make_readers(2)
    issue = begin(make_issue())
    rows = delivery.take(issue, "", claim := delivery.uuid4())
    later(minutes=6)
    delivery.sweep(issue)
    delivery.deliver(issue, rows, claim)
    assert not postbox.received
    assert states(issue) == {"WAITING": 2}


def test_an_issue_begins_once(postbox):
    make_readers(1)
    issue = schedule(make_issue())
    assert issues.begin(issue)
    assert not issues.begin(issue)
    assert issue.deliveries.count() == 1
