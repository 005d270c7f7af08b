"""`manage.py serve`, as `make run` starts it: a fresh directory becomes a site, and each obstacle is one line."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from publishing import verbs
from tests.content import make_place, make_user
from tests.workers import database_url

# Refused before any database is asked, or by an address of its own: the same on each.
before_the_database = pytest.mark.skipif(connection.vendor != "sqlite", reason="no database is reached")
# The migrations make the tables of all tests on PostgreSQL, and others load the demo there; twice would be a minute.
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="done by the set-up of these tests")
on_postgresql = pytest.mark.skipif(connection.vendor == "sqlite", reason="the fresh directory is started twice")


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def environment(tmp_path: Path, port: int) -> dict[str, str]:
    """A machine where nothing was set up yet."""
    changed = {"VAR_DIR": str(tmp_path / "var"), "PORT": str(port), "SITE_URL": f"http://127.0.0.1:{port}"}
    return {**os.environ, **changed}


def serve(environment: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "manage.py", "serve"]
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, **output)


def lines_until(end: str, process: subprocess.Popen[str]) -> Iterator[str]:
    for line in process.stdout:
        yield line
        if end in line:
            return


@on_sqlite
def test_a_fresh_directory_becomes_a_site_and_stops_when_told_to(environment: dict[str, str], port: int) -> None:
    process = serve(environment)
    welcome = "".join(lines_until("Ctrl-C", process))
    assert "as editor, password " in welcome
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
        assert answer.status == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0

    again = serve({**environment, "DJANGO_SUPERUSER_USERNAME": "another"})
    assert "Sign in" not in "".join(lines_until("Ctrl-C", again))
    again.send_signal(signal.SIGINT)
    assert again.wait(timeout=30) == 0


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_database_with_content_is_served_as_it_is(environment: dict[str, str], port: int) -> None:
    make_user()
    verbs.publish(make_place(), by=None)
    process = serve({**environment, "DATABASE_URL": database_url()})
    said = "".join(lines_until("Ctrl-C", process))
    assert "Static files are collected" in said
    for done in ("The database is set up", "Demo content", "Sign in"):
        assert done not in said
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/places/southwest-primorye/") as answer:
        assert answer.status == 200
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0


@before_the_database
def test_a_port_in_use_is_one_line(environment: dict[str, str], port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        assert_refused(environment, "error: cannot listen on port")


@before_the_database
@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("PORT", "http", "error: PORT must be a number from 1 to 65535, not 'http'."),
        ("PORT", "65536", "error: PORT must be a number from 1 to 65535, not '65536'."),
        ("DATABASE_URL", "nonsense", "error: DATABASE_URL cannot be read"),
        ("DATABASE_URL", "postgres://user:secret@127.0.0.1:1/site", "error: cannot reach the database"),
        ("DATABASE_URL", "postgres://", "error: DATABASE_URL names no database: postgres://user:password@host/name"),
        ("DATABASE_URL", "mysql://user:secret@127.0.0.1/site", "error: DATABASE_URL must begin with sqlite://"),
        ("VAR_DIR", "/dev/null/var", "error: cannot write to /dev/null/var"),
        ("WEB_CONCURRENCY", "abc", "error: WEB_CONCURRENCY must be a number from 1, not 'abc'."),
        ("SITE_URL", "foo", "error: SITE_URL must be like https://example.org, not 'foo'."),
        ("TRUSTED_PROXIES", "zzz", "error: TRUSTED_PROXIES must list IP addresses, not 'zzz'."),
        ("DEBUG", "maybe", "error: DEBUG must be 1 or 0, not 'maybe'."),
    ],
)
def test_an_obstacle_is_one_line(environment: dict[str, str], name: str, value: str, line: str) -> None:
    assert_refused({**environment, name: value}, line)


@before_the_database
@pytest.mark.parametrize("name", ["static", "media", "originals", "mail"])
def test_a_file_where_a_folder_should_be_is_one_line(environment: dict[str, str], name: str) -> None:
    var = Path(environment["VAR_DIR"])
    var.mkdir()
    (var / name).write_text("not a folder")
    assert_refused(environment, f"error: cannot write to {var / name}: ")


def assert_refused(environment: dict[str, str], line: str) -> None:
    process = serve(environment)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.startswith(line)
    assert said.count("\n") == 1
    assert "secret" not in said
