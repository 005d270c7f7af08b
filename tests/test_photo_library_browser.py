"""The photo library in a real browser: many files over a bad line, crops by keyboard and pointer, changing together."""

import re

import pytest
from playwright.sync_api import expect

from photos import renditions
from photos.models import Collection, Photo
from tests.content import make_photo, make_user
from tests.pictures import file_of, plate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = "/admin/photos/photo/"


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def sign_in(client, live_server):
    """Opens the admin as somebody who is signed in already."""
    client.force_login(make_user())
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}

    def sign_in(window):
        window.context.add_cookies([cookie])
        return window

    return sign_in


def picture(name, colour):
    data = file_of(plate(colour=colour)).read()
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}


def drag(window, *files):
    """Drops these files on the page, as from a folder."""
    given = [{"name": each["name"], "bytes": list(each["buffer"])} for each in files]
    carried = window.evaluate_handle(
        """(given) => {
            const carried = new DataTransfer();
            for (const { name, bytes } of given) carried.items.add(new File([new Uint8Array(bytes)], name));
            return carried;
        }""",
        given,
    )
    window.locator("[data-take]").dispatch_event("drop", {"dataTransfer": carried})


def test_a_batch_survives_a_bad_file_and_a_lost_line(page, sign_in):
    window = sign_in(page)
    window.allow(422)
    window.allow(409)
    window.allow("ERR_CONNECTION_FAILED")
    window.goto(LIST)
    lose = True

    def line(route):
        # The first answer comes through; the second file is lost on its way.
        if lose and b"lost.jpg" in route.request.post_data_buffer:
            route.abort("connectionfailed")
        else:
            route.continue_()

    window.route("**/take-one/", line)
    bad = {"name": "bad.gif", "buffer": b"GIF89a"}
    drag(window, picture("first.jpg", "#223344"), bad, picture("lost.jpg", "#884422"), picture("last.jpg", "#448822"))
    rows = window.locator(".queue li")
    expect(rows.filter(has_text="first.jpg")).to_contain_text("Added")
    expect(rows.filter(has_text="bad.gif is a GIF; send a JPEG")).to_be_visible()
    expect(rows.filter(has_text="lost.jpg")).to_contain_text("The connection was lost")
    expect(rows.filter(has_text="last.jpg")).to_contain_text("Added")
    expect(window.get_by_role("status")).to_have_text("2 added, 1 refused, 1 not sent yet")
    assert Photo.objects.count() == 2

    # Leaving now would lose one.
    asked = []
    window.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    window.evaluate("location.href = '/admin/'")
    expect(rows.first).to_be_visible()
    assert asked == ["beforeunload"]

    lose = False
    window.get_by_role("button", name="Try again").click()
    expect(window.get_by_role("status")).to_have_text("3 added, 1 refused")
    drag(window, picture("copy.jpg", "#223344"))
    again = rows.filter(has_text="copy.jpg")
    expect(again).to_contain_text("This file is here already. first")
    again.get_by_role("button", name="Keep both").click()
    expect(again).to_contain_text("Added")

    window.get_by_role("link", name="Describe the 4 new photos").click()
    common = window.get_by_role("group", name="For all of them")
    common.get_by_label("Photographer").fill("Vera Example")
    common.get_by_label("Licence").select_option("CC0-1.0")
    last = window.get_by_role("group", name="last").get_by_label("Photographer")
    expect(last).to_have_attribute("placeholder", "Vera Example")
    window.get_by_role("group", name="lost").get_by_label("Alt text").fill("A leopard, nearly lost")
    window.get_by_role("button", name="Save").click()
    expect(window.locator(".messagelist")).to_contain_text("Saved: 4 photos.")
    assert set(Photo.objects.values_list("credit", flat=True)) == {"Vera Example"}


def test_what_waits_goes_on_by_itself_when_the_network_is_back(page, sign_in):
    window = sign_in(page)
    window.allow("ERR_INTERNET_DISCONNECTED")
    window.goto(f"{LIST}add-many/")
    window.context.set_offline(True)
    window.locator("input[type=file]").set_input_files([picture("snow.jpg", "#223344")])
    expect(window.get_by_role("status")).to_have_text("1 not sent yet")
    window.context.set_offline(False)
    expect(window.get_by_role("status")).to_have_text("1 added")


