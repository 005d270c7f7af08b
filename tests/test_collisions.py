"""Two editors with the same page open: what both typed survives, and nothing is overwritten unasked."""

from uuid import uuid4

import pytest

from publishing import verbs
from publishing.models import Edition, Page
from tests.content import make_place, make_source
from tests.forms import add_row, change, errors, fields, form_of, said, save
from tests.test_admin import ADD
from wcs_species.models import Species

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(editor):
    """A page with a small form: the rules are the same for all."""
    place = make_place()
    place.facts.create(text="Its winters are long.", source=make_source())
    verbs.save_draft(place, by=editor)
    verbs.publish(place, by=editor)
    return place


def again(client, row, response, **answers):
    """Presses Save on the refused form, after these answers."""
    data = fields(response, f"{row._meta.model_name}_form") | answers | {"_save": "1"}
    return client.post(change(row), data, follow=True)


def test_what_only_one_of_them_changed_is_put_together_and_said(client, place):
    mine = form_of(client, place) | {"established": "1857", "_save": "1"}
    add_row(mine, "facts", uid=uuid4(), text="My new fact.", position=2)
    hers = form_of(client, place) | {"summary": "Her sentence.", "facts-0-text": "Her words.", "_save": "1"}
    add_row(hers, "facts", uid=uuid4(), text="Her new fact.", position=1)
    client.post(change(place), hers)

    response = client.post(change(place), mine)
    text = response.content.decode()
    assert "Changed by ann, not by you" in text
    for words in ("Summary", "Fact: Her words.", "Fact: Her new fact.", "Established", "Fact: My new fact."):
        assert words in text, words
    assert "take:" not in text
    place.refresh_from_db()
    assert place.established == ""

    assert "Draft saved" in said(again(client, place, response))
    place.refresh_from_db()
    assert (place.summary, place.established) == ("Her sentence.", "1857")
    assert list(place.facts.values_list("text", flat=True)) == ["Her words.", "Her new fact.", "My new fact."]


@pytest.mark.parametrize(("answer", "stays"), [("theirs", "Her sentence."), ("mine", "My sentence.")])
def test_what_both_changed_is_asked(client, place, answer, stays):
    mine = form_of(client, place) | {"summary": "My sentence.", "_publish": "1"}
    save(client, place, summary="Her sentence.")
    response = client.post(change(place), mine)
    text = response.content.decode()
    assert "<mark>Her </mark>sentence." in text
    assert fields(response, "place_form")["summary"] == "My sentence."

    unanswered = again(client, place, response)
    assert "say for each" in unanswered.content.decode()
    place.refresh_from_db()
    assert place.summary == "Her sentence."
    assert Edition.objects.count() == 1

    assert "Draft saved" in said(again(client, place, unanswered, **{"take:summary": answer}))
    place.refresh_from_db()
    assert place.summary == stays


def test_a_question_left_open_is_asked_again_when_somebody_saves_in_between(client, place):
    mine = form_of(client, place) | {"summary": "My sentence.", "_save": "1"}
    save(client, place, summary="Her sentence.")
    refused = client.post(change(place), mine)
    save(client, place, established="1857")
    refused = again(client, place, refused)
    assert "Established" in refused.content.decode()
    assert "take:summary" in refused.content.decode()
    again(client, place, refused, **{"take:summary": "mine"})
    place.refresh_from_db()
    assert (place.summary, place.established) == ("My sentence.", "1857")


@pytest.mark.parametrize(("answer", "stays"), [("theirs", []), ("mine", ["My fact."])])
def test_a_row_that_one_deleted_and_the_other_changed_is_asked(client, place, answer, stays):
    uid = place.facts.get().uid
    mine = form_of(client, place) | {"facts-0-text": "My fact.", "_save": "1"}
    save(client, place, **{"facts-0-DELETE": "on"})
    response = client.post(change(place), mine)
    assert fields(response, "place_form")["facts-0-text"] == "My fact."
    again(client, place, response, **{f"take:facts:{uid}": answer})
    assert list(place.facts.values_list("text", flat=True)) == stays


