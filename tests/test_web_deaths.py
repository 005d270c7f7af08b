"""The web server is killed among sign-ups: who was told that it arrived is on the list, and each is mailed once."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from newsletter import outbox
from newsletter.models import SignUp, Subscriber
from tests.smtp import free_port
from tests.workers import database_url

pytestmark = pytest.mark.django_db(transaction=True)

READERS, KILLED_AFTER = 40, 15


class Server:
    """The site as production runs it, in processes of its own, on the database of the test."""

    def __init__(self) -> None:
        self.port = free_port()
        command = ["-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}", "--threads", "4"]
        environment = {**os.environ, "DATABASE_URL": database_url(), "TRUSTED_PROXIES": "127.0.0.1"}
        self.process = subprocess.Popen(
            [sys.executable, *command, "--log-level", "critical"],
            cwd=settings.BASE_DIR,
            env={**environment, "ALLOWED_HOSTS": "127.0.0.1"},
            start_new_session=True,
        )

    def kill(self) -> None:
        """The first process and those it started."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> int:
        """The status of the answer; 0 where none came."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(method, path, body, headers)
            return line.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            line.close()


@contextmanager
def server() -> Iterator[Server]:
    started = Server()
    try:
        deadline = time.monotonic() + 60
        while not started.ask("GET", "/healthz"):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield started
    finally:
        started.kill()


def test_a_sign_up_that_was_answered_is_kept_one_that_was_not_can_be_sent_again_and_each_is_mailed_once(postbox):
    emails = [f"reader-{number}@example.org" for number in range(READERS)]
    told: list[str] = []

    def sign_up(number: int) -> None:
        form = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": f"198.51.{number}.7"}
        status = web.ask("POST", "/newsletter/", f"email={emails[number]}", **form)
        assert status in {303, 0}
        if status:
            told.append(emails[number])
        if len(told) >= KILLED_AFTER:
            web.kill()

    with server() as web, ThreadPoolExecutor(4) as threads:
        list(threads.map(sign_up, range(READERS)))
    kept = list(SignUp.objects.values_list("email", flat=True))
    assert KILLED_AFTER <= len(told) < READERS
    assert set(told) <= set(kept)
    assert len(kept) == len(set(kept))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone() == ("ok",)

    # Who saw no answer presses the button again, kept or not.
    for number, email in enumerate(emails):
        if email not in told:
            answer = Client().post("/newsletter/", {"email": email}, REMOTE_ADDR=f"198.51.{number}.7")
            assert answer.status_code == 303
    while outbox.step():
        pass
    assert Counter(str(message["To"]) for message in postbox.received) == dict.fromkeys(emails, 1)
    assert set(Subscriber.objects.values_list("email", "state")) == {(email, "pending") for email in emails}
