"""Copies of a draft: a new page that says the same under another name and address."""

from collections.abc import Iterator
from typing import Any

from django.db import models, transaction

from publishing import verbs
from publishing.bases import Part

Rows = dict[Any, Any]


def copy(row: Any, *, by: verbs.By) -> Any:
    """A new draft with all the parts of this one, nothing of it public; what its parts name of each other they name
    of the copies. What nobody edits, such as the numbers of photos, begins anew."""
    with transaction.atomic():
        new = _like(row, page=verbs.start_page(row.page.kind), **dict(_names(row)))
        _choose_the_same(row, new, {})
        copied: dict[type[models.Model], Rows] = {}
        parts = _parts(type(row))
        for relation in parts:
            model, owner = relation.related_model, relation.field
            copied[model] = {
                part.pk: _like(part, **{owner.name: new}, **_siblings(part, copied))
                for part in model._default_manager.filter(**{owner.name: row}).order_by("pk")
            }
        for model, rows in copied.items():
            for part in model._default_manager.filter(pk__in=rows):
                _choose_the_same(part, rows[part.pk], copied)
        verbs.save_draft(new, by=by)
    return new


def _like(row: Any, **changes: Any) -> Any:
    fields = [each for each in row._meta.concrete_fields if each.editable and not each.primary_key]
    given = {each.attname: getattr(row, each.attname) for each in fields if each.name not in changes}
    return row._meta.default_manager.create(**given, **changes)


def _names(row: Any) -> Iterator[tuple[str, str]]:
    """Its name, and all texts that only one page may have, told apart from those of the original."""
    alone = {rule.fields[0] for rule in row._meta.total_unique_constraints if len(rule.fields) == 1}
    for each in row._meta.concrete_fields:
        value = getattr(row, each.attname)
        if each.name == "slug":
            yield "slug", _free(row, each, value, "-copy", "-copy-{}")
        elif isinstance(each, models.CharField) and value and (each.name in alone or value == str(row)):
            yield each.name, _free(row, each, value, " (copy)", " (copy {})")


def _free(row: Any, field: Any, value: str, first: str, others: str) -> str:
    number = 1
    while True:
        end = first if number == 1 else others.format(number)
        name = value[: field.max_length - len(end)] + end
        if not row._meta.default_manager.filter(**{field.name: name}).exists():
            return name
        number += 1


def _parts(model: type[models.Model]) -> list[Any]:
    """The relations to its parts; a part that names another comes after it."""
    found = [each for each in model._meta.related_objects if issubclass(each.related_model, Part)]
    own = {each.related_model for each in found}
    return sorted(found, key=lambda each: any(field.related_model in own for field in _keys(each.related_model)))


def _keys(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.many_to_one]


def _siblings(part: Any, copied: dict[type[models.Model], Rows]) -> dict[str, Any]:
    named = [field for field in _keys(type(part)) if field.related_model in copied]
    return {field.name: copied[field.related_model].get(getattr(part, field.attname)) for field in named}


def _choose_the_same(old: Any, new: Any, copied: dict[type[models.Model], Rows]) -> None:
    for field in old._meta.many_to_many:
        rows = getattr(old, field.name).all()
        known = copied.get(field.related_model, {})
        getattr(new, field.name).set([known.get(row.pk, row) for row in rows])
