"""An editor at work in a real browser: nothing is refused by the policy, nothing is lost."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page as Window
from playwright.sync_api import expect

from publishing import verbs
from tests.content import make_photo, make_species, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def leopard():
    species = make_species()
    species.photos.all().delete()
    verbs.publish(species, by=None)
    return species


@pytest.fixture
def sign_in() -> Callable[[Window], None]:
    make_user("ann")

    def sign_in(window: Window) -> None:
        window.goto("/admin/login/")
        window.get_by_label("Username").fill("ann")
        window.get_by_label("Password").fill("walk on snow")
        window.get_by_role("button", name="Log in").click()

    return sign_in


def form(species) -> str:
    return f"/admin/wcs_species/species/{species.pk}/change/"


def add(window: Window, part: str):
    """Opens a part, presses its Add and returns the new row."""
    section = window.locator(f"#{part}-group")
    if not section.locator("summary").first.evaluate("it => it.parentElement.open"):
        section.locator("summary").first.click()
    section.get_by_role("button", name="Add another").click()
    return section.locator(".part-row:not(.empty-form)").last


def test_an_editor_edits_orders_links_and_publishes(page, leopard, sign_in):
    sign_in(page)
    page.goto(form(leopard))

    text = page.get_by_role("textbox", name="Introduction")
    text.click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type(" A leopard built for snow.")
    for button in page.locator(".prose-menubar button").all():
        assert button.get_attribute("aria-label"), button.inner_html()

    add(page, "fast_facts").get_by_label("Text").fill("It barks at dusk.")
    up = page.locator("#fast_facts-1").get_by_role("button", name="Move up")
    up.focus()
    page.keyboard.press("Enter")
    expect(up).to_be_focused()

    series = add(page, "series")
    series.get_by_label("What is counted").select_option("nests")
    series.get_by_label("Where").fill("Kedrovaya Pad")
    count = add(page, "counts")
    count.get_by_label("Series").select_option(label="nests, Kedrovaya Pad")
    count.get_by_label("Year counted").fill("2019")
    count.get_by_label("How many").fill("7")
    count.get_by_label("Unverified").check()

    add(page, "threats").get_by_label("Title").fill("Snares")
    page.locator("#actions-group summary").first.click()
    page.locator("#actions-0 summary").click()
    page.locator("#actions-0").get_by_label("Snares").check()

    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".messagelist .success")).to_contain_text("is live")
    page.get_by_role("link", name="See the page").click()
    expect(page.get_by_text("between the sea and the hills. A leopard built for snow.").first).to_be_visible()
    # Typed spaces stay spaces.
    assert "&nbsp;" not in page.content()
    facts = page.get_by_text(re.compile("It barks at dusk|winter coat is seven"))
    expect(facts.first).to_contain_text("It barks at dusk.")
    assert leopard.counts.get(year=2019).series.area == "Kedrovaya Pad"
    assert leopard.actions.get().answers.count() == 2


def test_a_row_says_in_a_line_what_it_holds_and_follows_what_is_typed(page, leopard, sign_in):
    sign_in(page)
    page.goto(f"{form(leopard)}#counts-group")
    row = page.locator("#counts-0")
    line = row.locator("summary")
    expect(line).to_contain_text("84 adults in 2018, Land of the Leopard")
    expect(row.get_by_label("How many")).to_be_hidden()
    expect(line.get_by_text("unverified")).to_be_hidden()
    expect(row.get_by_role("checkbox", name="Delete")).to_be_visible()

    line.focus()
    page.keyboard.press("Enter")
    row.get_by_label("How many").fill("91")
    row.get_by_label("Unverified").check()
    expect(line).to_contain_text("91")
    expect(line.get_by_text("unverified")).to_be_visible()

    row.get_by_label("How many").fill("")
    page.get_by_role("button", name="Save draft").click()
    expect(row.get_by_text("Write the number here.")).to_be_visible()
    page.locator("#fast_facts-group summary").first.click()
    expect(page.locator("#fast_facts-0").get_by_label("Text")).to_be_hidden()
    expect(add(page, "counts").get_by_label("How many")).to_be_visible()


def test_a_photo_is_chosen_by_its_picture_and_shows_in_its_row(page, leopard, sign_in):
    page.allow(404)  # there are no files
    address = make_photo(title="On patrol").jpegs()[0].url
    sign_in(page)
    page.goto(form(leopard))
    row = add(page, "photos")
    row.locator(".select2-selection").click()
    page.locator(".select2-dropdown").get_by_role("searchbox").fill("patrol")
    found = page.get_by_role("option", name="On patrol")
    expect(found.locator("img")).to_have_attribute("src", address)
    found.click()
    expect(row.locator("summary")).to_contain_text("On patrol")
    expect(row.locator("summary img")).to_have_attribute("src", address)
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Draft saved")
    assert leopard.photos.get().photo.title == "On patrol"


def test_rows_are_dragged_into_order_by_mouse_and_by_finger(page, phone, leopard, sign_in):
    for text in ("Second.", "Third."):
        leopard.fast_facts.create(text=text, position=leopard.fast_facts.count())
    sign_in(page)
    page.goto(f"{form(leopard)}#fast_facts-group")
    box = page.locator("#fast_facts-0").bounding_box()
    page.locator("#fast_facts-2 .handle").hover()
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 30, steps=8)
    page.mouse.move(box["x"] + 40, box["y"] + 4, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Draft saved")
    assert leopard.fast_facts.first().text == "Third."

    sign_in(phone)
    phone.goto(f"{form(leopard)}#fast_facts-group")
    first, last = phone.locator("#fast_facts-0"), phone.locator("#fast_facts-2")
    # A row that is closed leaves its room to its words; in one that is open, the arrows do the same.
    expect(first.get_by_role("button", name="Move down")).to_be_hidden()
    last.locator("summary").scroll_into_view_if_needed()
    start, end = last.locator(".handle").bounding_box(), first.bounding_box()
    x = start["x"] + start["width"] / 2
    finger = phone.context.new_cdp_session(phone)
    for kind, y in (("touchStart", start["y"] + 20), ("touchMove", end["y"] + 40), ("touchMove", end["y"] + 4)):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    said = phone.locator("#fast_facts-group .part-row:not(.empty-form) .row-said")
    expect(said).to_have_text(["Second.", "Third.", "Its winter coat is seven centimetres deep."])
    phone.locator("#fast_facts-0 summary").click()
    first.get_by_role("button", name="Move down").click()
    expect(said.nth(2)).to_have_text("Third.")
    phone.get_by_role("button", name="Save draft").click()
    expect(phone.locator(".messagelist .success")).to_contain_text("Draft saved")
    assert leopard.fast_facts.first().text == "Second."


def test_the_button_says_when_it_will_publish(page, leopard, sign_in):
    sign_in(page)
    page.goto(form(leopard))
    page.get_by_text("Schedule…").click()
    box = page.locator("[data-schedule]")
    box.get_by_label("From").fill("2097-05-03T09:00")
    expect(box.get_by_role("button", name="Schedule for 3 May 2097, 09:00 UTC")).to_be_visible()
    box.get_by_label("Until").fill("2097-05-10T18:00")
    box.get_by_label("As the clocks show in").select_option("Asia/Vladivostok")
    box.get_by_role(
        "button", name="Schedule for 3 May 2097, 09:00 in Vladivostok time, until 10 May 2097, 18:00"
    ).click()
    done = page.locator(".messagelist .success")
    expect(done).to_contain_text("goes live on 3 May 2097, 09:00 in Vladivostok time (2 May 2097, 23:00 UTC)")


def test_a_problem_leads_to_its_place_in_the_form(page, leopard, sign_in):
    leopard.counts.update(source=None)
    verbs.save_draft(leopard, by=None)
    sign_in(page)
    page.goto(form(leopard))
    page.get_by_role("button", name="Publish now").click()
    page.get_by_role("link", name=re.compile("has no source")).click()
    expect(page.locator("#counts-0").get_by_label("How many")).to_be_in_viewport()


def test_a_source_is_made_without_leaving_the_form(page, leopard, sign_in):
    sign_in(page)
    page.goto(f"{form(leopard)}#fast_facts-group")
    page.locator("#fast_facts-0 summary").click()
    with page.expect_popup() as popup:
        page.locator("#fast_facts-0 .add-related").click()
    popup.value.get_by_label("Title").fill("A walk in the snow")
    popup.value.get_by_role("button", name="Save").click()
    expect(page.locator("#fast_facts-0 .select2-selection__rendered")).to_contain_text("A walk in the snow")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Draft saved")
    assert leopard.fast_facts.get().source.title == "A walk in the snow"


def test_the_form_fits_a_phone(phone, leopard, sign_in):
    sign_in(phone)
    for url in ("/admin/", "/admin/wcs_species/species/", f"{form(leopard)}#counts-group"):
        phone.goto(url)
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
    expect(phone.get_by_role("button", name="Publish now")).to_be_in_viewport()


def test_a_draft_is_saved_without_javascript(no_js, leopard, sign_in):
    sign_in(no_js)
    no_js.goto(f"{form(leopard)}?rows=1")
    no_js.locator("#fast_facts-group summary").first.click()
    no_js.locator("#fast_facts-1").get_by_label("Text").fill("It barks.")
    no_js.locator("#fast_facts-1").get_by_label("Place in the order").fill("0")
    no_js.get_by_role("button", name="Save draft").click()
    expect(no_js.locator(".messagelist .success")).to_contain_text("Draft saved")
    assert leopard.fast_facts.count() == 2
