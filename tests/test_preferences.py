"""What subscribers do for themselves by the link in a mail; and what is left when they are gone."""

import json
from datetime import timedelta
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from newsletter import bounces, outbox, preferences, signups, tokens
from newsletter.models import AddressChange, Bounce, Consent, Mail, SignUp, Subscriber, Suppression, Topic
from tests.letters import begin, make_issue, make_reader, make_topic, states
from tests.smtp import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("letterhead")]

ADDRESS = "ada@example.org"


@pytest.fixture
def reader():
    return make_reader(ADDRESS)


@pytest.fixture
def path(reader):
    return urlsplit(tokens.preferences_link(reader.uid)).path


def drain():
    while outbox.step():
        pass


def interests(reader):
    return sorted(reader.topics.values_list("slug", flat=True))


# Interests, from the form on


def test_interests_ticked_at_sign_up_are_those_of_the_consent_and_of_the_subscriber(client):
    make_topic("Big cats")
    make_topic("Birds")
    client.post("/newsletter/", {"email": ADDRESS, "topics": ["birds", "birds", "no-such-topic", "<b>"]})
    signups.handle(SignUp.objects.get())
    ask = Consent.objects.get()
    assert interests(ask.subscriber) == []
    assert client.post(urlsplit(tokens.confirm_link(ask)).path).status_code == 200
    assert interests(ask.subscriber) == ["birds"]
    assert Consent.objects.last().topics == ["birds", "no-such-topic"]
    assert Consent.objects.last().origin == "127.0.0.0/24"


def test_a_stranger_who_enters_an_address_changes_none_of_its_interests(client, reader):
    reader.topics.add(make_topic("Birds"))
    client.post("/newsletter/", {"email": ADDRESS, "topics": ["cats"]})
    signups.handle(SignUp.objects.get())
    assert interests(reader) == ["birds"]


def test_the_form_on_every_page_offers_the_topics_that_are_offered(client):
    make_topic("Big cats")
    make_topic("Old news", is_offered=False)
    for page in ("/", "/newsletter/"):
        words = client.get(page).content.decode()
        assert 'value="big-cats"' in words, page
        assert "Old news" not in words
    again = client.post("/newsletter/", {"email": "ada", "topics": ["big-cats"]}).content.decode()
    assert 'value="big-cats" checked' in again


def test_interests_are_chosen_by_the_link_and_taken_back(client, reader, path):
    make_topic("Cats")
    make_topic("Birds")
    response = client.post(path, {"act": "interests", "topics": ["cats", "birds"]})
    assert response.status_code == 303
    assert "Your interests are saved." in client.get(response["Location"]).content.decode()
    assert interests(reader) == ["birds", "cats"]
    client.post(path, {"act": "interests"})
    assert interests(reader) == []
    assert reader.consents.last().topics == []


# The link


def test_a_topic_that_somebody_chose_is_not_deleted_for_they_would_get_everything(admin_client, reader):
    chosen, unused = make_topic("Birds"), make_topic("Bats")
    reader.topics.add(chosen)
    for topic in (chosen, unused):
        admin_client.post(f"/admin/newsletter/topic/{topic.pk}/delete/", {"post": "yes"})
        both = {"action": "delete_selected", "_selected_action": [topic.pk], "post": "yes"}
        admin_client.post("/admin/newsletter/topic/", both)
    assert list(Topic.objects.all()) == [chosen]


def test_looking_changes_nothing(client, reader, path):
    before = reader.consents.count()
    for method in (client.get, client.head):
        response = method(path)
        assert response.status_code == 200
        assert response["Cache-Control"] == "no-store"
        assert "noindex" in response["X-Robots-Tag"]
        assert not response.cookies
    assert reader.consents.count() == before


