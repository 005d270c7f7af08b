"""An editor whose tab, network or sign-in goes: what was typed is there again, and is saved once."""

import pytest
from playwright.sync_api import expect

from publishing import verbs
from tests.content import make_place, make_source, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place():
    place = make_place(photo=None)
    place.facts.create(text="Its winters are long.", source=make_source())
    verbs.save_draft(place, by=None)
    return place


def sign_in(window):
    window.get_by_label("Username").fill("ann")
    window.get_by_label("Password").fill("walk on snow")
    window.get_by_role("button", name="Log in").click()


@pytest.fixture
def form(page, place):
    """The form of the place, open before ann."""
    make_user("ann")
    page.goto("/admin/login/")
    sign_in(page)
    page.goto(address(place))
    return page


def address(place):
    return f"/admin/places/place/{place.pk}/change/"


def summary(window):
    return window.get_by_label("Summary")


def save(window):
    window.get_by_role("button", name="Save draft").click()


def test_what_a_closed_tab_held_is_offered_and_put_back_rows_and_rich_text_included(form, place):
    summary(form).fill("Typed and not saved.")
    text = form.get_by_role("textbox", name="Text").first
    text.click()
    form.keyboard.press("ControlOrMeta+End")
    form.keyboard.type(" And bears.")
    form.get_by_role("button", name="Add another").click()
    form.locator("#facts-1").get_by_label("Text").fill("A new fact.")
    form.evaluate("dispatchEvent(new Event('pagehide'))")
    again = form.context.new_page()
    form.close(run_before_unload=False)

    again.goto(address(place))
    offer = again.locator(".kept")
    expect(offer).to_contain_text("You typed this a moment ago and it was not saved.")
    expect(summary(again)).to_have_value("Oak hills between the sea and the border.")
    offer.get_by_role("button", name="Put it back").click()
    expect(again.get_by_text("Not saved yet: this is what you typed")).to_be_visible()
    expect(summary(again)).to_have_value("Typed and not saved.")
    expect(again.locator(".ProseMirror")).to_contain_text("share these hills. And bears.")
    save(again)
    expect(again.locator(".messagelist .success")).to_contain_text("Draft saved")
    expect(again.locator(".kept")).to_be_hidden()
    assert again.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('typed:'))") == []
    assert sorted(place.facts.values_list("text", flat=True)) == ["A new fact.", "Its winters are long."]
    again.close()


def test_a_lost_network_and_a_lost_sign_in_are_waited_for(form, place):
    summary(form).fill("Typed in the field.")
    form.context.set_offline(True)
    save(form)
    expect(form.get_by_role("button", name="No network. Saves when it is back…")).to_be_visible()
    form.context.set_offline(False)
    expect(form.locator(".messagelist .success")).to_contain_text("Draft saved")

    form.goto(address(place))
    summary(form).fill("Typed signed out.")
    form.context.clear_cookies(name="sessionid")
    save(form)
    with form.expect_popup() as popup:
        form.get_by_role("link", name="Sign in in a new tab").click()
    sign_in(popup.value)
    expect(popup.value.get_by_text("Close this tab and go on")).to_be_visible()
    popup.value.close()
    expect(form.locator(".messagelist .success")).to_contain_text("Draft saved")
    place.refresh_from_db()
    assert (place.summary, place.page.draft_version) == ("Typed signed out.", 5)


def test_a_link_to_a_page_is_found_by_its_name(form, place):
    other = make_place(name="Hunchun", slug="hunchun", photo=None)
    form.locator(".ProseMirror").first.click()
    form.keyboard.press("ControlOrMeta+End")
    form.get_by_role("button", name="Link to a page…").first.click()
    form.get_by_role("searchbox", name="Link to the page named").fill("hunch")
    form.get_by_role("button", name="Hunchun Place, not live").click()
    save(form)
    expect(form.locator(".messagelist .success")).to_contain_text("Draft saved")
    place.refresh_from_db()
    assert f'<a href="page:{other.page.uid}" rel="noopener">Hunchun</a>' in place.body