def test_without_javascript_files_are_sent_in_one_go(no_js, sign_in):
    window = sign_in(no_js)
    window.goto(f"{LIST}add-many/")
    window.locator("input[type=file]").set_input_files([picture("one.jpg", "#223344"), picture("two.jpg", "#884422")])
    window.get_by_role("button", name="Add", exact=True).click()
    expect(window.get_by_role("heading", name="What became of 2 files")).to_be_visible()
    window.get_by_role("link", name="Describe the 2 new photos").click()
    expect(window.get_by_role("group", name="one")).to_be_visible()


@pytest.fixture
def rendered(client, sign_in):
    """A photo with real files."""
    client.post(f"{LIST}take-one/", {"file": file_of(plate(1600, 1000))})
    while renditions.step():
        pass
    return Photo.objects.get()


def test_focal_point_and_crops_are_set_by_keyboard_and_pointer(page, sign_in, rendered):
    window = sign_in(page)
    window.goto(f"{LIST}{rendered.pk}/change/")
    point = window.get_by_role("slider", name="Focal point")
    point.focus()
    window.keyboard.press("ArrowRight")
    window.keyboard.press("Shift+ArrowUp")
    expect(point).to_have_attribute("aria-valuetext", "51 % from the left, 40 % from the top")
    stage = window.locator(".stage").bounding_box()
    window.mouse.click(stage["x"] + stage["width"] * 0.8, stage["y"] + stage["height"] * 0.25)
    expect(point).to_have_attribute("aria-valuetext", "80 % from the left, 25 % from the top")
    # All crops follow at once: the square is at the right edge.
    square = window.get_by_role("button", name="Set the crop: Square")
    assert square.locator("img").evaluate("it => it.style.left") == "-60%"

    square.click()
    frame = window.get_by_role("slider", name="Frame: Square")
    expect(frame).to_be_focused()
    for _ in range(10):
        window.keyboard.press("-")
    window.keyboard.press("Shift+ArrowLeft")
    told = frame.get_attribute("aria-valuetext")
    # Afresh: the page scrolled to what had the focus.
    box, stage = frame.bounding_box(), window.locator(".stage").bounding_box()
    window.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    window.mouse.down()
    window.mouse.move(stage["x"], stage["y"], steps=4)
    window.mouse.up()
    expect(frame).to_have_attribute("aria-valuetext", re.compile("^0 % from the left, 0 % from the top"))
    assert told != frame.get_attribute("aria-valuetext")
    window.keyboard.press("Escape")
    expect(square).to_be_focused()
    expect(window.get_by_text("Square: set by hand")).to_be_visible()
    window.get_by_role("button", name="Save and continue").click()
    expect(window.get_by_text("Square: set by hand")).to_be_visible()
    rendered.refresh_from_db()
    assert (rendered.focal_x, rendered.focal_y) == (80, 25)
    left, top, width, height = rendered.crop_boxes()["square"]
    assert (left, top, round(height / width, 1)) == (0, 0, 1.6)

    window.get_by_role("button", name="Automatic: Square").click()
    expect(window.get_by_text("Square: set by hand")).to_be_hidden()


def test_photos_are_chosen_in_the_grid_and_changed_together(page, sign_in):
    for number in range(4):
        make_photo(title=f"Leopard {number}", rendition_list="[]")
    Collection.objects.create(name="Primorye")
    window = sign_in(page)
    window.goto(LIST)
    window.get_by_role("link", name="List", exact=True).click()
    window.goto(LIST)
    expect(window.locator("body")).not_to_have_class(re.compile("photo-grid"))
    window.get_by_role("link", name="Grid", exact=True).click()
    boxes = window.locator("tbody .action-select")
    boxes.nth(0).check()
    boxes.nth(2).click(modifiers=["Shift"])
    window.get_by_label("Action:").select_option("change_together")
    window.get_by_role("button", name="Run").click()
    window.get_by_label("Change the photographer").check()
    window.get_by_role("textbox", name="Photographer").fill("Ada Other")
    window.get_by_role("group", name="Add to collections").get_by_label("Primorye").check()
    window.get_by_role("button", name="Show what will change").click()
    expect(window.get_by_role("heading", name="3 of 3 will change")).to_be_visible()
    window.get_by_role("button", name="Change 3 photos").click()
    expect(window.locator(".messagelist")).to_contain_text("Changed: 3 photos.")
    assert Photo.objects.filter(credit="Ada Other").count() == Collection.objects.get().photos.count() == 3


def test_the_library_fits_a_phone(phone, sign_in):
    photo = make_photo(rendition_list="[]")
    window = sign_in(phone)
    for path in (LIST, f"{LIST}?view=list", f"{LIST}describe/?ids={photo.pk}", f"{LIST}{photo.pk}/change/"):
        window.goto(path)
        assert window.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
