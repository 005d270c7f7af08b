"""Sign up, confirm by the link in the mail, unsubscribe; and mail that survives what mail servers do."""

import re
import signal
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from newsletter import outbox, signups, wording
from newsletter.models import Consent, Mail, SignUp, Subscriber
from tests.smtp import Postbox, free_port, text_of
from tests.workers import worker
from website.work import Job, Worker

State = Subscriber.State
ADDRESS = "ada@example.org"


def sign_up(client, email=ADDRESS, **fields):
    headers = fields.pop("headers", {})
    return client.post("/newsletter/", {"email": email, "page": "/species/okapi/", **fields}, headers=headers)


def drain():
    while outbox.step():
        pass


def ask(client, email=ADDRESS):
    """Sign up, and have the mail made."""
    sign_up(client, email)
    signups.handle(SignUp.objects.get(email=email, handled_at=None))


def subscriber(email=ADDRESS):
    return Subscriber.objects.get(email=email)


def link_in(message, word):
    """The path of a link in the mail."""
    (url,) = set(re.findall(rf"http\S+/newsletter/{word}/\S+/", text_of(message)))
    return urlsplit(url).path


def confirmed(client, postbox, email=ADDRESS):
    """A subscriber who came the whole way; returns the links of the mail: to confirm and to unsubscribe."""
    sign_up(client, email)
    drain()
    message = postbox.received[-1]
    links = link_in(message, "confirm"), link_in(message, "unsubscribe")
    assert client.post(links[0]).status_code == 200
    return links


def acts(email=ADDRESS):
    return list(subscriber(email).consents.values_list("act", flat=True))


def later(**ago):
    """Let that much time pass: everything that happened moves back by it."""
    delta = timedelta(**ago)
    for model, fields in (
        (SignUp, ["at", "handled_at"]),
        (Subscriber, ["created_at", "changed_at"]),
        (Consent, ["at"]),
        (Mail, ["created_at", "not_before", "lease_until"]),
    ):
        for row in model.objects.all():
            moved = {name: getattr(row, name) - delta for name in fields if getattr(row, name)}
            model.objects.filter(pk=row.pk).update(**moved)


# Sign-up


@pytest.mark.django_db
def test_a_donor_signs_up_confirms_by_the_mail_and_unsubscribes(client, postbox):
    response = sign_up(client)
    assert (response.status_code, response["Location"]) == (303, "/newsletter/check-your-inbox/")
    assert client.get(response["Location"]).status_code == 200
    assert not Mail.objects.exists()
    drain()
    (message,) = postbox.received
    assert message["To"] == ADDRESS
    assert subscriber().state == State.PENDING

    assert client.post(link_in(message, "confirm")).status_code == 200
    assert subscriber().state == State.CONFIRMED
    client.post(link_in(message, "unsubscribe"))
    assert subscriber().state == State.UNSUBSCRIBED
    asked, agreed, withdrawn = subscriber().consents.all()
    assert (asked.act, agreed.act, withdrawn.act) == ("asked", "confirmed", "withdrawn")
    for consent in (asked, agreed):
        assert (consent.wording, consent.words) == (wording.CURRENT, wording.WORDS[wording.CURRENT])
        assert consent.page == "/species/okapi/"
    assert (agreed.how, withdrawn.how) == ("link in the confirmation mail", "link in a mail")


