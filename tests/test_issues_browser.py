"""An issue in a browser: looked at in its frame, approved, sent and watched; and a slip noticed in the sign-up form."""

from playwright.sync_api import expect

from newsletter import delivery
from newsletter.models import SignUp
from tests.content import make_user
from tests.letters import make_issue, make_readers


def test_an_issue_is_looked_at_approved_sent_and_watched(
    page, transactional_db, live_server, settings, letterhead, postbox
):
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    make_user("editor")
    make_readers(4)
    issue = make_issue()
    page.goto(f"/admin/newsletter/issue/{issue.pk}/send/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("walk on snow")
    page.get_by_role("button", name="Log in").click()

    letter = page.frame_locator("iframe")
    grounds = {}
    for look in ("Light", "Dark", "Phone"):
        page.get_by_role("link", name=look, exact=True).click()
        expect(letter.get_by_role("heading", name="Tracks in the snow")).to_be_visible()
        grounds[look] = letter.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert grounds["Light"] == grounds["Phone"] != grounds["Dark"]
    page.get_by_role("link", name="Plain text").click()
    expect(letter.get_by_text("https://example.org/days")).to_be_visible()

    page.get_by_role("button", name="Approve").click()
    page.get_by_role("button", name="Send to 4").click()
    assert delivery.step()
    expect(page.get_by_text("How far it is")).to_be_visible()
    while delivery.step():
        pass
    expect(page.locator('[data-progress="sent"]')).to_have_text("4")
    expect(page.locator('[data-progress="state"]')).to_have_text("Sent")
    assert len(postbox.received) == 4


def test_a_slip_in_the_domain_is_noticed_and_mended_with_one_press(page, transactional_db, live_server, settings):
    settings.PUBLIC_ORIGINS = {live_server.url}
    page.goto("/newsletter/")
    field = page.get_by_label("Your e-mail address")
    for typed, meant in (("ada@gmial.com", "ada@gmail.com"), ("ada@hotmai.com", "ada@hotmail.com")):
        field.fill(typed)
        field.blur()
        page.get_by_role("button", name=meant).click()
        expect(field).to_have_value(meant)
    field.fill("ada@example.org")
    field.blur()
    expect(page.get_by_text("Did you mean")).to_have_count(0)
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("heading", name="Check your inbox").wait_for()
    assert SignUp.objects.get().email == "ada@example.org"
