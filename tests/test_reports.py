"""A reader reports an error on a page, and it reaches the editors whatever the mail server does."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from publishing import verbs
from reports import sending
from reports.models import Report
from tests.content import make_plain_page, make_user
from tests.smtp import mail_server, text_of
from website.models import SiteSettings

pytestmark = pytest.mark.django_db

ABOUT = "/species/okapi/"


@pytest.fixture
def postbox(settings):
    SiteSettings.objects.create(pk=1, name="Cats & Co", donate_url="/", email="editors@example.org")
    with mail_server() as postbox:
        settings.MAILERS = postbox.mailers
        yield postbox


def send(client, text="The year is 2013, not 2023.", **fields):
    return client.post("/report/", {"text": text, "page": ABOUT, **fields})


def test_every_page_leads_to_the_form_which_names_it(client):
    verbs.publish(make_plain_page(), by=None)
    assert 'href="/report/?page=/about/"' in client.get("/about/").content.decode()
    form = client.get("/report/?page=/about/").content.decode()
    assert 'value="/about/"' in form
    assert client.get("/report/?page=https://evil.example/").content.decode().count("evil.example") == 0


def test_a_report_is_mailed_to_the_address_that_a_person_reads(client, postbox):
    response = send(client, email="ada@example.org")
    assert (response.status_code, response["Location"]) == (303, "/report/thanks/")
    assert client.get("/report/thanks/").status_code == 200
    assert sending.step()
    assert not sending.step()
    (mail,) = postbox.received
    assert (mail["To"], mail["Reply-To"]) == ("editors@example.org", "ada@example.org")
    assert mail["Subject"] == f"An error reported on {ABOUT}"
    assert "The year is 2013, not 2023." in text_of(mail)
    assert f"/admin/reports/report/{Report.objects.get().pk}/change/" in text_of(mail)


def test_what_was_typed_stays_in_the_form_with_the_reason_beside_it(client):
    response = send(client, text="", email="ada@@example")
    page = response.content.decode()
    assert response.status_code == 422
    assert "Say what is wrong" in page
    assert "not an e-mail address we can write to" in page
    assert 'value="ada@@example"' in page
    assert f'value="{ABOUT}"' in page
    long = send(client, text="x" * 4001)
    assert long.status_code == 422
    assert "x" * 4001 in long.content.decode()
    assert not Report.objects.exists()


def test_control_characters_and_overrides_of_direction_do_not_reach_anybody(client, postbox):
    send(client, text="One\x07two\u202ethree\nfour")
    sending.step()
    assert "Onetwothree\nfour" in text_of(postbox.received[0]).replace("\r\n", "\n")


def test_a_program_that_fills_in_the_honeypot_and_another_site_reach_nobody(client):
    assert send(client, website="spam").status_code == 303
    response = client.post("/report/", {"text": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert not Report.objects.exists()


def test_one_network_may_send_ten_an_hour(client):
    for _ in range(10):
        assert send(client).status_code == 303
    response = send(client, text="The eleventh")
    assert response.status_code == 429
    assert "The eleventh" in response.content.decode()
    assert Report.objects.count() == 10


def test_a_report_waits_for_a_server_that_refuses_and_stays_on_the_desk(client, postbox):
    send(client)
    postbox.to_content = "451 Later"
    sending.step()
    report = Report.objects.get()
    assert report.sent_at is None
    assert "451" in report.error
    assert not sending.step()
    postbox.to_content = ""
    Report.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    assert sending.step()
    assert len(postbox.received) == 1
    client.force_login(make_user())
    assert "error reported by a reader" in client.get("/admin/").content.decode()


def test_without_an_address_in_the_site_settings_it_is_kept_and_says_why(client):
    send(client)
    sending.step()
    assert "name no address" in Report.objects.get().error


def test_staff_mark_a_report_as_dealt_with_and_it_is_forgotten_after_a_year(client):
    send(client)
    report = Report.objects.get()
    client.force_login(make_user("ada"))
    data = {"action": "deal_with", "_selected_action": [report.pk]}
    page = client.post("/admin/reports/report/", data, follow=True).content.decode()
    assert "1 marked as dealt with." in page
    assert "by ada" in page
    assert not sending.purge()
    Report.objects.update(handled_at=timezone.now() - timedelta(days=366))
    assert sending.purge()
    assert not Report.objects.exists()


def test_a_reader_reports_an_error_from_a_page(page, transactional_db, live_server, settings):
    settings.PUBLIC_ORIGINS = {live_server.url}
    verbs.publish(make_plain_page(), by=None)
    page.goto("/about/")
    page.get_by_role("link", name="Report an error on this page").click()
    page.get_by_label("What is wrong").fill("We are older than that.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert Report.objects.get().page == "/about/"
