"""An issue meets mail servers that refuse, stall, hang up and talk nonsense: nothing is lost or doubled, and what
nobody knows is told. Each with a server that takes the commands of a mail at once, and with one that takes them one by
one.
"""

import pytest
from django.utils import timezone

from newsletter import issues
from newsletter.models import Delivery, Issue, Subscriber
from tests.letters import begin, drain, later, make_issue, make_reader, make_readers, received_by, states
from tests.smtp import Postbox, free_port

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("letterhead")]


@pytest.fixture(autouse=True, params=[True, False], ids=["at once", "one by one"])
def way(postbox, request):
    postbox.pipelines = request.param


def begun(number: int) -> Issue:
    make_readers(number)
    return begin(make_issue())


# Silence


def test_a_server_that_takes_the_mail_and_says_nothing_leaves_it_unknown(postbox):
    issue = begun(3)
    postbox.hangs_up = True
    assert not drain()
    assert states(issue) == {"UNKNOWN": 1, "WAITING": 2}
    postbox.hangs_up = False
    drain()
    assert states(issue) == {"SENT": 2, "UNKNOWN": 1}
    assert len(postbox.received) == 3
    assert issues.send_to_unknown(issue) == 1
    drain()
    assert states(issue) == {"SENT": 3}


@pytest.mark.parametrize("nonsense", ["Hello?", "354 Go on", "199 Well"])
def test_what_is_no_answer_leaves_a_mail_unknown_that_was_handed_over(postbox, nonsense):
    issue = begun(2)
    postbox.to_content = nonsense
    assert not drain()
    assert states(issue) == {"UNKNOWN": 1, "WAITING": 1}


def test_a_server_that_thinks_too_long_leaves_the_mail_unknown_and_a_slow_one_does_not(postbox, settings):
    issue = begun(2)
    settings.MAILERS["default"]["OPTIONS"]["timeout"] = 0.3
    postbox.stalls = True
    assert not drain()
    assert states(issue) == {"UNKNOWN": 1, "WAITING": 1}
    assert "timed out" in issue.deliveries.get(state=Delivery.State.UNKNOWN).error
    postbox.stalls = False
    postbox.thinks = 0.1
    drain()
    assert states(issue) == {"SENT": 1, "UNKNOWN": 1}


# The way is closed


def test_a_server_that_hangs_up_before_the_mail_gets_it_once_when_it_is_back(postbox):
    issue = begun(2)
    postbox.hangs_up_early = True
    assert not drain()
    assert states(issue) == {"WAITING": 2}
    postbox.hangs_up_early = False
    drain()
    assert states(issue) == {"SENT": 2}
    assert len(postbox.received) == 2


def test_while_the_server_is_down_nothing_is_lost(postbox, settings):
    issue = begun(2)
    settings.MAILERS = Postbox(free_port()).mailers
    assert not drain()
    assert states(issue) == {"WAITING": 2}
    settings.MAILERS = postbox.mailers
    drain()
    assert states(issue) == {"SENT": 2}


@pytest.mark.parametrize("where", ["to_sender", "to_recipient", "to_data", "to_content"])
@pytest.mark.parametrize("is_lenient", [False, True])
def test_a_server_that_goes_in_the_middle_gets_all_of_it_once_when_it_is_back(postbox, where, is_lenient):
    issue = begun(2)
    postbox.is_lenient = is_lenient
    setattr(postbox, where, "421 4.3.2 Going down")
    assert not drain()
    assert states(issue) == {"WAITING": 2}
    setattr(postbox, where, "")
    drain()
    assert states(issue) == {"SENT": 2}
    assert len(postbox.received) == 2
    assert {row.tries for row in issue.deliveries.all()} == {1}


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("to_sender", "550 5.7.1 We know you"),
        ("to_sender", "Hello?"),
        ("to_recipient", "Hello?"),
        ("to_recipient", "354 Go on"),
        ("to_data", "250 OK"),
        ("to_data", "Hello?"),
    ],
)
def test_a_server_that_does_not_want_us_or_makes_no_sense_gets_no_mail_and_no_recipient_is_blamed(postbox, where, says):
    issue = begun(2)
    postbox.is_lenient = True
    setattr(postbox, where, says)
    assert not drain()
    assert states(issue) == {"WAITING": 2}
    assert not postbox.received


