"""A photo whose rights are gone: off every page at once, its files deleted, its addresses gone, and a receipt."""

from datetime import timedelta

import pytest

from newsroom.models import NewsPhoto
from photos import renditions, withdrawals
from photos.models import Collection, Photo, Withdrawal
from photos.pictures import problems_of
from publishing import clock, verbs
from tests.campaigns import make_appeal
from tests.content import make_news, make_place, make_species
from tests.pictures import plate, stored, take_in
from wcs_species.models import SpeciesPhoto

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def ready(colour="#b5651d", **changes):
    photo = take_in(plate(colour=colour), **changes)
    renditions.render(photo)
    photo.refresh_from_db()
    return photo


@pytest.fixture
def photo():
    return ready(title="Leopard in snow")


@pytest.fixture
def species(photo):
    """A live profile with the photo as its number 2, and a live news item with it."""
    place = make_place()
    verbs.publish(place, by=None)
    row = make_species()
    SpeciesPhoto.objects.create(species=row, photo=photo, number=2, position=1, caption="Here it crosses.")
    row.last_photo_number = 2
    row.save()
    verbs.publish(row, by=None)
    item = make_news()
    NewsPhoto.objects.create(item=item, photo=photo)
    verbs.publish(item, by=None)
    return row


@pytest.fixture
def withdraw(django_capture_on_commit_callbacks):
    def act(photo, **changes):
        with django_capture_on_commit_callbacks(execute=True):
            return withdrawals.withdraw(photo, **{"by": None, "why": "The photographer took it back.", **changes})

    return act


def test_it_is_gone_from_every_page_at_the_next_request_and_its_addresses_say_so(client, species, photo, withdraw):
    pages = ["/species/amur-leopard/", "/newsroom/2026/01/a-leopard-crosses-the-border/"]
    files = [file.url for file in photo.renditions()]
    for page in pages:
        assert f"/media/p/{photo.key}/" in client.get(page).text
    assert client.get("/species/amur-leopard/photos/2/").status_code == 200
    assert client.get(f"/photos/{photo.key}/")["Location"] == pages[0]
    withdraw(photo)
    for page in pages:
        text = client.get(page).text
        assert "/media/p/" + photo.key not in text
        assert "Here it crosses." not in text
    for address in ["/species/amur-leopard/photos/2/", f"/photos/{photo.key}/", *files]:
        response = client.get(address)
        assert response.status_code == 410, address
        assert "withdrawn" in response.text
    assert client.get("/species/amur-leopard/photos/3/").status_code == 404
    # The other photos of these pages have no files.
    assert not stored()
    assert photo.file.name not in stored("originals")


def test_the_card_other_sites_show_is_drawn_anew(client, species, photo, withdraw):
    species.photos.exclude(photo=photo).delete()
    verbs.publish(species, by=None)
    before = client.get("/species/amur-leopard/card.jpg")
    withdraw(photo)
    after = client.get("/species/amur-leopard/card.jpg")
    assert before["ETag"] != after["ETag"]
    assert before.content != after.content


def test_the_address_stays_gone_when_the_page_is_published_without_it_and_when_the_photo_is_deleted(
    client, species, photo, withdraw
):
    address = photo.renditions()[0].url
    withdraw(photo, replacement=ready("#2e6b34"))
    verbs.publish(species, by=None)
    assert client.get("/species/amur-leopard/photos/2/").status_code == 410
    assert client.get("/species/amur-leopard/photos/3/").status_code == 200
    NewsPhoto.objects.filter(photo=photo).delete()
    photo.delete()
    assert client.get(address).status_code == 410
    assert Withdrawal.objects.get().photo is None


def test_drafts_show_the_replacement_in_its_own_words_under_a_number_of_its_own(species, photo, withdraw):
    version = species.page.draft_version
    other = ready("#2e6b34", caption="Another one.")
    withdraw(photo, replacement=other)
    use = species.photos.get(photo=other)
    assert (use.number, use.caption, use.alt_text) == (3, "", "")
    species.page.refresh_from_db()
    assert species.page.draft_version > version
    assert not NewsPhoto.objects.filter(photo=photo).exists()