@pytest.mark.django_db
def test_the_answer_is_the_same_whatever_is_known_of_the_address(client, django_assert_num_queries):
    for domain in ("example.org", "gmial.com"):
        answers = set()
        for state in ("unknown", *State.values):
            if state != "unknown":
                Subscriber.objects.create(email=f"{state}@{domain}", state=state)
            with django_assert_num_queries(3):  # the clock, the count for the network, the row
                response = sign_up(client, f"{state}@{domain}")
            answers.add((response.status_code, str(sorted(response.items())), response.content))
        assert len(answers) == 1, domain
    assert SignUp.objects.count() == 10


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ada@gmial.com", "gmail.com"),
        ("ada@GMAIL.CO", "gmail.com"),
        ("ada@hotmaill.com", "hotmail.com"),
        ("ada@gmail.com", ""),
        ("ada@mail.com", ""),
        ("ada@example.org", ""),
    ],
)
def test_a_domain_that_looks_mistyped_is_asked_about_without_javascript_and_without_the_address(client, typed, meant):
    answer = sign_up(client, typed)["Location"]
    page = client.get(answer).content.decode()
    assert (f"Did you mean an address at {meant}?" in page) == bool(meant)
    assert ('name="email"' in page) == bool(meant)
    assert "ada" not in answer
    # Taken all the same: it may be right.
    assert SignUp.objects.count() == 1
    assert "evil" not in client.get("/newsletter/check-your-inbox/?meant=evil.example").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "mails"), [("pending", 1), ("unsubscribed", 1), ("confirmed", 0), ("suppressed", 0)])
def test_only_who_may_still_say_yes_is_asked(client, state, mails):
    Subscriber.objects.create(email=ADDRESS, state=state)
    ask(client)
    assert Mail.objects.count() == mails
    assert subscriber().state == state


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Ada@Example.ORG ", "ada@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@XN--BCHER-KVA.example", "ada@xn--bcher-kva.example"),
        ("\uff21da\uff20example.org", "ada@example.org"),
    ],
)
def test_one_mailbox_is_stored_in_one_spelling(client, typed, stored):
    assert sign_up(client, typed).status_code == 303
    assert SignUp.objects.get().email == stored


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ada",
        "ada@",
        "ada@example",
        "ada@localhost",
        "ada@[127.0.0.1]",
        "ada@example..org",
        "ada@-.org",
        "a" * 65 + "@example.org",
        "ada@" + "a" * 64 + ".org",
        "a" * 5000 + "@example.org",
        "ada@example.org\nBcc: eve@example.org",
        "ada@example.org,eve@example.org",
        "\u202eada@example.org",
        "ada\x00@example.org",
        "ädä@example.org",
    ],
)
def test_a_malformed_address_comes_back_with_a_word_beside_it(client, typed):
    response = sign_up(client, typed)
    assert response.status_code == 422
    page = response.content.decode()
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="signup-problem signup-consent"' in page
    assert 'id="signup-problem"' in page
    assert response.context["form"].data["email"] == typed
    assert 'name="page" value="/species/okapi/"' in page
    assert not SignUp.objects.exists()


@pytest.mark.django_db
def test_what_was_typed_is_shown_again_as_text(client):
    page = sign_up(client, '"><script>alert(1)</script>').content.decode()
    assert "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


@pytest.mark.django_db
def test_a_program_that_fills_in_every_field_is_told_nothing(client):
    honest = sign_up(client)
    SignUp.objects.all().delete()
    program = sign_up(client, message="cheap pills")
    assert not SignUp.objects.exists()
    assert (program.status_code, program.items(), program.content) == (303, honest.items(), honest.content)


@pytest.mark.django_db
def test_a_form_from_another_site_is_refused(client, postbox):
    links = confirmed(client, postbox)
    for path in ("/newsletter/", *links):
        for headers in (
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"origin": "https://evil.example"},
            {"origin": "null"},
        ):
            response = client.post(path, {"email": "eve@example.org"}, headers=headers)
            assert response.status_code == 403, headers
            assert response["Cache-Control"] == "no-store"
    assert SignUp.objects.count() == 1
    assert subscriber().state == State.CONFIRMED
    assert sign_up(client, headers={"sec-fetch-site": "same-origin", "origin": "http://testserver"}).status_code == 303


