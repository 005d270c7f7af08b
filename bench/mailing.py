"""How fast mail goes: freezing a million recipients, claiming the first and the last of them, and mail per second.

Mail per second is measured at the mail server, by the arrivals of the middle half of a round. Two workers take turns
with a loop that hands a prebuilt mail to the same server again and again, each in a transaction of its own over one
connection that is kept, and keeps no record; with two such loops at once, which are two processes and two connections
as our workers are; and with one that writes the commands of a mail together, as our workers do. The server has each
mail on the disk before it acknowledges it. Our workers have each on record in the database, on the disk too, before
they begin the next. Every mail is counted.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import connection

from bench import letters
from bench.deliveries import wait_for_mail, wait_until
from bench.raw import main as raw_loop
from bench.sink import Sink, sink
from config import environment
from newsletter import delivery, recipients
from newsletter.models import Delivery, Issue

MANY, CLAIMED, MAILS, ROUNDS = 1_000_000, 100_000, 2000, 5


def main(*names: str) -> None:
    for part in (freezing, claiming, mailing):
        if not names or part.__name__ in names:
            part()


def freezing() -> None:
    """Against copying as many bare rows into a table without keys, in the same rounds."""
    letters.make_readers(MANY)
    issue = letters.begun()
    ours, bare = [], []
    for _ in range(3):
        letters.empty("newsletter_delivery")
        ours.append(taken(lambda: recipients.add(issue)))
        bare.append(taken(copy_bare))
        if issue.deliveries.count() != MANY:
            raise SystemExit("error: not all recipients are frozen")
    ratio = statistics.median(mine / theirs for mine, theirs in zip(ours, bare, strict=True))
    letters.empty("newsletter_delivery")
    print(
        f"  freezing {MANY:,} recipients: {statistics.median(ours):.1f} s, "
        f"{ratio:.1f} times copying bare rows ({statistics.median(bare):.1f} s)"
    )


def copy_bare() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_bare AS SELECT id AS issue_id, id AS subscriber_id FROM newsletter_subscriber"
        )
        cursor.execute("DROP TABLE bench_bare")


def claiming() -> None:
    """Every recipient is claimed, a batch at a time, and marked as sent: as workers do, without the mail."""
    letters.make_readers(CLAIMED)
    issue = letters.begun()
    spent = []
    while True:
        claim = uuid4()
        began = time.perf_counter()
        rows = delivery.take(issue, "", claim)
        spent.append(time.perf_counter() - began)
        if not rows:
            break
        Delivery.objects.filter(claim=claim).update(state=Delivery.State.SENT, lease_until=None)
    thousand = 1000 // delivery.BATCH
    first, last = (statistics.median(some) * 1000 for some in (spent[:thousand], spent[-thousand - 1 : -1]))
    print(
        f"  claims of {delivery.BATCH}: {first:.1f} ms in the first thousand, {last:.1f} ms in the last of "
        f"{CLAIMED:,}: ratio {last / first:.2f}"
    )


def mailing() -> None:
    with tempfile.TemporaryDirectory() as folder, sink(Path(folder)) as server:
        prebuilt = Path(folder, "letter.eml")
        prebuilt.write_bytes(copy_of_ours())
        with letters.workers(2, server.url):
            compare(rounds(server, prebuilt))
        spend(server, prebuilt)


def rounds(server: Sink, prebuilt: Path) -> dict[str, list[float]]:
    """Mails per second of each contestant, one after the other, the order turned about from round to round."""
    contestants: dict[str, Callable[[], None]] = {
        "one raw loop": lambda: raw(server, prebuilt, 1),
        "two raw loops": lambda: raw(server, prebuilt, 2),
        "one loop, commands at once": lambda: raw(server, prebuilt, 1, "at-once"),
        "two workers": lambda: work(server),
    }
    rates: dict[str, list[float]] = {name: [] for name in contestants}
    for round_ in range(ROUNDS + 1):
        for name in list(contestants)[:: 1 if round_ % 2 else -1]:
            rate = arrived(server, contestants[name])
            if round_:  # the first round warms up
                rates[name].append(rate)
    return rates


def compare(rates: dict[str, list[float]]) -> None:
    for name, values in rates.items():
        against = ", ".join(f"{ratio(values, others):.2f}" for others in rates.values())
        print(f"  {name:26} {statistics.median(values):6.0f} mails per second; ratio to each of these: {against}")


def ratio(values: list[float], others: list[float]) -> float:
    """The median of the ratios of the rounds."""
    return statistics.median(value / other for value, other in zip(values, others, strict=True))


def spend(server: Sink, prebuilt: Path) -> None:
    """The processor time of a mail, which other work on the machine hardly moves, unlike mails per second."""
    letters.make_readers(MAILS)
    issue = letters.begun()
    settings.MAILERS = {"default": {**settings.MAILERS["default"], **environment.mailer(server.url, Path())}}
    delivery.send_from(issue)
    before, began = server.number(), time.process_time()
    while delivery.send_from(issue):
        pass
    ours = (time.process_time() - began) / (server.number() - before) * 1000
    began = time.process_time()
    raw_loop(server.port, prebuilt.read_bytes(), MAILS)
    theirs = (time.process_time() - began) / MAILS * 1000
    print(f"  CPU of a mail: {ours:.2f} ms in a worker, {theirs:.2f} ms in a raw loop: ratio {ours / theirs:.1f}")


def arrived(server: Sink, send: Callable[[], None]) -> float:
    """Mails per second, after all of them came."""
    before = server.number()
    send()
    if server.number() != before + MAILS:
        raise SystemExit(f"error: {server.number() - before} mails of {MAILS} arrived")
    return server.per_second(before)


def work(server: Sink) -> None:
    """The two that are there all the while look twice a second whether something is to be sent."""
    letters.make_readers(MAILS)
    before = server.number()
    issue = letters.begun()
    wait_for_mail(server, before + MAILS)
    # The last one is taken by the server before it is on record here.
    wait_until(lambda: Issue.objects.filter(pk=issue.pk, state=Issue.State.SENT).exists())


def copy_of_ours() -> bytes:
    """The bytes that the raw loop sends: those of a copy of our issue."""
    letters.make_readers(1)
    issue = letters.begun()
    (row,) = delivery.take(issue, "", uuid4())
    return delivery.stencil_of(issue, None).copy(delivery.copy_for(row, issue))


def raw(server: Sink, prebuilt: Path, number: int, *way: str) -> None:
    """So many processes, each with its part of the mails."""
    words = [sys.executable, "-m", "bench.raw", str(server.port), str(prebuilt), str(MAILS // number), *way]
    loops = [subprocess.Popen(words) for _ in range(number)]
    if any(loop.wait() for loop in loops):
        raise SystemExit("error: a raw loop failed")


def taken(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    main(*sys.argv[1:])
