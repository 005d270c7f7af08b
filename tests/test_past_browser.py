"""Looking back in a real browser: what is in the way, what changed, what comes back. On a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from publishing import verbs
from tests.content import make_species, make_user
from wcs_species import models as m

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_editor_is_led_to_what_is_missing_compares_and_restores(page, phone):
    make_user("ann")
    leopard = make_species()
    leopard.photos.all().delete()
    verbs.publish(leopard, by=None)
    m.FastFact.objects.update(text="Its winter coat is eight centimetres deep.")
    m.Count.objects.update(source=None)
    verbs.save_draft(leopard, by=None)
    admin = f"/admin/wcs_species/species/{leopard.pk}"
    for window in (page, phone):
        window.goto(f"/admin/login/?next={admin}/change/")
        window.get_by_label("Username").fill("ann")
        window.get_by_label("Password").fill("walk on snow")
        window.get_by_role("button", name="Log in").click()

    page.get_by_label("Summary").fill("Typed, not saved.")
    page.get_by_text("Before publishing, as saved: 1 thing to mend, 1 to consider").click()
    row = page.locator("#counts-0")
    expect(row).to_be_hidden()
    page.get_by_role("link", name="has no source. Add one").click()
    expect(row).to_be_visible()
    expect(page.get_by_label("Summary")).to_have_value("Typed, not saved.")
    page.get_by_label("Summary").fill(leopard.summary)

    phone.goto(f"{admin}/compare/")
    expect(phone.locator("del", has_text="seven")).to_be_visible()
    expect(phone.locator("ins", has_text="eight")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    section = phone.locator("#section-fast-facts")
    section.get_by_role("link", name="Restore only this").click()
    phone.get_by_role("button", name="Restore “Fast facts” of edition 1").click()
    expect(phone.get_by_text("Restored into the draft")).to_be_visible()
    assert m.FastFact.objects.get().text == "Its winter coat is seven centimetres deep."
    phone.get_by_role("link", name="Take it back").click()
    phone.get_by_role("button", name="Restore the draft of").click()
    expect(phone.get_by_text("Restored into the draft")).to_be_visible()
    assert m.FastFact.objects.get().text == "Its winter coat is eight centimetres deep."
