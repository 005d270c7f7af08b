"""The demo content: whole, sourced, in our own words, and loaded only where there is nothing else."""

import json
import re
import shutil
import tempfile
import tomllib
from pathlib import Path
from unittest.mock import patch

from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from newsletter import signups
from photos.models import Photo
from places.models import Place, PlaceFact
from publishing import verbs
from publishing.models import Edition, Page
from publishing.richtext import plain
from reports import sending as reports
from tests.demo import MEDIA, load_demo
from wcs_species.models import Assessment, Count, Listing, Measurement, Species, Statement
from website import demo

# Distinctive words of the species page of 2012, whose facts we use and whose sentences we do not.
PHRASES_OF_2012 = (
    "leopards are highly adaptable cats",
    "all nine subspecies of leopard were once common",
    "considered the world’s rarest cat",
    "range originally extended across northeastern china",
    "occupying a sliver of habitat",
    "a few of these individuals sometimes wander",
    "allowing them to walk in snow with greater ease",
    "making it a very beautiful cat",
    "the length of their fur can also vary",
    "can have territories as large as",
    "roe and sika deer hares badgers mice",
    "aside from mating and territorial disputes",
    "the average litter size is two or three",
    "can live more than ten years in their natural habitat",
    "mortality rates in the wild may be very high",
    "humans are their main predators",
    "trophy hunters seek to kill",
    "persecute the cats in retribution",
    "probably the greatest threat to leopard habitat",
    "have decimated the amur leopard population",
    "a small but stable population of around 30 leopards",
    "improve fire suppression and prevention",
    "experts have proposed relocating leopards",
    "helped revive the florida panther",
    "rare appearance for an extremely rare cat",
    "first known camera trap photos of an amur leopard in china",
    "apex predators a scary loss",
    "humankind’s most pervasive influence on nature",
    "is in good shape",
)


class DemoTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.enterClassContext(override_settings(MEDIA_ROOT=MEDIA))
        load_demo()

    def test_every_page_of_it_is_live_and_opens(self):
        live = Edition.objects.live()
        self.assertEqual(live.count(), Page.objects.count())
        kinds = [live.of_kind(kind).count() for kind in ("species", "place", "news", "plain")]
        self.assertEqual(kinds, [12, 19, 52, 8])
        for path in live.values_list("path", flat=True):
            with self.subTest(path):
                self.assertEqual(self.client.get(path).status_code, 200)

    def test_no_draft_waits_for_anything_after_the_load(self):
        for edition in Edition.objects.live().select_related("page"):
            self.assertEqual(edition.draft_version, edition.page.draft_version, edition.path)

    def test_every_figure_status_and_listing_names_its_own_source(self):
        for model in (Count, Measurement, Assessment, Listing, PlaceFact):
            with self.subTest(model.__name__):
                self.assertTrue(model._default_manager.exists())
                self.assertFalse(model._default_manager.filter(source=None).exists())
        self.assertFalse(Species.objects.filter(trend_source=None).exists())

    def test_nothing_in_it_is_unchecked(self):
        for model in Statement.__subclasses__():
            with self.subTest(model.__name__):
                unchecked = model._default_manager.filter(unverified=True)
                self.assertFalse(unchecked.exists())
                self.assertFalse(model._default_manager.filter(source__unverified=True).exists())

    def test_each_species_has_one_headline_number(self):
        for species in Species.objects.all():
            self.assertEqual(species.counts.filter(is_headline=True).count(), 1, species)

    def test_counts_of_the_leopard_are_compared_only_where_a_source_compares_them(self):
        compared = Count.objects.filter(species__slug="amur-leopard", comparable="yes")
        self.assertEqual(set(compared.values_list("year", flat=True)), {2003, 2007, 2018, 2024})

    def test_its_texts_have_figures_that_follow_their_profiles(self):
        for path, words in (("/saving-wild-places/", "129 adults"), ("/about/", "fewer than 250 mature individuals")):
            self.assertRegex(
                self.client.get(path).content.decode(), f"<button [^>]*popovertarget[^>]*>{words}</button>"
            )

    def test_what_its_places_say_was_checked(self):
        self.assertFalse(Place.objects.exclude(area_km2=None).filter(checked_on=None).exists())
        self.assertFalse(PlaceFact.objects.filter(checked_on=None).exists())
        self.assertFalse(Species.objects.filter(checked_on=None).exists())

    def test_the_address_of_the_old_site_leads_to_the_leopard(self):
        for address in (
            "/saving-wildlife/big-cats/amur-leopard.aspx",
            "/Saving-Wildlife/Big-Cats/Amur-Leopard.aspx",
        ):
            with self.subTest(address):
                self.assertRedirects(self.client.get(address), "/species/amur-leopard/", status_code=301)

    def test_the_census_numbers_lie_over_home_and_leopard_and_nothing_else(self):
        label = "Cameras know each leopard by its spots."
        for path, shown in (("/", True), ("/species/amur-leopard/", True), ("/species/okapi/", False)):
            with self.subTest(path):
                self.assertIs(label in self.client.get(path).content.decode(), shown)

    def test_an_animal_of_the_forest_asks_for_its_own_patrols(self):
        for path, asked in (("/", "Help to read the tracks"), ("/species/okapi/", "Boots for a patrol")):
            with self.subTest(path):
                self.assertContains(self.client.get(path), asked)

    def test_the_privacy_page_says_how_long_the_newsletter_keeps_what_it_takes(self):
        text = plain(self.client.get("/privacy/").content.decode())
        self.assertEqual((signups.KEPT.days, signups.LINK_LIVES.days), (30, 7))
        self.assertEqual(reports.KEPT.days, 365)
        for said in (
            "deleted thirty days after it was dealt with",
            "one that somebody asked to move to",
            "The link works for seven days",
            # Consent.origin, Delivery.error, CampaignDay, Suppression, Export: what the code keeps besides.
            "address cut short",
            "what your mail server answered",
            "how often it was shown, closed and followed",
            "What stays is a keyed hash",
            "takes the list away as a file, that is on record",
            "A year after it was dealt with",
        ):
            with self.subTest(said):
                self.assertIn(said, text)

    def test_a_second_load_is_refused_in_one_line(self):
        with self.assertRaisesMessage(CommandError, "only into an empty database") as caught:
            call_command("load_demo")
        self.assertEqual(caught.exception.returncode, 1)
        self.assertNotIn("\n", str(caught.exception))
        self.assertEqual(Species.objects.count(), 12)


