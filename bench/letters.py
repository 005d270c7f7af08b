"""Readers by the thousand, an issue that is being sent to them, and workers that send it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connection  # noqa: E402

from newsletter.models import Issue  # noqa: E402
from tests.letters import begin, make_issue  # noqa: E402
from website.models import SiteSettings  # noqa: E402

_COLUMNS = "INSERT INTO newsletter_subscriber (uid, email, state, created_at, changed_at)"
READERS = {
    "sqlite": f"""WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)
        {_COLUMNS} SELECT lower(hex(randomblob(16))), 'reader-' || n || '@example.org', 'confirmed',
        '2026-01-01 00:00:00', '2026-01-01 00:00:00' FROM numbers""",
    "postgresql": f"""{_COLUMNS} SELECT gen_random_uuid(), 'reader-' || n || '@example.org', 'confirmed', now(), now()
        FROM generate_series(1, %s) AS n""",
}


def make_readers(number: int) -> None:
    """So many confirmed readers, and nobody else."""
    forget_readers()
    with connection.cursor() as cursor:
        cursor.execute(READERS[connection.vendor], [number])
    analyse()


def forget_readers() -> None:
    tables = ("delivery", "mail", "consent", "subscriber", "signup")
    empty(*(f"newsletter_{table}" for table in tables))


def empty(*tables: str) -> None:
    """Faster than Django, which would read what hangs on each row first."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")


def begun() -> Issue:
    """An issue whose recipients are frozen, with nothing sent of it."""
    who = {"name": "Bench", "charity_number": "1", "postal_address": "1 Bench", "email": "us@example.org"}
    SiteSettings.objects.get_or_create(pk=1, defaults={**who, "donate_url": "/"})
    # Those of a process before this one have the same names.
    User.objects.all().delete()
    issue = begin(make_issue())
    analyse()
    return issue


def analyse() -> None:
    """As the database does by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def workers(number: int, url: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes of `manage.py work` that mail to this server; who is killed may be replaced in the list."""
    running = [worker(url) for _ in range(number)]
    try:
        yield running
    finally:
        for each in running:
            each.kill()
            each.wait()


def worker(url: str) -> subprocess.Popen[bytes]:
    words = [sys.executable, "manage.py", "work"]
    return subprocess.Popen(words, env={**os.environ, "EMAIL_URL": url}, stderr=subprocess.DEVNULL)