@pytest.mark.parametrize(("answer", "stays"), [("theirs", ["Her fact."]), ("mine", [])])
def test_a_row_that_i_deleted_and_somebody_changed_is_asked(client, place, answer, stays):
    uid = place.facts.get().uid
    mine = form_of(client, place) | {"facts-0-DELETE": "on", "_save": "1"}
    save(client, place, **{"facts-0-text": "Her fact."})
    response = client.post(change(place), mine)
    again(client, place, response, **{f"take:facts:{uid}": answer})
    assert list(place.facts.values_list("text", flat=True)) == stays


def test_a_row_both_changed_is_asked_with_the_names_of_what_is_chosen(client, place):
    source = make_source(title="Another survey")
    uid = place.facts.get().uid
    mine = form_of(client, place) | {"facts-0-text": "My fact.", "_save": "1"}
    save(client, place, **{"facts-0-source": source.pk, "facts-0-text": "Her fact."})
    response = client.post(change(place), mine)
    text = response.content.decode()
    assert "Another survey" in text
    assert "<mark>Her </mark>fact." in text
    assert "<mark>My </mark>fact." in text
    # What only one of them changed in a row of both is chosen already.
    assert fields(response, "place_form")[f"take:facts:{uid}:source"] == ["theirs"]
    again(client, place, response, **{f"take:facts:{uid}:text": "mine"})
    fact = place.facts.get()
    assert (fact.text, fact.source) == ("My fact.", source)


def test_rows_that_another_moved_stay_where_they_were_moved(client, place):
    place.facts.all().delete()
    for number, text in enumerate(("First.", "Second.", "Third.")):
        place.facts.create(text=text, position=number)
    verbs.save_draft(place, by=None)
    mine = form_of(client, place) | {"summary": "My sentence.", "_save": "1"}
    save(client, place, **{"facts-2-position": "0", "facts-0-position": "1", "facts-1-position": "2"})
    again(client, place, client.post(change(place), mine))
    assert list(place.facts.values_list("text", flat=True)) == ["Third.", "First.", "Second."]


@pytest.mark.parametrize("opened_on", ["", "no such thing", "eJwDAAAAAAE="])
def test_a_form_of_which_nobody_knows_what_it_was_opened_on_asks_about_everything(client, place, opened_on):
    mine = form_of(client, place) | {"established": "1857", "opened_on": opened_on, "_save": "1"}
    save(client, place, summary="Her sentence.")
    response = client.post(change(place), mine)
    text = response.content.decode()
    assert "The saved draft and your form differ here" in text
    again(client, place, response, **{"take:summary": "theirs", "take:established": "mine"})
    place.refresh_from_db()
    assert (place.summary, place.established) == ("Her sentence.", "1857")


def test_a_whole_new_page_sent_twice_is_there_once(client, editor):
    data = fields(client.get(ADD), "species_form")
    data |= {"common_name": "Bonobo", "scientific_name": "Pan paniscus", "slug": "bonobo", "_save": "1"}
    add_row(data, "fast_facts", uid=uuid4(), text="Females lead.")
    first = client.post(ADD, data)
    assert "nothing was done twice" in said(client.post(ADD, data, follow=True))
    species = Species.objects.get()
    assert str(species.pk) in first["Location"]
    assert species.fast_facts.count() == 1
    # Back, typed on, saved again: the same page, and what was typed is in the form.
    response = client.post(ADD, data | {"summary": "An ape."})
    assert fields(response, "species_form")["summary"] == "An ape."
    data = fields(response, "species_form") | {"take:summary": "mine", "_save": "1"}
    assert "Draft saved" in said(client.post(ADD, data, follow=True)), errors(response)
    assert Species.objects.get().summary == "An ape."
    assert Page.objects.count() == 1
