"""Public memory: what changed and when, corrections, minor changes, dates that are true, old addresses."""

from datetime import UTC, datetime, timedelta

import pytest

from publishing import clock, state, verbs
from publishing.models import Act, Edition, Route
from publishing.verbs import Refused
from tests.content import make_news, make_place, make_plain_page, make_species, make_user
from tests.forms import fields

pytestmark = pytest.mark.django_db

LEOPARD = "/species/amur-leopard/"
HISTORY = f"{LEOPARD}history/"


@pytest.fixture
def editor(client):
    return make_user("ann")


@pytest.fixture
def leopard(editor):
    species = make_species()
    verbs.publish(species, by=editor)
    return species


def page(client, path=LEOPARD) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def publish(row, *, by=None, **more):
    """Publish the draft with the values given; `minor`, `correction`, `at` go to the verb."""
    told = {name: more.pop(name) for name in ("minor", "correction", "at", "waiting") if name in more}
    for name, value in more.items():
        setattr(row, name, value)
    row.save()
    verbs.save_draft(row, by=by)
    return verbs.publish(row, by=by, **told)


def move(edition, to: datetime):
    """As if it had come into force then."""
    Edition.objects.filter(page=edition.page, number=edition.number - 1).update(in_force_until=to)
    Edition.objects.filter(pk=edition.pk).update(in_force_from=to)
    Route.objects.update(since=min(to, datetime(2024, 1, 1, tzinfo=UTC)))
    state.changed()


def test_history_tells_what_each_edition_changed(client, leopard):
    publish(leopard, authority="Schlegel")
    text = page(client, HISTORY)
    assert "Authority changed from (Schlegel, 1857) to Schlegel." in text
    assert "First published." in text
    assert text.index("Authority changed") < text.index("First published.")


def test_every_kind_of_page_has_a_history_and_its_editions(client, editor):
    for row in (make_news(), make_place(), make_plain_page()):
        verbs.publish(row, by=editor)
        path = row.get_absolute_url()
        assert f'href="{path}history/"' in page(client, path)
        assert "First published." in page(client, f"{path}history/")
        assert client.get(f"{path}editions/1/")["X-Robots-Tag"].startswith("noindex")
        assert client.get(f"{path}editions/2/").status_code == 404
    assert client.get("/nowhere/history/").status_code == 404
    assert client.get("/history/").status_code == 404


def test_why_is_for_staff_only(client, leopard):
    verbs.save_draft(leopard, by=None)
    verbs.publish(leopard, by=None, why="The lawyer said so")
    assert "lawyer" not in page(client, HISTORY)


def test_a_minor_change_has_no_line_and_moves_no_date(client, leopard):
    move(Edition.objects.get(), datetime(2024, 3, 1, 12, tzinfo=UTC))
    publish(leopard, authority="(Schlegel 1857)", minor=True)
    assert "Schlegel 1857" in page(client)
    assert "Updated on <time" in page(client)
    assert "1 March 2024</time>" in page(client)
    assert "Authority changed" not in page(client, HISTORY)
    assert "Edition 2" not in page(client, HISTORY)
    assert client.get(f"{LEOPARD}editions/2/").status_code == 200


def test_what_a_minor_change_changed_is_told_with_the_next_so_nothing_can_be_hidden(client, leopard):
    publish(leopard, authority="Somebody else", minor=True)
    publish(leopard, summary="A cat of the snow.")
    text = page(client, HISTORY)
    assert "Authority changed from (Schlegel, 1857) to Somebody else." in text
    assert "The summary was reworded." in text


def test_the_first_edition_is_never_minor(client, editor):
    assert not verbs.publish(make_species(), by=editor, minor=True).is_minor


def test_a_correction_stands_at_the_head_of_the_page_and_in_its_history(client, leopard):
    publish(leopard, summary="A leopard of snow.", correction="We said built; it grew.")
    assert "Correction, " in page(client)
    assert "We said built; it grew." in page(client)
    # A comma after it does not take it away; the next change does.
    publish(leopard, summary="A leopard, of snow.", minor=True)
    assert "We said built; it grew." in page(client)
    publish(leopard, summary="Another.")
    assert "We said built; it grew." not in page(client)
    assert page(client, HISTORY).count("We said built; it grew.") == 1
    assert "We said built; it grew." in page(client, f"{LEOPARD}editions/2/")


def test_a_correction_is_no_minor_change(leopard):
    with pytest.raises(Refused, match="no minor change"):
        verbs.publish(leopard, by=None, minor=True, correction="We were wrong.")
    assert Edition.objects.count() == 1


