"""Where a photo was taken: readers learn no more than the photo and its animal allow."""

import pytest

from photos.choices import ShowPlace
from photos.models import Photo
from photos.pictures import PhotoUse
from publishing import verbs
from tests.content import make_photo, make_species
from wcs_species.freeze import freeze

WHERE = {"country": "RU", "area": "Primorye", "spot": "Kedrovaya Pad, den 4", "latitude": "43.1", "longitude": "131.5"}


@pytest.mark.parametrize(
    ("photo", "animal", "words"),
    [
        ("area", "area", "Primorye, Russia"),
        ("area", "country", "Russia"),
        ("country", "area", "Russia"),
        ("area", "nothing", ""),
        ("nothing", "area", ""),
    ],
)
def test_the_coarser_of_the_two_counts(photo, animal, words):
    assert Photo(**WHERE, show_place=photo).place_words(ShowPlace(animal)) == words


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("show_place", "category", "words"), [("", "CR", "Russia"), ("", "LC", "Primorye, Russia"), ("nothing", "LC", "")]
)
def test_a_profile_keeps_the_place_of_its_photos_as_fine_as_its_animal_allows(show_place, category, words):
    species = make_species(show_place=show_place)
    species.assessments.update(category=category, criteria="")
    use = species.photos.get()
    use.photo = make_photo(**WHERE, show_place="area")
    use.save()
    document = freeze(species)
    assert document.photos[0].place == words
    assert "Kedrovaya" not in repr(document)
    assert "43.1" not in repr(document)


@pytest.mark.django_db
def test_readers_are_told_the_place_in_the_caption_and_on_the_photos_own_page(client):
    species = make_species(show_place="area")
    Photo.objects.update(**WHERE, show_place="area")
    verbs.publish(species, by=None)
    caption = '<span class="caption"><b>Plate 1.</b> A male on patrol. Primorye, Russia.</span>'
    assert caption in client.get("/species/amur-leopard/").text
    own = client.get("/species/amur-leopard/photos/1/").text
    assert "Primorye, Russia." in own
    assert "Kedrovaya" not in own


def test_a_use_of_an_older_edition_has_no_place():
    assert PhotoUse(photo=Photo().uid).place == ""
