"""Whole pages are kept, and never outlive what they show."""

from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError, connection

from publishing import clock, state, verbs
from publishing.models import Edition, Moment
from tests.content import make_species, make_user

pytestmark = pytest.mark.django_db

LEOPARD = "/species/amur-leopard/"


@pytest.fixture
def leopard():
    species = make_species()
    verbs.publish(species, by=make_user())
    return species


def test_a_kept_page_costs_one_query(client, leopard, django_assert_num_queries):
    first = client.get(LEOPARD)
    with django_assert_num_queries(1):
        second = client.get(LEOPARD)
    assert second.content == first.content


def test_a_change_is_seen_on_the_next_request(client, leopard):
    client.get(LEOPARD)
    leopard.common_name = "Far Eastern leopard"
    leopard.save()
    verbs.publish(leopard, by=None)
    assert "Far Eastern leopard</h1>" in client.get(LEOPARD).content.decode()


def test_a_kept_page_does_not_outlive_a_scheduled_moment(client, leopard):
    """The hour comes by moving the schedule into the past: nothing runs, nothing else changes."""
    leopard.common_name = "Far Eastern leopard"
    leopard.save()
    at = clock.now() + timedelta(hours=1)
    verbs.schedule(leopard, at=at, by=None)
    assert "Amur leopard</h1>" in client.get(LEOPARD).content.decode()
    version = state.current().version
    past = clock.now()
    Edition.objects.filter(number=1).update(in_force_from=past - timedelta(days=1), in_force_until=past)
    Edition.objects.filter(number=2).update(in_force_from=past)
    Moment.objects.filter(at=at).update(at=past)
    assert state.current().version == version
    assert "Far Eastern leopard</h1>" in client.get(LEOPARD).content.decode()


def test_an_unchanged_page_is_not_sent_again(client, leopard):
    first = client.get(LEOPARD)
    again = client.get(LEOPARD, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_is_compressed_for_who_understands_it(client, leopard):
    plain = client.get(LEOPARD)
    packed = client.get(LEOPARD, headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 2
    assert packed["ETag"] != plain["ETag"]
    assert "Accept-Encoding" in plain["Vary"]


def test_public_pages_set_no_cookie_and_do_not_vary_by_one(client, leopard):
    for path in ("/", LEOPARD, "/species/", "/newsroom/", "/places/", "/search/?q=leopard", "/newsletter/"):
        response = client.get(path)
        assert not response.cookies, path
        assert "Cookie" not in response.get("Vary", ""), path


def test_an_unknown_host_is_refused_before_it_can_become_a_key(client, leopard):
    assert client.get(LEOPARD, headers={"host": "evil.example"}).status_code == 400


def fail(*args):
    raise OperationalError("the server closed the connection")


def test_without_its_database_the_site_shows_the_last_good_page(client, leopard):
    before = client.get(LEOPARD)
    with connection.execute_wrapper(fail):
        after = client.get(LEOPARD)
    assert after.content == before.content
    assert "database-unavailable" in after["Cache-Status"]


@pytest.mark.parametrize("path", [LEOPARD, "/newsletter/", "/readyz"])
def test_without_its_database_a_page_nobody_asked_for_before_says_so(client, leopard, path):
    with connection.execute_wrapper(fail):
        response = client.get(path)
    assert response.status_code == 503


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that could restart")
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_between_two_requests_is_replaced(client):
    client.get("/species/")
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    assert client.get("/newsroom/").status_code == 200
