"""Mail that comes back, and complaints: what providers report, signed, and what it does to an address."""

import base64
from datetime import timedelta

import pytest

from newsletter import bounces, outbox
from newsletter.models import Bounce, Delivery, Mail, SignUp, Subscriber
from tests.letters import begin, make_issue, make_reader, states

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("letterhead")]

ADDRESS = "ada@example.org"
State = Subscriber.State


@pytest.fixture
def reader():
    return make_reader(ADDRESS)


def report(client, kind="HardBounce", number=1, email=ADDRESS, secret="provider:a secret of the tests", **more):
    """As Postmark tells it."""
    record = "SpamComplaint" if kind == "SpamComplaint" else "Bounce"
    body = {"RecordType": record, "Type": kind, "ID": number, "Email": email, "Details": "smtp;550 5.1.1 gone", **more}
    sign = base64.b64encode(secret.encode()).decode()
    headers = {"authorization": f"Basic {sign}"}
    return client.post("/anymail/postmark/tracking/", body, content_type="application/json", headers=headers)


def state_of(reader):
    reader.refresh_from_db()
    return reader.state


def test_a_hard_bounce_closes_the_address_and_its_copy_is_known_to_have_come_back(client, reader):
    issue = begin(make_issue())
    issue.deliveries.update(state=Delivery.State.SENT)
    assert report(client).status_code == 200
    assert state_of(reader) == State.SUPPRESSED
    assert states(issue) == {"BOUNCED": 1}
    assert "550 5.1.1 gone" in Bounce.objects.get().said


def test_the_third_soft_bounce_of_thirty_days_closes_it(client, reader):
    report(client, "SoftBounce", 1)
    Bounce.objects.update(at=Bounce.objects.get().at - timedelta(days=31))
    for number in (2, 3):
        report(client, "SoftBounce", number)
        report(client, "SoftBounce", number)
    assert Bounce.objects.count() == 3
    assert state_of(reader) == State.CONFIRMED
    report(client, "SoftBounce", 4)
    assert state_of(reader) == State.SUPPRESSED


def test_a_complaint_closes_it_at_once_and_takes_the_consent_back(client, reader):
    report(client, "SpamComplaint")
    assert state_of(reader) == State.SUPPRESSED
    assert reader.consents.last().act == "withdrawn"


@pytest.mark.parametrize("secret", ["", "provider:wrong"])
def test_a_report_without_the_secret_changes_nothing(client, reader, secret):
    assert report(client, secret=secret).status_code == 400
    assert state_of(reader) == State.CONFIRMED


def test_a_report_of_somebody_unknown_or_of_a_delivery_is_passed_over(client, reader):
    assert report(client, email="nobody@example.org").status_code == 200
    assert report(client, email="not an address").status_code == 200
    delivered = {"RecordType": "Delivery", "Recipient": ADDRESS}
    sign = base64.b64encode(b"provider:a secret of the tests").decode()
    response = client.post(
        "/anymail/postmark/tracking/",
        delivered,
        content_type="application/json",
        headers={"authorization": f"Basic {sign}"},
    )
    assert response.status_code == 200
    assert state_of(reader) == State.CONFIRMED
    assert not Bounce.objects.exists()


def test_only_reports_have_an_address(client):
    assert client.post("/anymail/postmark/inbound/", {}, content_type="application/json").status_code == 404


def test_staff_lift_a_bounce_and_after_a_complaint_only_a_new_sign_up_helps(client, admin_client, reader):
    other = make_reader("eve@example.org")
    report(client)
    report(client, "SpamComplaint", 2, "eve@example.org")
    chosen = {"action": "lift", "_selected_action": [reader.pk, other.pk]}
    response = admin_client.post("/admin/newsletter/subscriber/", chosen, follow=True)
    assert "2 addresses are open again" in response.content.decode()
    assert state_of(reader) == State.CONFIRMED
    assert state_of(other) == State.UNSUBSCRIBED
    client.post("/newsletter/", {"email": "eve@example.org"})
    while outbox.handle_one():
        pass
    assert Mail.objects.get().address == "eve@example.org"
    assert not SignUp.objects.filter(handled_at=None).exists()


def test_who_may_only_look_lifts_nothing(client, reader, django_user_model):
    bounces.report(ADDRESS, kind=Bounce.Kind.HARD, said="", key="x")
    user = django_user_model.objects.create_user("looker", password="x", is_staff=True)
    client.force_login(user)
    client.post("/admin/newsletter/subscriber/", {"action": "lift", "_selected_action": [reader.pk]})
    assert state_of(reader) == State.SUPPRESSED