@pytest.mark.django_db
def test_the_twenty_first_sign_up_of_an_hour_from_one_network_waits(client):
    for number in range(20):
        assert (
            sign_up(client, f"a{number}@example.org", headers={"x-forwarded-for": f"10.{number}.0.1"}).status_code
            == 303
        )
    response = sign_up(client, "late@example.org")
    assert response.status_code == 429
    assert 'value="late@example.org"' in response.content.decode()
    assert response["Retry-After"] == "3600"
    assert client.post("/newsletter/", {"email": ADDRESS}, REMOTE_ADDR="192.0.2.7").status_code == 303
    later(minutes=61)
    assert sign_up(client, "late@example.org").status_code == 303


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "same_as"),
    [
        ("192.0.2.9", "", [], "192.0.2.200"),
        ("2001:db8:7:1::1", "", [], "2001:db8:7:ffff::2"),
        ("::ffff:192.0.2.9", "", [], "192.0.2.9"),
        ("10.0.0.1", "198.51.100.4, 192.0.2.9", ["10.0.0.1"], "192.0.2.9"),
        ("10.0.0.1", "192.0.2.9, 10.0.0.2", ["10.0.0.0/24"], "192.0.2.9"),
        ("", "192.0.2.9", ["127.0.0.1"], "192.0.2.9"),
    ],
)
def test_a_network_is_known_by_its_hash_only(client, settings, peer, forwarded, trusted, same_as):
    client.post("/newsletter/", {"email": ADDRESS}, REMOTE_ADDR=same_as)
    settings.TRUSTED_PROXIES = trusted
    client.post("/newsletter/", {"email": ADDRESS}, REMOTE_ADDR=peer, headers={"x-forwarded-for": forwarded})
    client.post("/newsletter/", {"email": ADDRESS}, REMOTE_ADDR="203.0.113.5")
    third, second, first = SignUp.objects.values_list("network", flat=True)
    assert first == second != third
    assert "192" not in first or len(first) == 64


@pytest.mark.django_db
def test_where_the_server_knows_no_address_nobody_is_held_up(client):
    for number in range(25):
        response = client.post("/newsletter/", {"email": f"a{number}@example.org"}, REMOTE_ADDR="")
        assert response.status_code == 303


@pytest.mark.django_db
def test_the_words_agreed_to_are_those_that_stood_on_the_page(client, monkeypatch):
    monkeypatch.setitem(wording.WORDS, 7, "Newer words.")
    monkeypatch.setattr(wording, "CURRENT", 7)
    sign_up(client, "old@example.org", wording="1")
    sign_up(client, "new@example.org", wording="7")
    sign_up(client, "odd@example.org", wording="99; drop table")
    drain_signups()
    words = dict(Consent.objects.values_list("subscriber__email", "words"))
    assert words["old@example.org"] == wording.WORDS[1]
    assert words["new@example.org"] == words["odd@example.org"] == "Newer words."


def drain_signups():
    while outbox.handle_one():
        pass


@pytest.mark.django_db
def test_a_page_that_is_no_path_of_ours_is_not_kept(client):
    for page in ("https://evil.example/", "/" + "x" * 400, "/a\nb"):
        sign_up(client, page=page)
    assert set(SignUp.objects.values_list("page", flat=True)) == {""}


@pytest.mark.django_db
def test_who_unsubscribed_may_sign_up_again_at_once(client, postbox):
    _, unsubscribe = confirmed(client, postbox)
    client.post(unsubscribe)
    sign_up(client)
    drain()
    assert len(postbox.received) == 2
    assert client.post(link_in(postbox.received[-1], "confirm")).status_code == 200
    assert subscriber().state == State.CONFIRMED


@pytest.mark.django_db
def test_mail_without_a_server_is_written_so_that_a_person_can_follow_its_links(client, settings, tmp_path):
    settings.MAILERS = {"default": {"BACKEND": "website.mail_files.EmailBackend", "OPTIONS": {"file_path": tmp_path}}}
    sign_up(client)
    drain()
    (text,) = tmp_path.glob("*.txt")
    (link,) = re.findall(r"^http\S+/newsletter/confirm/\S+/$", text.read_text(), re.MULTILINE)
    assert client.post(urlsplit(link).path).status_code == 200
    (sent,) = tmp_path.glob("*.eml")
    assert b"List-Unsubscribe" in sent.read_bytes()


@pytest.mark.django_db
def test_a_form_of_five_megabytes_is_refused_in_words_a_reader_understands(client):
    response = sign_up(client, "x" * 5_000_000)
    assert response.status_code == 413
    assert "what you typed is still in the form" in response.content.decode()


