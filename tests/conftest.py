"""The site as the tests meet it: a clean environment, hashed static files, a browser that complains."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connections
from django.http import HttpResponse
from django.test import Client, override_settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer
from whitenoise.middleware import WhiteNoiseMiddleware

from tests.run import chromium_here
from tests.smtp import Postbox, mail_server

VAR_DIR = tempfile.mkdtemp(prefix="tests-")

# Settings are read after this module: the tests meet the same ones on every machine.
for name in (
    "ALLOWED_HOSTS",
    "CACHE_URL",
    "DEBUG",
    "EMAIL_URL",
    "MEDIA_ROOT",
    "MEDIA_STORAGE_URL",
    "MEDIA_URL",
    "PORT",
    "PUBLIC_ORIGINS",
    "RELEASE",
    "TRUSTED_PROXIES",
):
    os.environ.pop(name, None)
os.environ |= {
    "ANYMAIL_WEBHOOK_SECRET": "provider:a secret of the tests",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", ""),
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": "a key for the tests, long enough to be taken for a real one",
    "SITE_URL": "http://testserver",
    "VAR_DIR": VAR_DIR,
}

CHROMIUM_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # A container often allows no sandbox; the only pages opened are our own.
    "--no-sandbox",
    # A request to another machine fails here as it would on a train.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", ({violatedDirective, blockedURI, sourceFile, lineNumber}) =>
  cspViolation(`${violatedDirective} ${blockedURI} in ${sourceFile}:${lineNumber}`));
"""


def pytest_configure() -> None:
    """Sets Django up before the test modules import models."""
    django.setup()
    # Processes that tests start have no provider to report to them.
    del os.environ["ANYMAIL_WEBHOOK_SECRET"]


def pytest_unconfigure() -> None:
    shutil.rmtree(VAR_DIR, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what uses a browser, so that no test forgets to."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session", autouse=True)
def static_files() -> Iterator[None]:
    """Pages name static files by their hash, so they must have one.

    Each test client starts the site anew; that it looks through the folder every time is a twentieth of the suite.
    """
    call_command("collectstatic", interactive=False, verbosity=0)
    found = WhiteNoiseMiddleware(lambda request: HttpResponse()).files
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files", lambda self, root, prefix=None: self.files.update(found))
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def encoding_of_readers() -> Iterator[dict[str, Any]]:
    """That of AVIF; the tests have one that takes a quarter of the time."""
    from photos import specs  # noqa: PLC0415 - Django must be set up first

    encoding = specs.Avif.encoding
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(specs.Avif, "encoding", {"quality": 60, "speed": 10})
        yield encoding


@pytest.fixture(scope="session", autouse=True)
def quick_flush() -> Iterator[None]:
    """PostgreSQL makes a table that it truncates anew: a third of a second for all, of which a test filled a few."""

    def delete(self: Any, style: Any, tables: list[str], **options: Any) -> list[str]:
        return ["; ".join(f"DELETE FROM {self.quote_name(table)}" for table in tables)]

    connection = connections["default"]
    with pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "postgresql":
            patch.setattr(type(connection.ops), "sql_flush", delete)
        yield


@pytest.fixture(autouse=True)
def empty_caches() -> None:
    """A test's rows are rolled back; what was cached of them must go too."""
    from publishing import state  # noqa: PLC0415 - Django must be set up first

    state.forget()
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture
def editor(client: Client) -> Any:
    """Ann, who may do everything, signed in."""
    from tests.content import make_user  # noqa: PLC0415 - Django must be set up first

    user = make_user("ann")
    client.force_login(user)
    return user


@pytest.fixture
def letterhead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who writes, filled in."""
    from newsletter import sender  # noqa: PLC0415 - Django must be set up first

    who = sender.Sender(name="Cats & Co", charity_number="123", postal_address="1 Den\nForest", email="us@example.org")
    monkeypatch.setattr(sender, "_load", lambda: who)


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    """A real mail server, to which all mail of this test goes."""
    with mail_server() as postbox:
        settings.MAILERS = postbox.mailers
        yield postbox


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """SQLite in a file: in memory it is one connection, and the live server's threads need their own."""
    connection = connections["default"]
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(Path(VAR_DIR, "test.sqlite3"))


@pytest.fixture(scope="session")
def live_server(django_db_setup: None) -> Iterator[LiveServer]:
    """The site as production serves it: none of Django's handlers for static files and media in front."""
    server = LiveServer("127.0.0.1", start=False)
    server.thread.static_handler = lambda media_handler: media_handler.application
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, in which Django would refuse to use the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    path = chromium_here()
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS) as browser,
    ):
        yield browser


class Watch:
    """Hears of everything that goes wrong in a browser context."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.complaints: list[str] = []
        self.allowed: set[int | str] = set()

    def over(self, context: BrowserContext) -> None:
        context.on("console", self.on_console)
        context.on("request", self.on_request)
        context.on("response", self.on_response)
        context.on("weberror", lambda error: self.complaints.append(f"error in the page: {error.error}"))
        context.expose_function("cspViolation", lambda what: self.complaints.append(f"CSP violation: {what}"))
        context.add_init_script(REPORT_VIOLATIONS)

    def on_console(self, message: ConsoleMessage) -> None:
        # A response of 400 and more is on the console too, and judged once, by on_response.
        is_response = message.text.startswith("Failed to load resource: the server responded")
        is_lost = message.text.rpartition("net::")[2] in self.allowed
        if message.type in {"error", "warning"} and not is_response and not is_lost:
            self.complaints.append(f"{message.type} on the console: {message.text}")

    def on_request(self, request: Request) -> None:
        if not request.url.startswith((self.origin + "/", "data:", "blob:", "about:")):
            self.complaints.append(f"request off this machine: {request.url}")

    def on_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.complaints.append(f"{response.status} for {response.url}")


@pytest.fixture
def new_page(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser profile of its own; the arguments are those of Playwright's new_context.

    The test fails on anything the page complains of: on the console, of its policy, a response of 400 or more
    unless `page.allow(404)` came first, or `page.allow("ERR_FAILED")` for a line that is cut, a request to another
    machine.
    """
    watch = Watch(live_server.url)
    contexts = []

    def open_page(**options: Any) -> Page:
        options = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", **options}
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        watch.over(context)
        page = context.new_page()
        page.allow = watch.allowed.add
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not watch.complaints, "\n".join(watch.complaints)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A window on a desk, 1280 by 800."""
    return new_page()


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    """A phone with a touch screen, 390 by 844."""
    return new_page(viewport={"width": 390, "height": 844}, device_scale_factor=2, has_touch=True, is_mobile=True)


@pytest.fixture
def no_js(new_page: Callable[..., Page]) -> Page:
    """A page in a browser without JavaScript."""
    return new_page(java_script_enabled=False)
