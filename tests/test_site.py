"""What stands around the profiles: banner, plain pages with their parts, downloads, glossary, home."""

import io
import re
from datetime import timedelta

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils.safestring import mark_safe
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from campaigns.models import Appeal, Banner
from publishing import clock, state, verbs
from tests.content import make_news, make_photo, make_place, make_plain_page, make_species, make_user
from tests.forms import errors
from website.glossary import Glossary, Glosser
from website.models import Download, PageDownload, PagePhoto, PageVideo, SiteSettings, Term

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def editor(client):
    client.force_login(make_user())
    return client


def pdf(change=lambda writer: None, *, pages=2):
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    change(writer)
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def opens_with(kind, **entries):
    """What a PDF does when it is opened, written into its root."""
    action = {NameObject("/S"): NameObject(kind)}
    action |= {NameObject(f"/{name}"): TextStringObject(value) for name, value in entries.items()}
    return lambda writer: writer.root_object.update({NameObject("/OpenAction"): DictionaryObject(action)})


def upload(client, data, name="Annual Report.pdf", title="Annual report"):
    return client.post("/admin/website/download/add/", {"title": title, "file": SimpleUploadedFile(name, data)})


def html(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


# The banner


def test_a_banner_stands_on_every_page_from_its_hour_until_its_end(client):
    now = clock.now()
    Banner.objects.create(text="The office is closed.", live_from=now - HOUR, live_until=now + HOUR)
    Banner.objects.create(text="Next week.", live_from=now + HOUR)
    state.changed()
    for path in ("/", "/species/", "/newsletter/", "/search/"):
        assert "The office is closed." in html(client, path)
        assert "Next week." not in html(client, path)
    Banner.objects.update(live_until=now - HOUR / 2, live_from=now - HOUR)
    state.changed()
    assert "The office is closed." not in html(client, "/")


def test_a_banner_without_the_address_of_its_link_is_refused_beside_the_field(editor):
    response = editor.post("/admin/campaigns/banner/add/", {"text": "Hello", "link_title": "More"})
    assert "both its words and its address" in errors(response)["link_url"]


# Downloads


def test_a_pdf_is_checked_kept_under_its_content_and_served_to_be_saved(editor):
    assert upload(editor, pdf()).status_code == 302
    download = Download.objects.get()
    assert (download.pages, download.name.startswith("annual-report-")) == (2, True)
    response = editor.get(f"/downloads/{download.name}")
    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert "immutable" in response["Cache-Control"]
    assert "here already" in errors(upload(editor, pdf()))["file"]


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"<html>hello", "page.pdf", "page.pdf is not a PDF"),
        (pdf()[:300], "half.pdf", "half.pdf cannot be read"),
        (pdf(opens_with("/JavaScript", JS="app.alert(1)")), "script.pdf", "script.pdf contains a script"),
        (pdf(lambda w: w.add_attachment("evil.exe", b"MZ")), "bag.pdf", "bag.pdf contains attached files"),
        (pdf(lambda w: w.encrypt("secret")), "locked.pdf", "locked.pdf is protected by a password"),
        (pdf(opens_with("/Launch", F="cmd.exe")), "start.pdf", "start.pdf contains an action that starts a program"),
    ],
    ids=["html", "truncated", "script", "attachment", "password", "launch"],
)
def test_a_file_that_could_harm_is_refused_by_name_with_the_reason(editor, data, name, reason):
    response = upload(editor, data, name, title="Keep this title")
    assert reason in errors(response)["file"]
    assert 'value="Keep this title"' in response.content.decode()
    assert not Download.objects.exists()


@pytest.mark.parametrize("name", ["../../settings.py", "nothing-0123456789abcdef.pdf", "x.pdf"])
def test_no_other_file_can_be_fetched_through_downloads(client, name):
    assert client.get(f"/downloads/{name}").status_code == 404


