"""Restoring an edition into the draft: whole or one section, nothing lost, nothing doubled, nothing published."""

from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from newsroom.models import NewsPhoto
from photos.models import Photo
from places.models import PlaceFact
from publishing import clock, drafts, kinds, restore, verbs
from publishing.bases import Part
from publishing.compare import difference
from publishing.documents import sha256, to_json
from publishing.models import Act, Edition, KeptDraft, Page, Route
from publishing.verbs import Refused, StaleDraft
from sources.documents import SourceNote
from sources.models import Source
from sources.thaw import Sources
from tests.content import make_news, make_photo, make_place, make_plain_page, make_source, make_species, make_user
from tests.forms import fields
from wcs_species import models as m
from wcs_species.models import Group, Species, SpeciesPhoto
from website.models import Download, PageDownload, PagePhoto, PageVideo

pytestmark = pytest.mark.django_db

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.json"))


def a_species():
    """A leopard with two rows at least wherever there can be two, and with rows that no document shows."""
    row = make_species(class_name="Mammalia", order="Carnivora", family="Felidae")
    place = make_place()
    verbs.publish(place, by=None)
    row.places.add(place, make_place(name="Not live", slug="not-live"))
    other, doubtful = make_source(title="Another", url="https://example.org/a"), make_source(title="?", unverified=True)
    row.sources.add(other)
    Species.objects.filter(pk=row.pk).update(trend="decreasing", trend_as_of=2008, trend_source=other)
    for language in ("ru", "de"):
        m.VernacularName.objects.create(species=row, name=f"Name {language}", language=language, source=other)
    for scheme in ("iucn", "gbif"):
        m.Identifier.objects.create(species=row, scheme=scheme, value=f"{scheme}-7")
    m.Assessment.objects.create(species=row, category="EN", published=1996, source=other)
    m.Listing.objects.create(species=row, appendix="I", in_force="1975-07-01", annotation="All.", source=other)
    m.Listing.objects.create(species=row, convention="CMS", appendix="II", source=other)
    series = m.Series.objects.create(
        species=row, counted="individuals identified", area="Hunchun", method="snow tracks", detail="In winter."
    )
    m.Count.objects.create(species=row, series=series, year=2012, qualifier="between", low=8, high=11, source=other)
    m.Count.objects.create(
        species=row, series=series, year=2015, qualifier="about", low=20, comparable="yes", note="Told.", source=other
    )
    m.Count.objects.create(species=row, series=series, qualifier="about", low=30, source=other, unverified=True)
    m.Series.objects.create(species=row, counted="nests", area="Nowhere")
    m.Measurement.objects.create(
        species=row, kind="home range", low=None, high="155", unit="sq mi", as_printed="as large as", source=other
    )
    m.FastFact.objects.create(species=row, text="It barks.", position=5)
    m.FastFact.objects.create(species=row, text="It can fly.", unverified=True, position=2)
    m.FastFact.objects.create(species=row, text="It sings.", source=doubtful)
    m.Habitat.objects.create(species=row, text="Oak forest.")
    m.RangeCountry.objects.create(species=row, country="CN", presence="uncertain", source=other)
    threat = m.Threat.objects.create(species=row, title="Snares", code="5.1.1", timing="past, unlikely to return")
    m.Threat.objects.create(species=row, title="Rumour", unverified=True)
    action = m.Action.objects.create(species=row, title="Patrols", code="5.4", since=2006, until=2012, place="Primorye")
    action.answers.add(threat, m.Threat.objects.get(title="Fire"))
    SpeciesPhoto.objects.create(
        species=row, photo=make_photo(is_decorative=True), number=2, caption="Here.", alt_text="A cat, here", position=1
    )
    Species.objects.filter(pk=row.pk).update(last_photo_number=2)
    return saved(row)


def a_news_item():
    row = make_news(byline="Ann", related_title="More", related_url="https://example.org/more")
    place = make_place()
    verbs.publish(place, by=None)
    row.places.add(place)
    row.sources.add(make_source())
    NewsPhoto.objects.create(item=row, photo=make_photo(), caption="A second one.", position=1)
    return saved(row)


def a_place():
    row = make_place(
        countries="RU, CN",
        area_km2=2600,
        area_source=make_source(),
        established="2012-04",
        established_source=make_source(),
    )
    for text in ("Oak and pine.", "Snow for five months."):
        PlaceFact.objects.create(place=row, text=text, source=make_source(title=text))
    return saved(row)