@pytest.mark.django_db
def test_nobody_is_mailed_again_within_a_quarter_of_an_hour_or_four_times_a_day(client):
    for _ in range(3):
        ask(client)
    assert Mail.objects.count() == 1
    for _ in range(5):
        later(minutes=16)
        ask(client)
    assert Mail.objects.count() == 3
    assert acts() == ["asked"] * 3
    later(hours=24)
    ask(client)
    assert Mail.objects.count() == 4


@pytest.mark.django_db
def test_a_sign_up_is_handled_once(client):
    sign_up(client)
    signup = SignUp.objects.get()
    signups.handle(signup)
    later(days=2)
    signups.handle(signup)
    assert Mail.objects.count() == 1


# The links


@pytest.mark.django_db
def test_following_a_link_changes_nothing_before_the_button(client, postbox):
    sign_up(client)
    drain()
    confirm, unsubscribe = link_in(postbox.received[0], "confirm"), link_in(postbox.received[0], "unsubscribe")
    for path in (confirm, unsubscribe):
        for method in (client.get, client.head):
            assert method(path).status_code == 200
    assert subscriber().state == State.PENDING
    assert acts() == ["asked"]
    assert b"<button" in client.get(confirm).content


@pytest.mark.django_db
def test_confirming_again_is_harmless(client, postbox):
    confirm, _ = confirmed(client, postbox)
    assert client.post(confirm).status_code == 200
    assert client.get(confirm).status_code == 200
    assert acts() == ["asked", "confirmed"]
    sign_up(client)
    drain()
    assert len(postbox.received) == 1


@pytest.mark.django_db
def test_a_link_to_confirm_expires_and_offers_the_form(client, postbox):
    sign_up(client)
    drain()
    confirm = link_in(postbox.received[0], "confirm")
    later(days=7, minutes=1)
    for method in (client.get, client.post):
        response = method(confirm)
        assert response.status_code == 410
        assert "seven days" in response.content.decode()
        assert 'name="email"' in response.content.decode()
    assert subscriber().state == State.PENDING


@pytest.mark.django_db
def test_an_old_link_does_not_take_back_an_unsubscription(client, postbox):
    confirm, unsubscribe = confirmed(client, postbox)
    client.post(unsubscribe)
    assert client.post(confirm).status_code == 410
    assert subscriber().state == State.UNSUBSCRIBED

    later(hours=1)
    sign_up(client)
    drain()
    assert client.post(confirm).status_code == 410
    assert client.post(link_in(postbox.received[-1], "confirm")).status_code == 200
    assert subscriber().state == State.CONFIRMED
    assert acts() == ["asked", "confirmed", "withdrawn", "asked", "confirmed"]


@pytest.mark.django_db
def test_a_link_does_not_lift_what_a_complaint_closed(client, postbox):
    sign_up(client)
    drain()
    Subscriber.objects.update(state=State.SUPPRESSED)
    assert client.post(link_in(postbox.received[0], "confirm")).status_code == 410
    assert client.post(link_in(postbox.received[0], "unsubscribe")).status_code == 200
    assert subscriber().state == State.SUPPRESSED


@pytest.mark.django_db
def test_a_token_serves_its_one_purpose(client, postbox):
    confirm, unsubscribe = confirmed(client, postbox)
    swapped = (confirm.replace("confirm", "unsubscribe"), unsubscribe.replace("unsubscribe", "confirm"))
    for path in (*swapped, confirm[:-2] + "/", "/newsletter/confirm/x/", "/newsletter/unsubscribe/x.y/"):
        assert client.get(path).status_code == client.post(path).status_code == 404
    assert subscriber().state == State.CONFIRMED