def test_a_download_that_a_page_uses_is_not_deleted_and_an_old_edition_keeps_it(editor):
    upload(editor, pdf())
    download = Download.objects.get()
    row = make_plain_page()
    part = PageDownload.objects.create(owner=row, download=download)
    verbs.save_draft(row, by=None)
    verbs.publish(row, by=None)
    assert "Annual report" in html(editor, "/about/")
    part.delete()
    assert editor.post(f"/admin/website/download/{download.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "in a published edition" in html(editor, f"/admin/website/download/{download.pk}/change/")


# Plain pages


def test_a_plain_page_shows_its_pictures_films_and_downloads_only_when_published(editor):
    upload(editor, pdf())
    row = make_plain_page()
    PagePhoto.objects.create(owner=row, photo=make_photo(), caption="Our van in the mud.")
    PageVideo.objects.create(
        owner=row, title="A cub", url="https://films.example/cub", length="40 s", poster=make_photo()
    )
    PageDownload.objects.create(owner=row, download=Download.objects.get())
    verbs.save_draft(row, by=None)
    verbs.publish(row, by=None)
    page = html(editor, "/about/")
    for said in ("Our van in the mud.", "https://films.example/cub", "40 s", "Annual report", "2 pages"):
        assert said in page
    # A film is a link and its poster: nothing is loaded from elsewhere.
    assert "<iframe" not in page
    assert "<video" not in page
    PageVideo.objects.all().delete()
    verbs.save_draft(row, by=None)
    assert "https://films.example/cub" in html(editor, "/about/")


def test_the_press_page_has_contact_boilerplate_and_news(client):
    SiteSettings.objects.create(
        pk=1, name="Cats & Co", donate_url="/", media_contact="Ada, press@example.org", boilerplate="We count cats."
    )
    verbs.publish(make_news(), by=None)
    verbs.publish(make_plain_page(title="Press", slug="press", has_press_contact=True), by=None)
    page = html(client, "/press/")
    for said in ('href="mailto:press@example.org"', "We count cats.", "A leopard crosses the border"):
        assert said in page


def test_an_unlisted_page_opens_but_no_list_search_or_site_map_has_it(client):
    verbs.publish(make_plain_page(title="Thank you", slug="thank-you", is_unlisted=True), by=None)
    assert "Thank you" in html(client, "/thank-you/")
    assert 'content="noindex"' in html(client, "/thank-you/")
    assert "/thank-you/" not in html(client, "/search/?q=thank")
    assert "/thank-you/" not in client.get("/sitemap.xml").content.decode()
    assert b'href="/thank-you/"' not in client.get("/thank-yuo/").content


# The glossary


def gloss(text, *terms):
    return Glosser(Glossary([Term(word=word, slug=slug, forms=forms) for word, slug, forms in terms]))(text)


def test_a_term_leads_to_its_meaning_the_first_time_it_is_met_and_never_inside_a_link_or_heading():
    census = ("census", "census", "censuses")
    text = mark_safe("<h2>A census</h2><p>See <a href='/'>the census</a>. Censuses and a census.</p>")
    assert gloss(text, census) == (
        "<h2>A census</h2><p>See <a href='/'>the census</a>. "
        '<a class="term" href="/glossary/#census">Censuses</a> and a census.</p>'
    )


def test_plain_text_is_escaped_and_only_whole_words_are_found():
    snare = ("snare", "snare", "")
    assert gloss("Snared <b> & snares", snare) == "Snared &lt;b&gt; &amp; snares"
    assert gloss("A snare-wire", snare) == "A snare-wire"
    assert gloss("Snare & co", snare) == '<a class="term" href="/glossary/#snare">Snare</a> &amp; co'


def test_an_editor_explains_a_word_and_readers_find_it_from_a_profile(editor):
    verbs.publish(make_species(introduction="<p>Seen by a camera trap.</p>"), by=None)
    data = {"word": "camera trap", "forms": "camera traps", "meaning": "A camera that works by itself."}
    assert editor.post("/admin/website/term/add/", data).status_code == 302
    assert '<a class="term" href="/glossary/#camera-trap">camera trap</a>' in html(editor, "/species/amur-leopard/")
    page = html(editor, "/glossary/")
    assert 'id="camera-trap"' in page
    assert "A camera that works by itself." in page
    again = editor.post("/admin/website/term/add/", {**data, "word": "Camera  trap"})
    assert "explained already" in errors(again)["word"]


# Home


def test_home_tells_what_changed_lately_where_and_the_news(client):
    verbs.publish(make_species(), by=None)
    verbs.publish(make_place(), by=None)
    verbs.publish(make_news(), by=None)
    page = html(client, "/")
    assert "84 adults, Land of the Leopard" in page
    assert '<time datetime="2018">2018</time>' in page
    assert "<title>Southwest Primorye</title>" in page
    assert "A leopard crosses the border" in page


def test_a_place_without_a_centre_is_on_no_map(client):
    verbs.publish(make_place(latitude=None, longitude=None), by=None)
    page = html(client, "/places/")
    assert "Southwest Primorye" in page
    assert "<circle" not in page


# Maintenance


def test_while_the_site_is_closed_every_page_says_so_and_nothing_is_kept(client):
    verbs.publish(make_plain_page(), by=None)
    try:
        call_command("maintenance", "on", "Back at 14:00 UTC.", stdout=io.StringIO())
        for path in ("/", "/about/", "/admin/"):
            response = client.get(path)
            assert response.status_code == 503
            assert "Back at 14:00 UTC." in response.content.decode()
            assert response["Cache-Control"] == "no-store"
        assert client.get("/healthz").status_code == 200
    finally:
        call_command("maintenance", "off", stdout=io.StringIO())
    assert "About us" in html(client, "/about/")


# Finding the way


@pytest.mark.parametrize("words", ["critically endangered", "camera traps", "vitkalova", "Panthera pardus", "cats"])
def test_what_a_profile_prints_finds_it(client, words):
    verbs.publish(make_species(), by=None)
    assert 'href="/species/amur-leopard/"' in html(client, f"/search/?q={words}")


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/species/amur-leopard/photos/99/", "/species/amur-leopard/"),
        ("/species/amur-leopard/editions/99/", "/species/amur-leopard/"),
        ("/speces/", "/species/"),
        ("/newsrom/2012/", "/newsroom/"),
    ],
)
def test_an_address_that_is_nearly_right_leads_to_what_was_meant(client, path, near):
    verbs.publish(make_species(), by=None)
    response = client.get(path)
    assert response.status_code == 404
    assert re.search(rf'<h2 class="(teaser-title|card-name)"><a href="{near}">', response.content.decode())


