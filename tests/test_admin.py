"""The desk: an editor makes a page, saves drafts, publishes, and is told what is in the way."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from publishing import clock, verbs
from publishing.models import Edition, Page
from tests.content import (
    make_news,
    make_photo,
    make_place,
    make_plain_page,
    make_source,
    make_species,
    make_user,
)
from tests.forms import add_row, change, errors, fields, form_of, said, save
from wcs_species import models as m
from wcs_species.models import Group, Species

pytestmark = pytest.mark.django_db

LIST = "/admin/wcs_species/species/"
ADD = f"{LIST}add/"


@pytest.fixture
def leopard(editor):
    species = make_species()
    verbs.publish(species, by=editor)
    return species


def test_a_whole_new_species_is_made_and_published_in_one_go(client, editor):
    source, photo, group = make_source(), make_photo(), Group.objects.create(name="Apes", slug="apes")
    series, threat = str(uuid4()), str(uuid4())
    data = fields(client.get(ADD), "species_form") | {
        "common_name": "Bonobo",
        "scientific_name": "Pan paniscus",
        "slug": "bonobo",
        "groups": [group.pk],
        "introduction": "<p>It lives south of the great river.</p>",
        "sources": [source.pk],
        "_publish": "1",
    }
    add_row(data, "photos", uid=uuid4(), photo=photo.pk, caption="At rest.")
    add_row(data, "fast_facts", uid=uuid4(), text="Females lead.")
    add_row(data, "assessments", uid=uuid4(), category="EN", assessed="2016", scope="global", source=source.pk)
    add_row(data, "series", uid=series, counted="individuals", area="Salonga")
    add_row(
        data, "counts", uid=uuid4(), series=series, year=2016, qualifier="at least", low=15000,
        comparable="unsure", is_headline="on", source=source.pk,
    )  # fmt: skip
    add_row(data, "threats", uid=threat, title="Hunting", timing="ongoing")
    add_row(data, "actions", uid=uuid4(), title="Rangers", answers=[threat])
    response = client.post(ADD, data, follow=True)
    assert "is live" in said(response), errors(response)
    page = client.get("/species/bonobo/").content.decode()
    for words in ("Females lead.", "south of the great river", "Hunting", "Rangers", "At rest."):
        assert words in page
    species = Species.objects.get()
    assert species.counts.get().series.area == "Salonga"
    assert species.actions.get().answers.get().title == "Hunting"
    assert str(species.series.get().uid) == series


def test_saving_a_draft_changes_nothing_for_readers(client, leopard):
    response = save(client, leopard, common_name="Snow-walker")
    assert "Draft saved" in said(response)
    assert "Unpublished changes" in response.content.decode()
    assert "Snow-walker" not in client.get("/species/amur-leopard/").content.decode()


def test_saving_without_a_change_is_no_unpublished_change(client, leopard):
    assert "Unpublished changes" not in save(client, leopard).content.decode()


def test_a_stale_save_is_refused_and_everything_typed_is_still_there(client, leopard):
    mine = form_of(client, leopard) | {"summary": "My sentence.", "fast_facts-0-text": "My fact.", "_save": "1"}
    row = add_row(mine, "habitats", uid=uuid4(), text="My habitat.")
    save(client, leopard, summary="Her sentence.")
    response = client.post(change(leopard), mine)
    text = response.content.decode()
    assert "Not saved: ann saved this page" in text
    assert "Open the saved version in a new tab" in text
    kept = fields(response, "species_form")
    assert (kept["summary"], kept["fast_facts-0-text"], kept[f"{row}-text"]) == (
        "My sentence.",
        "My fact.",
        "My habitat.",
    )
    leopard.refresh_from_db()
    assert leopard.summary == "Her sentence."
    assert not leopard.habitats.exists()


def test_a_stale_form_keeps_a_row_that_somebody_else_deleted(client, leopard):
    mine = form_of(client, leopard) | {"fast_facts-0-text": "My fact.", "_save": "1"}
    leopard.fast_facts.all().delete()
    verbs.save_draft(leopard, by=None)
    response = client.post(change(leopard), mine)
    assert fields(response, "species_form")["fast_facts-0-text"] == "My fact."
    assert not leopard.fast_facts.exists()


def test_the_same_rows_sent_twice_are_there_once(client, leopard):
    data = form_of(client, leopard) | {"_save": "1"}
    row = add_row(data, "fast_facts", uid=uuid4(), text="It barks.")
    client.post(change(leopard), data)
    version = Page.objects.get().draft_version
    # Sent again as it was, as by a second press: nothing to do. Sent again on the newer draft: the same row.
    assert "nothing was done twice" in said(client.post(change(leopard), data, follow=True))
    assert Page.objects.get().draft_version == version
    data["draft_version"] = Page.objects.get().draft_version
    data[f"{row}-text"] = "It barks at dusk."
    assert client.post(change(leopard), data).status_code == 302
    assert sorted(leopard.fast_facts.values_list("text", flat=True)) == [
        "It barks at dusk.",
        "Its winter coat is seven centimetres deep.",
    ]


def test_a_row_cannot_take_over_the_row_of_another_page(client, leopard):
    other = make_species(common_name="Okapi", scientific_name="Okapia johnstoni", slug="okapi")
    theirs = other.fast_facts.get()
    data = form_of(client, leopard) | {"_save": "1"}
    add_row(data, "fast_facts", uid=theirs.uid, text="Mine.")
    assert client.post(change(leopard), data).status_code == 302
    theirs.refresh_from_db()
    assert (theirs.species, theirs.text) == (other, "Its winter coat is seven centimetres deep.")
    assert leopard.fast_facts.count() == 2


def test_rows_keep_the_order_that_the_editor_gave_them(client, leopard):
    data = form_of(client, leopard) | {"fast_facts-0-position": 2, "_save": "1"}
    add_row(data, "fast_facts", uid=uuid4(), text="First.", position=1)
    add_row(data, "fast_facts", uid=uuid4(), text="Last.")
    client.post(change(leopard), data)
    texts = list(leopard.fast_facts.values_list("text", flat=True))
    assert (texts[0], texts[-1]) == ("First.", "Last.")


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        (
            {
                "counts-0-low": 90,
                "counts-0-high": 80,
                "actions-0-answers": [str(uuid4())],
                "slug": "okapi",
                "common_name": "a" * 121,
                "summary": "A leopard\u202e built",
                "introduction": "<p>" + "a" * 5_000_000 + "</p>",
                "fast_facts-0-text": "It \u2066barks",
                "range_countries-0-country": "XX",
            },
            {
                "counts-0-high": "below the lower one",
                "actions-0-answers": "Choose one that is on this page",
                "slug": "taken by another page",
                "common_name": "at most 120 characters",
                "summary": "right-to-left override (U+202E), after “A leopard”",
                "introduction": "at most 50000 characters",
                "fast_facts-0-text": "left-to-right isolate (U+2066)",
                "range_countries-0-country": "valid choice",
            },
        ),
        (
            {
                "counts-0-low": "",
                "scientific_name": "Okapia johnstoni",
                "summary": "A leopard\x07",
                "introduction": "<p>A&#x202e;</p>",
            },
            {
                "counts-0-low": "number",
                "scientific_name": "already a species with that",
                "summary": "control character (U+0007), after “A leopard”",
                "introduction": "right-to-left override",
            },
        ),
        (
            {"counts-0-series": str(uuid4()), "summary": "\x01A leopard", "_schedule": "1", "schedule_at": "soon"},
            {
                "counts-0-series": "Choose one that is on this page",
                "summary": "control character (U+0001), at the beginning",
                "schedule_at": "valid date",
            },
        ),
        (
            {"counts-0-series": "no uid", "summary": "A\x85leopard"},
            {
                "counts-0-series": "Choose one that is on this page",
                "summary": "control character (U+0085), after “A”",
            },
        ),
        ({"_schedule": "1", "schedule_at": ""}, {"schedule_at": "Choose the day"}),
        ({"series-0-DELETE": "on"}, {"counts-0-series": "stays on it"}),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(client, leopard, values, wrong):
    make_species(common_name="Okapi", scientific_name="Okapia johnstoni", slug="okapi")
    before = Page.objects.get(pk=leopard.page_id).draft_version
    data = form_of(client, leopard) | {"_save": "1", "authority": "typed meanwhile"} | values
    response = client.post(change(leopard), data)
    assert response.status_code == 200
    told, kept = errors(response), fields(response, "species_form")
    for place, words in wrong.items():
        assert words in told.get(place, ""), (place, told)
        if place in values and place in kept:
            assert kept[place] in (values[place], str(values[place]), "")
    assert kept["authority"] == "typed meanwhile"
    assert Page.objects.get(pk=leopard.page_id).draft_version == before


def test_tabs_and_new_lines_are_allowed(client, leopard):
    save(client, leopard, **{"threats-0-text": "One line.\r\n\tAnother."})
    assert leopard.threats.get().text == "One line.\r\n\tAnother."


def test_a_failed_form_leaves_no_page_behind(client, editor):
    response = client.post(ADD, fields(client.get(ADD), "species_form") | {"common_name": "Bonobo", "_save": "1"})
    assert "required" in errors(response)["slug"]
    assert Page.objects.count() == 0


def test_the_same_row_twice_is_refused_beside_its_field(client, leopard):
    data = form_of(client, leopard) | {"_save": "1"}
    country = add_row(data, "range_countries", uid=uuid4(), country="RU", presence="present")
    count = add_row(
        data, "counts", uid=uuid4(), series=data["counts-0-series"], year=2018, low=84, qualifier="exactly",
        comparable="no",
    )  # fmt: skip
    found = errors(client.post(change(leopard), data))
    assert "already there" in found[f"{country}-country"]
    assert "already there: the same series" in found[f"{count}-low"]


def test_two_headline_numbers_are_refused_beside_both(client, leopard):
    data = form_of(client, leopard) | {"_save": "1"}
    count = add_row(
        data, "counts", uid=uuid4(), series=data["counts-0-series"], year=2020, low=90, qualifier="exactly",
        comparable="no", is_headline="on",
    )  # fmt: skip
    found = errors(client.post(change(leopard), data))
    assert "headline number" in found[f"{count}-is_headline"]
    assert "headline number" in found["counts-0-is_headline"]


def test_a_count_moves_to_a_series_that_is_made_in_the_same_press(client, leopard):
    old, new = leopard.series.get(), str(uuid4())
    data = form_of(client, leopard) | {"series-0-DELETE": "on", "counts-0-series": new, "_save": "1"}
    add_row(data, "series", uid=new, counted="adults", area="Hunchun", method="camera traps")
    assert client.post(change(leopard), data).status_code == 302
    count = leopard.counts.get()
    assert (count.series.area, count.low) == ("Hunchun", 84)
    assert not m.Series.objects.filter(pk=old.pk).exists()


def test_a_figure_without_a_source_is_saved_but_not_published(client, leopard):
    response = save(client, leopard, "_publish", **{"counts-0-source": ""})
    text = response.content.decode()
    assert "has no source" in said(response)
    assert f'href="{change(leopard)}#counts-0"' in text
    assert leopard.counts.get().source is None
    assert Edition.objects.count() == 1


def test_a_photo_without_alt_text_is_not_published(client, leopard):
    photo = make_photo(alt_text="", is_complete=False)
    data = form_of(client, leopard) | {"_publish": "1"}
    add_row(data, "photos", uid=uuid4(), photo=photo.pk)
    response = client.post(change(leopard), data, follow=True)
    assert "alt text is missing" in said(response)
    assert "#photos-1" in response.content.decode()
    assert leopard.photos.count() == 2
    assert Edition.objects.count() == 1


def test_the_number_of_a_photo_is_never_given_to_another(client, leopard):
    data = form_of(client, leopard) | {"photos-0-DELETE": "on", "_save": "1"}
    add_row(data, "photos", uid=uuid4(), photo=make_photo().pk)
    client.post(change(leopard), data)
    assert [use.number for use in leopard.photos.all()] == [2]
    save(client, leopard, **{"photos-0-caption": "Again."})
    assert [use.number for use in leopard.photos.all()] == [2]


def test_an_address_that_another_page_used_is_refused_when_publishing_and_the_draft_is_kept(client, leopard):
    save(client, leopard, "_publish", slug="Far-Eastern-Leopard")
    assert Edition.objects.live().get().path == "/species/far-eastern-leopard/"
    other = make_species(common_name="Other", scientific_name="Panthera alia", slug="other")
    response = save(client, other, "_publish", slug="amur-leopard")
    assert "belongs to" in said(response)
    assert "saved as a draft" in said(response)
    other.refresh_from_db()
    assert other.slug == "amur-leopard"


def test_a_schedule_goes_live_at_its_hour_and_can_be_cancelled(client, leopard):
    at = clock.now() + timedelta(days=400)
    response = save(
        client, leopard, "_schedule", common_name="Snow-walker", schedule_at=f"{at:%Y-%m-%dT%H:%M}", why="world day"
    )
    assert f"goes live on {at:%-d %B %Y, %H:%M} UTC" in said(response)
    edition = Edition.objects.get(number=2)
    assert (edition.title, edition.why) == ("Snow-walker", "world day")
    history = change(leopard).replace("change", "history")
    assert b"Cancel this scheduled edition" in client.get(history).content
    response = client.post(change(leopard).replace("change", "act"), {"cancel": "2", "why": "too early"}, follow=True)
    assert "cancelled" in said(response)
    assert not Edition.objects.scheduled().exists()


def test_what_is_worth_a_look_is_told_of_a_scheduled_edition_too(client, leopard):
    leopard.photos.all().delete()
    at = clock.now() + timedelta(days=400)
    response = save(client, leopard, "_schedule", common_name="Snow-walker", schedule_at=f"{at:%Y-%m-%dT%H:%M}")
    assert "Scheduled all the same, but look at this:" in said(response)


def test_a_schedule_in_the_past_is_refused_and_what_was_typed_is_kept(client, leopard):
    response = save(client, leopard, "_schedule", summary="Kept.", schedule_at="2020-01-01T09:00")
    assert "has passed" in errors(response)["schedule_at"]
    assert fields(response, "species_form")["summary"] == "Kept."


@pytest.mark.parametrize(("answer", "waiting"), [("keep", 1), ("cancel", 0)])
def test_publishing_while_a_schedule_waits_asks_what_becomes_of_it(client, leopard, answer, waiting):
    verbs.schedule(leopard, at=clock.now() + timedelta(days=3), by=None)
    response = save(client, leopard, "_publish", common_name="Snow-walker", why="at last")
    text = response.content.decode()
    assert "edition 2" in text.lower()
    assert "Publish now and keep the schedule" in text
    assert Edition.objects.count() == 2
    question = fields(response) | {"waiting": answer}
    response = client.post(change(leopard).replace("change", "act"), question, follow=True)
    assert "is live" in said(response)
    assert Edition.objects.scheduled().count() == waiting
    assert Edition.objects.live().get().why == "at last"


def test_an_answer_to_an_old_question_publishes_nothing_newer(client, leopard):
    verbs.schedule(leopard, at=clock.now() + timedelta(days=3), by=None)
    question = fields(save(client, leopard, "_publish", summary="Mine.")) | {"waiting": "keep"}
    save(client, leopard, summary="Hers.")
    response = client.post(change(leopard).replace("change", "act"), question, follow=True)
    assert "saved the draft since" in said(response)
    assert Edition.objects.count() == 2


def test_taking_down_asks_for_a_reason_and_leaves_no_page(client, leopard):
    url = change(leopard).replace("change", "take-down")
    response = client.post(url, {"why": " "})
    assert "Say why" in errors(response)["why"]
    assert client.get("/species/amur-leopard/").status_code == 200
    response = client.post(url, {"why": "asked by the park"}, follow=True)
    assert "Taken down" in response.content.decode()
    assert "asked by the park" in response.content.decode()
    assert client.get("/species/amur-leopard/").status_code == 410
    assert not Edition.objects.filter(closed_at__isnull=False).exists()


def test_a_legal_take_down_closes_history(client, leopard):
    client.post(change(leopard).replace("change", "take-down"), {"why": "court order", "legal": "on"})
    assert Edition.objects.get().closed_at is not None
    history = client.get(change(leopard).replace("change", "history")).content.decode()
    assert "Closed for legal reasons" in history
    assert "Roll back to edition" not in history


def test_rolling_back_puts_an_earlier_edition_in_force(client, leopard):
    save(client, leopard, "_publish", common_name="Mistake")
    act = change(leopard).replace("change", "act")
    response = client.post(act, {"roll_back": "1", "why": "wrong name"}, follow=True)
    assert "says again what edition 1 said" in said(response)
    assert b"Amur leopard</h1>" in client.get("/species/amur-leopard/").content
    assert "no such edition" in said(client.post(act, {"roll_back": "9"}, follow=True))
    assert "not one of the buttons" in said(client.post(act, {"act": "burn"}, follow=True))
    assert "Unpublished changes" in client.get(change(leopard)).content.decode()


def test_a_published_page_is_not_deleted(client, leopard):
    response = client.post(change(leopard).replace("change", "delete"), {"post": "yes"}, follow=True)
    assert "Take it down instead" in said(response)
    assert Species.objects.exists()


def test_the_preview_shows_the_draft_and_stays_private(client, leopard):
    save(client, leopard, common_name="Snow-walker")
    response = client.get(change(leopard).replace("change", "preview"))
    assert "Snow-walker</h1>" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    client.logout()
    assert client.get(change(leopard).replace("change", "preview")).status_code == 302


@pytest.mark.parametrize("page", ["preview", "history", "act", "take-down", "copy", "uses"])
def test_pages_of_nobody_and_for_nobody(client, leopard, page):
    assert client.get(f"{LIST}99/{page}/").status_code == 404
    assert client.get(f"{LIST}nobody/{page}/").status_code == 404
    client.force_login(make_user("visitor", is_superuser=False))
    assert client.get(change(leopard).replace("change", page)).status_code == 403


def test_the_list_says_what_is_live_and_filters_by_it(client, leopard, editor):
    rows = {"live": leopard}
    for number, state in enumerate(("unpublished", "scheduled", "draft", "taken-down")):
        name = f"Cat {number}"
        rows[state] = make_species(common_name=name, scientific_name=name, slug=f"cat-{number}")
    for state in ("unpublished", "taken-down"):
        verbs.publish(rows[state], by=editor)
    verbs.save_draft(rows["unpublished"], by=editor)
    verbs.schedule(rows["scheduled"], at=clock.now() + timedelta(days=1), by=editor)
    verbs.take_down(rows["taken-down"].page, by=editor, why="asked")
    for state, row in rows.items():
        listed = client.get(f"{LIST}?state={state}").context["cl"].result_list
        assert list(listed) == [row], state
    text = client.get(LIST).content.decode()
    for words in ("Live<", "Unpublished changes<", "Scheduled ", "Draft<", "Down<", ">CR<"):
        assert words in text
    assert list(client.get(f"{LIST}?category=CR&q=leopard").context["cl"].result_list) == [leopard]
    desk = client.get("/admin/").content.decode()
    for state in ("live", "unpublished", "scheduled", "draft"):
        assert f"{LIST}?state={state}" in desk
    (waiting,) = client.get("/admin/").context["scheduled"]
    hour = Edition.objects.scheduled().get().in_force_from
    assert (waiting["title"], waiting["hour"]) == (rows["scheduled"].common_name, f"{hour:%-d %B %Y, %H:%M} UTC")
    assert client.get(waiting["url"])["Location"] == change(rows["scheduled"])
    client.force_login(make_user("eve", is_superuser=False))
    assert not client.get("/admin/").context["scheduled"]


def test_statements_to_check_are_listed_on_the_desk(client, leopard):
    assert b"marked unverified" not in client.get("/admin/").content
    m.FastFact.objects.create(species=leopard, text="It flies.", unverified=True)
    assert f"{LIST}?unverified=yes" in client.get("/admin/").content.decode()
    assert list(client.get(f"{LIST}?unverified=yes").context["cl"].result_list) == [leopard]


def test_several_pages_are_published_at_once_and_each_is_reported(client, leopard, editor):
    bad = make_species(common_name="Okapi", scientific_name="Okapia johnstoni", slug="okapi", introduction="")
    save(client, leopard, common_name="Snow-walker")
    unchanged = make_place()
    verbs.publish(unchanged, by=editor)
    data = {"action": "publish_selected", "_selected_action": [leopard.pk, bad.pk]}
    asked = client.post(LIST, data).content.decode()
    assert "Snow-walker</a>: Replaces edition 1." in asked
    assert "The introduction is empty" in asked
    assert Edition.objects.count() == 2
    places = {"action": "publish_selected", "_selected_action": [unchanged.pk]}
    assert "Nothing changed since edition 1." in client.post("/admin/places/place/", places).content.decode()

    data |= {
        "_selected_action": [leopard.pk],
        f"version:{leopard.pk}": Page.objects.get(pk=leopard.page_id).draft_version,
    }
    late = client.post(LIST, data | {"_schedule": "1", "schedule_at": ""})
    assert "Choose the day and the hour first" in late.content.decode()
    assert "Scheduled: edition 2" in said(
        client.post(LIST, data | {"_schedule": "1", "schedule_at": "2097-05-03T09:00"}, follow=True)
    )
    assert "An edition waits for 3 May 2097" in client.post(LIST, data).content.decode()
    verbs.cancel(Edition.objects.get(title="Snow-walker"), by=editor)
    old = data | {f"version:{leopard.pk}": 1, "_publish": "1"}
    assert "Somebody saved it since" in said(client.post(LIST, old, follow=True))
    assert "edition 3 of “Snow-walker” is live" in said(client.post(LIST, data | {"_publish": "1"}, follow=True))


def queries(client, url: str) -> int:
    # What a process remembers, such as content types, is asked for once.
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_a_form_costs_the_same_few_queries_however_many_rows_it_has(client, leopard):
    source, series, threat = make_source(), leopard.series.get(), leopard.threats.get()
    few = queries(client, change(leopard))
    for number in range(40):
        m.Count.objects.create(species=leopard, series=series, year=1900 + number, low=number, source=source)
        m.FastFact.objects.create(species=leopard, text=f"Fact {number}", source=make_source())
        m.VernacularName.objects.create(species=leopard, name=f"Name {number}", source=source)
        m.SpeciesPhoto.objects.create(species=leopard, photo=make_photo(), number=number + 2)
        m.Threat.objects.create(species=leopard, title=f"Threat {number}", source=source)
        m.Series.objects.create(species=leopard, counted="adults", area=f"Area {number}")
        m.Action.objects.create(species=leopard, title=f"Action {number}", source=source).answers.add(threat)
        leopard.sources.add(make_source())
    assert queries(client, change(leopard)) == few
    assert few <= 6 + 2 * 13


def test_every_form_and_list_keeps_its_budget(client, leopard):
    for row, parts in ((make_news(), 1), (make_place(), 1), (make_plain_page(), 3)):
        assert queries(client, change(row)) <= 6 + 2 * parts, row
    lists = [LIST, "/admin/newsroom/newsitem/", "/admin/places/place/", "/admin/website/plainpage/", "/admin/"]
    few = [queries(client, url) for url in lists]
    for number in range(30):
        species = make_species(common_name=f"Cat {number}", scientific_name=f"Cat {number}", slug=f"cat-{number}")
        verbs.publish(species, by=None)
        make_news(slug=f"news-{number}")
        make_place(slug=f"place-{number}")
        make_plain_page(slug=f"plain-{number}")
    assert [queries(client, url) for url in lists] == few


def test_saving_many_untouched_rows_asks_nothing_of_each(client, leopard):
    def cost() -> int:
        data = form_of(client, leopard) | {"fast_facts-0-text": f"Fact {uuid4()}", "_save": "1"}
        with CaptureQueriesContext(connection) as captured:
            assert client.post(change(leopard), data).status_code == 302
        return len(captured)

    source, series = make_source(), leopard.series.get()
    m.VernacularName.objects.create(species=leopard, name="Name", source=source)
    few = cost()
    for number in range(30):
        m.Count.objects.create(species=leopard, series=series, year=1900 + number, low=number, source=source)
        m.VernacularName.objects.create(species=leopard, name=f"Name {number}", source=source)
    assert cost() == few


def test_a_source_is_made_from_a_title_without_leaving_the_form(client, editor):
    response = client.post("/admin/sources/source/add/?_popup=1", {"title": "A walk in the snow", "_popup": "1"})
    assert b"A walk in the snow" in response.content
    response = client.post("/admin/sources/source/add/", {"title": "", "url": ""})
    assert "a title, a link or a DOI" in errors(response)["title"]


def test_the_site_settings_are_one_row(client, editor):
    url = "/admin/website/sitesettings/"
    assert client.get(url)["Location"] == f"{url}add/"
    settings = {"name": "Wild Places", "donate_url": "/donate/", "newsletter_rhythm": "twice a year"}
    client.post(f"{url}add/", {**settings, "_save": "1"})
    assert client.get(url)["Location"] == f"{url}1/change/"
    assert client.get(f"{url}add/")["Location"] == f"{url}1/change/"
    assert client.get(f"{url}1/change/").status_code == 200


def test_rows_can_be_added_without_javascript(client, leopard):
    data = fields(client.get(f"{change(leopard)}?rows=2"), "species_form")
    assert data["fast_facts-TOTAL_FORMS"] == "3"
    data |= {"fast_facts-1-text": "It barks.", "_save": "1"}
    client.post(change(leopard), data)
    assert leopard.fast_facts.count() == 2
    assert leopard.habitats.count() == 0


def test_pages_that_say_an_old_name_are_listed_and_published_again(client, leopard, editor):
    group = leopard.groups.first()
    group.name = "Great cats"
    group.save()
    assert "Amur leopard" in client.get("/admin/old-names/").content.decode()
    response = client.post("/admin/old-names/", follow=True)
    assert "edition 2 of “Amur leopard” is live" in response.content.decode()
    assert "Great cats" in client.get("/species/amur-leopard/").content.decode()
    assert "says the names of today" in client.get("/admin/old-names/").content.decode()
