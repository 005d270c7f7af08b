"""An issue to 3,000 readers while its workers are killed ten times: who got what, counted by the mail server.

Two workers send; one of them gets a `kill -9` after some hundred mails, and another takes its place. What the dead one
had claimed is free when its lease is over: for that nobody waits here, the leases are ended by hand. The one that lives
loses what it had claimed with that, in the middle of its work, and must not send it either.
"""

import random
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.db.models import QuerySet

from bench import letters
from bench.sink import Sink, sink
from newsletter.models import Delivery, Issue
from publishing import clock

READERS, KILLS, LONGEST = 3000, 10, 300
State = Delivery.State


def main() -> None:
    chance = random.Random(8)
    letters.make_readers(READERS)
    issue = letters.begun()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, sink(Path(folder)) as server:
        with letters.workers(2, server.url) as workers:
            for kill in range(KILLS):
                wait_for_mail(server, server.number() + chance.randint(100, 250))
                workers[kill % 2].kill()
                workers[kill % 2].wait()
                workers[kill % 2] = letters.worker(server.url)
                end_leases(issue.deliveries.filter(state=State.CLAIMED))
            wait_until(lambda: not issue.deliveries.filter(state__in=[State.WAITING, State.LATER]).exists())
            # Those of the dead, and what they were sending: whoever lives has nothing left to do.
            end_leases(issue.deliveries.filter(lease_until__isnull=False))
            wait_until(lambda: Issue.objects.filter(pk=issue.pk, state=Issue.State.SENT).exists())
        report(issue, server, time.monotonic() - began)


def end_leases(rows: QuerySet[Delivery]) -> None:
    rows.update(lease_until=clock.now() - timedelta(seconds=1))


def wait_for_mail(server: Sink, number: int) -> None:
    wait_until(lambda: server.number() >= number)


def wait_until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST
    while not done():
        if time.monotonic() > deadline:
            raise SystemExit("error: it does not go on")
        time.sleep(0.02)


def report(issue: Issue, server: Sink, seconds: float) -> None:
    copies = server.copies()
    sent, unknown = (
        set(issue.deliveries.filter(state=state).values_list("subscriber__email", flat=True))
        for state in (State.SENT, State.UNKNOWN)
    )
    doubled = sum(number - 1 for number in copies.values())
    lost = sent - set(copies)
    print(
        f"  {READERS} readers, {KILLS} kills of a worker, {seconds:.0f} s: {len(copies)} received, {doubled} doubled, "
        f"{len(unknown)} unknown ({len(unknown & set(copies))} of them arrived), {len(lost)} lost unseen"
    )
    if doubled or lost or len(sent) + len(unknown) != READERS:
        raise SystemExit("error: that must not happen")


if __name__ == "__main__":
    main()