@pytest.mark.django_db
def test_one_click_in_the_mail_program_unsubscribes(client, postbox):
    confirmed(client, postbox)
    message = postbox.received[0]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = urlsplit(message["List-Unsubscribe"].strip("<>")).path
    for _ in range(2):
        response = client.post(path, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert not response.cookies
    assert subscriber().state == State.UNSUBSCRIBED
    assert acts() == ["asked", "confirmed", "withdrawn"]
    assert subscriber().consents.last().how == "one click in the mail program"


@pytest.mark.django_db
def test_a_link_to_unsubscribe_does_not_expire(client, postbox):
    _, unsubscribe = confirmed(client, postbox)
    later(days=4000)
    assert client.post(unsubscribe).status_code == 200
    assert subscriber().state == State.UNSUBSCRIBED


@pytest.mark.django_db
def test_nothing_of_it_is_kept_indexed_told_to_other_sites_or_tracked(client, postbox):
    links = confirmed(client, postbox)
    for path in ("/newsletter/", "/newsletter/check-your-inbox/", "/newsletter/confirm/x/", *links):
        response = client.get(path)
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "same-origin"
        assert "noindex" in response["X-Robots-Tag"]
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


# Mail


@pytest.mark.django_db
def test_the_mail_says_who_writes_and_nothing_a_visitor_typed(client, postbox, letterhead):
    sign_up(client, "buy-my-pills@example.org", page="/buy-my-pills/")
    drain()
    (message,) = postbox.received
    assert str(message["From"]).startswith('"Cats & Co" <') or str(message["From"]).startswith("Cats & Co <")
    assert message["Reply-To"] == "us@example.org"
    for kind in ("plain", "html"):
        words = text_of(message, kind)
        assert "123" in words
        assert "1 Den" in words
        assert "/newsletter/confirm/" in words
        assert "pills" not in words
    assert "Cats & Co" in text_of(message)
    assert "Cats &amp; Co" in text_of(message, "html")
    assert "pills" not in message["Subject"]


@pytest.mark.django_db
def test_the_header_to_unsubscribe_is_one_whole_address_on_the_wire(client, postbox, settings):
    settings.SITE_URL = "https://a-rather-long-name.of-a-conservation-organisation.example"
    sign_up(client)
    drain()
    lines = postbox.raw[0].splitlines()
    assert [
        line
        for line in lines
        if re.fullmatch(rb"List-Unsubscribe: <https://a-rather\S+/newsletter/unsubscribe/\S+/>", line)
    ]
    assert all(len(line) < 998 for line in lines)


@pytest.mark.django_db
def test_mail_that_was_sent_is_not_sent_again(client, postbox):
    sign_up(client)
    drain()
    drain()
    assert len(postbox.received) == 1
    assert Mail.objects.get().sent_at


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["to_recipient", "to_content"])
def test_a_server_that_says_later_is_asked_later_and_eight_times_at_most(client, postbox, where):
    ask(client)
    setattr(postbox, where, "451 4.7.1 Greylisted, come back later")
    assert outbox.step()
    mail = Mail.objects.get()
    assert mail.error == "451 4.7.1 Greylisted, come back later"
    assert not outbox.step()
    pauses = []
    for _ in range(7):
        pauses.append(round((mail.not_before - timezone.now()).total_seconds() / 60))
        Mail.objects.update(not_before=timezone.now() - timedelta(seconds=1))
        assert outbox.step()
        mail.refresh_from_db()
    assert pauses == [1, 2, 4, 8, 16, 32, 64]
    assert mail.failed_at
    assert mail.tries == 8
    assert not outbox.step()


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["to_recipient", "to_content"])
def test_a_server_that_says_never_is_not_asked_again(client, postbox, where):
    ask(client)
    setattr(postbox, where, "550 5.1.1 No such mailbox")
    drain()
    mail = Mail.objects.get()
    assert mail.failed_at
    assert mail.tries == 1
    assert mail.error == "550 5.1.1 No such mailbox"
    assert not postbox.received


@pytest.mark.django_db
def test_mail_goes_out_when_the_server_is_back(client, postbox, settings):
    ask(client)
    settings.MAILERS = Postbox(free_port()).mailers
    drain()
    mail = Mail.objects.get()
    assert "refused" in mail.error
    assert not mail.failed_at
    settings.MAILERS = postbox.mailers
    later(minutes=2)
    drain()
    assert len(postbox.received) == 1
    assert Mail.objects.get().error == ""


