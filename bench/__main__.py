"""`make bench`: what a profile page costs, against a view that returns a constant, on the same server in one run.

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
from contextlib import contextmanager, nullcontext
from itertools import count
from pathlib import Path

from tests import postgres

ROUNDS = 9
REQUESTS = 400
PORT = 8931
PROFILE = "/species/amur-leopard/"
TICK = os.sysconf("SC_CLK_TCK")
_fresh = count()

CONTESTANTS: dict[str, Callable[[], str]] = {
    "constant": lambda: "/healthz/constant",
    "cached profile": lambda: PROFILE,
    # A query string of its own makes each request a page that is not kept yet.
    "fresh profile": lambda: f"{PROFILE}?fresh={next(_fresh)}",
}


def main() -> int:
    for name, database in (("SQLite", nullcontext("")), ("PostgreSQL", postgres.throwaway())):
        with database as url, tempfile.TemporaryDirectory() as var, serve(var, url) as server:
            print(f"\n{name}: {ROUNDS} rounds of {REQUESTS} requests each")
            report(measure(server.pid))
            subprocess.run([sys.executable, "-m", "bench.forms"], env=environment_of(var, url), check=True)
    return 0


def environment_of(var: str, database: str, **settings: str) -> dict[str, str]:
    return {
        **os.environ,
        **settings,
        "VAR_DIR": var,
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PORT": str(PORT),
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


def measure(server: int) -> dict[str, list[float]]:
    """CPU milliseconds per request of each contestant, one value a round."""
    spent: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    for round_ in range(ROUNDS + 1):
        for name, path in CONTESTANTS.items():
            before = cpu(server)
            for _ in range(REQUESTS):
                ask(connection, path())
            if round_:  # the first round warms up
                spent[name].append((cpu(server) - before) * 1000 / REQUESTS)
    return spent


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


def report(spent: dict[str, list[float]]) -> None:
    base = spent["constant"]
    for name, values in spent.items():
        ratios = sorted(value / floor for value, floor in zip(values, base, strict=True))
        low, high = ratios[1], ratios[-2]
        print(
            f"  {name:16} {statistics.median(values):6.2f} ms of CPU"
            f"   ratio to constant {statistics.median(ratios):5.2f}  [{low:.2f}–{high:.2f}]"
        )


if __name__ == "__main__":
    sys.exit(main())
