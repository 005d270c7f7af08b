"""Sources: named by a DOI as well as by a title or a link, merged where one is there twice, shown with their copies."""

import re

import pytest

from publishing import restore, verbs
from sources import merging
from sources.models import Source
from tests.content import make_place, make_source, make_species, make_user
from tests.forms import errors, fields
from wcs_species import models as m

pytestmark = pytest.mark.django_db
ADD, LIST = "/admin/sources/source/add/", "/admin/sources/source/"


@pytest.mark.parametrize(
    "typed", ["10.1000/182", "https://doi.org/10.1000/182", "http://dx.doi.org/10.1000/182", "doi: 10.1000/182"]
)
def test_a_doi_is_kept_bare_however_it_is_pasted(client, editor, typed):
    client.post(ADD, {"doi": typed})
    assert Source.objects.get().doi == "10.1000/182"


def test_what_cannot_be_right_is_refused_beside_its_field(client, editor):
    found = errors(
        client.post(ADD, {"doi": "182", "archived_url": "copy", "year": "2900", "accessed_on": "2900-01-01"})
    )
    assert "no DOI" in found["doi"]
    assert "valid URL" in found["archived_url"]
    assert "lies ahead" in found["year"]
    assert "lies ahead" in found["accessed_on"]
    assert "a link or a DOI" in errors(client.post(ADD, {"author": "Somebody"}))["title"]


def test_readers_follow_the_doi_and_the_archived_copy(client):
    leopard = make_species()
    known = {"doi": "10.1000/1<2>", "archived_url": "https://web.archive.org/x", "licence": "CC BY 4.0"}
    Source.objects.update(**known)
    verbs.publish(leopard, by=None)
    html = client.get("/species/amur-leopard/").content.decode()
    assert 'DOI <a href="https://doi.org/10.1000/1&lt;2&gt;" rel="noopener">10.1000/1&lt;2&gt;</a>.' in html
    assert '<a href="https://web.archive.org/x" rel="noopener">Archived copy</a>' in html
    assert "CC BY 4.0." in html


def test_a_source_made_again_from_an_edition_has_all_that_it_said(editor):
    leopard = make_species()
    known = {"doi": "10.1000/182", "archived_url": "https://web.archive.org/x", "licence": "CC BY 4.0"}
    Source.objects.update(**known)
    verbs.publish(leopard, by=None)
    for part in m.Statement.__subclasses__():
        part._default_manager.update(source=None)
    leopard.sources.clear()
    Source.objects.all().delete()
    restore.restore(leopard, number=1, by=editor, expected=leopard.page.draft_version)
    assert Source.objects.values(*known).get() == known


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"doi": "10.1000/ABC"}, {"doi": "10.1000/abc"}, True),
        ({"doi": "10.1000/abc"}, {"url": "https://doi.org/10.1000/abc"}, True),
        ({"url": "http://www.example.org/a/?utm_source=x"}, {"url": "https://example.org/a#top"}, True),
        ({"url": "https://example.org/?id=1"}, {"url": "https://example.org/?id=2"}, False),
        ({"title": "Panthera pardus", "year": 2008}, {"title": "Panthera  Pardus.", "year": 2008}, True),
        ({"title": "Panthera pardus", "year": 2008}, {"title": "Panthera pardus", "year": 2016}, False),
    ],
)
def test_likely_duplicates_are_found(client, editor, one, other, same):
    for given in (one, other):
        Source.objects.create(**given)
    assert bool(merging.alike()) is same
    listed = client.get(f"{LIST}?duplicates=yes").content.decode()
    assert ("2 sources" in listed) is same


def test_three_that_are_the_same_by_different_names_are_one_group():
    rows = [Source.objects.create(**given) for given in (
        {"title": "A", "url": "https://example.org/a"}, {"title": "B", "doi": "10.1000/b"},
        {"title": "B", "url": "https://example.org/a/"},
    )]  # fmt: skip
    assert merging.alike() == [[row.pk for row in rows]]


