"""`make run`: checks, prepares, runs the web server and the background work side by side, stops both."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from typing import Any, Never

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error, connection

from website import firststart
from website.firststart import SignIn

# What starts next to each other, by the name it has in messages.
Children = dict[str, subprocess.Popen[bytes]]

# Seconds until the first answer, and from the request to stop until the end of patience.
START, STOP = 60, 15


class Command(BaseCommand):
    help = "Sets the site up and serves it on http://127.0.0.1:PORT/ until Ctrl-C."
    # Those are of the code, and a third of the time of a start: `make check` runs them.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        on_interruption(raise_interrupt)
        children: Children = {}
        try:
            self.serve(port_number(settings.PORT), children)
        except KeyboardInterrupt:
            pass
        finally:
            stop(children)

    def serve(self, port: int, children: Children) -> None:
        refuse_a_wrong_number_of_processes(os.environ.get("WEB_CONCURRENCY") or "2")
        refuse_a_port_in_use(port)
        refuse_what_is_no_folder()
        refuse_an_unreachable_database()
        self.prepare()
        start(children, "the web server", "-m", "gunicorn", "--config", "python:config.gunicorn", "config.wsgi")
        wait_for_an_answer(port, children)
        # Only now, so that the first page is not kept waiting.
        start(children, "the background work", "manage.py", "work")
        # Not before: the password must not be lost with a site that does not start.
        self.welcome(port, firststart.create_first_superuser())
        connection.close()
        wait_for_a_death(children)

    def prepare(self) -> None:
        for step, done in (
            (firststart.migrate, "The database is set up."),
            (firststart.collect_static_files, "Static files are collected."),
            (firststart.load_demo, "Demo content is loaded."),
        ):
            if step():
                self.say(done)

    def welcome(self, port: int, sign_in: SignIn | None) -> None:
        address = f"http://127.0.0.1:{port}/"
        self.say(f"\n  The site   {address}\n  Staff      {address}admin/")
        if sign_in:
            password = f"password {sign_in.password} (shown only now)" if sign_in.password else "the password you set"
            self.say(f"  Sign in    as {sign_in.username}, {password}")
        if not os.environ.get("EMAIL_URL"):
            self.say("  Mail       is written to var/mail/")
        self.say("  Ctrl-C     stops it\n")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        # At once, also into a pipe or a file.
        self.stdout.flush()


def refuse(reason: str) -> Never:
    """One line on stderr and exit code 1."""
    sys.exit(f"error: {reason}")


def port_number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        refuse(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def refuse_a_wrong_number_of_processes(text: str) -> None:
    if not text.isdecimal() or not int(text):
        refuse(f"WEB_CONCURRENCY must be a number from 1, not {text!r}.")


def refuse_what_is_no_folder() -> None:
    """Where files are to be written, and a file or a foreign folder is in the way."""
    for name in ("static", "media", "originals", "mail"):
        folder = settings.VAR_DIR / name
        try:
            folder.mkdir(exist_ok=True)
            probe = folder / f".probe-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            refuse(f"cannot write to {folder}: {error.strerror}. Move it away, or set VAR_DIR to a directory you own.")


def refuse_a_port_in_use(port: int) -> None:
    with socket.socket() as probe:
        # As the web server does, or a connection just closed would look like a port in use.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            refuse(f"cannot listen on port {port}: {error.strerror}. Choose another: PORT=8001 make run")


def refuse_an_unreachable_database() -> None:
    try:
        connection.ensure_connection()
    except Error as error:
        reason = str(error).strip().splitlines()[0]
        refuse(f"cannot reach the database of DATABASE_URL: {reason}")


def start(children: Children, name: str, *arguments: str) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    # Children inherit it: a terminal sends Ctrl-C to them as well, and it is for us to stop them in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    children[name] = subprocess.Popen([sys.executable, *arguments], cwd=settings.BASE_DIR, env=environment)
    on_interruption(raise_interrupt)


def wait_for_an_answer(port: int, children: Children) -> None:
    deadline = time.monotonic() + START
    while not answers(port):
        refuse_a_death(children)
        if time.monotonic() > deadline:
            refuse(f"the web server gave no answer within {START} seconds.")
        time.sleep(0.05)


def answers(port: int) -> bool:
    visitor = http.client.HTTPConnection("127.0.0.1", port, timeout=START)
    try:
        visitor.request("GET", "/")
        visitor.getresponse()
    except OSError:
        return False
    else:
        return True
    finally:
        visitor.close()


def wait_for_a_death(children: Children) -> Never:
    while True:
        refuse_a_death(children)
        time.sleep(0.2)


def refuse_a_death(children: Children) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            refuse(f"{name} stopped by itself (exit code {child.returncode}), so everything was stopped.")


def on_interruption(handler: Any) -> None:
    """What Ctrl-C, a request to end, or the end of the terminal does."""
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, handler)


def raise_interrupt(signum: int, frame: Any) -> Never:
    raise KeyboardInterrupt


def stop(children: Children) -> None:
    """Asks both to finish what they are doing, and insists after a while."""
    on_interruption(signal.SIG_IGN)
    for child in children.values():
        child.terminate()
    deadline = time.monotonic() + STOP
    for child in children.values():
        try:
            child.wait(timeout=max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