@pytest.mark.django_db
def test_a_server_that_hangs_up_gets_the_same_mail_again(client, postbox):
    ask(client)
    postbox.hangs_up = True
    drain()
    assert not Mail.objects.get().sent_at
    postbox.hangs_up = False
    later(minutes=2)
    drain()
    first, second = postbox.received
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"]
    assert text_of(first) == text_of(second)


@pytest.mark.django_db
def test_a_mail_that_was_answered_meanwhile_is_not_sent(client, postbox):
    ask(client)
    signups.unsubscribe(subscriber(), how="test")
    drain()
    assert not postbox.received
    assert "Not sent" in Mail.objects.get().error


@pytest.mark.django_db
def test_what_a_dead_worker_had_claimed_is_sent_when_its_lease_is_over(client, postbox):
    ask(client)
    assert outbox.claim()
    drain()
    assert not postbox.received
    later(minutes=6)
    drain()
    assert len(postbox.received) == 1


@pytest.mark.django_db
def test_a_mail_that_kills_every_worker_is_given_up(client, postbox):
    ask(client)
    for _ in range(8):
        assert outbox.claim()
        later(minutes=6)
    drain()
    assert not postbox.received
    assert Mail.objects.get().error == outbox.GAVE_UP


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_a_server_takes_its_time(client, postbox, work):
    ask(client)
    postbox.stalls = True
    with work(postbox):
        assert postbox.has_content.wait(60)
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA busy_timeout = 100")
            sign_up(client, "second@example.org")
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA busy_timeout = 20000")
    assert SignUp.objects.filter(email="second@example.org").exists()


# The worker


@pytest.fixture
def work():
    return worker


@pytest.mark.django_db(transaction=True)
def test_killing_a_worker_in_the_middle_of_a_mail_loses_nothing(client, postbox, work):
    ask(client)
    postbox.stalls = True
    with work(postbox) as process:
        assert postbox.has_content.wait(60)
        process.kill()
        process.wait(60)
    assert not Mail.objects.get().sent_at
    postbox.stalls = False
    later(minutes=6)
    drain()
    assert len({message["Message-ID"] for message in postbox.received}) == 1
    assert Mail.objects.get().sent_at


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_told_to_stop_finishes_its_mail_and_goes(client, postbox, work, number):
    ask(client)
    postbox.stalls = True
    with work(postbox) as process:
        assert postbox.has_content.wait(60)
        process.send_signal(number)
        postbox.stalls = False
        assert process.wait(60) == 0
        assert process.stderr.read() == ""
    assert Mail.objects.get().sent_at
    assert len(postbox.received) == 1


@pytest.mark.django_db
def test_one_run_of_the_worker_does_all_that_is_due(client, postbox):
    for number in range(5):
        sign_up(client, f"a{number}@example.org")
    call_command("work", once=True)
    assert len(postbox.received) == 5
    assert not SignUp.objects.filter(handled_at=None).exists()


@pytest.mark.django_db
def test_a_job_that_fails_does_not_stop_the_others_and_rests(caplog):
    calls = []

    def broken():
        calls.append("broken")
        raise RuntimeError("no luck")

    def fine():
        calls.append("fine")
        return False

    worker = Worker(Job("broken", broken), Job("fine", fine))
    worker.step()
    worker.step()
    assert calls == ["broken", "fine", "fine"]
    assert "no luck" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_worker_waits_for_a_database_that_is_gone_and_says_so_once(caplog, monkeypatch):
    worker = Worker(Job("mail", outbox.step))
    name = connection.settings_dict["NAME"]
    connection.close()
    monkeypatch.setitem(
        connection.settings_dict, "NAME", "/nowhere/at/all" if connection.vendor == "sqlite" else "gone"
    )
    assert not worker.step()
    assert not worker.step()
    monkeypatch.setitem(connection.settings_dict, "NAME", name)
    worker.step()
    lines = [record.message for record in caplog.records]
    assert len(lines) == 2
    assert "does not answer" in lines[0]
    assert "answers again" in lines[1]


# What is kept, and who may see it