class EmptyDatabaseTests(TestCase):
    def test_a_single_page_in_the_database_is_enough_to_refuse(self):
        verbs.start_page("plain")
        with self.assertRaises(CommandError):
            call_command("load_demo")
        self.assertFalse(Species.objects.exists())
        self.assertFalse(Photo.objects.exists())

    def test_photos_of_a_load_that_was_broken_off_are_not_doubled(self):
        # Three plates are as good as all.
        listed = json.loads((demo.DEMO / "plates" / "plates.json").read_text(encoding="utf-8"))[:3]
        with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
            plates = Path(folder, "plates")
            plates.mkdir()
            for plate in listed:
                shutil.copy(demo.DEMO / "plates" / plate["file"], plates)
            Path(plates, "plates.json").write_text(json.dumps(listed), encoding="utf-8")
            self.enterContext(patch.object(demo, "DEMO", Path(folder)))
            before = demo.take_in_plates()
            after = demo.take_in_plates()
        self.assertEqual(Photo.objects.count(), 3)
        self.assertEqual({photo.pk for photo in before.values()}, {photo.pk for photo in after.values()})


class WordsTests(TestCase):
    def content(self) -> dict[str, str]:
        files = sorted((settings.BASE_DIR / "demo" / "content").rglob("*.toml"))
        return {file.name: file.read_text(encoding="utf-8") for file in files}

    def test_no_phrase_of_the_page_of_2012_stands_in_it(self):
        phrases = [folded(phrase) for phrase in PHRASES_OF_2012]
        for name, text in self.content().items():
            found = [phrase for phrase in phrases if phrase in folded(text)]
            self.assertEqual(found, [], name)

    def test_it_does_not_shout(self):
        for name, text in self.content().items():
            if name != "sources.toml":
                self.assertNotIn("!", text, name)

    def test_every_source_is_used(self):
        content = self.content()
        rest = " ".join(text for name, text in content.items() if name != "sources.toml")
        unused = [key for key in tomllib.loads(content["sources.toml"]) if f'"{key}"' not in rest]
        self.assertEqual(unused, [])


def folded(text: str) -> str:
    """The words alone, in small letters: a changed comma does not make a sentence ours."""
    return " ".join(re.findall(r"\w+", re.sub(r"<[^>]+>", " ", text.casefold())))
