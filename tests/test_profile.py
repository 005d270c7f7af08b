"""What a reader finds on the Amur leopard's profile, and on the pages around it, with the demo content."""

import re
import shutil
import tempfile

import html5lib
from django.core.management import call_command
from django.test import TestCase, override_settings

from tests.crawl import crawl

LEOPARD = "/species/amur-leopard/"


def words(html: str) -> str:
    """The text of a page as a reader sees it, white space folded."""
    document = html5lib.parse(html, namespaceHTMLElements=False)
    for hidden in (*document.iter("script"), *document.iter("style")):
        hidden.text = ""
    return " ".join("".join(document.itertext()).split())


class DemoTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        media = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, media, ignore_errors=True)
        cls.enterClassContext(override_settings(MEDIA_ROOT=media))
        call_command("load_demo", verbosity=0)

    def html(self, path: str = LEOPARD) -> str:
        response = self.client.get(path)
        self.assertEqual(response.status_code, 200, path)
        return response.content.decode()

    def words(self, path: str = LEOPARD) -> str:
        return words(self.html(path))


class ProfileTests(DemoTests):
    def test_it_carries_all_that_the_page_of_2012_carried(self):
        text = self.words()
        for said in (
            "Amur leopard",
            "Panthera pardus orientalis",
            "Fast facts",
            "Threats",
            "A leopard walks past a camera in Hunchun",
            "25 April 2012",
            "13 April 2012",
            "20 July 2011",
            "31 October 2008",
            "Saving Wild Places",
            "Where We Work",
            "Privacy",
        ):
            with self.subTest(said):
                self.assertIn(said.casefold(), text.casefold())

    def test_it_says_how_threatened_the_animal_is_in_letters_and_in_plain_words(self):
        text = self.words()
        self.assertIn("CR", text)
        self.assertIn("Critically Endangered", text)
        self.assertIn("at extremely high risk of dying out in the wild", text)
        self.assertIn("2008", text)

    def test_every_count_stands_with_its_year_and_what_was_counted(self):
        text = self.words()
        for said in ("129", "125", "91", "86", "14–20", "27–32", "at least 57", "2024"):
            self.assertIn(said, text)

    def test_no_rise_is_said_between_counts_that_nobody_compared(self):
        table = self.words().split("Numbers", 1)[1]
        self.assertNotRegex(table.split("Threats", 1)[0], r"\b(rise|rose|risen|fell|fallen)\b")

    def test_every_note_number_leads_to_a_source_on_the_page(self):
        html = self.html()
        targets = set(re.findall(r'href="#(source-\d+)"', html))
        self.assertTrue(targets)
        for target in targets:
            self.assertIn(f'id="{target}"', html)

    def test_news_comes_newest_first(self):
        dates = re.findall(r'<time datetime="(20\d\d-\d\d-\d\d)"', self.html().split('id="news"')[1])
        self.assertGreaterEqual(len(dates), 4)
        news = dates[: len(dates)]
        self.assertEqual(news[:4], sorted(news[:4], reverse=True))

    def test_it_can_be_cited_with_the_permanent_address_of_its_edition(self):
        self.assertIn("/species/amur-leopard/editions/1/", self.html())
        self.assertEqual(self.client.get("/species/amur-leopard/editions/1/").status_code, 200)

    def test_it_carries_its_social_card(self):
        html = self.html()
        for name in ("og:title", "og:description", "og:type", "og:url", "og:image"):
            self.assertIn(f'property="{name}"', html)
        image = re.search(r'property="og:image" content="([^"]+)"', html)
        self.assertTrue(image and image[1].startswith("http"))

    def test_a_photo_has_its_own_page_with_credit(self):
        text = self.words("/species/amur-leopard/photos/1/")
        self.assertIn("grow_plates.py", text)

    def test_names_in_other_languages_say_which_language(self):
        self.assertRegex(self.html("/species/snow-leopard/"), r'lang="de"[^>]*>\s*Schneeleopard')


