"""Reports in counts, the list as a file, and a list from elsewhere with proof of consent."""

import csv
import io
import re
import zipfile

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import strip_tags

from newsletter import bounces, exports, imports, preferences, signups
from newsletter.models import Consent, Delivery, Export, SignUp, Subscriber
from tests.content import make_user
from tests.forms import fields
from tests.letters import begin, make_issue, make_reader, make_readers, make_topic, send
from tests.smtp import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("letterhead")]

IMPORT = "/admin/newsletter/subscriber/import/"
PROOF = "Asked on paper at the fair of 2024; folder 12."


def look(client, text, **more):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(IMPORT, {"file": SimpleUploadedFile("list.csv", content), "proof": PROOF, **more})


def store(client, response):
    return client.post(IMPORT, fields(response) | {"store": "yes"}, follow=True)


# Reports


def test_reports_count_who_came_and_left_and_what_became_of_an_issue(admin_client):
    cats = make_topic("Big cats")
    make_readers(2)
    reader = make_reader(topics=(cats,))
    issue = begin(make_issue())
    issue.deliveries.update(state=Delivery.State.SENT)
    signups.unsubscribe(reader, "link in a mail", issue=issue.pk)
    Consent.objects.update(page="/species/okapi/")
    response = admin_client.get("/admin/newsletter/subscriber/reports/")
    (row,) = response.context["issues"]
    assert (row["all"], row["sent"], row["left"]) == (3, 3, 1)
    (month,) = response.context["months"]
    assert (month["came"], month["left"], month["at_end"]) == (3, 1, 2)
    assert response.context["interests"] == [("Everything", 2), ("Big cats", 0)]
    assert response.context["sign_ups"] == {"pages": [("/species/okapi/", 0, 3)], "campaigns": []}


def test_who_left_by_a_bounce_is_counted_and_who_never_came_is_not(admin_client):
    make_readers(2)
    bounces.report(make_reader().email, kind="hard", said="no such mailbox", key="x")
    complained = make_reader()
    bounces.report(complained.email, kind="complaint", said="", key="y")
    asked = make_reader(state="pending")
    asked.consents.update(act=Consent.Act.ASKED)
    signups.unsubscribe(asked, "link in a mail")
    again = make_reader()
    for _ in range(2):
        signups.unsubscribe(again, "link in a mail")
        Consent.objects.create(subscriber=again, act=Consent.Act.ASKED)
    (month,) = admin_client.get("/admin/newsletter/subscriber/reports/").context["months"]
    assert (month["came"], month["left"], month["at_end"]) == (5, 3, 2)


def test_sign_ups_are_counted_by_the_campaign_that_led_there(client, admin_client):
    page = client.get("/newsletter/?utm_campaign=winter-mail").content.decode()
    assert 'name="page" value="/newsletter/?campaign=winter-mail"' in page
    for number, path in enumerate(("/?campaign=winter-mail", "/campaigns/tigers/", '/?campaign="x', "/newsletter/")):
        client.post("/newsletter/", {"email": f"{number}@example.org", "page": path})
        signups.handle(SignUp.objects.first())
    found = admin_client.get("/admin/newsletter/subscriber/reports/").context["sign_ups"]
    assert found["campaigns"] == [("tigers", 1, 0), ("winter-mail", 1, 0)]
    assert found["pages"] == [("/", 2, 0), ("/campaigns/tigers/", 1, 0), ("/newsletter/", 1, 0)]


# The list as a file


