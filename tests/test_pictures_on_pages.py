"""Pictures as pages show them: credited for machines, by crop, at once, sharp and no larger, and without a jump."""

import json
import re

import msgspec
import pytest
from django.template import Context, Template
from playwright.sync_api import expect

from photos.models import Photo, Rendition
from photos.pictures import pictures, use_of
from publishing import state, verbs
from tests.content import make_news, make_photo, make_species
from tests.demo import MEDIA, load_demo
from tests.test_pages_browser import LEOPARD, visit

DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>')


def data_of(html):
    (found,) = (data for data in map(json.loads, DATA.findall(html)) if data["@type"] == "ImageObject")
    return found


def cropped(**sizes):
    """A photo with these crops beside the whole: name to (width, height)."""
    photo = make_photo()
    crops = [
        Rendition(name=f"p/{crop}-{width}.{kind}", format=kind, width=width, height=height, size=1, crop=crop)
        for crop, (width, height) in sizes.items()
        for kind in ("avif", "jpeg")
    ]
    Photo.objects.filter(pk=photo.pk).update(rendition_list=msgspec.json.encode([*photo.renditions(), *crops]).decode())
    photo.refresh_from_db()
    return pictures([use_of(photo)])[photo.uid]


@pytest.mark.django_db
def test_search_engines_learn_who_made_a_picture_and_how_to_ask_for_it(client):
    verbs.publish(make_species(), by=None)
    page = client.get("/species/amur-leopard/photos/1/").text
    own = data_of(page)
    assert own["@type"] == "ImageObject"
    assert own["contentUrl"].startswith("http://testserver/media/p/")
    assert own["contentUrl"].endswith("-1600.jpeg")
    assert own["creator"] == {"@type": "Person", "name": "Julie Larsen Maher"}
    assert own["creditText"] == "Julie Larsen Maher · WCS"
    assert own["copyrightNotice"] == "© WCS"
    asks = "http://testserver/species/amur-leopard/photos/1/#use"
    assert own["license"] == own["acquireLicensePage"] == asks
    assert 'id="use"' in page
    assert data_of(client.get("/species/amur-leopard/").text) == own
    Photo.objects.update(by_organisation=True)
    state.changed()
    agency = data_of(client.get("/species/amur-leopard/photos/1/").text)
    assert agency["creator"] == {"@type": "Organization", "name": "Julie Larsen Maher"}


@pytest.mark.django_db
def test_a_licence_is_named_by_its_address(client):
    news = verbs.publish(make_news(), by=None)
    Photo.objects.update(licence="CC-BY-4.0")
    data = data_of(client.get(news.path).text)
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    # A photo of the news has no page that says more.
    assert "acquireLicensePage" not in data


@pytest.mark.django_db
@pytest.mark.parametrize("licence", ["CC0-1.0", "PDM-1.0"])
def test_nobody_owns_what_is_in_the_public_domain(client, licence):
    verbs.publish(make_species(), by=None)
    Photo.objects.update(licence=licence)
    page = client.get("/species/amur-leopard/photos/1/").text
    assert data_of(page)["copyrightNotice"].startswith("Public domain")
    assert "use it for anything" in page


@pytest.mark.django_db
def test_words_cannot_leave_the_data():
    photo = make_photo(title="</script><script>alert(1)</script><!--", credit="A & B")
    context = Context({"picture": pictures([use_of(photo)])[photo.uid]})
    html = Template('{% load photo %}{% licensable picture "https://example.org" %}').render(context)
    inside = html.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&") & set(inside)
    assert data_of(html)["name"] == photo.title
    assert data_of(html)["creator"]["name"] == "A & B"
    assert Template('{% load photo %}{% licensable None "https://example.org" %}').render(Context()) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(("licence", "may"), [("rights-managed", False), ("CC-BY-NC-4.0", True), ("CC0-1.0", True)])
def test_a_download_is_offered_where_the_licence_allows_it(client, licence, may):
    verbs.publish(make_species(), by=None)
    Photo.objects.update(licence=licence)
    page = client.get("/species/amur-leopard/photos/1/").text
    assert ('download="a-leopard-walks-on-snow-julie-larsen-maher.jpg"' in page) is may
    assert ("Ask us before you use it" in page) is not may


