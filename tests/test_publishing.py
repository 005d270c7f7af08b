"""Publishing: what is live, from when, and what nobody may see yet."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import ClassVar

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from publishing import clock, kinds, stale, state, verbs
from publishing.documents import Document, to_json
from publishing.models import Act, Edition, Page, Route
from publishing.verbs import NotReady, Refused, ScheduleWaits, StaleDraft
from tests.content import make_place, make_source, make_species, make_user
from wcs_species.models import Count, FastFact

pytestmark = pytest.mark.django_db

LEOPARD = "/species/amur-leopard/"


@pytest.fixture
def editor():
    return make_user()


@pytest.fixture
def leopard(editor):
    species = make_species()
    verbs.publish(species, by=editor)
    return species


def rename(species, name):
    species.common_name = name
    species.save()
    verbs.save_draft(species, by=None)


def says(client: Client, words: str, path: str = LEOPARD) -> bool:
    response = client.get(path)
    assert response.status_code == 200
    return words in response.content.decode()


def when(path: str, at: datetime) -> str | None:
    edition = Edition.objects.live(at).at_path(path).first()
    return edition.title if edition else None


def test_a_draft_has_no_page(client):
    make_species()
    assert client.get(LEOPARD).status_code == 404


def test_an_edit_stays_out_of_sight_until_it_is_published(client, leopard, editor):
    rename(leopard, "Far Eastern leopard")
    assert not says(client, "Far Eastern leopard</h1>")
    verbs.publish(leopard, by=editor)
    assert says(client, "Far Eastern leopard</h1>")


def test_a_published_edition_never_changes(leopard, editor):
    first = Edition.objects.get()
    rename(leopard, "Far Eastern leopard")
    verbs.publish(leopard, by=editor)
    again = Edition.objects.get(number=1)
    assert (again.document, again.sha256) == (first.document, first.sha256)


def test_a_figure_without_a_source_is_not_published_but_its_draft_is_kept(leopard, editor):
    Count.objects.create(species=leopard, series=leopard.series.first(), year=2020, low=90)
    verbs.save_draft(leopard, by=editor)
    with pytest.raises(NotReady, match="has no source"):
        verbs.publish(leopard, by=editor)
    assert leopard.counts.filter(year=2020).exists()
    assert Edition.objects.count() == 1


def test_what_is_marked_unverified_stays_out(client, leopard, editor):
    FastFact.objects.create(species=leopard, text="It can fly.", unverified=True)
    FastFact.objects.create(species=leopard, text="It barks.", source=make_source(title="Hearsay", unverified=True))
    verbs.save_draft(leopard, by=editor)
    verbs.publish(leopard, by=editor)
    assert not says(client, "It can fly.")
    assert not says(client, "It barks.")
    assert not says(client, "Hearsay")


def test_a_scheduled_edition_comes_into_force_at_its_moment_with_nothing_running(leopard, editor):
    at = clock.now() + timedelta(days=3)
    rename(leopard, "Snow-walker")
    verbs.schedule(leopard, at=at, by=editor)
    assert when(LEOPARD, at - timedelta(milliseconds=1)) == "Amur leopard"
    assert when(LEOPARD, at) == "Snow-walker"


def test_a_cancelled_schedule_leaves_the_page_as_it_was(leopard, editor):
    at = clock.now() + timedelta(days=3)
    rename(leopard, "Snow-walker")
    verbs.cancel(verbs.schedule(leopard, at=at, by=editor), by=editor)
    assert when(LEOPARD, at + timedelta(days=1)) == "Amur leopard"


def test_an_edition_in_force_cannot_be_cancelled(leopard, editor):
    with pytest.raises(Refused, match="still waiting"):
        verbs.cancel(Edition.objects.get(), by=editor)


def test_publishing_while_a_schedule_waits_asks_first(leopard, editor):
    at = clock.now() + timedelta(days=3)
    rename(leopard, "Older text")
    verbs.schedule(leopard, at=at, by=editor)
    rename(leopard, "Newer text")
    with pytest.raises(ScheduleWaits):
        verbs.publish(leopard, by=editor)
    verbs.publish(leopard, by=editor, waiting="keep")
    assert when(LEOPARD, at - timedelta(hours=1)) == "Newer text"
    assert when(LEOPARD, at) == "Older text"
    verbs.publish(leopard, by=editor, waiting="cancel")
    assert when(LEOPARD, at) == "Newer text"


def test_a_schedule_in_the_past_is_refused(leopard, editor):
    with pytest.raises(Refused, match="has passed"):
        verbs.schedule(leopard, at=clock.now() - timedelta(minutes=1), by=editor)


def test_rolling_back_puts_the_old_document_in_force_as_a_new_edition(client, leopard, editor):
    rename(leopard, "Mistake")
    verbs.publish(leopard, by=editor)
    verbs.roll_back(leopard.page, to=1, by=editor, why="wrong name")
    assert says(client, "Amur leopard</h1>")
    newest = Edition.objects.get(number=3)
    assert newest.copy_of == 1
    leopard.refresh_from_db()
    assert leopard.common_name == "Mistake"


def test_taking_down_leaves_no_page_and_keeps_the_draft(client, leopard, editor):
    verbs.take_down(leopard.page, by=editor, why="asked by the park")
    assert client.get(LEOPARD).status_code == 410
    assert client.get("/species/").content.decode().count("Amur leopard") == 0
    leopard.refresh_from_db()
    assert Act.objects.filter(page=leopard.page, verb="take down", why="asked by the park").exists()


def test_taking_down_needs_a_reason(leopard, editor):
    with pytest.raises(Refused, match="Say why"):
        verbs.take_down(leopard.page, by=editor, why="  ")


def test_a_legal_take_down_closes_history_and_past_moments_too(client, leopard, editor):
    rename(leopard, "Far Eastern leopard")
    verbs.publish(leopard, by=editor)
    today = f"{clock.now():%Y-%m-%d}"
    open_before = [f"{LEOPARD}history/", f"{LEOPARD}editions/1/", f"{LEOPARD}?as_of={today}"]
    assert [client.get(path).status_code for path in open_before] == [200, 200, 200]
    verbs.take_down(leopard.page, by=editor, why="court order", legal=True)
    assert [client.get(path).status_code for path in open_before] == [404, 404, 404]
    assert Act.objects.filter(verb="close").exists()
    with pytest.raises(Refused, match="no such edition"):
        verbs.roll_back(leopard.page, to=1, by=editor)
    verbs.publish(leopard, by=editor)
    assert client.get(f"{LEOPARD}editions/1/").status_code == 404
    assert client.get(f"{LEOPARD}editions/3/").status_code == 200


def test_intervals_of_a_page_never_overlap_whatever_order_the_acts_come_in(leopard, editor):
    start = clock.now()
    for days in (9, 3, 6):
        verbs.schedule(leopard, at=start + timedelta(days=days), by=editor, waiting="keep")
    verbs.publish(leopard, by=editor, waiting="keep")
    verbs.roll_back(leopard.page, to=1, by=editor, waiting="keep")
    verbs.cancel(Edition.objects.get(in_force_from=start + timedelta(days=6)), by=editor)
    spans = [
        (edition.in_force_from, edition.in_force_until or datetime.max.replace(tzinfo=UTC))
        for edition in leopard.page.editions.all()
    ]
    spans = sorted(span for span in spans if span[0] < span[1])
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert spans[-1][1].year == 9999


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time and no such constraint")
def test_postgresql_itself_refuses_overlapping_intervals(leopard):
    edition = Edition.objects.get()
    edition.pk, edition.number = None, 2
    edition.in_force_until = clock.now() + timedelta(days=1)
    with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
        edition.save(force_insert=True)


def test_an_old_address_leads_to_the_new_one(client, leopard, editor):
    leopard.slug = "far-eastern-leopard"
    leopard.save()
    verbs.save_draft(leopard, by=editor)
    assert client.get("/species/far-eastern-leopard/").status_code == 404
    verbs.publish(leopard, by=editor)
    response = client.get(LEOPARD)
    assert (response.status_code, response["Location"]) == (301, "/species/far-eastern-leopard/")
    leopard.slug = "amur-leopard"
    leopard.save()
    verbs.publish(leopard, by=editor)
    assert client.get(LEOPARD).status_code == 200
    assert client.get("/species/far-eastern-leopard/")["Location"] == LEOPARD


def test_the_address_of_a_scheduled_edition_says_nothing_before_its_hour(client, leopard, editor):
    leopard.slug = "secret-name"
    leopard.save()
    edition = verbs.schedule(leopard, at=clock.now() + timedelta(days=1), by=editor)
    assert client.get("/species/secret-name/").status_code == 404
    verbs.cancel(edition, by=editor)
    assert not Route.objects.filter(path="/species/secret-name/").exists()


def test_an_address_that_belongs_to_another_page_is_refused_even_as_its_old_one(leopard, editor):
    leopard.slug = "far-eastern-leopard"
    leopard.save()
    verbs.publish(leopard, by=editor)
    other = make_species(common_name="Other leopard", scientific_name="Panthera alia", slug="amur-leopard")
    with pytest.raises(Refused, match="belongs to"):
        verbs.publish(other, by=editor)
    assert other.page.editions.count() == 0


def test_an_address_of_the_old_site_leads_on_whatever_its_case(client, leopard):
    Route.objects.create(path="/animals/view.aspx?id=7", page=leopard.page)
    response = client.get("/Animals/View.aspx?ID=7")
    assert (response.status_code, response["Location"]) == (301, LEOPARD)


def test_a_stale_save_is_refused(leopard, editor):
    opened = Page.objects.get(pk=leopard.page_id).draft_version
    verbs.save_draft(leopard, by=editor, expected=opened)
    with pytest.raises(StaleDraft, match=str(editor)):
        verbs.save_draft(leopard, by=editor, expected=opened)


def test_a_renamed_place_is_reported_and_published_again_in_bulk(client, leopard, editor):
    place = make_place()
    verbs.publish(place, by=editor)
    leopard.places.add(place)
    verbs.save_draft(leopard, by=editor)
    verbs.publish(leopard, by=editor)
    assert list(stale.outdated()) == []
    place.name = "Leopard Land"
    place.save()
    verbs.save_draft(place, by=editor)
    verbs.publish(place, by=editor)
    [(edition, row)] = stale.outdated()
    assert edition.path == LEOPARD
    stale.publish_again(row, by=editor)
    assert says(client, "Leopard Land")
    assert list(stale.outdated()) == []


def test_a_page_with_unpublished_changes_is_never_published_by_the_bulk_run(leopard, editor):
    rename(leopard, "Not yet")
    group = leopard.groups.first()
    group.name = "Big cats"
    group.save()
    assert list(stale.outdated()) == []


def test_rich_text_is_cleaned_again_when_it_is_frozen(client, leopard, editor):
    type(leopard).objects.filter(pk=leopard.pk).update(
        introduction="<p onclick=x()>Hello<script>alert(1)</script> <a href='javascript:x()'>there</a></p>"
    )
    leopard.refresh_from_db()
    verbs.publish(leopard, by=editor)
    text = client.get(LEOPARD).content.decode()
    assert "alert(1)" not in text
    assert "onclick" not in text
    assert "javascript:" not in text


def test_the_site_can_be_asked_what_it_said_on_a_past_day(client, leopard, editor):
    Edition.objects.update(in_force_from=datetime(2024, 3, 1, 12, tzinfo=UTC))
    Route.objects.update(since=datetime(2024, 3, 1, 12, tzinfo=UTC))
    state.changed()
    rename(leopard, "Far Eastern leopard")
    verbs.publish(leopard, by=editor)
    old = client.get(f"{LEOPARD}?as_of=2024-03-01")
    assert "Amur leopard</h1>" in old.content.decode()
    assert "noindex" in old["X-Robots-Tag"]
    early = client.get(f"{LEOPARD}?as_of=2024-02-29")
    assert early.status_code == 404
    assert "1 March 2024" in early.content.decode()
    assert client.get(f"{LEOPARD}?as_of=yesterday").status_code == 404
    assert client.get(f"{LEOPARD}?as_of=9999-12-31").status_code in (200, 404)


def test_history_lists_what_was_in_force_and_nothing_that_waits(client, leopard, editor):
    rename(leopard, "Waiting name")
    verbs.schedule(leopard, at=clock.now() + timedelta(days=1), by=editor)
    text = client.get(f"{LEOPARD}history/").content.decode()
    assert "Waiting name" not in text
    assert client.get(f"{LEOPARD}editions/1/").status_code == 200
    assert client.get(f"{LEOPARD}editions/2/").status_code == 404


class Letter(Document, frozen=True, kw_only=True):
    """A kind of page that was written differently twice before."""

    SCHEMA: ClassVar[int] = 3

    greeting: str
    names: tuple[str, ...]


def test_an_edition_of_an_older_schema_is_read_through_its_upgrades():
    kind = kinds.Kind(
        name="letter",
        label="Letter",
        model=Page,
        document=Letter,
        prefix="/letters/",
        drafts=Page.objects.all,
        freeze=lambda row: None,
        show=lambda request, document, edition: None,
        upgrades={
            1: lambda plain: {**plain, "greeting": plain["hello"]},
            2: lambda plain: {**plain, "names": [plain["name"]]},
        },
    )
    uid = "3f0f7c1e-0000-4000-8000-000000000000"
    first = '{"hello":"Dear","name":"Ada","path":"/letters/1/","uid":"%s"}' % uid  # noqa: UP031
    letter = kind.decode(first, 1)
    assert (letter.greeting, letter.names) == ("Dear", ("Ada",))
    assert kind.decode(to_json(letter), 3) == letter
