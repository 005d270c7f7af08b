"""The enlarged view over the page, by mouse, finger, keyboard and screen reader, and what serves without it."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from publishing import verbs
from tests.demo import MEDIA, load_demo
from tests.test_pages_browser import LEOPARD, visit
from wcs_species.models import Species

NEWS = "/newsroom/2012/04/russia-gives-its-leopards-a-park/"


@pytest.fixture(autouse=True)
def site(transactional_db, settings):
    """The demo: its leopard has three photos."""
    settings.MEDIA_ROOT = MEDIA
    load_demo()


def opened(page, number=1, path=LEOPARD):
    """The lightbox, opened by click or finger on the photo with this number on the page."""
    visit(page, path)
    page.locator("a[data-photo]").nth(number - 1).click()
    return shown(page)


def shown(page):
    """The lightbox, once its picture is large and can be moved."""
    box = page.get_by_role("dialog", name="Photos")
    expect(box.locator(".pswp--ui-visible")).to_be_attached()
    expect(box.locator("[aria-hidden=false] .pswp__img:not(.pswp__img--placeholder)")).to_be_visible()
    return box


def picture_of(box):
    return box.locator("[aria-hidden=false] .pswp__img:not(.pswp__img--placeholder)")


def width_of(box):
    return picture_of(box).bounding_box()["width"]


def touches(page):
    """Sends fingers to the page: touches("Start", (x, y), ...)."""
    finger = page.context.new_cdp_session(page)

    def send(kind, *points):
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        finger.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

    return send


def test_it_opens_by_click_and_gives_everything_back(page):
    box = opened(page)
    title = page.title()
    expect(box.get_by_role("button", name="Close")).to_be_focused()
    expect(box).to_contain_text("1 of 3")
    assert page.url.endswith(f"{LEOPARD}photos/1/")
    box.get_by_role("button", name="Next photo").click()
    expect(box).to_contain_text("2 of 3")
    expect(box.get_by_role("heading", name="Amur leopard, summer coat")).to_be_visible()
    assert page.url.endswith(f"{LEOPARD}photos/2/")
    assert page.title() != title
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(page.locator("a[data-photo]").nth(1)).to_be_focused()
    page.wait_for_url(f"**{LEOPARD}")
    assert page.title().startswith("Amur leopard ·")


def test_the_keyboard_turns_zooms_and_moves(page):
    visit(page, LEOPARD)
    page.locator("a[data-photo]").first.focus()
    page.keyboard.press("Enter")
    box = shown(page)
    for key, place in [
        ("ArrowRight", 2),
        ("End", 3),
        ("ArrowRight", 3),
        ("Home", 1),
        ("ArrowLeft", 1),
        ("PageDown", 2),
    ]:
        page.keyboard.press(key)
        expect(box).to_contain_text(f"{place} of 3")
        assert page.url.endswith(f"{LEOPARD}photos/{place}/")
    fits = width_of(box)
    page.keyboard.press("+")
    larger = width_of(box)
    assert larger > fits * 1.4
    expect(box.get_by_role("button", name="Zoom out")).to_be_visible()
    before = picture_of(box).bounding_box()["x"]
    page.keyboard.press("ArrowRight")
    assert picture_of(box).bounding_box()["x"] < before
    expect(box).to_contain_text("2 of 3")
    page.keyboard.press("-")
    assert width_of(box) < larger
    page.keyboard.press("+")
    page.keyboard.press("0")
    assert width_of(box) == pytest.approx(fits, abs=1)
    box.get_by_role("button", name="Zoom in").click()
    assert width_of(box) > fits
    box.get_by_role("button", name="Close").focus()
    page.keyboard.press("Enter")
    expect(box).to_be_hidden()


def test_the_mouse_zooms_and_a_click_beside_the_picture_closes(page):
    box = opened(page)
    fits = width_of(box)
    page.mouse.move(640, 350)
    page.mouse.wheel(0, -300)
    assert width_of(box) > fits
    page.mouse.wheel(0, 2000)
    assert width_of(box) == pytest.approx(fits, abs=1)
    page.mouse.click(640, 350)
    expect(box.get_by_role("button", name="Zoom out")).to_be_visible()
    page.mouse.click(640, 350)
    expect(box.get_by_role("button", name="Zoom in")).to_be_visible()
    page.mouse.click(120, 120)
    expect(box).to_be_hidden()


def test_fingers_swipe_pinch_tap_twice_and_pull_it_away(phone):
    box = opened(phone)
    send = touches(phone)
    send("Start", (300, 300))
    for x in (240, 180, 120, 60):
        send("Move", (x, 302))
    send("End")
    expect(box).to_contain_text("2 of 3")
    assert phone.url.endswith(f"{LEOPARD}photos/2/")
    fits = width_of(box)
    send("Start", (180, 300), (210, 300))
    for spread in (20, 40, 60, 80):
        send("Move", (180 - spread, 300), (210 + spread, 300))
    send("End")
    expect(box.get_by_role("button", name="Zoom out")).to_be_visible()
    assert width_of(box) > fits * 1.5
    box.get_by_role("button", name="Zoom out").tap()
    expect(box.get_by_role("button", name="Zoom in")).to_be_visible()
    for _ in range(2):
        send("Start", (195, 300))
        send("End")
    expect(box.get_by_role("button", name="Zoom out")).to_be_visible()
    box.get_by_role("button", name="Zoom out").tap()
    send("Start", (195, 250))
    for y in (320, 400, 480, 560):
        send("Move", (195, y))
    send("End")
    expect(box).to_be_hidden()


def test_back_closes_it_and_forward_opens_it_again(page):
    visit(page, "/")
    box = opened(page)
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"**{LEOPARD}photos/2/")
    page.go_back()
    expect(box).to_be_hidden()
    page.wait_for_url(f"**{LEOPARD}")
    page.go_forward()
    expect(shown(page)).to_contain_text("2 of 3")
    page.wait_for_url(f"**{LEOPARD}photos/2/")
    page.go_back()
    expect(box).to_be_hidden()
    page.go_back()
    page.wait_for_url(re.compile(r"//[^/]+/$"))


@pytest.mark.parametrize("rhythm", [30, 100, 140, 180, 250])
def test_it_follows_whoever_goes_back_and_forward_faster_than_it_moves(new_page, rhythm):
    page = new_page(reduced_motion="no-preference")
    visit(page, "/")
    box = opened(page)
    there_and_back = """async ([rhythm, last]) => {
      for (const way of [...Array(5).fill(["back", "forward"]).flat(), ...last]) {
        history[way]();
        await new Promise((go_on) => setTimeout(go_on, rhythm));
      }
    }"""
    page.evaluate(there_and_back, [rhythm, []])
    page.wait_for_url(f"**{LEOPARD}photos/1/")
    expect(shown(page)).to_contain_text("1 of 3")
    page.evaluate(there_and_back, [rhythm, ["back"]])
    page.wait_for_url(f"**{LEOPARD}")
    expect(box).to_be_hidden()
    page.go_back()
    page.wait_for_url(re.compile(r"//[^/]+/$"))


def test_hearing_late_that_it_was_closed_does_not_close_it_again(page):
    box = opened(page)
    box.dispatch_event("close")
    expect(box).to_be_visible()
    box.evaluate("box => box.close()")
    expect(box).to_be_hidden()
    page.wait_for_function("document.activeElement.matches('a[data-photo]')")


def test_its_address_leads_to_the_page_of_the_photo(page):
    opened(page, number=2)
    page.reload()
    expect(page.get_by_role("dialog", name="Photos")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Amur leopard, summer coat")
    page.go_back()
    page.wait_for_url(f"**{LEOPARD}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Amur leopard")


def test_photos_without_pages_keep_the_address_of_theirs(page):
    box = opened(page, path=NEWS)
    assert page.url.endswith(f"{NEWS}#photo-1")
    # One photo: there is nowhere to turn to.
    expect(box.get_by_role("button", name="Next photo")).to_have_count(0)
    page.reload()
    shown(page)
    page.go_back()
    expect(box).to_be_hidden()
    assert page.url.endswith(NEWS)


def test_past_editions_and_drafts_name_no_page_that_may_not_be_there(page):
    leopard = Species.objects.get(slug="amur-leopard")
    leopard.summary += " And more."
    leopard.save()
    verbs.publish(leopard, by=None)
    opened(page, number=2, path=f"{LEOPARD}editions/1/")
    assert page.url.endswith("/editions/1/#photo-2")


def test_screen_readers_hear_what_it_is_and_where_they_are(page):
    box = opened(page)
    expect(box.get_by_role("status")).to_have_text(re.compile("Photo 1 of 3. Amur leopard, winter coat. The flank"))
    page.keyboard.press("ArrowRight")
    expect(box.get_by_role("status")).to_have_text(re.compile("Photo 2 of 3. Amur leopard, summer coat"))
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_role = {}
    for node in tree:
        if not node["ignored"]:
            by_role.setdefault(node["role"]["value"], []).append(node)
    (dialog,) = by_role["dialog"]
    assert {"name": "modal", "value": {"type": "boolean", "value": True}} in dialog["properties"]
    assert dialog["name"]["value"] == "Photos: Amur leopard"
    # The page behind and the other photos say nothing.
    assert [node["name"]["value"] for node in by_role["heading"]] == ["Amur leopard, summer coat"]
    assert len(by_role["image"]) == 1
    assert not by_role.get("main")


def test_the_focus_stays_inside(page):
    opened(page)
    inside = "document.activeElement.closest('dialog.lightbox') !== null"
    for key, name in [("Tab", "Share"), ("Shift+Tab", "Previous photo")]:
        seen = []
        for _ in range(12):
            page.keyboard.press(key)
            assert page.evaluate(inside)
            seen.append(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent"))
        assert any(name in one for one in seen), seen
        assert len(set(seen)) == 7, seen


@pytest.mark.parametrize("look", [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_axe_finds_nothing_in_it(new_page, look):
    page = new_page(**look)
    opened(page)
    results = Axe().run(page)
    assert not results.violations_count, results.generate_report()


@pytest.mark.parametrize("size", [(320, 256), (390, 844), (844, 390), (1280, 800), (1920, 900)])
def test_nothing_lies_upon_the_picture_and_every_control_is_in_reach(new_page, size):
    page = new_page(viewport={"width": size[0], "height": size[1]})
    box = opened(page)
    picture = picture_of(box).bounding_box()
    assert picture["width"] > 50
    for control in box.get_by_role("button").or_(box.get_by_role("link")).all():
        control.scroll_into_view_if_needed()
        place = control.bounding_box()
        assert 0 <= place["x"] <= size[0] - place["width"]
        assert 0 <= place["y"] <= size[1] - place["height"]
        assert (
            place["x"] + place["width"] <= picture["x"]
            or place["x"] >= picture["x"] + picture["width"]
            or place["y"] + place["height"] <= picture["y"]
            or place["y"] >= picture["y"] + picture["height"]
        ), control


def test_the_picture_may_be_kept_and_its_address_shared(new_page):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    box = opened(page)
    with page.expect_download() as download:
        box.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "amur-leopard-winter-coat-generated-by-the-demo-press.jpg"
    page.evaluate("navigator.share = undefined")
    box.get_by_role("button", name="Share").click()
    expect(box.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"{LEOPARD}photos/1/")


def test_it_is_sent_when_it_is_needed_and_is_small(page):
    sizes = {}

    def weigh(request):
        if re.search("lightbox|photoswipe|gallery", request.url):
            sizes[request.url.rsplit("/", 1)[1]] = request.sizes()["responseBodySize"]

    page.on("requestfinished", weigh)
    visit(page, LEOPARD)
    page.wait_for_load_state("networkidle")
    assert [name.split(".")[0] for name in sizes] == ["gallery"]
    page.locator("a[data-photo]").first.hover()
    page.wait_for_load_state("networkidle")
    page.locator("a[data-photo]").first.click()
    shown(page)
    assert {name.split(".")[0] for name in sizes} == {"gallery", "lightbox", "photoswipe"}
    assert 0 < sum(sizes.values()) <= 25 * 1024, sizes


@pytest.mark.parametrize("connection", [{}, {"saveData": True}, {"effectiveType": "3g"}])
def test_neighbours_are_fetched_ahead_unless_bytes_are_dear(page, connection):
    page.add_init_script(f"Object.defineProperty(navigator, 'connection', {{ get: () => ({json.dumps(connection)}) }})")
    visit(page, LEOPARD)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("document.querySelector('a[data-photo]').click()")
    box = shown(page)
    page.wait_for_load_state("networkidle")
    pictures = {url for url in asked if "/media/" in url}
    # The first is on the page already.
    assert len(pictures) == (0 if connection else 2)
    page.keyboard.press("ArrowRight")
    expect(box).to_contain_text("2 of 3")
    expect(picture_of(box)).to_have_js_property("complete", True)
    assert picture_of(box).evaluate("img => img.naturalWidth") > 0


def test_nothing_moves_for_readers_who_asked_for_stillness(phone):
    box = opened(phone)
    send = touches(phone)
    send("Start", (300, 300))
    send("Move", (200, 302))
    send("Move", (60, 302))
    send("End")
    assert picture_of(box).bounding_box()["x"] == pytest.approx(0, abs=1)
    phone.evaluate("moved = []; addEventListener('transitionrun', ({target}) => moved.push(target.className), true)")
    phone.keyboard.press("Escape")
    expect(box).to_be_hidden()
    assert phone.evaluate("moved") == []


def test_where_it_cannot_be_fetched_the_photo_has_its_page(page):
    visit(page, LEOPARD)
    page.route("**/lightbox.*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.locator("a[data-photo]").first.click()
    page.wait_for_url(f"**{LEOPARD}photos/1/")
    expect(page.get_by_role("dialog", name="Photos")).to_have_count(0)


def test_without_javascript_each_photo_has_its_page(no_js):
    no_js.goto(LEOPARD)
    no_js.locator("a[data-photo]").first.click()
    no_js.wait_for_url(f"**{LEOPARD}photos/1/")
    no_js.get_by_role("link", name="Next photo").click()
    no_js.wait_for_url(f"**{LEOPARD}photos/2/")
    expect(no_js.get_by_text("2 of 3")).to_be_visible()
    expect(no_js.get_by_role("link", name="Download")).to_be_visible()
    no_js.get_by_role("link", name="Previous photo").click()
    no_js.wait_for_url(f"**{LEOPARD}photos/1/")
    no_js.get_by_role("link", name="All photos").click()
    no_js.wait_for_url(f"**{LEOPARD}#photos")
