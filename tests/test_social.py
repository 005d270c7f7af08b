"""The card that other sites show of a profile."""

import io
import re
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from photos.models import Photo
from publishing import state, verbs
from tests.content import make_photo, make_place, make_species
from tests.pictures import file_of, plate
from wcs_species import social
from wcs_species.models import SpeciesPhoto

pytestmark = pytest.mark.django_db

LEOPARD = "/species/amur-leopard/"
CARD = f"{LEOPARD}card.jpg"
ORANGE = (181, 101, 29)
PAPER = (251, 250, 246)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def leopard():
    """Published, with a photo that is orange all over."""
    species = make_species()
    keep_files_of(Photo.objects.get())
    verbs.publish(species, by=None)
    return species


def keep_files_of(photo, colour="#b5651d"):
    for file in photo.renditions():
        if file.format == "jpeg":
            picture = plate(file.width, file.height, colour)
            default_storage.save(file.name, file_of(picture, xmp=b"<x>Julie Larsen Maher</x>"))


def card(client, path=CARD):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    return Image.open(io.BytesIO(response.content))


def near(image, place, colour):
    """Whether the picture has nearly this colour there: JPEG changes each a little."""
    return all(abs(one - other) < 8 for one, other in zip(image.convert("RGB").getpixel(place), colour, strict=True))


def test_the_picture_stands_at_the_left_and_the_label_beside_it_on_paper(client, leopard):
    image = card(client)
    assert (image.format, image.size) == ("JPEG", (1200, 630))
    assert near(image, (10, 10), ORANGE)
    assert near(image, (640, 620), ORANGE)
    assert near(image, (1190, 10), PAPER)
    label = image.convert("L").crop((700, 40, 1160, 600))
    assert label.getextrema()[0] < 60, "nothing is written on it"


def test_the_credit_of_the_photo_goes_with_the_card(client, leopard):
    assert b"Julie Larsen Maher" in card(client).info["xmp"]


def test_a_new_edition_has_a_new_card_and_a_draft_has_none(client, leopard):
    first = client.get(CARD)
    leopard.common_name = "Far Eastern leopard"
    leopard.save()
    verbs.save_draft(leopard, by=None)
    assert client.get(CARD)["ETag"] == first["ETag"]
    verbs.publish(leopard, by=None)
    second = client.get(CARD)
    assert second["ETag"] != first["ETag"]
    assert second.content != first.content


def test_a_photo_withdrawn_is_gone_from_the_card_at_once(client, leopard):
    card(client)
    Photo.objects.update(withdrawn_at=timezone.now())
    state.changed()
    assert near(card(client), (300, 300), PAPER)


def test_the_next_photo_takes_the_place_of_one_withdrawn(client, leopard):
    second = make_photo()
    keep_files_of(second, "#0a5a5c")
    SpeciesPhoto.objects.create(species=leopard, photo=second, number=2, position=1)
    verbs.publish(leopard, by=None)
    assert near(card(client), (300, 300), ORANGE)
    Photo.objects.exclude(pk=second.pk).update(withdrawn_at=timezone.now())
    state.changed()
    assert near(card(client), (300, 300), (10, 90, 92))


def test_it_is_drawn_once_whatever_else_changes_on_the_site(client, leopard):
    first = client.get(CARD).content
    for file in Photo.objects.get().renditions():
        default_storage.delete(file.name)
    verbs.publish(make_place(), by=None)
    assert client.get(CARD).content == first


def test_a_card_whose_picture_could_not_be_read_is_not_kept(client, leopard):
    photo = Photo.objects.get()
    for file in photo.renditions():
        default_storage.delete(file.name)
    assert near(card(client), (300, 300), PAPER)
    keep_files_of(photo)
    assert near(card(client), (300, 300), ORANGE)


@pytest.mark.parametrize(
    "changes",
    [
        {"common_name": "A leopard of a name so long that nobody could say it in one breath on a snowy ridge"},
        {"common_name": "Donaudampfschifffahrtsgesellschaftskapitänsleopard"},
        {"common_name": "Дальневосточный леопард 豹 \u202e", "scientific_name": "Čeština \u02bbōkina"},
    ],
    ids=["long", "one long word", "other scripts"],
)
def test_a_label_of_any_words_keeps_to_its_place(client, changes):
    species = make_species(**changes)
    keep_files_of(Photo.objects.get())
    verbs.publish(species, by=None)
    image = card(client)
    assert near(image, (650, 300), ORANGE)
    # Nothing is written in the margins.
    for margin in ((664, 0, 690, 630), (1166, 0, 1200, 630), (664, 606, 1200, 630)):
        assert image.convert("L").crop(margin).getextrema()[0] > 235


def test_a_profile_with_neither_photo_nor_count_nor_status_has_a_card(client):
    species = make_species()
    species.photos.all().delete()
    species.series.all().delete()
    species.assessments.all().delete()
    verbs.publish(species, by=None)
    image = card(client)
    assert near(image, (300, 400), PAPER)


def test_it_has_one_address(client, leopard):
    response = client.get(f"{CARD}?utm_source=news")
    assert (response.status_code, response["Location"]) == (301, CARD)
    leopard.slug = "far-eastern-leopard"
    leopard.save()
    verbs.save_draft(leopard, by=None)
    verbs.publish(leopard, by=None)
    response = client.get(CARD)
    assert (response.status_code, response["Location"]) == (301, "/species/far-eastern-leopard/card.jpg")


def test_it_may_be_kept_for_an_hour_and_is_not_sent_twice(client, leopard):
    first = client.get(CARD)
    assert first["Cache-Control"] == "public, max-age=3600"
    again = client.get(CARD, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


def test_what_is_not_published_has_no_card(client):
    make_species()
    assert client.get(CARD).status_code == 404
    assert client.get("/species/dodo/card.jpg").status_code == 404


def test_the_profile_names_its_card_with_size_and_words(client, leopard):
    html = client.get(LEOPARD).content.decode()
    found = dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)"', html))
    assert found["og:image"] == found["twitter:image"] == f"http://testserver{CARD}"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:image:alt"] == found["twitter:image:alt"]
    for said in ("Amur leopard", "Panthera pardus orientalis", "Critically Endangered", "84 adults", "2018"):
        assert said in found["og:image:alt"]


def test_a_past_edition_shows_its_photo_not_the_card_of_today(client, leopard):
    leopard.summary = "It walks on snow."
    verbs.save_draft(leopard, by=None)
    verbs.publish(leopard, by=None)
    html = client.get(f"{LEOPARD}editions/1/").content.decode()
    assert "card.jpg" not in html
    assert 'property="og:image"' in html


def test_the_card_has_the_colours_of_the_pages():
    tokens = Path(site_settings.BASE_DIR, "static/css/tokens.css").read_text()
    for name, colour in social.ACCENTS.items():
        assert f".accent-{name} {{ --accent: {colour}; }}" in tokens
    for letters, (ground, ink) in social.MARKS.items():
        assert f".mark-{letters} {{ --mark: {ground}; --on-mark: {ink};" in tokens
    for name, colour in (("paper", social.PAPER), ("rule", social.RULE), ("quiet", social.QUIET), ("ink", social.INK)):
        assert f"--{name}: {colour};" in tokens