def test_a_scheduled_correction_says_nothing_before_its_hour(client, leopard):
    publish(leopard, at=clock.now() + timedelta(days=1), correction="Sworn to silence.", summary="Later.")
    for path in (LEOPARD, HISTORY):
        assert "Sworn to silence." not in page(client, path)


def test_a_page_says_when_it_was_reviewed_and_at_a_past_moment_what_was_known_then(client, leopard, editor):
    edition = Edition.objects.get()
    move(edition, datetime(2024, 3, 1, 12, tzinfo=UTC))
    assert "Reviewed on" not in page(client)
    verbs.review(leopard.page, by=editor)
    Act.objects.filter(verb="review").update(at=datetime(2025, 5, 5, 9, tzinfo=UTC))
    state.changed()
    assert "Reviewed on" in page(client)
    assert "5 May 2025</time>" in page(client)
    publish(leopard, summary="New.")
    Edition.objects.filter(number=1).update(in_force_until=datetime(2025, 5, 1, tzinfo=UTC))
    Edition.objects.filter(number=2).update(in_force_from=datetime(2025, 5, 1, tzinfo=UTC))
    state.changed()
    assert "Reviewed on" not in page(client, f"{LEOPARD}editions/1/")
    assert "1 May 2025</time>" in page(client)


def test_nothing_that_is_not_live_is_reviewed(editor):
    with pytest.raises(Refused, match="Nothing is live"):
        verbs.review(make_species().page, by=editor)


def test_rolling_back_is_told(client, leopard, editor):
    publish(leopard, authority="Mistake")
    verbs.roll_back(leopard.page, to=1, by=editor)
    text = page(client, HISTORY)
    assert "The text of edition 1 was put in force again." in text
    assert "Authority changed from Mistake to (Schlegel, 1857)." in text


def test_a_long_history_comes_in_pages_and_every_line_is_told_once(client, leopard):
    for number in range(24):
        publish(leopard, authority=f"Author {number}")
    first, second = page(client, HISTORY), page(client, f"{HISTORY}?page=2")
    assert first.count("Authority changed") == 20
    assert second.count("Authority changed") == 4
    assert "First published." in second
    assert "First published." not in first


@pytest.mark.parametrize(
    ("moment", "day", "name"),
    [
        # The day ends at midnight UTC, the nights in which clocks change included.
        (datetime(2024, 3, 31, 0, 59, 59, tzinfo=UTC), "2024-03-30", "Amur leopard"),
        (datetime(2024, 3, 31, 1, 0, 0, tzinfo=UTC), "2024-03-31", "New name"),
        (datetime(2024, 10, 27, 23, 59, 59, 999999, tzinfo=UTC), "2024-10-27", "New name"),
        (datetime(2024, 10, 28, 0, 0, 0, tzinfo=UTC), "2024-10-27", "Amur leopard"),
        (datetime(2024, 10, 28, 0, 0, 0, tzinfo=UTC), "2024-10-28", "New name"),
    ],
)
def test_as_of_is_the_end_of_that_day_in_utc(client, leopard, moment, day, name):
    move(Edition.objects.get(), datetime(2024, 1, 1, tzinfo=UTC))
    move(publish(leopard, common_name="New name"), moment)
    assert f"{name}</h1>" in page(client, f"{LEOPARD}?as_of={day}")


def test_as_of_today_and_later_is_now_and_tells_of_no_schedule(client, leopard):
    publish(leopard, common_name="Tomorrow", at=clock.now() + timedelta(seconds=30))
    for days in (0, 1, 400):
        day = clock.now() + timedelta(days=days)
        assert "Amur leopard</h1>" in page(client, f"{LEOPARD}?as_of={day:%Y-%m-%d}")


@pytest.mark.parametrize(("make", "name"), [(make_news, "headline"), (make_place, "name"), (make_plain_page, "title")])
def test_every_kind_of_page_tells_what_it_said_on_a_day(client, make, name):
    row = make()
    move(publish(row, **{name: "What it was called"}), datetime(2024, 1, 1, tzinfo=UTC))
    now = publish(row, **{name: "What it is called"})
    then = client.get(f"{now.path}?as_of=2024-01-02")
    assert "What it was called</h1>" in then.content.decode()
    assert then["X-Robots-Tag"] == "noindex, nofollow"
    assert "This page speaks since 1 January 2024" in client.get(f"{now.path}?as_of=2023-12-31").content.decode()
    assert "What it is called</h1>" in page(client, now.path)


