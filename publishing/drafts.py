"""A draft in memory: a row with everything its document is made from.

`freeze` and the checks of every kind read the parts of a row with `.all()` and nothing else, so a draft may come from
the database or from a form that nobody has saved.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models

from publishing import kinds
from publishing.models import Edition


def read(row: Any) -> Any:
    """The saved draft of this row, afresh and whole, in one query for each part."""
    found = kinds.get(row.page.kind).drafts().get(pk=row.pk)
    found.is_whole = True
    return found


def typed(row: Any, form: Any, formsets: Iterable[Any]) -> Any:
    """The row as a valid form has it, whole, without a query: in the order of the form, what it deletes left out.

    Rows that are not saved yet get a key for the time being: without one Django lets nobody ask for their parts. So
    where they are to be saved, save them first.
    """
    give_key(row, -1)
    for field in row._meta.many_to_many:
        if field.name in form.cleaned_data:
            remember(row, field.name, form.cleaned_data[field.name])
    for formset in formsets:
        parts = in_place(formset)
        for number, part in enumerate(parts, start=1):
            give_key(part.instance, -number)
            for field in part.instance._meta.many_to_many:
                if field.name in part.cleaned_data:
                    remember(part.instance, field.name, by_position(part.cleaned_data[field.name]))
        remember(row, formset.fk.remote_field.cache_name, [part.instance for part in parts])
    row.is_whole = True
    return row


def in_place(formset: Any) -> list[Any]:
    """The forms of the rows that stay, in the order that their rows will have."""
    return sorted((each for each in formset.forms if formset.stays(each)), key=lambda each: each.instance.position)


def give_key(row: models.Model, key: int) -> None:
    if row.pk is None:
        row.pk = key


def by_position(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: row.position)


def remember(row: models.Model, name: str, rows: Iterable[models.Model]) -> None:
    """Let `row.name.all()` answer with these rows, as after a prefetch."""
    queryset: Any = row._meta.get_field(name).related_model._default_manager.all()  # type: ignore[union-attr]
    queryset._result_cache, queryset._prefetch_done = list(rows), True
    if not hasattr(row, "_prefetched_objects_cache"):
        row._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    row._prefetched_objects_cache[name] = queryset  # type: ignore[attr-defined]


def live_editions(draft: Any, rows: Iterable[Any]) -> dict[int, Edition]:
    """The editions in force of the pages that a draft names, by page, in the order of their titles.

    A whole draft asks once: it lives no longer than a request.
    """
    pages = frozenset(row.page_id for row in rows)
    asked: dict[frozenset[int], dict[int, Edition]] = draft.__dict__.setdefault("_live", {}) if draft.is_whole else {}
    if pages not in asked:
        found = Edition.objects.live().filter(page__in=pages).order_by("sort_key", "pk").for_lists()
        asked[pages] = {edition.page_id: edition for edition in found}
    return asked[pages]
