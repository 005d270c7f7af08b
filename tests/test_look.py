"""How every page looks to eyes, windows and settings of many kinds: nothing cut off, nothing over anything else.

With ARTEFACTS=FOLDER in the environment, pictures of every page in five forms are written there.
"""

import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from tests.content import make_user
from tests.demo import load_demo
from website.styleguide import CASES

LEOPARD = "/species/amur-leopard/"
PAGES = [
    "/",
    "/species/",
    "/species/?q=nothing+like+that",
    LEOPARD,
    "/species/okapi/",
    f"{LEOPARD}photos/1/",
    f"{LEOPARD}history/",
    f"{LEOPARD}embed/",
    "/species/amur-leopad/",
    "/newsroom/",
    "/newsroom/2012/04/russia-gives-its-leopards-a-park/",
    "/places/",
    "/places/wakhan/",
    "/search/?q=leopard",
    "/search/?q=zzzz",
    "/saving-wild-places/",
    "/press/",
    "/newsletter/",
    "/newsletter/check-your-inbox/",
    "/glossary/",
    "/report/?page=/species/okapi/",
    "/styleguide/",
    *(f"/styleguide/{name}/" for name in CASES),
]
SCRIPT = Path(__file__).with_name("layout.js").read_text()
# WCAG 1.4.12.
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""
ARTEFACTS = os.environ.get("ARTEFACTS", "")


@pytest.fixture(autouse=True)
def site(transactional_db, settings, demo_media):
    settings.MEDIA_ROOT = demo_media
    load_demo()


@pytest.fixture
def staff_page(new_page, client, live_server):
    """Opens a page as somebody on the staff sees it, so that the style guide is there; nothing lies over it."""
    client.force_login(make_user())
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value

    def open_page(**options):
        page = new_page(**options)
        page.context.add_cookies(
            [{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        # The campaign was closed before.
        page.add_init_script("Storage.prototype.getItem = () => 'closed'")
        for status in (404, 410):
            page.allow(status)
        return page

    return open_page


def visit(page, path):
    page.goto(path)
    page.wait_for_load_state("load")


def test_every_page_holds_together_in_every_window_language_and_spacing(staff_page):
    # 320 pixels are also what 1280 become at 400 %.
    page = staff_page(bypass_csp=True)
    found = {}

    def look(what, *widths):
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            if problems := page.evaluate("layoutProblems()"):
                found[path, what, width] = problems

    for path in PAGES:
        visit(page, path)
        page.add_script_tag(content=SCRIPT)
        look("plain", 2560, 1280, 390, 320)
        for check in ("smallControls", "headingProblems", "linkProblems"):
            if problems := page.evaluate(f"{check}()"):
                found[path, check] = problems
        style = page.add_style_tag(content=SPACING)
        look("spaced", 320, 1280)
        style.evaluate("style => style.remove()")
        page.evaluate("document.documentElement.dir = 'rtl'")
        look("from right to left", 1280, 390)
        page.evaluate("document.documentElement.dir = 'ltr'; longerWords()")
        look("longer words", 320, 1280)
    assert not found, "\n".join(f"{key}: {value}" for key, value in found.items())
