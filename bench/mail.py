"""`python -m bench.mail`: what sending an issue costs, on both databases.

Freezing a million recipients; claims at the beginning and at the end of an issue; mails per second of two workers
against a loop that hands one prebuilt message to the same server; sign-ups against a view that returns a constant.
"""

import http.client
import multiprocessing
import os
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bench.__main__ import PORT, ask, cpu, serve
from tests import postgres

MANY, CLAIMED, MAILS, ROUNDS, SIGNUPS = 1_000_000, 100_000, 1_000, 3, 400
SINK = 8932

PEOPLE = {
    "sqlite": """
        WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {number})
        INSERT INTO newsletter_subscriber (uid, email, state, created_at, changed_at)
        SELECT lower(hex(randomblob(16))), 'reader-' || n || '@example-' || (n % 997) || '.org', 'confirmed',
               '2026-01-01 00:00:00', '2026-01-01 00:00:00' FROM numbers""",
    "postgresql": """
        INSERT INTO newsletter_subscriber (uid, email, state, created_at, changed_at)
        SELECT gen_random_uuid(), 'reader-' || n || '@example-' || (n % 997) || '.org', 'confirmed', now(), now()
        FROM generate_series(1, {number}) AS n""",
}


def main() -> int:
    if len(sys.argv) > 1:
        getattr(sys.modules[__name__], f"part_{sys.argv[1]}")()
        return 0
    for name, database in (("SQLite", nullcontext("")), ("PostgreSQL", postgres.throwaway())):
        with database as url, tempfile.TemporaryDirectory() as var:
            print(f"\n{name}", flush=True)
            with serve(var, url, TRUSTED_PROXIES="127.0.0.1") as server:
                sign_ups(server.pid)
            environment = {
                **os.environ,
                "VAR_DIR": var,
                "DATABASE_URL": url,
                "EMAIL_URL": f"smtp://127.0.0.1:{SINK}",
                "SECRET_KEY": "a key for the benchmark that is long enough to be one, and no secret",
            }
            sink = multiprocessing.get_context("spawn").Process(target=serve_mail, daemon=True)
            sink.start()
            for part in ("sending", "freezing"):
                subprocess.run([sys.executable, "-m", "bench.mail", part], env=environment, check=True)
            sink.terminate()
    return 0


def serve_mail() -> None:
    """A mail server that takes everything and keeps nothing, as a process of its own."""
    import asyncio  # noqa: PLC0415 - in the process of the sink only

    from aiosmtpd.smtp import SMTP  # noqa: PLC0415

    class Nowhere:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            return "250 OK"

    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(Nowhere(), hostname="sink", loop=loop), "127.0.0.1", SINK)
        await server.serve_forever()

    asyncio.run(run())