def a_plain_page():
    row = make_plain_page(photo=make_photo(), has_press_contact=True)
    for name in ("a", "b"):
        PagePhoto.objects.create(owner=row, photo=make_photo(), caption=name)
        file = Download.objects.create(title=f"Report {name}", name=f"{name}.pdf", size=10, pages=2)
        PageDownload.objects.create(owner=row, download=file)
        PageVideo.objects.create(owner=row, title=name, url=f"https://example.org/{name}", poster=make_photo())
    return saved(row)


MAKERS = {"species": a_species, "news": a_news_item, "place": a_place, "plain": a_plain_page}


def saved(row):
    verbs.save_draft(row, by=None)
    return type(row).objects.select_related("page").get(pk=row.pk)


def parts_of(row):
    """The rows of the draft beside its root, by part."""
    found = {}
    for relation in row._meta.related_objects:
        if issubclass(relation.related_model, Part):
            found[relation.name] = getattr(row, relation.name)
    return found


def wipe(row):
    """Everything that can be deleted is; the rest says something else."""
    for rows in parts_of(row).values():
        rows.all().delete()
    for field in row._meta.many_to_many:
        getattr(row, field.name).clear()
    return row


def shuffle(row):
    """Rows change places, uids and values: each says what another said, and there are new ones."""
    for rows in parts_of(row).values():
        here = list(rows.order_by("position", "pk"))
        for position, part in enumerate(reversed(here)):
            part.position = position
            for field in part._meta.concrete_fields:
                is_text = field.get_internal_type() in ("CharField", "TextField") and field.max_length != 10
                if is_text and not field.choices and not field.unique:
                    setattr(part, field.name, f"x{getattr(part, field.name)}"[: field.max_length])
            part.save()
    if isinstance(row, Species):
        m.Threat.objects.create(species=row, title="Roads", source=make_source())
        row.series.first().counts.update(series=row.series.last())
        first, second = row.photos.all()
        taken, first.photo = first.photo, make_photo()
        first.save()
        second.photo, first.photo = taken, second.photo
        second.save()
        first.save()
    return row


def change_root(row):
    for field in row._meta.concrete_fields:
        if field.get_internal_type() in ("CharField", "TextField", "SlugField") and not field.choices:
            setattr(row, field.name, "ru" if field.name == "countries" else f"x{getattr(row, field.name)}"[:80])
        elif field.null and not field.primary_key:
            setattr(row, field.name, None)
        elif field.get_internal_type() == "BooleanField":
            setattr(row, field.name, not getattr(row, field.name))
    for name in ("established", "related_url"):
        if hasattr(row, name):
            setattr(row, name, "")
    if hasattr(row, "related_title"):
        row.related_title, row.dated = "", date(2020, 2, 2)
    row.save()
    return row


def put_back(row, editor, number=1, section=""):
    version = Page.objects.get(pk=row.page_id).draft_version
    return restore.restore(row, number=number, by=editor, expected=version, section=section)


def frozen(row) -> str:
    return to_json(kinds.get(row.page.kind).freeze(drafts.read(row)))


@pytest.mark.parametrize("change", [wipe, shuffle])
@pytest.mark.parametrize("kind", MAKERS)
def test_whatever_was_changed_the_draft_says_again_what_the_edition_said(kind, change, editor):
    row = MAKERS[kind]()
    before = frozen(row)
    verbs.publish(row, by=editor)
    change(change_root(row))
    assert frozen(row) != before
    assert put_back(row, editor) == []
    assert frozen(row) == before
    # And once more, section by section: nothing is doubled.
    counts = {name: rows.count() for name, rows in parts_of(row).items()}
    with pytest.raises(verbs.Refused, match="says the same already"):
        put_back(row, editor)
    document = kinds.read(row.page.editions.get())
    for thaw in kinds.get(row.page.kind).thaw.values():
        thaw(type(row).objects.get(pk=row.pk), document)
    assert {name: rows.count() for name, rows in parts_of(row).items()} == counts
    assert frozen(row) == before
    assert Edition.objects.filter(page=row.page).count() == 1


