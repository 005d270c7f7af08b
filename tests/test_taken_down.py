"""An address whose page was taken down says so; one at which nothing ever stood does not."""

from datetime import timedelta

import html5lib
import pytest

from publishing import clock, verbs
from publishing.models import Route
from tests.content import make_news, make_plain_page, make_species

LEOPARD = "/species/amur-leopard/"


@pytest.fixture
def leopard(db):
    row = make_species()
    verbs.publish(row, by=None)
    return row


@pytest.mark.parametrize("legal", [False, True], ids=["by choice", "by law"])
def test_a_page_taken_down_is_gone_and_leads_to_what_is_near(client, leopard, legal):
    verbs.publish(
        make_species(common_name="Snow leopard", slug="snow-leopard", scientific_name="Panthera uncia"), by=None
    )
    verbs.take_down(leopard.page, by=None, why="asked by the park", legal=legal)
    response = client.get(LEOPARD)
    page = response.content.decode()
    html5lib.HTMLParser(strict=True).parse(page)
    assert response.status_code == 410
    assert "This page was taken down" in page
    assert 'href="/species/snow-leopard/"' in page
    # Neither why, nor what it said.
    assert "asked by the park" not in page
    assert "Amur leopard" not in page
    assert client.get(f"{LEOPARD}history/").status_code == (404 if legal else 200)


def test_every_kind_of_page_can_be_gone(client, db):
    for row in (make_news(), make_plain_page()):
        path = verbs.publish(row, by=None).path
        verbs.take_down(row.page, by=None, why="wrong")
        assert client.get(path).status_code == 410


def test_it_is_there_again_once_it_is_published_again(client, leopard):
    verbs.take_down(leopard.page, by=None, why="wrong count")
    assert client.get(LEOPARD).status_code == 410
    verbs.publish(leopard, by=None)
    assert client.get(LEOPARD).status_code == 200


def test_an_old_address_of_it_is_gone_too(client, leopard):
    Route.objects.create(path="/big-cats/amur.aspx?id=7", page=leopard.page)
    assert client.get("/Big-Cats/Amur.aspx?id=7").status_code == 301
    verbs.take_down(leopard.page, by=None, why="wrong count")
    assert client.get("/Big-Cats/Amur.aspx?id=7").status_code == 410


def test_what_was_never_there_is_not_said_to_be_gone(client, leopard):
    saola = make_species(common_name="Saola", slug="saola", scientific_name="Pseudoryx nghetinhensis")
    verbs.schedule(saola, at=clock.now() + timedelta(days=1), by=None)
    for path in ("/species/saola/", "/species/unicorn/", "/unicorn.aspx"):
        assert client.get(path).status_code == 404
    verbs.take_down(saola.page, by=None, why="too early")
    assert client.get("/species/saola/").status_code == 404


def test_a_moment_before_a_page_began_is_not_a_page_taken_down(client, leopard):
    assert client.get(f"{LEOPARD}?as_of=1999-01-01").status_code == 404
    verbs.take_down(leopard.page, by=None, why="wrong count")
    assert client.get(f"{LEOPARD}?as_of=1999-01-01").status_code == 404


def test_a_miss_costs_a_handful_of_queries_however_it_misses(client, leopard, django_assert_max_num_queries):
    verbs.take_down(leopard.page, by=None, why="wrong count")
    client.get("/")
    for path in (LEOPARD, "/species/unicorn/"):
        with django_assert_max_num_queries(7):
            client.get(path)
