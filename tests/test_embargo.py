"""Before the hour a scheduled item and its photos show nowhere; at the hour they are there with nothing run."""

from datetime import timedelta

import msgspec
import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from campaigns.models import Appeal
from photos.models import encoded
from publishing import clock, sharing, state, verbs
from publishing.models import Edition, Moment, Route
from tests.content import make_news, make_photo, make_place, make_plain_page, make_species, make_user
from tests.crawl import crawl

pytestmark = pytest.mark.django_db

SECRET = "xyzzy"


def files_of(photo) -> list[str]:
    """Puts files where the photo's renditions are said to be; returns their addresses."""
    files = photo.renditions()
    for file in files:
        if not default_storage.exists(file.name):
            default_storage.save(file.name, ContentFile(b"a picture"))
    return [file.url for file in files]


def photo_with_files(**changes):
    """A photo whose files have names such as renditions give them."""
    photo = make_photo(**changes)
    kinds = {"jpeg": "jpg"}
    named = [
        msgspec.structs.replace(
            file, name=f"p/{photo.key}/{number:016x}-{file.width}.{kinds.get(file.format, file.format)}"
        )
        for number, file in enumerate(photo.renditions())
    ]
    photo.rendition_list = encoded(named)
    photo.save()
    return photo


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def site():
    """A site with a page of each kind, and an item under embargo that names them all."""
    editor = make_user("ann")
    place, species, plain = make_place(), make_species(), make_plain_page()
    for row in (place, species, plain):
        verbs.publish(row, by=editor)
    verbs.publish(make_news(), by=editor)
    item = make_news(headline=f"{SECRET} found", slug=f"{SECRET}-found", dek=f"{SECRET} dek", body=f"<p>{SECRET}</p>")
    item.photos.update(photo=photo_with_files(title=f"{SECRET} photo", caption=f"{SECRET} caption"))
    item.species.add(species)
    item.places.add(place)
    return item


def scheduled(item) -> Edition:
    return verbs.schedule(item, at=clock.now() + timedelta(days=1), by=None)


def the_hour_comes(edition) -> None:
    """As if the schedule had been made a day earlier; nothing else is done."""
    earlier = timezone.now() - timedelta(minutes=1)
    Edition.objects.filter(pk=edition.pk).update(in_force_from=earlier)
    Route.objects.filter(path=edition.path).update(since=earlier)
    Moment.objects.filter(at=edition.in_force_from).update(at=earlier)


def test_before_the_hour_nothing_shows_anywhere(client, site):
    edition = scheduled(site)
    pictures = files_of(site.photos.get().photo)
    answers = crawl(client)
    asked = [*answers, f"/search/?q={SECRET}", f"/newsroom/?q={SECRET}", "/newsroom/feed/", "/sitemap.xml",
             edition.path, f"{edition.path}history/", f"{edition.path}editions/1/", f"{edition.path}?as_of=2099-01-01",
             *pictures]  # fmt: skip
    assert {"/", "/newsroom/", "/newsroom/feed/", "/sitemap.xml", "/species/amur-leopard/"} <= set(asked)
    for path in asked:
        response = client.get(path)
        # A reader's own words come back to them.
        text = response.getvalue().decode(errors="replace").lower().replace(f'value="{SECRET}"', "")
        assert f"{SECRET} " not in text.replace(f"“{SECRET}”", ""), path
        assert f"{SECRET}-found" not in text or path.startswith(edition.path), path
        assert not any(picture in text for picture in pictures), path
    for path in (edition.path, *pictures):
        assert client.get(path).status_code == 404, path
    assert SECRET not in "".join(message.body for message in mail.outbox)


def test_at_the_hour_it_is_there_with_nothing_run(client, site):
    edition = scheduled(site)
    pictures = files_of(site.photos.get().photo)
    front = client.get("/newsroom/").content.decode()
    assert client.get(pictures[0]).status_code == 404
    the_hour_comes(edition)
    # Between two requests: no verb, no command, no worker.
    assert SECRET not in front
    assert SECRET in client.get("/newsroom/").content.decode()
    assert client.get(edition.path).status_code == 200
    assert SECRET in client.get("/newsroom/feed/").content.decode()
    assert client.get(pictures[0]).status_code == 200
    assert "immutable" in client.get(pictures[0])["Cache-Control"]


def test_the_press_has_the_item_and_its_files_by_its_link_alone(client, site):
    edition = scheduled(site)
    [picture, *_] = files_of(site.photos.get().photo)
    link = sharing.share(site.page, by=None, days=7, edition=edition).removeprefix("http://testserver")
    text = client.get(link).content.decode()
    assert f"{SECRET} found" in text
    file = client.get(f"{link}media/{picture.removeprefix('/media/')}")
    assert file.status_code == 200
    assert "no-store" in file["Cache-Control"]
    # Files of another embargo are not given out by it; what is public stands beside the item as anywhere.
    other, public = photo_with_files(), photo_with_files()
    another = make_news(headline="Another", slug="another")
    another.photos.update(photo=other)
    verbs.schedule(another, at=clock.now() + timedelta(days=2), by=None)
    for photo, status in ((other, 404), (public, 200)):
        [address, *_] = files_of(photo)
        assert client.get(f"{link}media/{address.removeprefix('/media/')}").status_code == status
    assert client.get(picture).status_code == 404
    sharing.revoke(site.page.shared_links.get(), by=None)
    assert client.get(f"{link}media/{picture.removeprefix('/media/')}").status_code == 404


def test_staff_see_the_photo_in_the_admin_and_which_news_holds_it_back(client, site):
    edition = scheduled(site)
    photo = site.photos.get().photo
    [picture, *_] = files_of(photo)
    client.force_login(make_user("bea"))
    form = client.get(f"/admin/photos/photo/{photo.pk}/change/").text
    assert f"Scheduled for {edition.in_force_from:%-d %B %Y, %H:%M} UTC, news item" in form.replace(
        "News item", "news item"
    )
    response = client.get(picture)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_a_photo_that_is_public_already_stays_so(client, site):
    photo = site.photos.get().photo
    [picture, *_] = files_of(photo)
    verbs.publish(make_plain_page(title="Old", slug="old", photo=photo), by=None)
    scheduled(site)
    assert client.get(picture).status_code == 200


def test_a_photo_of_a_live_appeal_stays_public_one_of_a_later_appeal_does_not(client, site):
    photo = site.photos.get().photo
    [picture, *_] = files_of(photo)
    appeal = Appeal.objects.create(title="Help", text="Help.", photo=photo, live_from=clock.now() + timedelta(days=1))
    scheduled(site)
    assert client.get(picture).status_code == 404
    Appeal.objects.filter(pk=appeal.pk).update(live_from=clock.now() - timedelta(days=1))
    state.changed()
    assert client.get(picture).status_code == 200


def test_cancelling_ends_the_embargo_of_the_photo(client, site):
    edition = scheduled(site)
    [picture, *_] = files_of(site.photos.get().photo)
    assert Client().get(picture).status_code == 404
    verbs.cancel(edition, by=None)
    assert Client().get(picture).status_code == 200
