"""Pages published or scheduled from a list: in the editor's zone, and nothing twice."""

import pytest

from publishing import verbs
from publishing.models import Edition
from tests.content import make_plain_page
from tests.forms import fields, said

pytestmark = pytest.mark.django_db

LIST = "/admin/website/plainpage/"
GAP = {"_schedule": "1", "schedule_at": "2031-03-30T02:30", "schedule_zone": "Europe/Berlin"}


@pytest.fixture
def asked(client, editor):
    """Two pages chosen in the list, and the answer that says what will happen to them."""
    pages = [make_plain_page(title=f"Page {number}", slug=f"page-{number}") for number in (1, 2)]
    data = {"action": "publish_selected", "_selected_action": [page.pk for page in pages]}
    return data, client.post(LIST, data)


def send(client, asked, **pressed):
    data, response = asked
    return client.post(LIST, fields(response) | data | pressed, follow=True)


def test_the_hour_is_that_of_the_zone_for_all_of_them(client, asked):
    response = send(client, asked, _schedule="1", schedule_at="2097-05-03T09:00", schedule_zone="Asia/Vladivostok")
    for number in (1, 2):
        words = f"“Page {number}” goes live on 3 May 2097, 09:00 in Vladivostok time (2 May 2097, 23:00 UTC)"
        assert words in said(response)
    assert {f"{edition.in_force_from:%Y-%m-%d %H:%M}" for edition in Edition.objects.all()} == {"2097-05-02 23:00"}
    # The same once more: another edition waits for that very moment.
    assert "“Page 1” is not published" in said(
        send(client, asked, _schedule="1", schedule_at="2097-05-03T09:00", schedule_zone="Asia/Vladivostok")
    )
    assert Edition.objects.count() == 2


def test_an_hour_that_never_comes_is_refused_with_all_that_was_chosen(client, asked):
    text = send(client, asked, **GAP).content.decode()
    assert "There is no 02:30 on 30 March 2031 in Berlin" in text
    assert 'value="2031-03-30T02:30"' in text
    assert 'value="Europe/Berlin" selected' in text
    assert "cannot be 9999" in send(client, asked, **GAP | {"schedule_at": "9999-12-31T23:59"}).content.decode()
    assert not Edition.objects.exists()


def test_pressed_twice_it_publishes_once(client, asked):
    assert "Published: edition 1" in said(send(client, asked, _publish="1"))
    again = said(send(client, asked, _publish="1"))
    assert "“Page 2” is not published: The live page says the same already" in again
    assert Edition.objects.count() == 2


def test_what_is_live_is_not_published_again_but_where_it_says_something_more(client, editor):
    page = make_plain_page()
    verbs.publish(page, by=editor)
    with pytest.raises(verbs.Refused, match="nothing to publish"):
        verbs.publish(page, by=editor)
    with pytest.raises(verbs.Refused, match="nothing to publish"):
        verbs.publish(page, by=editor, minor=True)
    assert verbs.publish(page, by=editor, correction="It said Russia before.").number == 2
    assert verbs.publish(page, by=editor).correction == ""
    assert Edition.objects.live().get().number == 3
