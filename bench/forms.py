"""What a form costs with 200 rows against the same form with 20: opened, previewed as it is typed, saved, published.

Saving and publishing change twenty rows of either; what they ask beyond one query for each is told by itself.

Runs inside one process on a database that holds the demo; the forms take turns in every round.
"""

import statistics
import time
from collections.abc import Callable
from itertools import count
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

django.setup()

from tests.content import make_source, make_species, make_user  # noqa: E402
from tests.forms import fields  # noqa: E402

ROUNDS = 7
_number = count(1)
FEW, MANY = 20, 200
CHANGED = 20


def main() -> None:
    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.force_login(make_user("bench"))
    forms = {rows: form_with(rows) for rows in (FEW, MANY)}
    most: dict[str, int] = {}
    for name, act in {
        "opened": opened,
        "previewed": previewed,
        "saved unchanged": saved_unchanged,
        "saved": saved,
        "published": published,
    }.items():
        spent: dict[int, list[float]] = {rows: [] for rows in forms}
        asked: dict[int, int] = {}
        for round_ in range(ROUNDS + 1):
            for rows, address in forms.items():
                press = act(client, address)
                with CaptureQueriesContext(connection) as queries:
                    began = time.process_time()
                    press()
                    taken = time.process_time() - began
                asked[rows] = len(queries)
                if round_:  # the first round warms up
                    spent[rows].append(taken)
        ratios = sorted(many / few for few, many in zip(spent[FEW], spent[MANY], strict=True))
        print(
            f"  form {name:16} {statistics.median(spent[MANY]) * 1000:7.1f} ms of CPU with {MANY} rows"
            f"   ratio to {FEW} rows {statistics.median(ratios):5.2f}  [{ratios[1]:.2f}–{ratios[-2]:.2f}]"
            f"   queries {asked[FEW]} and {asked[MANY]}",
            flush=True,
        )
        most[name] = max(asked.values())
    beyond = most["saved"] - CHANGED - most["opened"]
    print(
        f"  form saved with {CHANGED} rows changed: {beyond} queries beyond opening it and one for each row; "
        f"published: {most['published'] - most['saved']} more"
    )


def form_with(rows: int) -> str:
    """The address of a species with so many fast facts, each with its source."""
    name = f"Bench {rows}"
    species = make_species(common_name=name, scientific_name=f"Scamnum {rows}", slug=f"bench-{rows}")
    source = make_source()
    species.fast_facts.all().delete()
    for number in range(rows):
        species.fast_facts.create(text=f"Fact {number}", position=number, source=source)
    return f"/admin/wcs_species/species/{species.pk}/"


def opened(client: Client, address: str) -> Callable[[], None]:
    return lambda: answered(client.get(f"{address}change/"), 200)


def sender(client: Client, address: str, view: str, status: int, **pressed: str) -> Callable[[], None]:
    page: Any = client.get(f"{address}change/")
    data = fields(page, "species_form") | pressed
    return lambda: answered(client.post(f"{address}{view}/", data), status)


def previewed(client: Client, address: str) -> Callable[[], None]:
    return sender(client, address, "preview", 200)


def saved_unchanged(client: Client, address: str) -> Callable[[], None]:
    return sender(client, address, "change", 302, _save="1")


def changed() -> dict[str, str]:
    """Words for twenty rows that no round before wrote."""
    number = next(_number)
    return {f"fast_facts-{row}-text": f"Fact {row}, written {number} times" for row in range(CHANGED)}


def saved(client: Client, address: str) -> Callable[[], None]:
    return sender(client, address, "change", 302, _save="1", **changed())


def published(client: Client, address: str) -> Callable[[], None]:
    return sender(client, address, "change", 302, _publish="1", **changed())


def answered(response: object, status: int) -> None:
    if (found := getattr(response, "status_code", None)) != status:
        raise SystemExit(f"error: answered {found}, not {status}")


if __name__ == "__main__":
    main()