def test_the_list_is_taken_away_on_record_and_runs_in_no_spreadsheet(admin_client):
    make_reader("=cmd@example.org", topics=(make_topic("@Birds"),))
    response = admin_client.post("/admin/newsletter/subscriber/export/")
    content = b"".join(response)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == exports.COLUMNS
    assert rows[1][:3] == ["'=cmd@example.org", "confirmed", "'@Birds"]
    workbook = admin_client.post("/admin/newsletter/subscriber/export/", {"xlsx": ""})
    book = zipfile.ZipFile(io.BytesIO(b"".join(workbook)))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    # Text as it is, and nothing that a spreadsheet runs or follows.
    assert "<t>=cmd@example.org</t>" in sheet
    assert "<t>@Birds</t>" in sheet
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    record = Export.objects.first()
    assert Export.objects.count() == 2
    assert (record.rows, record.by.username) == (1, "admin")
    assert admin_client.get("/admin/newsletter/subscriber/export/").status_code == 405
    assert "admin" in admin_client.get("/admin/newsletter/export/").content.decode()


def test_who_may_only_look_takes_nothing_away_and_imports_nothing(client):
    user = make_user("looker", is_superuser=False)
    user.user_permissions.add(Permission.objects.get(codename="view_subscriber"))
    client.force_login(user)
    page = client.get("/admin/newsletter/subscriber/").content.decode()
    assert "/export/" not in page
    assert "/import/" not in page
    assert client.post("/admin/newsletter/subscriber/export/").status_code == 403
    assert client.get(IMPORT).status_code == look(client, "email\na@example.org\n").status_code == 403
    assert client.get("/admin/newsletter/subscriber/reports/").status_code == 200
    user.user_permissions.clear()
    assert client.get("/admin/newsletter/subscriber/reports/").status_code == 403
    assert not Export.objects.exists()


# A list from elsewhere


def rows(lines):
    return [(line.row, line.email) for line in lines]


def test_everything_is_shown_before_anything_is_stored(admin_client):
    make_reader("known@example.org")
    make_reader("left@example.org", state="unsubscribed")
    make_reader("closed@example.org", state="suppressed")
    preferences.erase(make_reader("erased@example.org"))
    before = Subscriber.objects.count()
    lines = ["new@example.org", "NEW@Example.org", "known@example.org", "left@example.org", "closed@example.org"]
    lines += ["erased@example.org", "not an address", "slip@gmial.com"]
    text = "name;Email;agreed on\n" + "".join(f"Ada;{line};2024-05-01\n" for line in lines) + ";;\nAda;b@example.org;\n"
    response = look(admin_client, text)
    plan = response.context["plan"]
    assert rows(plan.new) == [(2, "new@example.org"), (9, "slip@gmial.com")]
    assert rows(plan.doubtful) == [(9, "slip@gmial.com")]
    assert rows(plan.known) == [(4, "known@example.org")]
    assert rows(plan.left) == [(5, "left@example.org")]
    assert rows(plan.closed) == [(6, "closed@example.org"), (7, "erased@example.org")]
    assert rows(plan.twice) == [(3, "new@example.org")]
    # As a spreadsheet counts them, the empty one included.
    assert rows(plan.unreadable) == [(8, "not an address"), (11, "b@example.org")]
    page = response.content.decode()
    for said in ("It stands in row 2.", "Was gmail.com meant?", "It should look like", imports.NO_DAY):
        assert said in page
    assert Subscriber.objects.count() == before

    store(admin_client, response)
    reader = Subscriber.objects.get(email="new@example.org")
    assert reader.state == "confirmed"
    (consent,) = reader.consents.all()
    assert consent.act == "imported"
    assert consent.how == f"Imported by admin, agreed 2024-05-01: {PROOF}"
    assert Subscriber.objects.get(email="left@example.org").state == "unsubscribed"


def test_columns_are_guessed_and_another_choice_is_looked_at_first(admin_client):
    response = look(admin_client, "private,work,day\na@example.org,b@example.org,May\n")
    assert rows(response.context["plan"].new) == [(2, "a@example.org")]
    # The button of the first look, with columns that nobody has seen the outcome of.
    asked = fields(response) | {"email": "1", "agreed": "2", "store": "yes"}
    response = admin_client.post(IMPORT, asked)
    assert "Look once more" in response.content.decode()
    assert not Subscriber.objects.exists()
    store(admin_client, response)
    assert Subscriber.objects.get().email == "b@example.org"
    assert Consent.objects.get().how.startswith("Imported by admin, agreed May:")


