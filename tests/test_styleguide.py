"""The style guide: for staff alone, kept nowhere, and made of nothing in the database."""

import html5lib
import pytest
from django.test import Client

from tests.content import make_user
from website.styleguide import CASES

pytestmark = pytest.mark.django_db
GUIDE = "/styleguide/"


@pytest.fixture
def staff(client):
    client.force_login(make_user())
    return client


def test_readers_find_nothing_there_not_even_those_who_signed_in(client):
    reader = Client()
    reader.force_login(make_user("reader", is_staff=False, is_superuser=False))
    for path in (GUIDE, f"{GUIDE}whole/", f"{GUIDE}card.jpg"):
        for who in (client, reader):
            response = who.get(path)
            assert response.status_code == 404, path
            assert "Style guide" not in response.content.decode()


def test_it_is_found_by_no_robot_and_kept_by_nobody(staff):
    response = staff.get(GUIDE)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    # What staff saw is not handed to the next reader.
    assert Client().get(GUIDE).status_code == 404
    assert "styleguide" not in Client().get("/sitemap.xml").content.decode()
    assert "styleguide" not in Client().get("/search/?q=style").content.decode()


@pytest.mark.parametrize("name", ["", *(f"{name}/" for name in CASES)])
def test_every_page_of_it_is_sound_and_asks_the_database_only_who_is_there(staff, name, django_assert_max_num_queries):
    # The state of the content for the page cache, the session, the user.
    with django_assert_max_num_queries(3):
        response = staff.get(f"{GUIDE}{name}")
    assert response.status_code == (410 if name == "gone/" else 200)
    html5lib.HTMLParser(strict=True).parse(response.content.decode())


def test_the_label_as_a_picture_is_a_jpeg(staff):
    assert staff.get(f"{GUIDE}card.jpg")["Content-Type"] == "image/jpeg"
    assert staff.get(f"{GUIDE}unicorn/").status_code == 404
