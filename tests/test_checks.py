"""Before publishing: what blocks, what is only advice, each with its place in the form."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import override_settings

from photos.models import Photo
from publishing import checks, clock, drafts, kinds, links, verbs
from publishing.models import Link
from tests.content import make_news, make_photo, make_place, make_plain_page, make_source, make_species, make_user
from wcs_species import models as m
from wcs_species.models import SpeciesPhoto

pytestmark = pytest.mark.django_db

LONG = "This sentence goes on " + "and on " * 30 + "until nobody remembers how it began."


def found(row, *, blocks: bool) -> dict[str, str]:
    """The words of each problem, and its place in the form."""
    problems = kinds.get(row.page.kind).problems(drafts.read(row))
    return {problem.message: problem.anchor for problem in problems if problem.blocks is blocks}


def with_body(html: str):
    return make_plain_page(body=html, photo=make_photo())


def admin(row) -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}"


def test_a_whole_page_of_every_kind_has_no_problem():
    for row in (make_species(), make_news(), make_place(), make_plain_page()):
        assert found(row, blocks=True) == {}
        assert found(row, blocks=False) == {}


def test_each_part_that_lacks_a_source_is_named_and_leads_to_its_row():
    leopard = make_species()
    m.Count.objects.create(species=leopard, series=leopard.series.get(), year=2020, low=90, position=7)
    m.Listing.objects.create(species=leopard, appendix="I")
    m.Listing.objects.create(species=leopard, appendix="II", unverified=True)
    assert list(found(leopard, blocks=True).values()) == ["counts-1", "listings-0"]
    place = make_place(area_km2=7)
    place.facts.create(text="It snows.")
    assert found(place, blocks=True) == {
        "The area has no source.": "id_area_source",
        "The fact “It snows.” has no source.": "facts-0",
    }


def test_an_empty_part_that_a_page_needs_blocks():
    assert found(make_news(body=""), blocks=True) == {"The text is empty.": "id_body"}
    assert found(with_body(""), blocks=True) == {"The text is empty.": "id_body"}
    assert found(make_species(introduction=""), blocks=True) == {"The introduction is empty.": "id_introduction"}


def test_a_photo_that_is_not_ready_blocks_and_leads_to_its_row():
    leopard = make_species()
    SpeciesPhoto.objects.create(species=leopard, photo=make_photo(alt_text="", is_complete=False), position=9)
    [(message, anchor)] = found(leopard, blocks=True).items()
    assert "alt text is missing" in message
    assert anchor == "photos-1"


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("<h2>A</h2><h3>B</h3><h2>C</h2>", False),
        ("<h3>B</h3>", True),
        ("<p>x</p><h3>B</h3><h2>A</h2>", True),
        ("<h2>A</h2><h3>B</h3><h3>C</h3>", False),
    ],
)
def test_headings_stand_in_order(html, blocks):
    assert bool(found(with_body(html), blocks=True)) is blocks


def test_a_link_to_a_page_that_is_not_there_blocks_and_to_a_draft_is_advice():
    verbs.publish(make_species(), by=None)
    make_place()
    page = with_body(
        '<p><a href="/species/amur-leopard/">a</a> <a href="/species/amur-leopard/photos/1/">b</a>'
        ' <a href="/species/">c</a>'
        ' <a href="/newsletter/">d</a> <a href="/about/">itself</a> <a href="http://testserver/species/tigger/">e</a>'
        ' <a href="/species/amur-leopard/?as_of=2024-01-01#numbers">f</a> <a href="mailto:a@example.org">g</a>'
        ' <a href="/nowhere/">h</a> <a href="/places/southwest-primorye/">i</a></p>'
    )
    assert found(page, blocks=True) == {
        "A link leads to /species/tigger/, and there is no such page.": "id_body",
        "A link leads to /nowhere/, and there is no such page.": "id_body",
    }
    assert found(page, blocks=False) == {
        "A link leads to /places/southwest-primorye/, “Southwest Primorye”, which is not published.": "id_body"
    }


def test_an_old_address_still_leads_on_but_not_to_a_page_that_was_taken_down():
    leopard = make_species()
    verbs.publish(leopard, by=None)
    leopard.slug = "snow-walker"
    leopard.save()
    verbs.publish(leopard, by=None)
    page = with_body('<p><a href="/species/amur-leopard/">a</a></p>')
    assert found(page, blocks=True) == {}
    verbs.take_down(leopard.page, by=None, why="for now")
    assert len(found(page, blocks=True)) == 1


def test_what_is_hard_to_read_is_advice_that_says_where():
    leopard = make_species(introduction=f"<p>Short. {LONG}</p>")
    m.Threat.objects.update(text=LONG)
    assert list(found(leopard, blocks=False).values()) == ["id_introduction", "threats-0"]
    assert "hard to read, a sentence of" in next(iter(found(leopard, blocks=False)))
    assert found(leopard, blocks=True) == {}


def test_alt_text_that_repeats_the_caption_is_advice():
    leopard = make_species()
    SpeciesPhoto.objects.update(caption="A male on patrol.", alt_text="a male on  patrol")
    [(message, anchor)] = found(leopard, blocks=False).items()
    assert "repeats the caption" in message
    assert anchor == "photos-group"
    Photo.objects.update(is_decorative=True)
    SpeciesPhoto.objects.update(alt_text="")
    assert found(leopard, blocks=False) == {}


def test_the_same_photo_twice_and_no_photo_are_advice():
    photo = make_photo()
    page = make_plain_page(photo=photo)
    page.photos.create(photo=photo)
    assert "twice" in next(iter(found(page, blocks=False)))
    news = make_news()
    news.photos.all().delete()
    assert "There is no photo" in next(iter(found(news, blocks=False)))


def test_a_new_check_is_one_function():
    def says_snow(draft):
        if "snow" not in draft.row.body:
            yield "It does not say snow.", "id_body"

    checks.check("news", blocks=True)(says_snow)
    try:
        assert "It does not say snow." in found(make_news(), blocks=True)
        assert found(make_plain_page(), blocks=True) == {}
    finally:
        checks._checks.pop()


# In the form


def test_the_form_asks_for_what_the_saved_draft_lacks(client):
    client.force_login(make_user())
    leopard = make_species(introduction="")
    leopard.photos.all().delete()
    form = client.get(f"{admin(leopard)}/change/").content.decode()
    assert f'data-checks="{admin(leopard)}/checks/"' in form
    text = client.get(f"{admin(leopard)}/checks/").content.decode()
    assert "Before publishing, as saved: 1 thing to mend, 1 to consider" in text
    assert f'href="{admin(leopard)}/change/#id_introduction"' in text


def test_nobody_else_sees_it(client):
    client.force_login(make_user(is_superuser=False))
    assert client.get(f"{admin(make_species())}/checks/").status_code == 403


# Links to other sites


class Elsewhere(BaseHTTPRequestHandler):
    """Another site: what it answers is the last part of the address."""

    asked: list[tuple[str, str]] = []

    def do_HEAD(self):
        self.asked.append((self.command, self.path))
        if self.path == "/moved":
            self.send_response(301)
            self.send_header("Location", "/200")
        elif self.path == "/shy":
            self.send_response(405 if self.command == "HEAD" else 200)
        else:
            self.send_response(int(self.path.strip("/")))
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *args):
        pass


@pytest.fixture
def elsewhere(settings) -> Iterator[str]:
    settings.CHECK_LINKS, settings.DEBUG = True, True
    Elsewhere.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def ask_all(monkeypatch):
    """As the background work does, without its pauses."""
    while Link.objects.due().exists():
        monkeypatch.setattr(links, "_rests_until", 0.0)
        links.step()


def test_a_link_that_is_gone_is_told_once_it_failed_twice_and_never_asked_in_a_request(elsewhere, monkeypatch):
    urls = [f"{elsewhere}/{name}" for name in ("200", "404", "moved", "shy", "500")]
    page = with_body("<p>" + " ".join(f'<a href="{url}">x</a>' for url in urls) + "</p>")
    verbs.publish(page, by=None)
    assert Elsewhere.asked == []
    ask_all(monkeypatch)
    assert found(page, blocks=False) == {}
    assert set(Link.objects.filter(failures=1).values_list("answer", flat=True)) == {
        "404 Not Found",
        "500 Internal Server Error",
    }
    Link.objects.update(ask_after=clock.now())
    ask_all(monkeypatch)
    assert found(page, blocks=False) == {
        f"A link does not answer (404 Not Found): {elsewhere}/404": "id_body",
        f"A link does not answer (500 Internal Server Error): {elsewhere}/500": "id_body",
    }
    assert found(page, blocks=True) == {}
    assert ("GET", "/shy") in Elsewhere.asked


def test_sources_are_asked_too(elsewhere, monkeypatch):
    leopard = make_species()
    m.Count.objects.update(source=make_source(url=f"{elsewhere}/410", accessed_on="2026-01-01"))
    verbs.publish(leopard, by=None)
    for _ in range(2):
        Link.objects.update(ask_after=clock.now())
        ask_all(monkeypatch)
    [message] = found(leopard, blocks=False)
    assert message == f"A link does not answer (410 Gone): {elsewhere}/410"


def test_one_link_at_a_time_with_a_pause(elsewhere, monkeypatch):
    monkeypatch.setattr(links, "_rests_until", 0.0)
    Link.objects.bulk_create([Link(url=f"{elsewhere}/200?{number}") for number in range(3)])
    assert [links.step() for _ in range(3)] == [False, False, False]
    assert len(Elsewhere.asked) == 1


def test_nothing_is_asked_where_the_switch_is_off(elsewhere, monkeypatch):
    Link.objects.create(url=f"{elsewhere}/404")
    monkeypatch.setattr(links, "_rests_until", 0.0)
    with override_settings(CHECK_LINKS=False):
        links.step()
        verbs.publish(with_body(f'<p><a href="{elsewhere}/200">x</a></p>'), by=None)
    assert Elsewhere.asked == []
    assert Link.objects.count() == 1


def test_no_link_makes_the_site_ask_its_own_network(elsewhere):
    with override_settings(DEBUG=False):
        assert links.ask(f"{elsewhere}/200") == (False, "an address inside our own network")
    assert Elsewhere.asked == []


def test_a_site_that_is_not_there_is_told_in_words():
    with override_settings(DEBUG=True):
        answers, words = links.ask("http://127.0.0.1:9/")
    assert not answers
    assert "refused" in words
