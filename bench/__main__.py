"""`make bench`: what a profile page costs, against a view that returns a constant, on the same server in one run.

Beside it, each a module here: forms with many rows, the pictures of a page, the files of a photo, hostile uploads and
mail. `ARGS="pages forms"` runs some of these, of pages, forms, views, photos, hostile and mail.

The contestants take turns in every round; a figure is the median of the ratios of the rounds, with its interval.
Counted is the CPU of the server's processes, PostgreSQL's too: it is steadier than requests per second on a shared
machine. Every response is checked.
"""

import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import count
from pathlib import Path

from bench import mail
from tests import postgres

ROUNDS = 9
# No more than the site takes sign-ups in an hour, in all rounds together.
REQUESTS = 280
PORT = 8931
PROFILE = "/species/amur-leopard/"
TICK = os.sysconf("SC_CLK_TCK")
_fresh = count()

Visit = Callable[[http.client.HTTPConnection], object]
CONTESTANTS: dict[str, Visit] = {
    "constant": lambda connection: ask(connection, "/healthz/constant"),
    "cached profile": lambda connection: ask(connection, PROFILE),
    # A query string of its own makes each request a page that is not kept yet.
    "fresh profile": lambda connection: ask(connection, f"{PROFILE}?fresh={next(_fresh)}"),
    "sign-up": lambda connection: sign_up(connection, next(_fresh)),
}


PARTS = ("pages", "forms", "views", "photos", "hostile", "mail")


def main() -> int:
    parts = set(sys.argv[1:] or PARTS)
    if unknown := parts.difference(PARTS):
        raise SystemExit(f"error: no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    if parts - {"mail"}:
        on_the_demo(parts)
    if "mail" in parts:
        mail.main()
    return 0


def on_the_demo(parts: set[str]) -> None:
    databases: dict[str, AbstractContextManager[str]] = {"SQLite": nullcontext("")}
    if parts & {"pages", "forms"}:
        databases["PostgreSQL"] = postgres.throwaway()
    for name, database in databases.items():
        with database as url, tempfile.TemporaryDirectory() as var, serve(var, url) as server:
            print(f"\n{name}", flush=True)
            if "pages" in parts:
                report(*measure(server.pid))
            if "forms" in parts:
                run("forms", var, url)
            if name == "SQLite":
                for part in ("views", "photos", "hostile"):
                    if part in parts:
                        run(part, var, url)


def run(part: str, var: str, database: str) -> None:
    """This part by itself, on that database."""
    subprocess.run([sys.executable, "-m", f"bench.{part}"], env=environment_of(var, database), check=True)


def environment_of(var: str, database: str, **settings: str) -> dict[str, str]:
    return {
        **os.environ,
        **settings,
        "VAR_DIR": var,
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PORT": str(PORT),
        # The sign-ups come from many networks, for one may send twenty an hour.
        "TRUSTED_PROXIES": "127.0.0.1",
        "SECRET_KEY": "a key for the benchmark that is long enough to be one, and no secret",
    }


@contextmanager
def serve(var: str, database: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = environment_of(var, database, **settings)
    for command in ("migrate", "collectstatic", "load_demo"):
        words = [sys.executable, "manage.py", command, "--verbosity", "0"]
        subprocess.run([*words, *(["--noinput"] if command == "collectstatic" else [])], env=environment, check=True)
    words = [
        "-m",
        "gunicorn",
        "config.wsgi",
        "--bind",
        f"127.0.0.1:{PORT}",
        "--workers",
        "1",
        "--threads",
        "4",
    ]
    with Path(var, "server.log").open("w") as log:
        server = subprocess.Popen([sys.executable, *words], env=environment, stderr=log)
    try:
        wait_until_it_answers()
        yield server
    finally:
        server.terminate()
        server.wait()


def wait_until_it_answers() -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            ask(http.client.HTTPConnection("127.0.0.1", PORT), "/healthz")
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def ask(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200 or not body:
        raise SystemExit(f"error: {path} answered {response.status}")
    return body


def sign_up(connection: http.client.HTTPConnection, number: int) -> None:
    """A visitor of a network of their own fills in the form."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": f"10.{number // 250 % 250}.{number % 250}.1",
    }
    connection.request("POST", "/newsletter/", f"email=reader-{number}%40example.org&page=%2F", headers)
    response = connection.getresponse()
    response.read()
    if response.status != 303:
        raise SystemExit(f"error: a sign-up was answered {response.status}")


def measure(server: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """CPU milliseconds per request of each contestant, and requests per second on one connection, one value a round."""
    spent: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
    rates: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    for round_ in range(ROUNDS + 1):
        for name, visit in CONTESTANTS.items():
            before, began = cpu(server), time.monotonic()
            for _ in range(REQUESTS):
                visit(connection)
            if round_:  # the first round warms up
                spent[name].append((cpu(server) - before) * 1000 / REQUESTS)
                rates[name].append(REQUESTS / (time.monotonic() - began))
    return spent, rates


def cpu(server: int) -> float:
    """Seconds of CPU that the server's processes and PostgreSQL's have used."""
    total = 0
    for directory in Path("/proc").glob("[0-9]*"):
        try:
            name, _, fields = (directory / "stat").read_text().rpartition(")")
            values = fields.split()
        except OSError:
            continue  # it ended while we looked
        pid, parent = int(directory.name), int(values[1])
        if pid == server or parent == server or "postgres" in name:
            # utime and stime, and those of the children that have ended.
            total += sum(int(value) for value in values[11:15])
    return total / TICK


def report(spent: dict[str, list[float]], rates: dict[str, list[float]]) -> None:
    print(f"  {ROUNDS} rounds of {REQUESTS} requests each", flush=True)
    base = spent["constant"]
    for name, values in spent.items():
        ratios = sorted(value / floor for value, floor in zip(values, base, strict=True))
        low, high = ratios[1], ratios[-2]
        print(
            f"  {name:16} {statistics.median(values):6.2f} ms of CPU   {statistics.median(rates[name]):6.0f} a second"
            f"   ratio to constant {statistics.median(ratios):5.2f}  [{low:.2f}–{high:.2f}]"
        )


if __name__ == "__main__":
    sys.exit(main())