def test_what_changed_since_it_was_shown_is_shown_again(admin_client):
    response = look(admin_client, "email\na@example.org\nb@example.org\n")
    make_reader("a@example.org")
    again = store(admin_client, response)
    assert "1 would become" in strip_tags(again.content.decode())
    assert Subscriber.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffemail,town\nx@example.org,Br\u00fcnn\n".encode(),
        "email;town\r\nx@example.org;Br\u00fcnn\r\n".encode("cp1252"),
        "email\ttown\nx@example.org\tBr\u00fcnn\n".encode("utf-16"),
        'sep=;\nemail;town\nx@example.org;"Br\u00fcnn"\n'.encode(),
        'email,town\nx@example.org,"Br\u00fcnn"\n'.encode(),
    ],
)
def test_a_list_is_read_as_spreadsheets_write_it(admin_client, content):
    page = look(admin_client, content)
    assert "Br\u00fcnn</td>" in page.content.decode()
    assert [line.email for line in page.context["plan"].new] == ["x@example.org"]


def test_nobody_is_told_that_they_asked_for_it_here_who_came_with_a_list(client, admin_client, postbox):
    make_reader("asked@example.org")
    store(admin_client, look(admin_client, "email\nlisted@example.org\nback@example.org\n"))
    Consent.objects.filter(act="imported").update(at="2024-05-01T12:00Z")
    # Left since, and asked for it here.
    back = Subscriber.objects.get(email="back@example.org")
    Consent.objects.create(subscriber=back, act=Consent.Act.CONFIRMED)
    send(make_issue())
    asked = "You get this because you asked for it on testserver and confirmed it."
    listed = (
        "You get this because you agreed elsewhere to get our newsletter. "
        "Your address has been on this list since 1 May 2024."
    )
    for to, said, never in (("asked", asked, listed), ("listed", listed, asked), ("back", asked, listed)):
        message = next(each for each in postbox.received if each["To"] == f"{to}@example.org")
        for kind in ("plain", "html"):
            words = " ".join(text_of(message, kind).split())
            assert f"{said} Answer this mail" in words, (to, kind)
            assert never not in words, (to, kind)
        page = client.get(re.search(r"/newsletter/preferences/\S+", text_of(message))[0]).content.decode()
        assert said in " ".join(page.split())


def test_storing_twice_stores_once(admin_client):
    response = look(admin_client, "email\na@example.org\nb@example.org\n")
    assert "2 subscribers imported" in store(admin_client, response).content.decode()
    store(admin_client, response)
    assert Consent.objects.filter(act="imported").count() == 2


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        ("email\na@example.org\n", {"proof": ""}, "Say how you know"),
        ("address\nada\n", {}, "Choose the column in which the addresses are."),
        ("", {}, "The submitted file is empty"),
        ("email\n", {}, "each further line"),
        (b"PK\x03\x04\xff", {}, "Save it as CSV"),
        (b"\x00\x01", {}, "no table"),
        ("email\n" + "x" * 200_000, {}, "no table"),
    ],
)
def test_a_list_without_proof_or_without_addresses_is_refused(admin_client, text, more, said):
    response = look(admin_client, text, **more)
    assert said in response.content.decode()
    assert "plan" not in response.context


def test_a_file_is_chosen_once_whatever_else_is_missing(admin_client):
    response = look(admin_client, "email\na@example.org\n", proof="")
    asked = fields(response) | {"proof": PROOF}
    assert asked["text"] == "email\na@example.org\n"
    assert rows(admin_client.post(IMPORT, asked).context["plan"].new) == [(2, "a@example.org")]
    assert "Choose a file first." in admin_client.post(IMPORT, {"proof": PROOF}).content.decode()