def test_a_link_that_is_not_whole_and_a_form_from_elsewhere_are_refused(client, reader, path):
    other = urlsplit(tokens.unsubscribe_link(reader.uid)).path.replace("unsubscribe", "preferences")
    for wrong in (path[:-2] + "/", other, "/newsletter/preferences/x/"):
        assert client.get(wrong).status_code == client.post(wrong, {"act": "erase"}).status_code == 404
    response = client.post(path, {"act": "erase", "sure": "yes"}, headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403
    assert client.post(path, {"act": "no such act"}).status_code == 422
    assert client.post(path, {"act": "pause", "days": "99999"}).status_code == 422
    for slug in ("no-such", "a\0b"):
        assert client.post(path, {"act": "interests", "topics": [slug]}).status_code == 422
    reader.refresh_from_db()


# Pause


def test_a_pause_holds_the_next_issue_back_and_can_be_ended(client, reader, path):
    client.post(path, {"act": "pause", "days": "30"})
    assert begin(make_issue()).deliveries.count() == 0
    assert "rests until" in client.get(path).content.decode()
    client.post(path, {"act": "pause", "days": "0"})
    assert begin(make_issue()).deliveries.count() == 1


# Another address


def test_the_newsletter_moves_when_the_new_address_confirms(client, reader, path, postbox):
    client.post(path, {"act": "address", "email": " New@Example.ORG"})
    drain()
    (message,) = postbox.received
    assert message["To"] == "new@example.org"
    # A stranger may read it: nothing in it may be used against the subscriber.
    assert message["List-Unsubscribe"] is None
    assert ADDRESS not in text_of(message)
    assert "unsubscribe" not in text_of(message)
    link = urlsplit(tokens.change_link(AddressChange.objects.get())).path
    assert link in text_of(message)
    assert client.get(link).status_code == 200
    reader.refresh_from_db()
    assert reader.email == ADDRESS
    for _ in range(2):
        assert client.post(link).status_code == 200
    reader.refresh_from_db()
    assert reader.email == "new@example.org"


def test_a_link_to_move_expires_and_does_not_take_another_subscriber_over(client, reader, path):
    make_reader("eve@example.org")
    preferences.ask_to_move(reader, "eve@example.org")
    preferences.ask_to_move(reader, "late@example.org")
    AddressChange.objects.filter(email="late@example.org").update(at=timezone.now() - timedelta(days=8))
    for change in AddressChange.objects.all():
        link = urlsplit(tokens.change_link(change)).path
        assert client.get(link).status_code == client.post(link).status_code == 410
    reader.refresh_from_db()
    assert reader.email == ADDRESS


def test_an_address_that_somebody_asked_to_move_to_is_forgotten_as_its_mail_says(reader, postbox):
    preferences.ask_to_move(reader, "stranger@example.org")
    drain()
    assert "we forget the address" in " ".join(text_of(postbox.received[0]).split())
    AddressChange.objects.update(at=timezone.now() - timedelta(days=29))
    assert not signups.purge()
    AddressChange.objects.update(at=timezone.now() - timedelta(days=31))
    drain()
    assert not AddressChange.objects.exists()
    assert not Mail.objects.filter(to="stranger@example.org").exists()


def test_nobody_is_mailed_by_way_of_a_change_more_than_three_times_a_day_or_against_their_will(reader, postbox):
    closed = make_reader("closed@example.org", state="suppressed")
    for email in (closed.email, "a@example.org", "b@example.org", "c@example.org", "d@example.org"):
        preferences.ask_to_move(reader, email)
    drain()
    assert [message["To"] for message in postbox.received] == ["a@example.org", "b@example.org"]
    for _ in range(5):
        preferences.ask_to_move(make_reader(), "stranger@example.org")
    drain()
    assert [message["To"] for message in postbox.received[2:]] == ["stranger@example.org"] * 3


def test_a_mistake_in_the_new_address_is_said_and_the_page_looks_the_same_for_any_other(client, path):
    make_reader("eve@example.org")
    page = client.post(path, {"act": "address", "email": "eve@"}).content.decode()
    field = page.partition('id="new-email"')[2]
    assert 'value="eve@"' in field
    assert "should look like" in field
    assert "goes to that address already" in client.post(path, {"act": "address", "email": ADDRESS}).content.decode()
    answers = {
        client.post(path, {"act": "address", "email": email})["Location"]
        for email in ("eve@example.org", "nobody@example.org")
    }
    assert len(answers) == 1
    client.post(path, {"act": "address", "email": "a@example.org"})
    page = client.post(path, {"act": "address", "email": "b@example.org"})
    assert page.status_code == 422
    assert "You have asked several times today" in page.content.decode()


def test_no_page_with_a_key_in_its_address_hands_the_key_to_a_report(client, reader, path):
    links = [path, urlsplit(tokens.unsubscribe_link(reader.uid)).path]
    for link in links:
        page = client.get(link).content.decode()
        assert 'href="/report/"' in page
        assert f"page={link}" not in unquote(page)
    assert 'href="/report/?page=/newsletter/"' in client.get("/newsletter/").content.decode()


# Everything we hold, and nothing any more


def test_everything_we_hold_comes_as_one_file(client, reader, path):
    reader.topics.add(make_topic("Birds"))
    issue = begin(make_issue())
    bounces.report(ADDRESS, kind=Bounce.Kind.SOFT, said="full", key="x")
    response = client.post(path, {"act": "download"})
    assert "attachment" in response["Content-Disposition"]
    held = json.loads(response.content)
    assert held["address"] == ADDRESS
    assert held["interests"] == ["Birds"]
    assert held["issues"][0]["issue"] == issue.number
    assert held["mail that came back"][0]["said"] == "full"
    assert held["what you agreed to and changed"][0]["act"] == "confirmed"


def test_erasing_needs_a_tick(client, reader, path):
    page = client.post(path, {"act": "erase"})
    assert (page.status_code, "Tick the box first" in page.content.decode()) == (422, True)
    assert Subscriber.objects.filter(pk=reader.pk).exists()


def test_who_is_erased_is_in_no_table_and_their_counts_stay(client, reader, path):
    client.post("/newsletter/", {"email": ADDRESS, "page": "/"})
    preferences.ask_to_move(reader, "new@example.org")
    bounces.report(ADDRESS, kind=Bounce.Kind.SOFT, said="full", key="x")
    issue = begin(make_issue())
    issue.deliveries.update(error="451 <ada@example.org>: try again")
    assert client.post(path, {"act": "erase", "sure": "yes"}).status_code == 200
    assert client.get(path).status_code == 404
    assert states(issue) == {"WAITING": 1}
    assert issue.deliveries.get().subscriber is None
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = str(cursor.fetchall())
            assert "ada@" not in rows, table
            assert reader.uid.hex not in rows.replace("-", ""), table


def test_who_was_erased_may_come_back_but_who_complained_is_left_alone(client):
    for email, kind in (("gone@example.org", None), ("angry@example.org", Bounce.Kind.COMPLAINT)):
        reader = make_reader(email)
        if kind:
            bounces.report(email, kind=kind, said="", key="y")
            reader.refresh_from_db()
        preferences.erase(reader)
        client.post("/newsletter/", {"email": email.upper()})
    while outbox.handle_one():
        pass
    assert [mail.address for mail in Mail.objects.all()] == ["gone@example.org"]
    assert set(Suppression.objects.values_list("why", flat=True)) == {"erased", "complained"}
