"""Restoring writes the rows that differ and no other, and every row keeps its key."""

import re
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from publishing import verbs
from publishing.models import KeptDraft, Page
from publishing.verbs import Refused
from tests.content import make_photo, make_species
from tests.test_restore import MAKERS, a_species, frozen, parts_of, put_back
from wcs_species.models import Group

pytestmark = pytest.mark.django_db

# A field of each part that says something.
WORDS = (
    "text",
    "title",
    "detail",
    "note",
    "caption",
    "annotation",
    "value",
    "presence",
    "name",
    "as_printed",
    "region",
)


@pytest.mark.parametrize("kind", MAKERS)
def test_only_the_rows_that_differ_are_written_and_all_keep_their_keys(kind, editor):
    row = MAKERS[kind]()
    verbs.publish(row, by=editor)
    changed = {}
    for rows in parts_of(row).values():
        part = rows.order_by("position", "pk")[0]
        if (words := next((name for name in WORDS if hasattr(part, name)), None)) is None:
            continue
        rows.filter(pk=part.pk).update(**{words: "other"})
        changed[part._meta.db_table] = 1
    verbs.save_draft(row, by=editor)
    keys = {name: set(rows.values_list("pk", flat=True)) for name, rows in parts_of(row).items()}
    with CaptureQueriesContext(connection) as queries:
        put_back(row, editor)
    writes = (
        re.match(r'(?:UPDATE|INSERT INTO|DELETE FROM) "(\w+)"(?! SET "is_headline")', query["sql"]) for query in queries
    )
    written = Counter(write[1] for write in writes if write and write[1] in changed)
    assert written == changed
    assert {name: set(rows.values_list("pk", flat=True)) for name, rows in parts_of(row).items()} == keys


def exchange(rows, **meanwhile):
    """The first two rows say what the other said: a third thing meanwhile, for each may be said once."""
    one, other = rows.order_by("pk")[:2]
    said = [{name: getattr(each, name) for name in meanwhile} for each in (one, other)]
    for row, values in ((one, meanwhile), (other, said[0]), (one, said[1])):
        rows.model.objects.filter(pk=row.pk).update(**values)


def test_rows_that_say_what_another_said_change_back_and_keep_their_keys(editor):
    """Names, countries, photos, series and counts, of which each may be there once."""
    leopard = a_species()
    verbs.publish(leopard, by=editor)
    before = frozen(leopard)
    exchange(leopard.names, name="?", language="fr")
    exchange(leopard.range_countries, country="KP")
    exchange(leopard.photos, photo_id=make_photo().pk)
    exchange(leopard.counts.filter(series__area="Hunchun", low__lt=30), year=1990, qualifier="between", low=1, high=2)
    exchange(leopard.series.exclude(area="Nowhere"), counted="nests", area="?", method="", detail="")
    head = leopard.counts.get(is_headline=True)
    leopard.counts.update(is_headline=False)
    leopard.counts.filter(year=None).update(is_headline=True)
    verbs.save_draft(leopard, by=editor)
    keys = {name: set(rows.values_list("pk", flat=True)) for name, rows in parts_of(leopard).items()}
    assert frozen(leopard) != before
    put_back(leopard, editor)
    assert frozen(leopard) == before
    assert leopard.counts.get(is_headline=True) == head
    assert {name: set(rows.values_list("pk", flat=True)) for name, rows in parts_of(leopard).items()} == keys


def test_a_section_that_says_the_same_is_not_restored_and_leaves_no_trace(editor):
    leopard = make_species(authority="Nobody")
    verbs.publish(leopard, by=editor)
    leopard.fast_facts.all().delete()
    version = verbs.save_draft(leopard, by=editor)
    with pytest.raises(Refused, match="says the same already"):
        put_back(leopard, editor, section="threats")
    Group.objects.all().delete()
    with pytest.raises(Refused, match="The group “Cats” is no longer there"):
        put_back(leopard, editor, section="name")
    assert Page.objects.get(pk=leopard.page_id).draft_version == version
    assert not KeptDraft.objects.exists()