@pytest.mark.parametrize("kind", MAKERS)
def test_every_section_can_be_restored_alone_and_together_they_are_the_whole(kind, editor):
    row = MAKERS[kind]()
    before = frozen(row)
    verbs.publish(row, by=editor)
    wipe(change_root(row))
    for section in reversed(kinds.get(kind).thaw):
        put_back(row, editor, section=section)
    if kind == "species":
        # Which threats an action answers comes back with the actions, once the threats are there.
        assert put_back(row, editor, section="actions") == []
    assert frozen(row) == before


def test_a_restored_section_leaves_the_others_as_they_are(editor):
    leopard = a_species()
    verbs.publish(leopard, by=editor)
    leopard.fast_facts.all().delete()
    leopard.habitats.all().delete()
    verbs.save_draft(leopard, by=editor)
    put_back(leopard, editor, section="fast-facts")
    assert leopard.fast_facts.filter(text="It barks.").exists()
    assert not leopard.habitats.exists()
    with pytest.raises(Refused, match="no such section"):
        put_back(leopard, editor, section="secrets")


def test_what_no_document_shows_stays_in_the_draft(editor):
    leopard = a_species()
    verbs.publish(leopard, by=editor)
    m.FastFact.objects.filter(text="It barks.").delete()
    put_back(leopard, editor)
    assert list(leopard.fast_facts.values_list("text", flat=True)) == [
        "Its winter coat is seven centimetres deep.",
        "It barks.",
        "It sings.",
        "It can fly.",
    ]
    assert leopard.threats.filter(title="Rumour").exists()
    assert leopard.series.filter(area="Nowhere").exists()
    assert leopard.counts.filter(year=None).exists()
    assert leopard.places.filter(name="Not live").exists()


def test_rows_keep_their_uid_and_what_they_are_linked_to(editor):
    leopard = a_species()
    uids = dict(leopard.threats.values_list("title", "uid"))
    verbs.publish(leopard, by=editor)
    wipe(leopard)
    put_back(leopard, editor)
    assert dict(leopard.threats.values_list("title", "uid")) == {k: v for k, v in uids.items() if k != "Rumour"}
    assert set(leopard.actions.get(title="Patrols").answers.values_list("title", flat=True)) == {"Snares", "Fire"}


def test_nothing_changes_for_readers_and_the_draft_has_unpublished_changes(client, editor):
    leopard = make_species()
    verbs.publish(leopard, by=editor)
    leopard.common_name = "Snow-walker"
    leopard.save()
    leopard = saved(leopard)
    verbs.publish(leopard, by=editor)
    put_back(leopard, editor)
    leopard.refresh_from_db()
    assert leopard.common_name == "Amur leopard"
    assert Page.objects.get(pk=leopard.page_id).name == "Amur leopard"
    assert "Snow-walker</h1>" in client.get("/species/amur-leopard/").content.decode()
    assert Edition.objects.count() == 2
    assert Act.objects.filter(verb="restore", edition__number=1, by=editor).exists()


def test_a_draft_that_somebody_saved_meanwhile_is_not_replaced(editor):
    leopard = make_species()
    verbs.publish(leopard, by=editor)
    seen = leopard.page.draft_version
    leopard.fast_facts.all().delete()
    verbs.save_draft(leopard, by=editor)
    with pytest.raises(StaleDraft):
        restore.restore(leopard, number=1, by=editor, expected=seen)
    assert not leopard.fast_facts.exists()
    assert not KeptDraft.objects.exists()


def test_a_restore_can_be_taken_back(editor):
    leopard = a_species()
    verbs.publish(leopard, by=editor)
    shuffle(leopard)
    mine = frozen(leopard)
    put_back(leopard, editor)
    assert frozen(leopard) != mine
    version = Page.objects.get(pk=leopard.page_id).draft_version
    restore.take_back(leopard, kept=KeptDraft.objects.latest("pk").pk, by=editor, expected=version)
    assert frozen(leopard) == mine


def test_a_source_that_was_deleted_is_made_again(editor):
    place = a_place()
    before = frozen(place)
    verbs.publish(place, by=editor)
    wipe(change_root(place))
    Source.objects.all().delete()
    remarks = put_back(place, editor)
    assert "was made again" in " ".join(remarks)
    assert frozen(place) == before


def test_of_two_sources_that_are_much_alike_an_old_edition_finds_its_own(editor):
    make_source(title="Census", publisher="WCS", year=2015)
    right = make_source(title="Census", publisher="WCS", year=2015, accessed_on=date(2026, 11, 24))
    note = SourceNote(
        number=1, title="Census", author="A. Vitkalova", publisher="WCS", year=2015, accessed_on=date(2026, 11, 24)
    )
    assert Sources([note]).row(1) == right


