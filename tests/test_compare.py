"""The difference of two editions: by section and row, word by word, and in sentences."""

from time import process_time

import pytest
from django.utils.html import strip_tags

from photos.models import Photo
from publishing import clock, drafts, kinds, marks, verbs
from publishing.compare import difference
from publishing.models import Edition
from publishing.telling import sentences
from tests.content import make_news, make_photo, make_place, make_plain_page, make_source, make_species
from wcs_species import models as m
from wcs_species.models import SpeciesPhoto

pytestmark = pytest.mark.django_db


@pytest.fixture
def leopard(editor):
    species = make_species()
    verbs.publish(species, by=editor)
    return species


def admin(row) -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}"


def found(row):
    """What the draft says otherwise than edition 1."""
    kind = kinds.get(row.page.kind)
    before = kinds.read(Edition.objects.get(page=row.page, number=1))
    return difference(before, kind.freeze(drafts.read(row)), kind.sections)


def told(row) -> list[str]:
    return sentences(found(row))


def said(pieces) -> str:
    marks_of = {"": "{}", "ins": "[+{}]", "del": "[-{}]"}
    return "".join(marks_of[piece.mark].format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("It barks at dusk.", "It barks at night.", "It barks at [-dusk][+night]."),
        ("There are 1,200 cats.", "There are 1,250 cats.", "There are [-1,200 ][+1,250 ]cats."),
        ("It walks on snow.", "It often walks on snow.", "It [+often ]walks on snow."),
        ("A whole sentence.", "Quite different words here", "[-A whole sentence.][+Quite different words here]"),
        ("", "New.", "[+New.]"),
        ("Old.", "", "[-Old.]"),
        ("Кошка спит на снегу.", "Кошка живёт на снегу.", "Кошка [-спит ][+живёт ]на снегу."),
        ("<b> & co sleep", "<b> & co walk", "<b> & co [-sleep][+walk]"),
    ],
)
def test_words_are_marked_one_by_one(before, after, marked):
    assert said(marks.words(before, after)) == marked


def test_rich_text_is_compared_by_paragraphs_as_text():
    old = marks.paragraphs(
        "<p>First one.</p><h2>Head</h2><ul><li>a cat</li></ul><p>Last &amp; least.</p>", is_rich=True
    )
    new = marks.paragraphs("<h2>Head</h2><ul><li>a big cat</li></ul><p>Last &amp; <em>least</em>.</p>", is_rich=True)
    assert [said(p.pieces) or p.unchanged for p in marks.compared(old, new)] == [
        "[-First one.]",
        1,
        "• a [+big ]cat",
        1,
    ]


def test_where_a_link_leads_is_part_of_what_is_said():
    text = '<p>See <a href="{}">this</a>.</p>'
    old, new = (marks.paragraphs(text.format(url), is_rich=True) for url in ("/a/", "/b/"))
    assert said(marks.compared(old, new)[0].pieces) == "See this (/[-a][+b]/)."


def test_a_very_long_paragraph_costs_no_minutes():
    began = process_time()
    words = [f"word{number % 50}" for number in range(9_000)]
    marks.compared([" ".join(words)], [" ".join(reversed(words))])
    marks.compared([" ".join(words[:2_900])], [" ".join(reversed(words[:2_900]))])
    assert process_time() - began < 20


def test_the_same_document_has_no_difference(leopard):
    assert not found(leopard)
    assert told(leopard) == []


def test_what_changed_is_told_in_plain_sentences(leopard):
    source = make_source(title="Census 2024", publisher="WCS")
    m.Assessment.objects.create(species=leopard, category="EN", assessed="2024", source=source)
    m.Count.objects.create(species=leopard, series=leopard.series.get(), year=2024, low=129, source=source)
    m.FastFact.objects.create(species=leopard, text="It barks.")
    m.FastFact.objects.create(species=leopard, text="It sings.")
    m.Threat.objects.update(text="Grass is burnt every spring.")
    leopard.actions.all().delete()
    type(leopard).objects.filter(pk=leopard.pk).update(authority="", summary="A cat of snow.")
    assert told(leopard) == [
        "Authority was taken out: (Schlegel, 1857).",
        "The summary was reworded.",
        "Two fast facts were added.",
        "Status changed from Critically Endangered to Endangered.",
        "The Red List assessment of 2024 was added: Endangered.",
        "The count for 2024 was added: 129 adults.",
        "The threat “Fire” was reworded.",
        "The conservation action “Fire crews” was taken out.",
        "The source “A. Vitkalova, 2018” was added.",
    ]


def test_a_count_that_changed_says_from_what_to_what(leopard):
    m.Count.objects.update(low=91)
    assert told(leopard) == ["The count for 2018 changed from 84 adults to 91 adults."]
    m.Count.objects.update(low=84, source=make_source(title="Another"))
    assert "The count for 2018 was given another source." in told(leopard)


def test_a_row_that_moved_is_moved_not_deleted_and_added(leopard, editor):
    for number in range(4):
        m.FastFact.objects.create(species=leopard, text=f"Fact {number}", position=number + 1)
    verbs.save_draft(leopard, by=editor)
    verbs.publish(leopard, by=editor)
    m.FastFact.objects.filter(text="Fact 3").update(position=0, text="Fact 3, reworded")
    m.FastFact.objects.exclude(text__startswith="Fact 3").update(position=9)
    kind = kinds.get("species")
    found = difference(kinds.read(Edition.objects.get(number=2)), kind.freeze(drafts.read(leopard)), kind.sections)
    [section] = found.sections
    [row] = section.rows
    assert (row.what, row.has_moved, row.called) == ("changed", True, "the fast fact “Fact 3, reworded”")
    assert sentences(found) == [
        "The fast fact “Fact 3, reworded” was reworded.",
        "The fast facts were put in another order.",
    ]


