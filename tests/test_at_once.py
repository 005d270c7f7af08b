"""Editors who save, publish, order and delete at the same moment: no silent overwrite, no error of ours."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client

from places.models import Place
from publishing.models import Edition, Page
from tests.content import make_place, make_user
from tests.forms import add_row, change, errors, fields, form_of

pytestmark = pytest.mark.django_db(transaction=True)

ADD = "/admin/places/place/add/"
ROUNDS = 3


def at_once[T](*works: Callable[[Client], T]) -> list[T]:
    """Each work by an editor of its own, in a thread of its own. A view that raises fails the test."""
    clients = [Client() for _ in works]
    for number, client in enumerate(clients):
        client.force_login(make_user(f"editor-at-once-{number}"))

    def run(work: Callable[[Client], T], client: Client) -> T:
        try:
            return work(client)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [each.result() for each in [pool.submit(run, *pair) for pair in zip(works, clients, strict=True)]]


def busy(place: Place, name: str) -> Callable[[Client], list[tuple[str, str]]]:
    """Saves, publishes, adds, orders and deletes; returns the summaries that were accepted, each after what it saw."""

    def work(client: Client) -> list[tuple[str, str]]:
        accepted = []
        for number in range(ROUNDS):
            data = form_of(client, place)
            seen, typed = data["summary"], f"{name} {number}"
            data |= {"summary": typed, ("_publish", "_save")[number % 2]: "1"}
            add_row(data, "facts", uid=uuid4(), text=typed, position=number)
            if number == 2 and "facts-0-text" in data:
                data["facts-0-DELETE"] = "on"
            response = client.post(change(place), data)
            assert response.status_code in (200, 302)
            if response.status_code == 302:
                accepted.append((seen, typed))
        return accepted

    return work


def test_nothing_is_overwritten_unseen():
    place = make_place()
    first, version = place.summary, Page.objects.get().draft_version
    accepted = [pair for found in at_once(*(busy(place, name) for name in "abc")) for pair in found]
    # Each accepted text was written by somebody who saw the one before it.
    following = dict(accepted)
    assert len(following) == len(accepted)
    chain = [first]
    while chain[-1] in following:
        chain.append(following[chain[-1]])
    place.refresh_from_db()
    assert (len(chain), chain[-1]) == (len(accepted) + 1, place.summary)
    assert Page.objects.get().draft_version == version + len(accepted)
    numbers = list(Edition.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def new_page(client: Client, **values: str) -> dict[str, object]:
    given = {"name": "Hunchun", "kind": "landscape", "slug": "hunchun", "_save": "1"}
    return fields(client.get(ADD), "place_form") | given | values


def test_the_same_address_taken_twice_at_once_is_refused_beside_its_field():
    def make(client: Client) -> dict[str, str]:
        response = client.post(ADD, new_page(client))
        return errors(response) if response.status_code == 200 else {}

    answers = at_once(make, make)
    assert Place.objects.count() == 1
    assert sorted("taken by another page" in each.get("slug", "") for each in answers) == [False, True]


def test_a_new_page_sent_twice_at_once_is_there_once():
    uid = str(uuid4())
    statuses = at_once(*[lambda client: client.post(ADD, new_page(client, page_uid=uid)).status_code] * 2)
    assert set(statuses) <= {200, 302}
    assert Page.objects.count() == Place.objects.count() == 1


def test_a_page_thrown_away_while_another_saves_it_is_no_error():
    place = make_place()

    def save(client: Client) -> int:
        data = form_of(client, place) | {"summary": "Saved.", "_save": "1"}
        return client.post(change(place), data).status_code

    def throw_away(client: Client) -> int:
        return client.post(change(place).replace("change", "delete"), {"post": "yes"}).status_code

    assert set(at_once(save, throw_away, save)) <= {200, 302}