def test_an_edition_whose_photo_was_withdrawn_is_shown_and_restored_with_a_word_about_it(client, editor):
    leopard = make_species()
    verbs.publish(leopard, by=editor)
    photo = leopard.photos.get().photo
    Photo.objects.filter(pk=photo.pk).update(withdrawn_at=clock.now())
    leopard.photos.all().delete()
    verbs.save_draft(leopard, by=editor)
    assert client.get("/species/amur-leopard/editions/1/").status_code == 200
    [remark] = put_back(leopard, editor)
    assert "was withdrawn since" in remark
    with pytest.raises(verbs.NotReady, match="withdrawn"):
        verbs.publish(leopard, by=editor)


def test_what_is_gone_for_good_is_told_and_the_rest_comes_back(editor):
    leopard = make_species()
    verbs.publish(leopard, by=editor)
    wipe(leopard)
    SpeciesPhoto.objects.all().delete()
    Photo.objects.all().delete()
    Group.objects.all().delete()
    leopard.slug = leopard.scientific_name = "other"
    leopard.save()
    make_species()
    verbs.save_draft(leopard, by=editor)
    remarks = " ".join(put_back(leopard, editor))
    for words in (
        "Address: “amur-leopard” belongs to another page",
        "“Cats” is no longer there",
        "A photo is no longer",
    ):
        assert words in remarks
    assert leopard.counts.exists()


def test_a_row_that_now_belongs_to_another_page_stays_there(editor):
    leopard, okapi = make_species(), make_species(common_name="Okapi", scientific_name="Okapia", slug="okapi")
    verbs.publish(leopard, by=editor)
    fact = leopard.fast_facts.get()
    m.FastFact.objects.filter(pk=fact.pk).update(species=okapi)
    verbs.save_draft(leopard, by=editor)
    put_back(leopard, editor)
    assert leopard.fast_facts.get().text == fact.text
    assert okapi.fast_facts.filter(uid=fact.uid).exists()


def test_an_edition_closed_by_law_is_not_restored_even_where_a_schedule_waited(client, editor):
    leopard = make_species()
    verbs.publish(leopard, by=editor)
    leopard.common_name = "What the court forbids"
    leopard.save()
    verbs.schedule(saved(leopard), at=clock.now() + timedelta(days=1), by=editor)
    put_back(leopard, editor)
    assert KeptDraft.objects.exists()
    verbs.take_down(leopard.page, by=editor, why="court order", legal=True)
    assert not Edition.objects.scheduled().exists()
    assert not KeptDraft.objects.exists()
    assert Edition.objects.filter(closed_at=None).count() == 0
    for number in (1, 2):
        with pytest.raises(Refused, match="no such edition"):
            put_back(leopard, editor, number=number)
        assert client.get(f"{admin(leopard)}/restore/?number={number}").status_code == 404
        assert client.get(f"{admin(leopard)}/compare/?from={number}").status_code == 404
    assert client.get("/species/amur-leopard/history/").status_code == 404


# In the admin


def admin(row) -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}"


def test_an_editor_sees_what_would_be_replaced_then_restores_then_takes_it_back(client, editor):
    leopard = make_species()
    verbs.publish(leopard, by=editor)
    m.FastFact.objects.update(text="It can fly.")
    verbs.save_draft(leopard, by=editor)
    asking = client.get(f"{admin(leopard)}/restore/?number=1&section=fast-facts")
    text = asking.content.decode()
    assert "It can fly" not in client.get(f"{admin(leopard)}/restore/?number=1&section=introduction").content.decode()
    assert "the draft has changes that were never published" in text.lower()
    assert "can fly" in text
    assert leopard.fast_facts.get().text == "It can fly."
    response = client.post(f"{admin(leopard)}/restore/", fields(asking), follow=True)
    text = response.content.decode()
    assert "Restored into the draft" in text
    assert leopard.fast_facts.get().text == "Its winter coat is seven centimetres deep."
    kept = KeptDraft.objects.get()
    back = client.get(f"{admin(leopard)}/restore/?kept={kept.pk}")
    client.post(f"{admin(leopard)}/restore/", fields(back))
    assert leopard.fast_facts.get().text == "It can fly."