def test_a_day_on_which_the_page_was_down_is_told_as_that(client, leopard, editor):
    move(Edition.objects.get(), datetime(2024, 1, 1, tzinfo=UTC))
    Edition.objects.update(in_force_until=datetime(2024, 2, 1, tzinfo=UTC))
    publish(leopard)
    response = client.get(f"{LEOPARD}?as_of=2024-02-02")
    assert response.status_code == 404
    assert "there was no such page" in response.content.decode()
    assert "This page speaks since 1 January 2024" in client.get(f"{LEOPARD}?as_of=2023-12-31").content.decode()


# Old addresses


def leads(client, path) -> str:
    response = client.get(path)
    return response.headers["Location"] if response.status_code == 301 else str(response.status_code)


def test_old_addresses_lead_straight_to_the_newest_however_often_it_moved(client, leopard):
    for slug in ("b", "c", "d"):
        publish(leopard, slug=slug)
    assert [leads(client, f"/species/{slug}/") for slug in ("amur-leopard", "b", "c", "d")] == ["/species/d/"] * 3 + [
        "200"
    ]
    assert page(client, "/species/b/history/").count("Address changed") == 3


def test_an_address_that_is_taken_back_leads_nowhere_in_a_circle(client, leopard):
    publish(leopard, slug="b")
    publish(leopard, slug="amur-leopard")
    assert leads(client, LEOPARD) == "200"
    assert leads(client, "/species/b/") == LEOPARD
    publish(leopard, slug="b")
    assert leads(client, "/species/b/") == "200"
    assert leads(client, LEOPARD) == "/species/b/"


def test_rolling_back_over_a_rename_leads_the_newer_address_to_the_older(client, leopard, editor):
    publish(leopard, slug="b")
    verbs.roll_back(leopard.page, to=1, by=editor)
    assert leads(client, "/species/b/") == LEOPARD


def test_no_other_page_takes_an_old_address_nor_one_of_another_kind(client, leopard, editor):
    publish(leopard, slug="b")
    other = make_species(common_name="Other", scientific_name="Panthera alia", slug="amur-leopard")
    with pytest.raises(Refused, match="belongs to"):
        verbs.publish(other, by=editor)
    with pytest.raises(Refused, match="belongs to"):
        verbs.schedule(other, at=clock.now() + timedelta(days=1), by=editor)
    assert leads(client, LEOPARD) == "/species/b/"


# In the admin


def test_an_editor_ticks_minor_or_writes_a_correction_beside_publish(client, leopard, editor):
    client.force_login(editor)
    url = f"/admin/wcs_species/species/{leopard.pk}/change/"

    def press(**values):
        data = fields(client.get(url), "species_form") | values | {"_publish": "1"}
        return client.post(url, data, follow=True).content.decode()

    press(authority="(Schlegel 1857)", minor="on")
    assert Edition.objects.get(number=2).is_minor
    press(summary="Right now.", correction="It was wrong.")
    assert Edition.objects.get(number=3).correction == "It was wrong."
    assert "no minor change" in press(summary="Both.", minor="on", correction="Wrong.")
    assert Edition.objects.count() == 3
    # Neither is left in the form, and neither is a change of the draft.
    assert "Unpublished changes" not in press()
    assert not Edition.objects.get(number=4).is_minor


def test_what_was_ticked_is_kept_while_the_editor_is_asked_about_a_schedule(client, leopard, editor):
    client.force_login(editor)
    url = f"/admin/wcs_species/species/{leopard.pk}/change/"
    verbs.schedule(leopard, at=clock.now() + timedelta(days=3), by=editor)
    data = fields(client.get(url), "species_form") | {"summary": "New.", "correction": "It was wrong.", "_publish": "1"}
    asked = fields(client.post(url, data, follow=True)) | {"waiting": "keep"}
    client.post(url.replace("change", "act"), asked)
    assert Edition.objects.live().get().correction == "It was wrong."


def test_an_editor_says_that_the_page_was_reviewed(client, leopard, editor):
    client.force_login(editor)
    url = f"/admin/wcs_species/species/{leopard.pk}"
    assert client.get(f"{url}/review/").status_code == 405
    response = client.post(f"{url}/review/", follow=True)
    assert "Reviewed: the foot of the page" in response.content.decode()
    assert "ann reviewed and found right edition 1" in response.content.decode()
    assert "Reviewed on" in page(client)
