"""Sign-ups and mail when things go wrong: a flood, many at once, a full disk; and nothing left of who is erased."""

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from newsletter import bounces, delivery, outbox, preferences, signups, tokens
from newsletter.models import Bounce, Issue, Mail, SignUp, Subscriber
from reports.models import Report
from tests.letters import begin, drain, later, make_issue, make_reader, make_readers, received_by, states
from website import work

ADDRESS = "ada.unforgotten@example.org"
AT_ONCE, THREADS = 60, 8


def sign_up(client, email, network=1):
    return client.post("/newsletter/", {"email": email}, REMOTE_ADDR=f"198.51.{network}.7").status_code


def at_once(act, number=AT_ONCE):
    """What the act answered each time, in threads that end with their connection closed."""

    def closing(each):
        try:
            return act(each)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as threads:
        return Counter(threads.map(closing, range(number)))


# Floods


@pytest.mark.django_db(transaction=True)
def test_the_same_address_many_times_at_once_is_one_pending_row_and_one_mail():
    assert at_once(lambda each: sign_up(Client(), ADDRESS, each)) == {303: AT_ONCE}

    def handle(worker):
        while outbox.handle_one():
            pass

    at_once(handle, THREADS)
    assert Subscriber.objects.get().state == "pending"
    assert Mail.objects.count() == 1
    assert not SignUp.objects.filter(handled_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_a_flood_from_one_network_leaves_no_more_rows_than_its_limit():
    answers = at_once(lambda each: sign_up(Client(), f"reader-{each}@example.org"))
    assert set(answers) == {303, 429}
    # Those that were counted at the same moment came in together.
    assert signups.MOST_AN_HOUR <= SignUp.objects.count() < signups.MOST_AN_HOUR + THREADS
    assert SignUp.objects.count() == answers[303]
    assert sign_up(Client(), "neighbour@example.org", 2) == 303


@pytest.mark.django_db
def test_all_networks_together_have_a_limit_too(client):
    forms = (
        SignUp(email=f"reader-{each}@example.org", wording=1, network=str(each), handled_at=timezone.now())
        for each in range(signups.MOST_ON_THE_SITE - 1)
    )
    SignUp.objects.bulk_create(forms, batch_size=500)
    assert sign_up(client, "last@example.org", 1) == 303
    assert sign_up(client, "late@example.org", 2) == 429
    assert SignUp.objects.count() == signups.MOST_ON_THE_SITE


# A full disk


@pytest.mark.django_db(transaction=True)
def test_on_a_full_disk_the_answer_says_so_and_nothing_is_half_stored(tmp_path, letterhead, postbox):
    if connection.vendor != "sqlite":
        pytest.skip("the disk is the database server's there: see the next")
    make_reader()
    issue = begin(make_issue())
    database = tmp_path / "site.sqlite3"
    with sqlite3.connect(connection.settings_dict["NAME"]) as source, sqlite3.connect(database) as copy:
        source.backup(copy)
    Path(tmp_path, "static").symlink_to(settings.STATIC_ROOT)
    environment = {
        **os.environ,
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{database}",
        "EMAIL_URL": f"smtp://127.0.0.1:{postbox.port}",
        "ALLOWED_HOSTS": "testserver",
    }
    command = [sys.executable, "-m", "tests.full_disk"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {status for status, _ in found["answers"]} == {303, 503}
    assert all("What you sent did not arrive." in page for status, page in found["answers"] if status == 503)
    taken = [status for status, _ in found["answers"]].count(303)
    assert (found["afterwards"], found["kept"], found["integrity"]) == (303, taken + 1, "ok")
    # While nothing can be recorded, nothing is sent; then all of it is.
    assert found["full"] == {"cut_off": True, "sent": 0}
    copies = Counter(str(message["To"]) for message in postbox.received)
    assert copies[issue.deliveries.get().subscriber.email] == 1
    assert set(copies.values()) == {1}


@pytest.mark.django_db(transaction=True)
def test_when_the_disk_of_postgresql_fills_what_was_handed_over_is_unknown_and_the_rest_goes_later(postbox, letterhead):
    if connection.vendor != "postgresql":
        pytest.skip("the disk is the site's there: see the one before")
    readers = make_readers(3)
    issue = begin(make_issue())
    client = Client(raise_request_exception=False)
    with full_disk("newsletter_delivery", "NEW.state = 10"), full_disk("newsletter_signup", "true"):
        with pytest.raises(OperationalError, match="No space left"):
            delivery.step()
        answer = client.post("/newsletter/", {"email": ADDRESS})
        assert (answer.status_code, "What you sent did not arrive." in answer.content.decode()) == (503, True)
    assert states(issue) == {"SENDING": 1, "WAITING": 2}
    assert not SignUp.objects.exists()
    later(minutes=6)
    assert drain()
    assert states(issue) == {"SENT": 2, "UNKNOWN": 1}
    assert received_by(postbox) == sorted(reader.email for reader in readers)


@contextmanager
def full_disk(table, when):
    """Writing such rows into this table fails as PostgreSQL says it of a full disk."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE FUNCTION {table}_is_full() RETURNS trigger LANGUAGE plpgsql AS "
            "$$BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END$$"
        )
        cursor.execute(
            f"CREATE TRIGGER is_full BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW WHEN ({when}) "
            f"EXECUTE FUNCTION {table}_is_full()"
        )
        try:
            yield
        finally:
            cursor.execute(f"DROP FUNCTION {table}_is_full CASCADE")


# Erased


@pytest.mark.django_db(transaction=True)
def test_who_is_erased_is_nowhere_in_the_database_or_in_its_files(client, settings, letterhead):
    options = {"file_path": str(Path(settings.VAR_DIR, "mail"))}
    settings.MAILERS = {"default": {"BACKEND": "website.mail_files.EmailBackend", "OPTIONS": options}}
    old = "ada.before@example.org"
    sign_up(client, old)
    while outbox.step():
        pass
    reader = Subscriber.objects.get()
    client.post(urlsplit(tokens.confirm_link(reader.consents.get())).path)
    report_an_error(client, old)
    preferences.ask_to_move(reader, ADDRESS)
    preferences.move(reader.changes.get())
    sign_up(client, ADDRESS)
    preferences.ask_to_move(make_reader("other@example.org"), ADDRESS)
    issue = begin(make_issue())
    while outbox.step() or delivery.step():
        pass
    bounces.report(ADDRESS, kind=Bounce.Kind.SOFT, said=f"full: {ADDRESS}", key="x")
    # Refused in a row, reported, and named in words.
    Issue.objects.update(why=f"20 in a row were refused: 550 <{ADDRESS}> unknown")
    report_an_error(client, ADDRESS)
    work.drain()
    reader.refresh_from_db()
    assert len(preferences.everything(reader)["errors you reported"]) == 2
    assert [path for path in files() if ADDRESS.encode() in path.read_bytes()]
    page = urlsplit(tokens.preferences_link(reader.uid)).path
    assert client.post(page, {"act": "erase", "sure": "yes"}).status_code == 200
    for words in (ADDRESS, old):
        assert words not in dump().lower()
        assert not [path for path in files() if words.encode() in path.read_bytes().lower()]
    assert {report.text for report in Report.objects.all()} == {"The year is wrong. Answer to (address erased)"}
    assert states(issue) == {"SENT": 2}
    assert [path for path in files() if b"other@example.org" in path.read_bytes()]


def report_an_error(client, email):
    said = {"text": f"The year is wrong. Answer to {email.upper()}", "email": email, "page": "/"}
    assert client.post("/report/", said).status_code == 303


def files() -> list[Path]:
    """Everything under var/: the database of SQLite and its log, mail, what was uploaded and made."""
    return [path for path in Path(settings.VAR_DIR).rglob("*") if path.is_file()]


def dump() -> str:
    """Every row of every table."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows.append(str(cursor.fetchall()))
    return "".join(rows)