# Later


@pytest.mark.parametrize("where", ["to_sender", "to_recipient", "to_data", "to_content"])
def test_a_server_that_says_later_is_asked_later_and_seven_times_at_most(postbox, where):
    issue = begun(1)
    setattr(postbox, where, "451 4.7.1 Greylisted, come back later")
    drain()
    row = issue.deliveries.get()
    assert (row.state, row.error) == (Delivery.State.LATER, "451 4.7.1 Greylisted, come back later")
    pauses = []
    for _ in range(6):
        pauses.append(round((issue.deliveries.get().not_before - timezone.now()).total_seconds() / 60))
        later(hours=6)
        drain()
    assert pauses == [5, 10, 20, 40, 80, 160]
    assert states(issue) == {"FAILED": 1}
    assert not postbox.received


def test_a_greylisted_mail_arrives_on_the_second_try(postbox):
    issue = begun(1)
    postbox.to_recipient = "450 4.2.0 Greylisted"
    drain()
    postbox.to_recipient = ""
    drain()
    assert not postbox.received
    later(minutes=6)
    drain()
    assert states(issue) == {"SENT": 1}


# No


@pytest.mark.parametrize("is_lenient", [False, True])
def test_a_server_that_refuses_one_does_not_stop_the_others_and_gets_no_empty_mail_for_them(postbox, is_lenient):
    first, bad, last = make_reader(), make_reader("bad@example.org"), make_reader()
    issue = begin(make_issue())
    postbox.refused = {"bad@example.org": "550 5.1.1 No such mailbox"}
    # Takes the content of a mail though it has no recipient: that one must be told that there is none.
    postbox.is_lenient = is_lenient
    assert drain()
    assert states(issue) == {"FAILED": 1, "SENT": 2}
    whole = [str(message["To"]) for message in postbox.received if message["To"]]
    assert whole == [first.email, last.email]
    assert len(postbox.received) == (3 if is_lenient and postbox.pipelines else 2)
    bad.refresh_from_db()
    assert bad.state == Subscriber.State.SUPPRESSED


def test_a_mail_that_was_put_off_but_has_a_recipient_is_not_sent_empty(postbox):
    issue = begun(2)
    postbox.is_lenient = True
    postbox.to_sender = "452 4.3.1 Not enough space"
    drain()
    drain()
    assert states(issue) == {"LATER": 2}
    assert not postbox.received


def test_a_no_counts_though_the_server_hangs_up_after_it(postbox):
    bad, good = make_reader("bad@example.org"), make_reader()
    issue = begin(make_issue())
    postbox.refused = {"bad@example.org": "550 5.1.1 No such mailbox"}
    postbox.hangs_up_after = "550"
    assert not drain()
    assert states(issue) == {"FAILED": 1, "WAITING": 1}
    drain()
    assert states(issue) == {"FAILED": 1, "SENT": 1}
    assert received_by(postbox) == [good.email]
    bad.refresh_from_db()
    assert bad.state == Subscriber.State.SUPPRESSED


def test_twenty_refusals_in_a_row_pause_the_issue_and_suppress_nobody(postbox):
    issue = begun(30)
    postbox.to_recipient = "550 5.7.1 Relaying denied"
    drain()
    issue.refresh_from_db()
    assert issue.state == Issue.State.PAUSED
    assert "Relaying denied" in issue.why
    assert states(issue) == {"FAILED": 20, "WAITING": 10}
    assert not Subscriber.objects.filter(state="suppressed").exists()


def test_an_address_of_two_lines_says_nothing_to_the_server_and_stops_no_other(postbox):
    bad, good = make_readers(2)
    Subscriber.objects.filter(pk=bad.pk).update(email="ada@example.org>\r\nRCPT TO:<eve@example.org")
    issue = begin(make_issue())
    drain()
    assert states(issue) == {"FAILED": 1, "SENT": 1}
    assert received_by(postbox) == [good.email]
