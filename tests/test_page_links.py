"""Links in rich text that lead to a page of ours, wherever it is now."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from publishing import richtext, verbs
from tests.content import make_news, make_place, make_species, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    place = make_place()
    verbs.publish(place, by=None)
    return place


def leading_to(page, words="these hills"):
    return f'<p>Among <a href="page:{page.uid}">{words}</a> it walks.</p>'


def shown(client):
    return client.get("/species/amur-leopard/").content.decode()


def test_a_link_follows_a_page_that_moves_and_ends_with_it(client, place):
    leopard = make_species(introduction=leading_to(place.page))
    verbs.publish(leopard, by=None)
    assert '<a href="/places/southwest-primorye/">these hills</a>' in shown(client)
    place.slug = "primorye"
    place.save()
    verbs.save_draft(place, by=None)
    verbs.publish(place, by=None)
    assert '<a href="/places/primorye/">these hills</a>' in shown(client)
    verbs.take_down(place.page, by=None, why="asked")
    assert "Among these hills it walks." in shown(client)


def test_links_cost_a_page_no_query_and_bring_nothing_else(client, place):
    news = make_news(body=leading_to(place.page))
    verbs.publish(news, by=None)
    leopard = make_species(introduction="<p>Plain.</p>")
    verbs.publish(leopard, by=None)

    def cost(path):
        client.get(f"{path}?warm")
        with CaptureQueriesContext(connection) as captured:
            text = client.get(path).content.decode()
        return len(captured), text

    plain, _ = cost("/species/amur-leopard/")
    leopard.introduction = leading_to(place.page) + leading_to(news.page, "the news")
    leopard.save()
    verbs.save_draft(leopard, by=None)
    verbs.publish(leopard, by=None)
    linked, text = cost("/species/amur-leopard/")
    assert linked == plain
    assert '<a href="/newsroom/2026/01/a-leopard-crosses-the-border/">the news</a>' in text
    # The item is linked, not about the species: it is not among its news.
    assert text.count("a-leopard-crosses-the-border") == 1


@pytest.mark.parametrize(
    "href", ["page:1", "page:../../admin/", "PAGE:x", " page:javascript", "page:00000000-0000-0000-0000-00000000000g"]
)
def test_only_a_page_by_its_uid_passes(href):
    assert "page" not in richtext.clean(f'<p><a href="{href}">x</a></p>').lower()


def test_other_links_are_as_they_were():
    for href in ("https://example.org/", "mailto:a@example.org", "/species/"):
        assert f'href="{href}"' in richtext.clean(f'<p><a href="{href}">x</a></p>')
    assert "javascript" not in richtext.clean('<p><a href="javascript:alert(1)">x</a></p>')


def test_pages_are_found_by_name_for_staff_only(client, place):
    make_species()
    assert client.get("/admin/pages/?q=primorye").status_code == 302
    client.force_login(make_user())
    (found,) = client.get("/admin/pages/?q=primorye").json()["pages"]
    assert found["href"] == f"page:{place.page.uid}"
    (found,) = client.get("/admin/pages/?q=amur").json()["pages"]
    assert found["kind"].endswith(", not live")
    assert client.get("/admin/pages/?q=").json() == {"pages": []}