def test_an_answer_to_an_old_question_restores_nothing(client, editor):
    leopard = make_species()
    verbs.publish(leopard, by=editor)
    m.FastFact.objects.update(text="It can fly.")
    verbs.save_draft(leopard, by=editor)
    asked = fields(client.get(f"{admin(leopard)}/restore/?number=1"))
    m.FastFact.objects.update(text="It swims.")
    verbs.save_draft(leopard, by=editor)
    response = client.post(f"{admin(leopard)}/restore/", asked, follow=True)
    assert "saved the draft since" in response.content.decode()
    assert leopard.fast_facts.get().text == "It swims."


def test_the_first_look_of_somebody_who_may_not_change_is_all_they_get(client, editor):
    leopard = make_species()
    verbs.publish(leopard, by=editor)
    client.force_login(make_user(is_superuser=False))
    assert client.get(f"{admin(leopard)}/restore/?number=1").status_code == 403
    assert client.get(f"{admin(leopard)}/compare/").status_code == 403
    assert client.post(f"{admin(leopard)}/review/").status_code == 403


# Documents of every schema there has been


def test_a_photo_that_says_something_else_now_is_told_where_the_page_has_no_words_of_its_own(editor):
    place = make_place()
    verbs.publish(place, by=editor)
    Photo.objects.filter(pk=place.photo_id).update(caption="Another caption.")
    place.photo = None
    place.save()
    verbs.save_draft(place, by=editor)
    [remark] = put_back(place, editor)
    assert "another caption or alt text now" in remark


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_an_old_document_is_read_shown_compared_and_restored(client, editor, file):
    kind_name, schema = file.stem.split("-")[:2]
    kind, text = kinds.get(kind_name), file.read_text().strip()
    document = kind.decode(text, int(schema))
    row = a_draft_for(kind_name, msgspec.json.decode(text))
    entry = document.entry()
    Edition.objects.create(
        page=row.page, number=1, document=text, schema=int(schema), sha256=sha256(text), kind=kind_name,
        path=document.path, title=entry.title, sort_key=entry.title, in_force_from=clock.now(), draft_version=0,
        card=to_json(entry.card) if entry.card else "", facet=entry.facet, listed_on=entry.listed_on,
    )  # fmt: skip
    Route.objects.create(path=document.path, page=row.page, since="2020-01-01T00:00Z")
    assert entry.title in client.get(document.path).content.decode()
    assert client.get(f"{document.path}editions/1/").status_code == 200
    assert client.get(f"{document.path}history/").status_code == 200
    assert client.get(f"{admin(row)}/compare/?from=1").status_code == 200
    remarks = put_back(row, editor)
    assert [remark for remark in remarks if "made again" not in remark] == []
    restored = kind.freeze(drafts.read(row))
    assert not difference(document, restored, kind.sections)
    assert Edition.objects.get(page=row.page).sha256 == sha256(text)


def a_draft_for(kind_name, plain):
    """An empty draft of that page, in a database that has the photos, groups and pages that the document names."""
    for use in photos_in(plain):
        make_photo(uid=use["photo"], caption=use.get("caption", ""), alt_text=use.get("alt", ""))
    for group in plain.get("groups", []):
        Group.objects.create(uid=group["uid"], name=group["name"], slug=group["slug"])
    named = {"place": plain.get("places", []), "species": plain.get("species", [])}
    for number, each in enumerate(named["place"]):
        live(make_place(name=each["name"], slug=f"place-{number}"), each)
    for number, each in enumerate(named["species"]):
        live(make_species(common_name=each["name"], scientific_name=f"no. {number}", slug=f"species-{number}"), each)
    maker = {"species": make_species, "place": make_place, "news": make_news, "plain": make_plain_page}[kind_name]
    row = maker()
    Page.objects.filter(pk=row.page_id).update(uid=plain["uid"])
    row.page.uid = plain["uid"]
    return row


def live(row, named):
    Page.objects.filter(pk=row.page_id).update(uid=named["uid"])
    row.page.refresh_from_db()
    verbs.publish(row, by=None)


def photos_in(plain) -> list[dict]:
    """The uses of photos anywhere in a document."""
    if isinstance(plain, dict) and isinstance(plain.get("photo"), str):
        return [plain]
    inner = plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list) else []
    return [use for each in inner for use in photos_in(each)]