def test_who_misses_an_animal_is_shown_three(client):
    for name in ("Amur leopard", "Snow leopard", "Okapi", "Saola"):
        slug = name.lower().replace(" ", "-")
        verbs.publish(make_species(common_name=name, slug=slug, scientific_name=slug), by=None)
    page = client.get("/species/amur-leopad/").content.decode()
    assert re.findall(r'class="card-name"><a href="/species/([a-z-]+)/"', page)[0] == "amur-leopard"
    assert page.count('class="card-name"') == 3


def test_a_photo_at_the_old_address_of_its_page_leads_to_the_new_one(client):
    row = make_species()
    verbs.publish(row, by=None)
    row.slug = "far-eastern-leopard"
    row.save()
    verbs.save_draft(row, by=None)
    verbs.publish(row, by=None)
    response = client.get("/species/amur-leopard/photos/1/")
    assert (response.status_code, response["Location"]) == (301, "/species/far-eastern-leopard/photos/1/")


def test_public_pages_can_only_be_read_and_say_so_in_our_words():
    client = Client(enforce_csrf_checks=True)
    verbs.publish(make_plain_page(), by=None)
    for method in (client.post, client.put, client.delete):
        response = method("/about/")
        assert response.status_code == 405
        assert "CSRF" not in response.content.decode()
    # What was typed stays in the page, to be sent on after signing in.
    assert "Nothing is lost" in client.post("/admin/login/", {"username": "x"}).content.decode()


def test_every_answer_has_the_policy_errors_and_files_too(client):
    with override_settings(ALLOWED_HOSTS=["elsewhere"]):
        refused = client.get("/")
    assert refused.status_code == 400
    for response in (refused, client.get("/no-such-page/"), client.get("/static/img/land.svg")):
        assert "default-src 'none'" in response["Content-Security-Policy"]


def test_no_appeal_asks_readers_to_go_where_they_are(client):
    SiteSettings.objects.create(pk=1, name="Cats & Co", donate_url="/donate/")
    Appeal.objects.create(title="Keep them fed", text="Deer.", photo=make_photo(), live_from=clock.now() - HOUR)
    state.changed()
    verbs.publish(make_plain_page(), by=None)
    verbs.publish(make_plain_page(title="Donate", slug="donate"), by=None)
    assert "Keep them fed" in html(client, "/about/")
    assert "Keep them fed" not in html(client, "/donate/")
