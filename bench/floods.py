"""Floods of sign-ups on the running site: one address 1,000 times at once from everywhere, 10,000 addresses from one
network. Told is what was answered, what is stored of it, and what is mailed.

Fifty visitors ask at any moment. An address must be mailed once, and each of its answers must be the same; of a network
no more is taken than its limit, and those that were counted at the same moment.
"""

import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench import letters
from bench.deliveries import wait_until
from bench.letters import workers
from bench.sink import Sink, free_port, sink, wait_for
from newsletter import signups
from newsletter.models import Mail, SignUp, Subscriber

SAME, FROM_ONE, AT_ONCE = 1_000, 10_000, 50
# Two processes of four threads: so many can be counted at the same moment.
PROCESSES, THREADS = 2, 4

Answer = tuple[int, str, int]


def main() -> None:
    letters.forget_readers()
    with tempfile.TemporaryDirectory() as folder, sink(Path(folder)) as server, site() as port, workers(1, server.url):
        flood("one address", SAME, partial(same_address, port), server)
        if len(server.copies()) != 1 or Subscriber.objects.count() != 1:
            raise SystemExit("error: one address must have one row and one mail")
        letters.forget_readers()
        flood("one network", FROM_ONE, partial(one_network, port), server)
        if SignUp.objects.count() >= signups.MOST_AN_HOUR + PROCESSES * THREADS:
            raise SystemExit("error: a network must not bring more than its limit")


@contextmanager
def site() -> Iterator[int]:
    """The site as production runs it, behind a proxy that says who asks."""
    subprocess.run([sys.executable, "manage.py", "collectstatic", "-v", "0", "--noinput"], check=True)
    port = free_port()
    words = ["config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", str(PROCESSES), "--threads", str(THREADS)]
    environment = {**os.environ, "TRUSTED_PROXIES": "127.0.0.1"}
    command = [sys.executable, "-m", "gunicorn", *words]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        # The first pages of each process take seconds.
        with ThreadPoolExecutor(AT_ONCE) as visitors:
            list(visitors.map(lambda _: ask(port, "GET"), range(AT_ONCE)))
        yield port
    finally:
        server.terminate()
        server.wait()


def same_address(port: int, number: int) -> tuple[Answer, float]:
    return sign_up(port, "ada@example.org", f"10.{number // 250}.{number % 250}.1")


def one_network(port: int, number: int) -> tuple[Answer, float]:
    return sign_up(port, f"reader-{number}@example.org", "198.51.100.7")


def sign_up(port: int, email: str, network: str) -> tuple[Answer, float]:
    """What the site answered, and after how many seconds."""
    began = time.monotonic()
    status, location, body = ask(port, "POST", f"email={email}", network)
    # A refusal holds the form with what was typed: its length, without that, says whether two are the same.
    return (status, location, len(body) - body.count(email.encode()) * len(email)), time.monotonic() - began


def ask(port: int, method: str, form: str = "", network: str = "") -> tuple[int, str, bytes]:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": network}
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    line.request(method, "/newsletter/", form, headers)
    response = line.getresponse()
    body = response.read()
    line.close()
    return response.status, response.getheader("Location", ""), body


def flood(name: str, number: int, enter: Callable[[int], tuple[Answer, float]], server: Sink) -> None:
    before, began = server.number(), time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as visitors:
        found = list(visitors.map(enter, range(number)))
    seconds = time.monotonic() - began
    wait_until(lambda: not SignUp.objects.filter(handled_at=None).exists())
    wait_until(lambda: not Mail.objects.filter(sent_at=None).exists())
    answers = Counter(answer for answer, _ in found)
    kinds = Counter(status for status, *_ in answers)
    if set(kinds) - {303, 429} or max(kinds.values()) > 1:
        raise SystemExit(f"error: not the same answers: {answers}")
    told = ", ".join(f"{times:,} times {status}" for (status, *_), times in answers.most_common())
    print(
        f"  {name}, {number:,} sign-ups, {number / seconds:.0f} a second: {told}; slowest "
        f"{max(spent for _, spent in found):.1f} s; {SignUp.objects.count()} forms, {Subscriber.objects.count()} "
        f"subscribers, {server.number() - before} mails"
    )


if __name__ == "__main__":
    main()