def test_a_page_that_shows_the_replacement_already_only_loses_the_photo(species, photo, withdraw):
    other = ready("#2e6b34")
    SpeciesPhoto.objects.create(species=species, photo=other, number=3)
    withdraw(photo, replacement=other)
    assert list(species.photos.filter(photo__in=[photo, other]).values_list("number", flat=True)) == [3]


def test_a_draft_without_replacement_says_that_it_needs_one(species, photo, withdraw):
    withdraw(photo)
    photo.refresh_from_db()
    assert problems_of(photo)[0] == "It was withdrawn. Choose another."
    with pytest.raises(verbs.NotReady, match="withdrawn"):
        verbs.publish(species, by=None)


def test_what_cannot_be_is_refused(photo, withdraw):
    for changes in ({"why": " "}, {"replacement": photo}, {"replacement": take_in(is_complete=False)}):
        with pytest.raises(withdrawals.Refused):
            withdraw(photo, **changes)
    assert stored()
    withdraw(photo)
    with pytest.raises(withdrawals.Refused, match="already"):
        withdraw(photo)


def test_photos_of_the_same_page_are_offered_first_then_those_of_the_collection(species, photo):
    collected, together, elsewhere = ready("#111111"), ready("#222222"), ready("#333333")
    SpeciesPhoto.objects.create(species=species, photo=together, number=3)
    trip = Collection.objects.create(name="Winter 2026")
    trip.photos.set([photo, collected, ready("#444444", is_complete=False)])
    offered = withdrawals.offers(photo)
    assert offered.index(together) < offered.index(collected)
    assert elsewhere not in offered
    assert photo not in offered


def test_background_work_that_held_it_leaves_nothing_behind(photo, withdraw):
    Photo.objects.update(recipe="")
    held = Photo.objects.get(pk=photo.pk)
    held.rendition_list = "[]"
    withdraw(photo)
    with pytest.raises(FileNotFoundError):
        renditions.render(held)
    assert not stored()
    assert not renditions.step()


def test_staff_see_the_uses_choose_and_get_the_receipt(
    admin_client, species, photo, django_capture_on_commit_callbacks
):
    other = ready("#2e6b34", title="Cubs at play")
    SpeciesPhoto.objects.create(species=species, photo=other, number=3)
    waits = make_news(headline="A secret until Monday", slug="secret")
    NewsPhoto.objects.create(item=waits, photo=photo)
    verbs.schedule(waits, at=clock.now() + timedelta(days=3), by=None)
    make_appeal(title="Keep the corridor", photo=photo)
    address = f"/admin/photos/photo/{photo.pk}/withdraw/"
    asked = admin_client.get(address).text
    for words in ("Amur leopard", "A leopard crosses the border", "Cubs at play"):
        assert words in asked
    assert "Say why" in admin_client.post(address, {"replacement": other.pk}).text
    with django_capture_on_commit_callbacks(execute=True):
        done = admin_client.post(address, {"replacement": other.pk, "why": "Rights ended."})
    page = admin_client.get(done["Location"]).text
    for words in (
        "“Leopard in snow” (Vera Example",
        "Reason: Rights ended.",
        "http://testserver/species/amur-leopard/",
    ):
        assert words in page
    receipt = withdrawals.receipt(Withdrawal.objects.get())
    assert receipt.count("\n- ") == 3
    assert "Appeal: Keep the corridor" in receipt
    assert "A secret until Monday" not in receipt
    assert admin_client.get(address).status_code == 404


def test_who_may_not_delete_photos_may_not_withdraw_them(client, django_user_model, photo):
    person = django_user_model.objects.create_user("viewer", password="x", is_staff=True)
    client.force_login(person)
    assert client.post(f"/admin/photos/photo/{photo.pk}/withdraw/", {"why": "x"}).status_code == 403
    assert Photo.objects.get(pk=photo.pk).withdrawn_at is None