@pytest.mark.django_db
def test_an_address_nobody_confirmed_is_forgotten_after_thirty_days(client, postbox):
    confirmed(client, postbox)
    ask(client, "silent@example.org")
    later(days=29)
    drain()
    assert Subscriber.objects.count() == 2
    later(days=2)
    drain()
    assert list(Subscriber.objects.values_list("email", flat=True)) == [ADDRESS]
    assert acts() == ["asked", "confirmed"]
    assert not SignUp.objects.exists()


@pytest.mark.django_db
def test_who_asks_again_is_not_forgotten(client):
    ask(client)
    later(days=20)
    ask(client)
    later(days=20)
    signups.purge()
    assert Subscriber.objects.exists()


@pytest.mark.django_db
def test_staff_find_a_subscriber_with_what_was_agreed_and_change_nothing(client, admin_client, postbox):
    confirmed(client, postbox)
    other = Subscriber.objects.create(email="other@example.org")
    page = admin_client.get("/admin/newsletter/subscriber/?q=ada&state__exact=confirmed").content.decode()
    assert ADDRESS in page
    assert other.email not in page
    address = f"/admin/newsletter/subscriber/{subscriber().pk}/change/"
    page = admin_client.get(address).content.decode()
    assert wording.WORDS[wording.CURRENT] in page
    assert 'name="state"' not in page
    assert admin_client.post(address, {"email": "eve@example.org", "state": "suppressed"}).status_code == 403
    assert admin_client.get("/admin/newsletter/signup/").status_code == 200


@pytest.mark.django_db
def test_staff_may_have_failed_mail_tried_again(client, admin_client, postbox):
    ask(client)
    postbox.to_content = "550 No"
    drain()
    page = admin_client.get("/admin/newsletter/mail/?outcome=failed").content.decode()
    assert "550 No" in page
    chosen = {"action": "try_again", "_selected_action": [Mail.objects.get().pk]}
    response = admin_client.post("/admin/newsletter/mail/", chosen, follow=True)
    assert "1 mail will be tried again now." in response.content.decode()
    postbox.to_content = ""
    drain()
    assert len(postbox.received) == 1
    assert "Sent" in admin_client.get("/admin/newsletter/mail/?outcome=sent").content.decode()


# In a browser


def test_a_reader_signs_up_at_the_foot_of_a_page_and_confirms(page, transactional_db, live_server, postbox, settings):
    settings.SITE_URL = live_server.url
    settings.PUBLIC_ORIGINS = {live_server.url}
    page.goto("/")
    page.get_by_label("Your e-mail address").fill(ADDRESS)
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("heading", name="Check your inbox").wait_for()
    assert page.context.cookies() == []
    drain()
    assert SignUp.objects.get().page == "/"
    page.goto(link_in(postbox.received[0], "confirm"))
    page.get_by_role("button", name="Yes, send me the newsletter").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    assert subscriber().state == State.CONFIRMED
    page.get_by_role("link", name="unsubscribe").click()
    page.get_by_role("button", name="Unsubscribe").click()
    page.get_by_role("heading", name="You are unsubscribed").wait_for()
    assert subscriber().state == State.UNSUBSCRIBED


def test_without_javascript_a_mistake_comes_back_beside_the_field(no_js, transactional_db, live_server, settings):
    settings.PUBLIC_ORIGINS = {live_server.url}
    no_js.allow(422)
    no_js.goto("/")
    no_js.get_by_label("Your e-mail address").fill("ada@example")
    no_js.get_by_role("button", name="Sign up").click()
    field = no_js.get_by_label("Your e-mail address")
    no_js.get_by_text("It should look like name@example.org").wait_for()
    assert field.input_value() == "ada@example"
    assert "should look like" in field.evaluate(
        "field => document.getElementById(field.getAttribute('aria-describedby').split(' ')[0]).textContent"
    )
    assert not no_js.get_by_role("textbox", name="Leave this empty").count()
    field.fill(ADDRESS)
    no_js.get_by_role("button", name="Sign up").click()
    no_js.get_by_role("heading", name="Check your inbox").wait_for()
    assert SignUp.objects.get().page == "/"
