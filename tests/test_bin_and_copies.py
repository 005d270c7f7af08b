"""Drafts thrown away and returned, copies, where things are used, and the way from a page to its form."""

from datetime import timedelta

import pytest

from publishing import bin, clock, verbs
from publishing.models import Edition, Page
from tests.content import make_news, make_place, make_plain_page, make_source, make_species, make_user
from tests.forms import change, errors, form_of, said, save
from tests.test_admin import LIST
from wcs_species.models import Species
from website import work
from website.models import Download, MenuItem, PageDownload

pytestmark = pytest.mark.django_db


def delete(client, row, **data):
    return client.post(change(row).replace("change", "delete"), data, follow=True)


def test_a_draft_nobody_wants_lies_in_the_bin_and_comes_back(client, editor):
    place = make_place()
    news = make_news()
    news.places.add(place)
    asked = client.get(change(place).replace("change", "delete")).content.decode()
    assert "comes back from there whenever you want within 30 days" in asked
    assert f'href="{change(news)}"' in asked
    assert "in the bin for 30 days" in said(delete(client, place))
    listing = "/admin/places/place/"
    assert list(client.get(listing).context["cl"].result_list) == []
    assert list(client.get(f"{listing}?state=draft").context["cl"].result_list) == []
    assert list(client.get(f"{listing}?state=bin").context["cl"].result_list) == [place]
    assert f"{listing}?state=draft" not in client.get("/admin/").content.decode()
    query = {"app_label": "newsroom", "model_name": "newsitem", "field_name": "places", "term": "Primorye"}
    assert client.get("/admin/autocomplete/", query).json()["results"] == []
    place.page.refresh_from_db()
    with pytest.raises(verbs.Refused, match="in the bin"):
        verbs.publish(place, by=editor)

    taken = save(client, make_place(name="Other", slug="other"), slug="Southwest-Primorye")
    assert "“Southwest Primorye”, which is in the bin, has that address" in errors(taken)["slug"]

    assert "back in the list" in said(client.post(change(place).replace("change", "take-out"), follow=True))
    assert place in client.get(listing).context["cl"].result_list
    assert len(client.get("/admin/autocomplete/", query).json()["results"]) == 1


def test_whoever_writes_on_takes_a_draft_out_of_the_bin(client, editor):
    place = make_place()
    data = form_of(client, place) | {"summary": "Still wanted.", "_save": "1"}
    delete(client, place)
    client.post(change(place), data)
    assert Page.objects.get().binned_at is None


def test_what_is_deleted_from_the_bin_is_gone_whole(client, editor):
    species = make_species()
    delete(client, species)
    assert "deleted for good" in said(delete(client, species))
    assert not Species.objects.exists()
    assert not Page.objects.exists()


def test_the_background_empties_the_bin_after_thirty_days(editor):
    old, new = make_place(), make_place(slug="hunchun")
    for place in (old, new):
        bin.put(place.page, by=editor)
    Page.objects.filter(pk=old.page_id).update(binned_at=clock.now() - timedelta(days=31))
    work.drain()
    assert list(Page.objects.all()) == [new.page]


def test_nobody_without_the_right_puts_anything_into_the_bin(client, editor):
    place = make_place()
    client.force_login(make_user("visitor", is_superuser=False))
    assert delete(client, place).status_code == 403
    assert client.post(change(place).replace("change", "take-out")).status_code == 403
    assert client.post(change(place).replace("change", "copy")).status_code == 403


def test_a_copy_says_the_same_as_a_draft_of_its_own(client, editor):
    original = make_species()
    verbs.publish(original, by=editor)
    assert "Make a copy" in client.get(change(original).replace("change", "copy")).content.decode()
    assert Species.objects.count() == 1
    response = client.post(change(original).replace("change", "copy"), follow=True)
    assert "This is the copy" in said(response)
    copy = Species.objects.exclude(pk=original.pk).get()
    assert (copy.common_name, copy.scientific_name, copy.slug) == (
        "Amur leopard (copy)",
        "Panthera pardus orientalis (copy)",
        "amur-leopard-copy",
    )
    assert copy.page.uid != original.page.uid
    assert not copy.page.editions.exists()
    assert list(copy.groups.all()) == list(original.groups.all())
    count, action = copy.counts.get(), copy.actions.get()
    assert (count.series, count.low) == (copy.series.get(), 84)
    assert count.uid != original.counts.get().uid
    assert action.answers.get() == copy.threats.get()
    assert [use.number for use in copy.photos.all()] == [1]
    with pytest.raises(verbs.NotReady, match="The common name still says that this is a copy"):
        verbs.publish(copy, by=editor)
    client.post(change(original).replace("change", "copy"))
    assert Species.objects.filter(slug="amur-leopard-copy-2", common_name="Amur leopard (copy 2)").exists()
    assert Edition.objects.count() == 1


def test_what_is_in_use_is_not_deleted_and_says_where(client, editor):
    species = make_species()
    group, source, page = species.groups.get(), make_source(), make_plain_page()
    species.sources.add(source)
    file = Download.objects.create(title="Report", name="report.pdf", size=1, pages=1)
    PageDownload.objects.create(owner=page, download=file)
    for row, user in ((group, species), (source, species), (file, page)):
        url = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}"
        text = client.post(f"{url}/delete/", {"post": "yes"}).content.decode()
        assert "is in use" in text, row
        assert f'href="{change(user)}"' in text, row
        assert f'href="{change(user)}"' in client.get(f"{url}/change/").content.decode(), row
        assert type(row).objects.filter(pk=row.pk).exists()
    free = make_source(title="Nobody reads it")
    client.post(f"/admin/sources/source/{free.pk}/delete/", {"post": "yes"})
    assert not type(free).objects.filter(pk=free.pk).exists()


def test_a_place_says_who_names_it(client, editor):
    place, species = make_place(), make_species()
    uses = change(place).replace("change", "uses")
    assert "Nowhere" in client.get(uses).content.decode()
    species.places.add(place)
    MenuItem.objects.create(title="Where", page=place.page)
    verbs.publish(place, by=editor)
    verbs.publish(species, by=editor)
    for url in (uses, change(place).replace("change", "take-down")):
        text = client.get(url).content.decode()
        for words in (change(species), "/species/amur-leopard/", "Menu item", "Published, "):
            assert words in text, words


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("/species/amur-leopard/", "species"),
        ("/species/amur-leopard/photos/1/", "species"),
        ("/species/amur-leopard/history/", "species"),
        ("/places/southwest-primorye/", "place"),
    ],
)
def test_any_address_with_edit_leads_to_its_form(client, editor, path, row):
    rows = {"species": make_species(), "place": make_place()}
    for each in rows.values():
        verbs.publish(each, by=editor)
    response = client.get(f"{path}?edit", follow=True)
    assert response.redirect_chain[-1][0] == change(rows[row])


def test_an_address_of_no_page_leads_to_its_list_or_the_desk(client, editor):
    assert client.get("/species/?edit", follow=True).redirect_chain[-1][0] == LIST
    response = client.get("/search/?edit", follow=True)
    assert response.redirect_chain[-1][0] == "/admin/"
    assert "No page of its own" in said(response)


def test_a_reader_who_asks_to_edit_is_asked_to_sign_in(client):
    verbs.publish(make_species(), by=None)
    response = client.get("/species/amur-leopard/?edit", follow=True)
    assert response.redirect_chain[-1][0].startswith("/admin/login/?next=/admin/edit/")
    # The words alone, not a parameter of that name.
    assert client.get("/species/amur-leopard/?edited=1").status_code == 200