def test_sources_are_compared_by_what_they_say_not_by_their_number(leopard):
    first = make_source(title="Read first", author="B. First")
    m.Assessment.objects.update(source=first)
    changes = {section.section.name: section for section in found(leopard).sections}
    # All other statements cite number 2 now instead of 1, and say the same.
    assert set(changes) == {"red-list", "sources"}
    [line] = changes["red-list"].rows[0].lines
    assert (line.before.split(",")[0], line.after.split(",")[0]) == ("Counting leopards in the snow", "Read first")


def test_only_italics_changed_is_said_as_that(leopard):
    type(leopard).objects.update(introduction="<p>It <em>walks</em> on snow, between the sea and the hills.</p>")
    [section] = found(leopard).sections
    assert section.lines[0].paragraphs == ()
    assert told(leopard) == []


def test_space_between_paragraphs_is_no_difference(leopard):
    type(leopard).objects.update(introduction="<p>One.</p><p>Two, <em>three</em> <strong>four</strong>.</p>")
    verbs.publish(leopard, by=None)
    type(leopard).objects.update(introduction="<p>One.</p>\n<p>Two, <em>three</em> <strong>four</strong>.</p>\n")
    kind = kinds.get("species")
    before = kinds.read(Edition.objects.get(number=2))
    assert not difference(before, kind.freeze(drafts.read(leopard)), kind.sections)


def test_the_other_kinds_are_compared_too(editor):
    rows = [make_news(), make_place(countries="RU, CN"), make_plain_page()]
    for row in rows:
        verbs.publish(row, by=editor)
    news, place, plain = rows
    news.headline, news.body = "A leopard comes back", "<p>It walked fifty kilometres in two nights.</p>"
    place.area_km2, place.area_source, place.countries = 2600, make_source(), "RU"
    plain.body, plain.is_unlisted = "<p>We save wild places.</p><p>And more.</p>", True
    for row in rows:
        row.save()
    assert told(news) == ["The headline was reworded.", "The text was reworded."]
    assert found(place).sections[0].lines[0].line.is_many
    assert told(place)[:2] == ["Countries changed from Russia, China to Russia.", "Area was added: 2,600 km²."]
    assert told(plain) == ["The text was reworded.", "Keep out of search and site map was added."]


# In the admin


def test_the_draft_is_compared_with_what_is_live_word_by_word(client, leopard, editor):
    leopard.introduction = "<p>It walks on ice, between the sea and the hills.</p><p>It purrs.</p>"
    leopard.save()
    m.FastFact.objects.update(text="Its <winter> coat is eight centimetres deep.")
    verbs.save_draft(leopard, by=editor)
    form = client.get(f"{admin(leopard)}/change/").content.decode()
    assert f'href="{admin(leopard)}/compare/"' in form
    text = client.get(f"{admin(leopard)}/compare/").content.decode()
    assert "From edition 1 to the draft" in text
    assert '<del><span class="visually-hidden">gone: </span>snow<span' in text
    assert '<ins><span class="visually-hidden">new: </span>ice<span' in text
    assert "It purrs." in text
    assert "&lt;winter" in text
    assert "<winter>" not in text
    assert "The same in both: Name, Photos" in text
    assert f"{admin(leopard)}/restore/?number=1&amp;section=fast-facts" in text


def test_any_two_editions_are_compared_from_the_history(client, leopard, editor):
    leopard.summary = "Another sentence altogether."
    leopard.save()
    verbs.save_draft(leopard, by=editor)
    verbs.publish(leopard, by=editor)
    history = client.get(f"{admin(leopard)}/history/").content.decode()
    assert 'name="from" value="1"' in history
    assert 'name="to" value="draft"' in history
    text = client.get(f"{admin(leopard)}/compare/?from=2&to=1").content.decode()
    assert "From edition 2 to edition 1" in text
    assert "A leopard built for snow." in text
    assert "No difference" in client.get(f"{admin(leopard)}/compare/?from=1&to=1").content.decode()


def test_photos_stand_side_by_side_and_a_withdrawn_one_is_not_shown(client, leopard, editor):
    old = leopard.photos.get().photo
    Photo.objects.filter(pk=old.pk).update(withdrawn_at=clock.now())
    leopard.photos.all().delete()
    new = make_photo(title="Cubs")
    SpeciesPhoto.objects.create(species=leopard, photo=new, number=2, caption="Cubs at play.")
    verbs.save_draft(leopard, by=editor)
    text = client.get(f"{admin(leopard)}/compare/").content.decode()
    assert new.renditions()[0].name.split("-")[0] in text
    assert old.renditions()[0].name.split("-")[0] not in text
    assert "No longer to be seen" in text
    assert "Cubs at play." in strip_tags(text)


@pytest.mark.parametrize(
    "query", ["from=9", "from=x", "from=before-1", "from=before-x", "from=99999999999999", "to=live%00"]
)
def test_what_is_not_there_cannot_be_compared(client, leopard, query):
    assert client.get(f"{admin(leopard)}/compare/?{query}").status_code == 404


def test_the_draft_of_a_page_that_was_taken_down_is_compared_with_its_last_edition(client, leopard, editor):
    verbs.take_down(leopard.page, by=editor, why="for now")
    assert "From edition 1 to the draft" in client.get(f"{admin(leopard)}/compare/").content.decode()


def test_a_draft_that_was_never_published_is_compared_with_itself(client, editor):
    assert "No difference" in client.get(f"{admin(make_species())}/compare/").content.decode()