def sign_ups(server: int) -> None:
    """CPU of a sign-up against that of a view that returns a constant."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    spent: dict[str, list[float]] = {"constant": [], "sign-up": []}
    rates = []
    for round_ in range(ROUNDS + 1):
        before, began = cpu(server), time.monotonic()
        for number in range(SIGNUPS):
            body = urlencode({"email": f"a{round_}-{number}@example.org", "page": "/", "wording": "1"})
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
            }
            headers["X-Forwarded-For"] = f"{10 + round_}.{number // 250}.{number % 250}.1"
            connection.request("POST", "/newsletter/", body, headers)
            response = connection.getresponse()
            response.read()
            if response.status != 303:
                raise SystemExit(f"error: a sign-up answered {response.status}")
        middle = cpu(server)
        rates.append(SIGNUPS / (time.monotonic() - began))
        for _ in range(SIGNUPS):
            ask(connection, "/healthz/constant")
        if round_:
            spent["sign-up"].append((middle - before) * 1000 / SIGNUPS)
            spent["constant"].append((cpu(server) - middle) * 1000 / SIGNUPS)
    ratio = statistics.median(a / b for a, b in zip(spent["sign-up"], spent["constant"], strict=True))
    print(
        f"  sign-ups: {statistics.median(rates):.0f} a second on one connection, "
        f"{statistics.median(spent['sign-up']):.2f} ms of CPU, ratio to a constant {ratio:.1f}",
        flush=True,
    )


def part_sending() -> None:
    """Mails per second of two workers, against a loop with one prebuilt message, in turns."""
    django = prepare()
    ratios, ours, raw = [], [], []
    django["make_readers"](MAILS)
    for _ in range(ROUNDS):
        issue = django["begin_issue"]()
        content = django["content"](issue)
        began = time.monotonic()
        with smtplib.SMTP("127.0.0.1", SINK) as server:
            for number in range(MAILS):
                server.sendmail("us@example.org", [f"reader-{number}@example.org"], content)
        raw.append(MAILS / (time.monotonic() - began))
        gate = multiprocessing.get_context("spawn").Barrier(3)
        workers = [
            multiprocessing.get_context("spawn").Process(target=send_all, args=(issue.pk, gate)) for _ in range(2)
        ]
        for each in workers:
            each.start()
        gate.wait()
        began = time.monotonic()
        for each in workers:
            each.join()
        ours.append(MAILS / (time.monotonic() - began))
        ratios.append(ours[-1] / raw[-1])
        if issue.deliveries.filter(state=10).count() != MAILS:
            raise SystemExit("error: not every mail was sent")
    print(
        f"  mails a second: {statistics.median(ours):.0f} by two workers, {statistics.median(raw):.0f} by the loop, "
        f"ratio {statistics.median(ratios):.2f} [{min(ratios):.2f}–{max(ratios):.2f}], {len(content) // 1024} KB each",
        flush=True,
    )


def send_all(pk: int, gate: Any) -> None:
    """One worker, from when both are ready to the end of the issue."""
    prepare()
    from newsletter import delivery  # noqa: PLC0415 - Django must be set up first
    from newsletter.models import Issue  # noqa: PLC0415

    issue = Issue.objects.get(pk=pk)
    delivery.stencil_of(pk)
    gate.wait()
    while delivery.send_from(issue):
        pass


def part_freezing() -> None:
    """Freezing a million recipients; then claims of the first and the last thousand of many."""
    django = prepare()
    from newsletter import delivery  # noqa: PLC0415 - Django must be set up first
    from newsletter.models import Delivery  # noqa: PLC0415

    django["make_readers"](MANY)
    began = time.monotonic()
    issue = django["begin_issue"]()
    taken = time.monotonic() - began
    number = issue.deliveries.count()
    print(f"  freezing {number:,} recipients: {taken:.1f} s", flush=True)
    cut = issue.deliveries.order_by("pk").values_list("pk", flat=True)[CLAIMED]
    issue.deliveries.filter(pk__gte=cut).delete()
    times = []
    for _ in range(CLAIMED // delivery.BATCH):
        began = time.perf_counter()
        rows = delivery.take(issue, "", claim := uuid4())
        times.append(time.perf_counter() - began)
        Delivery.objects.filter(claim=claim).update(state=10, lease_until=None)
        if len(rows) != delivery.BATCH:
            raise SystemExit("error: a claim was not whole")
    first, last = statistics.median(times[:50]), statistics.median(times[-50:])
    print(
        f"  a claim: {first * 1000:.1f} ms at the beginning, {last * 1000:.1f} ms at the end, ratio {last / first:.2f}"
    )


def prepare() -> dict[str, Any]:
    """Django set up, and what the parts need of it."""
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from newsletter import delivery  # noqa: PLC0415
    from newsletter.models import Issue, Subscriber  # noqa: PLC0415
    from tests import letters  # noqa: PLC0415

    def make_readers(number: int) -> None:
        Issue.objects.all().delete()
        Subscriber.objects.all().delete()
        User.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(PEOPLE[connection.vendor].format(number=number))

    def content(issue: Any) -> bytes:
        stencil, number = delivery.stencil_of(issue.pk)
        reader = Subscriber.objects.all()[0]
        return stencil.copy(delivery.copy_for(delivery.Row(1, reader.uid, reader.email, 0), number))

    return {
        "make_readers": make_readers,
        "begin_issue": lambda: letters.begin(letters.make_issue()),
        "content": content,
    }


if __name__ == "__main__":
    sys.exit(main())
