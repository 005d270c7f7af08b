"""Workers are killed in the middle of an issue: nobody gets it twice, and whoever may have missed it is known."""

from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.db import connection

from newsletter import delivery, issues, signups
from newsletter.models import Delivery, Subscriber
from tests.letters import begin, make_issue, make_readers, states
from tests.workers import worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("letterhead")]


def leases_run_out():
    for row in Delivery.objects.filter(lease_until__isnull=False):
        Delivery.objects.filter(pk=row.pk).update(lease_until=row.lease_until - timedelta(minutes=6))


def test_two_workers_killed_three_times_send_nothing_twice_and_lose_nothing_unseen(postbox):
    readers = make_readers(150)
    issue = begin(make_issue())
    for _ in range(3):
        with ExitStack() as stack:
            workers = [stack.enter_context(worker(postbox)) for _ in range(2)]
            assert postbox.wait_for(len(postbox.received) + 20)
            for each in workers:
                each.kill()
        leases_run_out()
    while delivery.step():
        pass
    copies = Counter(str(message["To"]) for message in postbox.received)
    assert max(copies.values()) == 1
    unknown = set(issue.deliveries.filter(state=Delivery.State.UNKNOWN).values_list("subscriber__email", flat=True))
    missed = {reader.email for reader in readers} - set(copies)
    assert missed <= unknown
    assert len(unknown) <= 12
    assert set(states(issue)) <= {"SENT", "UNKNOWN"}


def test_nothing_is_locked_while_the_server_takes_its_time(postbox):
    leaves = make_readers(3)[-1]
    issue = begin(make_issue())
    postbox.stalls = True
    with worker(postbox):
        assert postbox.has_content.wait(60)
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA busy_timeout = 100")
            signups.unsubscribe(leaves, "test")
            issues.pause(issue, why="test")
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA busy_timeout = 20000")
    assert Subscriber.objects.filter(state="unsubscribed").count() == 1
