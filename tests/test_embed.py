"""The label on other sites."""

import html as html_entities
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import html5lib
import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.storage import default_storage
from playwright.sync_api import expect

from photos.models import Photo, Rendition
from publishing import verbs
from tests.content import make_species
from tests.pictures import file_of, plate

LEOPARD = "/species/amur-leopard/"
EMBED = f"{LEOPARD}embed/"


@pytest.fixture
def leopard(db):
    species = make_species()
    verbs.publish(species, by=None)
    return species


def words(response):
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.content.decode())
    return " ".join("".join(document.itertext()).split())


def test_it_says_what_the_label_says_and_credits_the_picture(client, leopard):
    text = words(client.get(EMBED))
    for said in (
        "Amur leopard",
        "Panthera pardus orientalis",
        "CR Critically Endangered 2008",
        "84 adults 2018 · Land of the Leopard",
        "Julie Larsen Maher · WCS",
    ):
        assert said in text


def test_it_stands_without_photo_count_and_status(client, leopard):
    for part in (leopard.photos, leopard.series, leopard.assessments):
        part.all().delete()
    verbs.publish(leopard, by=None)
    response = client.get(EMBED)
    assert "Amur leopard" in words(response)
    assert "<img" not in response.content.decode()


def test_it_leads_out_of_the_frame_to_the_profile_and_is_not_indexed(client, leopard):
    response = client.get(EMBED)
    html = response.content.decode()
    assert re.findall(r"<a [^>]+>", html) == [f'<a href="{LEOPARD}" target="_top">']
    assert '<meta name="robots" content="noindex">' in html
    assert "noindex" in response["X-Robots-Tag"]


def test_it_is_the_one_page_that_other_sites_may_frame(client, leopard):
    first, kept = client.get(EMBED), client.get(EMBED)
    unchanged = client.get(EMBED, headers={"If-None-Match": kept["ETag"]})
    assert unchanged.status_code == 304
    for response in (first, kept, unchanged):
        assert response["Content-Security-Policy"].endswith("frame-ancestors *")
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "X-Frame-Options" not in response
    for path in ("/", LEOPARD, f"{LEOPARD}photos/1/", "/species/dodo/embed/"):
        response = client.get(path)
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"], path
        assert response["X-Frame-Options"] == "DENY", path


def test_it_shows_what_is_in_force(client, leopard):
    leopard.common_name = "Far Eastern leopard"
    leopard.save()
    verbs.save_draft(leopard, by=None)
    assert "Amur leopard" in words(client.get(EMBED))
    verbs.publish(leopard, by=None)
    assert "Far Eastern leopard" in words(client.get(EMBED))


def test_an_old_address_leads_to_the_new_one_and_a_draft_has_none(client, leopard):
    leopard.slug = "far-eastern-leopard"
    leopard.save()
    verbs.save_draft(leopard, by=None)
    assert client.get("/species/far-eastern-leopard/embed/").status_code == 404
    verbs.publish(leopard, by=None)
    response = client.get(EMBED)
    assert (response.status_code, response["Location"]) == (301, "/species/far-eastern-leopard/embed/")


def test_the_profile_offers_the_code_with_every_name_escaped(client, leopard):
    leopard.common_name = 'The "ghost" of <Amur> & Ussuri'
    leopard.save()
    verbs.save_draft(leopard, by=None)
    verbs.publish(leopard, by=None)
    html = client.get(LEOPARD).content.decode()
    [code] = re.findall(r"<textarea[^>]*readonly[^>]*>(.*?)</textarea>", html)
    [copied] = re.findall(r'data-copy="(&lt;iframe[^"]*)"', html)
    assert code == copied
    [frame] = html5lib.parseFragment(html_entities.unescape(code), namespaceHTMLElements=False)
    assert frame.tag == "iframe"
    assert frame.get("src") == f"http://testserver{EMBED}"
    assert frame.get("title").startswith('The "ghost" of <Amur> & Ussuri')


@pytest.fixture
def leopard_with_files(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    species = make_species()
    name = "p/000000000000/0000000000000000-1280.jpg"
    default_storage.save(name, file_of(plate(1280, 800)))
    file = Rendition(name=name, format="jpeg", width=1280, height=800, size=1000)
    Photo.objects.update(rendition_list=msgspec.json.encode([file]).decode())
    verbs.publish(species, by=None)


@pytest.fixture
def elsewhere(leopard_with_files, browser, other_site):
    """Opens a page of another site that frames the label, so many pixels wide."""
    contexts = []

    def open_page(width, scheme="light"):
        context = browser.new_context(color_scheme=scheme)
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.goto(f"{other_site}?{width}")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def other_site(live_server):
    """The address of a site of another origin, whose pages frame the label as wide as the query string says."""

    class Theirs(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            width = self.path.partition("?")[2]
            frame = f'<iframe src="{live_server.url}{EMBED}" title="Label" width="{width}" height="420"></iframe>'
            self.wfile.write(f"<!doctype html><title>Elsewhere</title>{frame}".encode())

        def log_message(self, *args):
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Theirs) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize("width", [240, 320, 640])
def test_it_fits_a_frame_of_another_site(elsewhere, width):
    page = elsewhere(width)
    label = page.frame_locator("iframe")
    expect(label.get_by_role("heading", level=1)).to_have_text("Amur leopard")
    assert label.locator("html").evaluate("html => html.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_it(elsewhere, scheme):
    page = elsewhere(320, scheme)
    page.goto(page.frames[1].url)
    results = Axe().run(page)
    assert not results.violations_count, results.generate_report()


def test_a_click_anywhere_on_it_opens_the_profile_in_the_whole_window(elsewhere, live_server):
    page = elsewhere(320)
    expect(page.frame_locator("iframe").get_by_text("84")).to_be_visible()
    page.locator("iframe").click(position={"x": 40, "y": 60})
    page.wait_for_url(f"{live_server.url}{LEOPARD}")


def test_the_code_is_copied_by_a_button_where_there_is_javascript(new_page, leopard_with_files, live_server):
    page = new_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page.goto(LEOPARD)
    page.get_by_text("Show the label on another site").click()
    code = page.get_by_role("textbox", name="Paste this where the label is to stand")
    page.get_by_role("button", name="Copy the code").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == code.input_value()


def test_the_code_is_there_without_javascript_and_the_button_is_not(no_js, leopard_with_files):
    no_js.goto(LEOPARD)
    no_js.get_by_text("Show the label on another site").click()
    expect(no_js.get_by_role("textbox", name="Paste this where the label is to stand")).to_be_visible()
    expect(no_js.get_by_role("button", name="Copy the code")).to_have_count(0)