class AroundTests(DemoTests):
    def test_the_index_is_sorted_by_need_and_can_be_filtered(self):
        self.assertEqual(self.listed(""), ["amur-leopard", "okapi", "snow-leopard"])
        self.assertEqual(self.listed("?status=EN"), ["okapi"])
        self.assertEqual(self.listed("?place=wakhan"), ["snow-leopard"])
        self.assertEqual(self.listed("?group=cats"), ["amur-leopard", "snow-leopard"])
        self.assertEqual(self.listed("?group=cats&q=uncia"), ["snow-leopard"])
        self.assertEqual(self.listed("?status=XX"), [])

    def listed(self, query: str) -> list[str]:
        """The slugs of the species that the index lists, in its order."""
        main = self.html(f"/species/{query}").split("<main")[1].split("</main")[0]
        return list(dict.fromkeys(re.findall(r'href="/species/([a-z-]+)/"', main)))

    def test_every_link_on_the_site_leads_somewhere(self):
        answers = crawl(self.client)
        self.assertGreater(len(answers), 50)
        broken = {path: answer.status_code for path, answer in answers.items() if answer.status_code not in (200, 301)}
        self.assertEqual(broken, {})

    def test_search_finds_names_in_any_language_and_words_of_the_text(self):
        self.assertIn("/species/snow-leopard/", self.html("/search/?q=PANTHÈRE"))
        self.assertIn("/species/snow-leopard/", self.html("/search/?q=panthere"))
        self.assertIn("/places/", self.html("/search/?q=Wakhan"))
        self.assertIn("zzzz", self.html("/search/?q=zzzz"))

    def test_a_search_puts_the_animal_before_the_news_about_it(self):
        found = self.html("/search/?q=leopard").split("<main")[1]
        self.assertLess(found.index("/species/snow-leopard/"), found.index("/newsroom/"))

    def test_an_unknown_name_is_answered_with_near_ones(self):
        response = self.client.get("/species/amur-lepard/")
        self.assertEqual(response.status_code, 404)
        self.assertIn(LEOPARD, response.content.decode())

    def test_strange_addresses_are_answered_like_any_other(self):
        for path in (
            "/species/%00/",
            "/search/?q=%00",
            "/species/?page=nan",
            "/species/?group=%00",
            "/species/?as_of=%00",
            "/newsroom/?kind=%00",
            "/species/?page=999",
            "/%E2%80%AE/",
        ):
            with self.subTest(path):
                self.assertIn(self.client.get(path).status_code, (200, 404))
        self.assertEqual(self.client.get("/search/?q=" + "a" * 5000).status_code, 200)

    def test_the_feed_lists_live_news(self):
        response = self.client.get("/newsroom/feed/")
        self.assertIn("atom+xml", response["Content-Type"])
        self.assertIn("/newsroom/2012/04/", response.content.decode())

    def test_the_sitemap_lists_every_live_page_with_the_sites_address(self):
        text = self.html("/sitemap.xml")
        for path in (LEOPARD, "/places/wakhan/", "/saving-wild-places/"):
            self.assertIn(f"http://testserver{path}</loc>", text)

    def test_the_old_address_leads_to_the_leopard(self):
        response = self.client.get("/Saving-Wildlife/Big-Cats/Amur-Leopard.aspx")
        self.assertEqual((response.status_code, response["Location"]), (301, LEOPARD))

    def test_security_txt_says_where_to_report_a_weakness(self):
        self.assertIn("Contact: mailto:", self.html("/.well-known/security.txt"))

    def test_health_and_readiness(self):
        self.assertEqual(self.client.get("/healthz").status_code, 200)
        self.assertEqual(self.client.get("/readyz").content, b"ready\n")

    def test_the_policy_is_one_constant_line_on_public_pages(self):
        policies = {self.client.get(path)["Content-Security-Policy"] for path in ("/", LEOPARD, "/newsroom/")}
        [policy] = policies
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("nonce", policy)
        self.assertNotIn("unsafe", policy)
