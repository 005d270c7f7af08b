"""A link shows a page to somebody without an account, until it is withdrawn or its time is over."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import expect

from publishing import clock, sharing, verbs
from publishing.models import Act, SharedLink
from tests.content import make_news, make_plain_page, make_user
from tests.crawl import links

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return make_plain_page(body="<p>We save wild places.</p>")


def outside(address: str):
    """What somebody without an account gets."""
    return Client().get(address.removeprefix("http://testserver"))


def say(row, words):
    row.body = f"<p>{words}</p>"
    row.save()
    verbs.save_draft(row, by=None)


def test_an_editor_makes_a_link_and_a_stranger_reads_the_draft_as_it_is_now(client, page):
    client.force_login(make_user("ann"))
    form = f"/admin/website/plainpage/{page.pk}/links/"
    made = client.post(form, {"shows": "draft", "days": "7"}, follow=True).content.decode()
    [address] = set(re.findall(r"http://testserver/preview/[\w-]{32}/", made))
    first = outside(address)
    assert "We save wild places." in first.content.decode()
    assert "not public" in first.content.decode()
    say(page, "We save wild things.")
    assert "We save wild things." in outside(address).content.decode()
    assert Client().get("/about/").status_code == 404
    listed = client.get(form).content.decode()
    # Shown once: what is stored leads nobody back to it.
    assert address not in listed
    assert "2 times" in listed
    token = address.rstrip("/").rsplit("/", 1)[1]
    assert token not in SharedLink.objects.get().token_hash
    # Nor does a sign-up or a report of an error that is made on it.
    assert token not in first.content.decode().partition("<footer")[2]


def test_the_history_says_who_made_and_withdrew_which_link_and_readers_are_not_told(client, page):
    ann, bob = make_user("ann"), make_user("bob")
    live = verbs.publish(page, by=ann)
    edition = verbs.schedule(page, at=clock.now() + timedelta(days=2), by=ann)
    client.force_login(ann)
    form = f"/admin/website/plainpage/{page.pk}/links/"
    client.post(form, {"shows": "draft", "days": "7"})
    client.post(form, {"shows": "2", "days": "30"})
    client.post(form, {"shows": "draft", "days": "400"})
    draft = SharedLink.objects.get(edition=None)
    client.force_login(bob)
    for _ in range(2):
        client.post(form, {"revoke": draft.pk})
    found = [(act.verb, act.edition, act.by, act.why.split(",")[0]) for act in page.page.acts.order_by("pk")]
    assert found[2:] == [
        (Act.Verb.SHARE, None, ann, "the draft"),
        (Act.Verb.SHARE, edition, ann, f"good until {clock.now() + timedelta(days=30):%-d %B %Y}"),
        (Act.Verb.UNSHARE, None, bob, "the draft"),
    ]
    history = client.get(f"/admin/website/plainpage/{page.pk}/history/").content.decode()
    for words in ("ann made a link that shows edition 2: good until", "bob withdrew the link that showed: the draft"):
        assert words in history
    assert "a link" not in client.get("/about/history/").content.decode().split("<main")[1].split("</main")[0]
    # Neither the draft nor the number of editions has moved by any of it.
    page.page.refresh_from_db()
    assert (page.page.draft_version, page.page.editions.count()) == (live.draft_version, 2)


def test_it_is_kept_and_found_by_nobody(page):
    response = outside(sharing.share(page.page, by=None, days=1))
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"
    assert not response.cookies


def test_a_withdrawn_link_says_so_in_words(client, page):
    client.force_login(make_user("ann"))
    address = sharing.share(page.page, by=None, days=1)
    client.post(f"/admin/website/plainpage/{page.pk}/links/", {"revoke": SharedLink.objects.get().pk})
    response = outside(address)
    assert response.status_code == 410
    assert "has withdrawn it" in response.content.decode()
    assert "wild places.</p>" not in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_a_link_ends_by_itself(page):
    address = sharing.share(page.page, by=None, days=1)
    SharedLink.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    response = outside(address)
    assert response.status_code == 410
    assert "Ask for a new one" in response.content.decode()


def test_a_guess_finds_nothing(page):
    sharing.share(page.page, by=None, days=1)
    assert outside("/preview/guess/").status_code == 404
    assert outside("/preview/" + "a" * 32 + "/").status_code == 404


def test_a_draft_that_was_deleted_is_gone(page):
    address = sharing.share(page.page, by=None, days=1)
    page.delete()
    assert outside(address).status_code == 410


def test_only_who_may_change_a_page_makes_links_to_it(client, page):
    client.force_login(make_user("eve", is_superuser=False))
    response = client.post(f"/admin/website/plainpage/{page.pk}/links/", {"shows": "draft", "days": "7"})
    assert response.status_code == 403
    assert not SharedLink.objects.exists()


def test_a_link_to_an_edition_shows_it_as_it_was_fixed_with_its_photos(page):
    news = make_news(headline="Found again")
    edition = verbs.schedule(news, at=clock.now() + timedelta(days=1), by=None)
    address = sharing.share(news.page, by=None, days=7, edition=edition)
    say(news, "Changed since.")
    response = outside(address)
    text = response.content.decode()
    assert "forty kilometres" in text
    assert "Changed since." not in text
    assert "Under embargo until" in text
    assert "Photos to download" in text
    assert "Julie Larsen Maher" in text
    # Every file it shows is under the link's own address.
    assert not [link for link in links(response) if link.startswith("/media/")]
    assert [link for link in links(response) if link.startswith("/preview/")]
    verbs.cancel(edition, by=None)
    assert outside(address).status_code == 410


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_signed_out_browser_sees_it_until_it_is_withdrawn(new_page, live_server, settings):
    settings.SITE_URL = live_server.url
    page = make_plain_page()
    address = sharing.share(page.page, by=None, days=1)
    reader = new_page()
    reader.allow(410)
    reader.goto(address)
    expect(reader.get_by_role("note")).to_contain_text("not public")
    expect(reader.get_by_text("We save wild places.")).to_be_visible()
    sharing.revoke(SharedLink.objects.get(), by=None)
    reader.reload()
    expect(reader.get_by_role("heading", name="No longer here")).to_be_visible()
