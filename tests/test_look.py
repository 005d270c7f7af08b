"""How every page looks to eyes, windows and settings of many kinds: nothing cut off, nothing over anything else.

With ARTEFACTS=FOLDER in the environment, pictures of every page in five forms are written there.
"""

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from tests.content import make_user
from tests.demo import MEDIA, load_demo
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
def site(transactional_db, settings):
    settings.MEDIA_ROOT = MEDIA
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
            if page.viewport_size["width"] != width:
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


@pytest.mark.parametrize("path", ["/", LEOPARD], ids=["home", "profile"])
def test_the_keyboard_goes_down_a_page_as_the_eye_does(staff_page, path):
    page = staff_page(viewport={"width": 390, "height": 844})
    visit(page, path)
    page.locator("main").evaluate("main => { main.tabIndex = -1; main.focus() }")
    tops = []
    page.keyboard.press("Tab")
    while page.evaluate("!!document.activeElement.closest('main')"):
        tops.append(page.evaluate("Math.round(document.activeElement.getBoundingClientRect().bottom + scrollY)"))
        page.keyboard.press("Tab")
    assert len(tops) > 10
    # Beside each other on one line counts as the same place.
    assert [(one, other) for one, other in pairwise(tops) if other < one - 30] == []


def test_what_a_reader_asks_of_the_browser_is_kept(staff_page):
    page = staff_page(forced_colors="active", contrast="more", extra_http_headers={"Save-Data": "on"})
    for path in ("/", LEOPARD, "/styleguide/", "/styleguide/refused/"):
        visit(page, path)
        # Edges stay where grounds are taken away, and so do the colours of marks; browsers draw what is ticked.
        for control in page.locator(".button, input:not([type=hidden], [type=radio], [type=checkbox])").all():
            if control.is_visible():
                assert control.evaluate("one => getComputedStyle(one).borderTopStyle") == "solid"
        for mark in page.locator(".mark.mark-CR").all():
            assert mark.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(216, 30, 5)"
        # Nothing moves; and a saver of data is sent no picture before it comes near.
        assert page.evaluate("document.getAnimations().length") == 0
        waiting = page.evaluate("[...document.images].filter(one => one.loading === 'eager').length")
        assert waiting <= 2, path


@pytest.mark.skipif(not ARTEFACTS, reason="ARTEFACTS names no folder for the pictures")
def test_pictures_of_every_page_in_five_forms(staff_page):
    folder = Path(ARTEFACTS)
    folder.mkdir(parents=True, exist_ok=True)
    desk = {"viewport": {"width": 1280, "height": 800}}
    forms = {
        "desk": staff_page(**desk),
        "phone": staff_page(viewport={"width": 390, "height": 844}),
        "dark": staff_page(**desk, color_scheme="dark"),
        "print": staff_page(viewport={"width": 794, "height": 1123}),
        "no-javascript": staff_page(**desk, java_script_enabled=False),
    }
    forms["print"].emulate_media(media="print")
    for path in PAGES:
        name = re.sub(r"\W+", "-", path).strip("-") or "home"
        for form, page in forms.items():
            visit(page, path)
            page.screenshot(path=folder / f"{name}.{form}.png", full_page=True)


def test_the_first_view_of_a_page_keeps_within_its_bytes(staff_page):
    """HTML, CSS and JavaScript as sent compressed: 30 KB; fonts: 55 KB."""
    for path in ("/", "/species/", LEOPARD, "/newsroom/2012/04/russia-gives-its-leopards-a-park/"):
        sizes = {"words": 0, "fonts": 0}

        def weigh(request, sizes=sizes):
            kind = "fonts" if request.resource_type == "font" else "words"
            if request.resource_type in ("document", "stylesheet", "script", "font"):
                sizes[kind] += request.sizes()["responseBodySize"]

        page = staff_page()
        page.on("requestfinished", weigh)
        visit(page, path)
        page.wait_for_load_state("networkidle")
        assert 0 < sizes["words"] <= 30 * 1024, (path, sizes)
        assert 0 < sizes["fonts"] <= 55 * 1024, (path, sizes)


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_card_grows_into_its_page_only_for_those_who_want_motion(staff_page, motion):
    page = staff_page(reduced_motion=motion)
    page.add_init_script("addEventListener('pagereveal', (event) => { window.shown = !!event.viewTransition; })")
    visit(page, "/species/")
    page.get_by_role("link", name="Amur leopard").click()
    page.wait_for_url(f"**{LEOPARD}")
    assert page.evaluate("window.shown") is (motion == "no-preference")
    durations = page.evaluate("document.getAnimations().map(one => one.effect.getComputedTiming().duration)")
    assert all(duration <= 200 for duration in durations)