@pytest.mark.django_db
def test_a_picture_is_shown_in_the_crop_that_is_asked_for_or_whole():
    picture = cropped(card=(960, 640), square=(640, 640))
    assert "p/card-960.jpeg" in picture.card.srcset
    assert "card" not in picture.srcset
    assert picture.hero is picture
    render = Template(
        '{% include "components/picture.html" with picture=picture shape=picture.card phone=picture.square %}'
    )
    html = render.render(Context({"picture": picture}))
    assert 'width="960" height="640"' in html
    assert html.count('media="(width < 40rem)"') == 2
    # The lightbox shows the whole all the same.
    figure = Template('{% include "components/photo.html" with picture=picture number=1 shape=picture.card %}')
    shown, kept = figure.render(Context({"picture": picture})).split("<template>")
    assert picture.src in kept
    assert picture.src not in shown.split("srcset")[1]


@pytest.mark.django_db
def test_the_picture_a_page_opens_with_is_asked_for_first(client):
    verbs.publish(make_species(), by=None)
    html = client.get("/species/amur-leopard/").text
    head = html.split("<body")[0]
    (preload,) = re.findall(r'<link rel="preload" as="image"[^>]*>', head)
    assert 'fetchpriority="high"' in preload
    assert head.index(preload) < head.index('rel="stylesheet"')
    (sizes,) = re.findall(r'imagesizes="([^"]*)"', preload)
    # Else the browser would fetch two.
    assert f'sizes="{sizes}"' in html.split('id="photo-1"')[1]


def held_pictures(page):
    """The requests for pictures from now on, kept waiting."""
    held = []
    page.route("**/media/**", lambda route: held.append(route))
    return held


class TestInTheBrowser:
    @pytest.fixture(autouse=True)
    def site(self, transactional_db, settings):
        settings.MEDIA_ROOT = MEDIA
        load_demo()

    @pytest.mark.parametrize("width", [390, 1280])
    def test_nothing_jumps_while_pictures_arrive(self, new_page, width):
        page = new_page(viewport={"width": width, "height": 800})
        page.add_init_script("""
          window.jumps = [];
          new PerformanceObserver((list) => {
            for (const { startTime, value, hadRecentInput } of list.getEntries()) {
              if (!hadRecentInput) window.jumps.push([startTime, value]);
            }
          }).observe({ type: "layout-shift", buffered: true });
        """)
        for path in (LEOPARD, f"{LEOPARD}photos/1/", "/places/wakhan/", "/newsroom/"):
            # Pictures come after the letters, whose own arrival is another matter.
            held = held_pictures(page)
            page.goto(path, wait_until="domcontentloaded")
            page.evaluate("document.fonts.ready")
            # A jump is told of later than it happens.
            since = page.evaluate("new Promise((done) => requestAnimationFrame(() => done(performance.now())))")
            assert held
            for route in held:
                route.continue_()
            page.unroute("**/media/**")
            page.wait_for_load_state("load")
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
            page.wait_for_load_state("networkidle")
            assert page.evaluate("(since) => jumps.filter(([at]) => at > since)", since) == [], path

    def test_the_ground_of_a_picture_is_its_own_colour(self, page):
        visit(page, LEOPARD)
        picture = page.locator("#photo-1 img")
        expect(picture).to_have_attribute("data-ground", re.compile("#[0-9a-f]{6}"))
        assert "oklab" in picture.evaluate("img => getComputedStyle(img).backgroundColor")


class TestSharpness:
    """The files need not be there: which one the browser asks for says all."""

    @pytest.fixture(autouse=True)
    def site(self, transactional_db):
        verbs.publish(make_species(), by=None)
        widths = (320, 640, 960, 1280, 1600, 2400)
        made = [
            Rendition(name=f"p/x-{width}.{kind}", format=kind, width=width, height=width * 5 // 8, size=1)
            for kind in ("avif", "jpeg")
            for width in widths
        ]
        Photo.objects.update(rendition_list=msgspec.json.encode(made).decode(), width=2400, height=1500)

    @pytest.mark.parametrize(
        ("window", "density", "hero", "card"),
        [
            ((390, 844), 1, 640, 640),
            ((390, 844), 2, 960, 960),
            ((1280, 800), 1, 1280, 640),
            ((2560, 1300), 1, 2400, 640),
        ],
    )
    def test_the_file_is_the_smallest_that_is_sharp(self, new_page, window, density, hero, card):
        page = new_page(viewport={"width": window[0], "height": window[1]}, device_scale_factor=density)
        page.allow(404)
        for path, selector, wanted in ((LEOPARD, "#photo-1 img", hero), ("/species/", ".card-picture img", card)):
            visit(page, path)
            chosen = page.locator(selector).evaluate("img => img.currentSrc")
            assert chosen.endswith(f"-{wanted}.avif"), (path, chosen)
