"""The headline number of an animal is one number: whatever shows it follows the profile, and news keeps its own."""

import re

import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from publishing import kinds, richtext, stale, verbs
from publishing.uses import uses_of
from tests.content import make_news, make_place, make_plain_page, make_source, make_species, make_user
from wcs_species import models as m

pytestmark = pytest.mark.django_db


@pytest.fixture
def leopard():
    species = make_species()
    species.photos.all().delete()
    species.counts.update(low=91)
    verbs.publish(species, by=None)
    return species


def figure(row, words="90 adults"):
    return f'<p>There are <a href="figure:{row.page.uid}">{words}</a> of them.</p>'


def publish_newer(species, low=125, year=2023):
    source = make_source(title="Leopards of the park", author="Ministry", year=2023, url="https://example.org/2023")
    species.counts.update(is_headline=False)
    m.Count.objects.create(
        species=species, series=species.series.get(), year=year, low=low, is_headline=True, source=source
    )
    verbs.save_draft(species, by=None)
    return verbs.publish(species, by=None)


def shown(client, path):
    return client.get(path).content.decode()


def words(html):
    """What stands in the sentence, and what is shown on demand."""
    sentence = re.search(r"There are (.*?) of them\.", html, re.DOTALL)[1]
    button = re.search(r'<button type="button" class="figure" popovertarget="([\w-]+)">(.*?)</button>', sentence)
    if button is None:
        return sentence, ""
    about = re.search(rf'<span class="figure-about" id="{button[1]}" popover>(.*?)</span>', sentence)[1]
    return button[2], about


def test_everything_that_shows_the_headline_follows_the_profile(client, leopard):
    place = make_place(body=figure(leopard))
    leopard.places.add(place)
    verbs.publish(place, by=None)
    page = make_plain_page(body=figure(leopard))
    verbs.publish(page, by=None)
    publish_newer(leopard)
    profile = shown(client, "/species/amur-leopard/")
    assert re.search(r'label-number[^"]*">125</span> adults', profile)
    assert '<text x="93.0%"' in profile
    for path in ("/species/", "/", "/places/southwest-primorye/", "/species/amur-leopard/embed/"):
        html = shown(client, path)
        assert "125" in html, path
        assert not re.search(r">91<|91 adults", html), path
    assert "125 adults in 2023" in profile
    assert "125" in shown(client, "/species/compare/?species=amur-leopard")
    for path in ("/places/southwest-primorye/", "/about/"):
        said, about = words(shown(client, path))
        assert said == "125 adults"
        assert "Amur leopard, 2023: Land of the Leopard, by camera traps." in about
        assert '<a href="https://example.org/2023" rel="noopener">Ministry, 2023</a>' in about
        assert '<a href="/species/amur-leopard/#numbers">' in about
    # Nothing about them is out of date: readers see the number of now.
    assert not list(stale.outdated())


def test_a_figure_ends_with_its_page_in_the_words_it_was_frozen_with(client, leopard):
    page = make_plain_page(body=figure(leopard))
    verbs.publish(page, by=None)
    verbs.take_down(leopard.page, by=None, why="asked")
    assert words(shown(client, "/about/")) == ("91 adults", "")


def test_a_page_of_the_past_says_what_it_said(client, leopard):
    page = make_plain_page(body=figure(leopard))
    verbs.publish(page, by=None)
    publish_newer(leopard)
    verbs.publish(page, by=None)
    assert words(shown(client, "/about/editions/1/"))[0] == "91 adults"
    assert words(shown(client, "/about/"))[0] == "125 adults"


def test_news_keeps_its_figures_as_written(client, leopard):
    news = make_news(body=figure(leopard, "91 adults"))
    verbs.publish(news, by=None)
    publish_newer(leopard)
    verbs.save_draft(news, by=None)
    verbs.publish(news, by=None)
    assert words(shown(client, news.get_absolute_url())) == ('<a href="/species/amur-leopard/">91 adults</a>', "")


def test_a_species_without_a_headline_number_leaves_the_words(client, leopard):
    leopard.counts.update(is_headline=False)
    verbs.publish(leopard, by=None)
    page = make_plain_page(body=figure(leopard))
    verbs.publish(page, by=None)
    assert words(shown(client, "/about/")) == ("90 adults", "")


def test_figures_cost_a_page_no_query_and_make_sound_html(client, leopard):
    page = make_place(body="<p>Plain.</p>")
    verbs.publish(page, by=None)

    def cost():
        path = page.get_absolute_url()
        client.get(f"{path}?warm")
        with CaptureQueriesContext(connection) as taken:
            html = shown(client, path)
        return len(taken), html

    plain, _ = cost()
    page.body = figure(leopard) * 3
    page.save()
    verbs.publish(page, by=None)
    with_figures, html = cost()
    assert with_figures == plain
    assert len(set(re.findall(r'id="(figure-[\w-]+)"', html))) == 3
    html5lib.HTMLParser(strict=True).parse(html)


def test_a_figure_says_where_it_is_used_and_is_no_sentence_to_doubt(leopard):
    page = make_plain_page(body=figure(leopard))
    verbs.publish(page, by=None)
    assert "About us" in [use.name for use in uses_of([leopard.page], "species")]
    leopard.introduction = figure(leopard, "12 adults in 2018")
    leopard.save()
    assert not [each for each in kinds.get("species").problems(leopard) if "12 adults" in each.message]


@pytest.mark.parametrize("href", ["figure:1", "FIGURE:x", "figure:../../admin/", " figure:javascript"])
def test_only_a_figure_by_its_uid_passes(href):
    assert "figure" not in richtext.clean(f'<p><a href="{href}">x</a></p>').lower()


def test_figures_are_found_by_name_for_staff_only(client, leopard):
    make_species(common_name="Okapi", scientific_name="Okapia johnstoni", slug="okapi")
    asked = "/admin/pages/?figures=1&q="
    assert client.get(f"{asked}amur").status_code == 302
    client.force_login(make_user())
    (found,) = client.get(f"{asked}amur").json()["pages"]
    assert (found["href"], found["name"]) == (f"figure:{leopard.page.uid}", "91 adults")
    # A draft has none.
    assert client.get(f"{asked}okapi").json() == {"pages": []}
    assert client.get(asked).json() == {"pages": []}
