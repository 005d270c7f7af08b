"""Background work: what takes long or is broken holds nothing else up."""

import os
import sys
from queue import SimpleQueue
from threading import Event, Thread, get_native_id

import pytest

from newsletter import delivery
from newsletter.models import Issue
from publishing.models import Edition
from tests.letters import begin, make_full_issue, make_issue, make_readers, schedule
from website import work
from website.work import Job, Worker


def test_mail_does_not_wait_for_a_picture():
    mailed, waited = Event(), []

    def picture():
        waited.append(mailed.wait(10))
        return False

    def mail():
        mailed.set()
        return False

    stop = SimpleQueue()
    runs = Thread(target=work.run, args=(stop, Worker(Job("pictures", picture), Job("mail", mail))))
    runs.start()
    assert mailed.wait(10)
    stop.put(1)
    runs.join(10)
    assert not runs.is_alive()
    assert waited[0] is True


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread has no niceness of its own")
def test_pictures_give_way_to_readers_and_mail():
    stop, niceness = SimpleQueue(), {}

    def seen(name):
        def do_one():
            niceness[name] = os.getpriority(os.PRIO_PROCESS, get_native_id())
            if len(niceness) == 2:
                stop.put(1)
            return False

        return do_one

    work.run(stop, Worker(Job("pictures", seen("pictures"), niceness=5), Job("mail", seen("mail"))))
    assert niceness["pictures"] == max(5, niceness["mail"])


@pytest.mark.django_db
@pytest.mark.usefixtures("letterhead")
def test_an_issue_that_is_broken_stops_alone_and_says_why(postbox, caplog):
    make_readers(3)
    broken, sound, due = begin(make_issue()), begin(make_issue()), schedule(make_issue())
    Issue.objects.filter(pk=broken.pk).update(document="{")
    while delivery.step():
        pass
    states = dict(Issue.objects.values_list("pk", "state"))
    assert states == {broken.pk: "paused", sound.pk: "sent", due.pk: "sent"}
    assert Issue.objects.get(pk=broken.pk).why.startswith("It cannot be sent:")
    assert len(postbox.received) == 6
    assert "cannot be sent" in caplog.text


@pytest.mark.django_db
@pytest.mark.usefixtures("letterhead")
def test_an_issue_that_cannot_begin_is_a_draft_again_and_the_next_one_begins(postbox):
    make_readers(1)
    full = make_full_issue(subject="Broken")
    broken, sound = schedule(full), schedule(make_issue())
    Edition.objects.filter(kind="news").update(card="{")
    while delivery.step():
        pass
    broken.refresh_from_db()
    assert broken.state == "draft"
    assert broken.why.startswith("It cannot be sent:")
    assert Issue.objects.get(pk=sound.pk).state == "sent"