def test_merging_moves_every_use_fills_what_is_lacking_and_says_so(client, editor):
    leopard, place = make_species(), make_place()
    old = Source.objects.get()
    keep = make_source(title="Counting leopards", author="", year=None, doi="")
    Source.objects.filter(pk=old.pk).update(doi="10.1000/182")
    leopard.sources.add(keep)
    leopard.trend_source = old
    leopard.save()
    place.facts.create(text="It snows.", source=old)
    verbs.publish(leopard, by=editor)
    before = leopard.page.draft_version

    chosen = {"action": "merge_selected", "_selected_action": [old.pk, keep.pk]}
    asked = client.post(LIST, chosen)
    html = asked.content.decode()
    assert "Amur leopard" in html
    assert "Southwest Primorye" in html
    assert Source.objects.count() == 2
    answer = fields(asked) | {"keep": keep.pk, "_selected_action": [old.pk, keep.pk]}
    del answer["publish"]
    told = client.post(LIST, answer, follow=True).content.decode()
    assert "1 source merged into" in told
    assert f'Seen by readers when you publish: <a href="/admin/wcs_species/species/{leopard.pk}/change/">' in told

    kept = Source.objects.get()
    assert (kept.title, kept.doi, kept.author, kept.year) == ("Counting leopards", "10.1000/182", "A. Vitkalova", 2018)
    leopard.refresh_from_db()
    leopard.page.refresh_from_db()
    assert leopard.trend_source == kept
    assert list(leopard.sources.all()) == [kept]
    assert leopard.counts.get().source == kept
    assert place.facts.get().source == kept
    assert leopard.page.draft_version > before
    # Readers see the other name when the page is published.
    assert "Counting leopards in the snow" in client.get("/species/amur-leopard/").content.decode()
    verbs.publish(leopard, by=editor)
    assert "Counting leopards in the snow" not in client.get("/species/amur-leopard/").content.decode()


def test_merging_publishes_again_where_nothing_else_waits_and_is_no_news(client, editor):
    leopard, okapi, place = (
        make_species(),
        make_species(slug="okapi", common_name="Okapi", scientific_name="Okapia"),
        make_place(),
    )
    old, keep = Source.objects.order_by("pk")
    keep.title = "Counting"
    keep.save()
    for row in (leopard, okapi):
        row.counts.update(source=old)
        verbs.publish(row, by=editor)
    okapi.summary = "Half a sen"
    okapi.save()
    verbs.save_draft(okapi, by=editor)
    place.facts.create(text="It snows.", source=old)
    asked = client.post(LIST, {"action": "merge_selected", "_selected_action": [old.pk, keep.pk]})
    answer = fields(asked) | {"keep": keep.pk, "_selected_action": [old.pk, keep.pk]}
    told = client.post(LIST, answer, follow=True).content.decode()
    told, waiting = told[told.index("minor change") :].split("Seen by readers", 1)
    names = [set(re.findall(r">([^<]+)</a>", part.split("</li>")[0])) for part in (told, waiting)]
    assert names == [{"Amur leopard"}, {"Okapi", "Southwest Primorye"}]
    html = client.get("/species/amur-leopard/").content.decode()
    assert "Counting leopards in the snow" not in html
    edition = leopard.page.editions.live().get()
    assert (edition.number, edition.is_minor) == (2, True)
    leopard.page.refresh_from_db()
    assert leopard.page.draft_version == edition.draft_version
    assert "Half a sen" not in client.get("/species/okapi/").content.decode()


def test_an_edition_from_before_a_merge_is_restored_with_the_source_that_was_kept(editor):
    leopard = make_species()
    first = Source.objects.get()
    verbs.publish(leopard, by=editor)
    second, third = make_source(title="The same"), make_source(title="Once more")
    merging.merge(second, [first], by=editor)
    merging.merge(third, [second], by=editor)
    leopard.counts.update(low=7)
    leopard.page.refresh_from_db()
    restore.restore(leopard, number=1, by=editor, expected=leopard.page.draft_version)
    assert leopard.counts.get().low == 84
    assert leopard.counts.get().source == third
    assert list(Source.objects.all()) == [third]


def test_one_alone_is_not_merged_nor_by_whom_may_not_delete(client, editor):
    one, two = make_source(), make_source()
    alone = client.post(LIST, {"action": "merge_selected", "_selected_action": [one.pk]}, follow=True)
    assert b"Choose the two or more" in alone.content
    client.force_login(make_user(is_superuser=False))
    chosen = {"action": "merge_selected", "_selected_action": [one.pk, two.pk], "keep": one.pk}
    assert client.post(LIST, chosen).status_code == 403
    assert Source.objects.count() == 2
