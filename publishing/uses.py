"""Where rows are used. Found by following the keys that lead to them: nothing here knows an app above by name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q, Value
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from publishing import kinds
from publishing.clock import Now
from publishing.models import Reference


@dataclass(frozen=True, kw_only=True)
class Use:
    """A draft, or an edition in force now or later, that names this row. `url` may be empty."""

    of: Any
    what: str
    name: str
    url: str

    def __html__(self) -> SafeString:
        if not self.url:
            return format_html("{}: {}", self.what, self.name)
        return format_html('{}: <a href="{}">{}</a>', self.what, self.url, self.name)


def uses_of(rows: Iterable[Any], role: str = "") -> list[Use]:
    """Where rows of one model are used: a query for drafts, one for each kind of page found, one for editions.

    `role` is how documents name them; what documents keep by value, such as a source, has none.
    """
    by_pk = {row.pk: row for row in rows}
    if not by_pk:
        return []
    return [*_in_drafts(by_pk), *(_in_editions({row.uid: row for row in by_pk.values()}, role) if role else [])]


def as_list(uses: Iterable[Use]) -> SafeString | str:
    lines = format_html_join("", "<li>{}</li>", ((use,) for use in uses))
    return format_html("<ul>{}</ul>", lines) if lines else "Nowhere"


def _in_drafts(rows: dict[Any, Any]) -> list[Use]:
    model = type(next(iter(rows.values())))
    named_by = relations(model)
    if not named_by:
        return []
    found = [
        each.model._base_manager.filter(**{f"{each.key}__in": list(rows)})
        .order_by()
        .values_list(Value(index, output_field=models.IntegerField()), F(each.shown_by), F(f"{each.key}_id"))
        for index, each in enumerate(named_by)
    ]
    by_model: dict[type[models.Model], set[tuple[Any, Any]]] = defaultdict(set)
    for index, shown_by, used in found[0].union(*found[1:]).order_by():
        by_model[named_by[index].root].add((shown_by, used))
    return [
        Use(of=rows[used], what=capfirst(str(model._meta.verbose_name)), name=str(row), url=admin_url(row))
        for model, pairs in by_model.items()
        for named in [model._base_manager.in_bulk([pk for pk, _ in pairs])]
        for pk, used in sorted(pairs)
        if (row := named.get(pk)) is not None
    ]


@dataclass(frozen=True)
class Relation:
    """Rows of `model` name another by `key`; what shows them is the row of `root` that their `shown_by` holds."""

    model: Any
    key: str
    shown_by: str
    root: type[models.Model]


def relations(model: type[models.Model]) -> list[Relation]:
    """How rows of this model are named in drafts."""
    keys = [each for each in model._meta.get_fields(include_hidden=True) if each.one_to_many]
    return [_relation(each) for each in keys if _is_use(each, model)]


def _is_use(field: Any, model: type[models.Model]) -> bool:
    """Not its own parts, what it chooses itself, nor the books that publishing keeps."""
    row = field.related_model
    is_choice = row in {each.remote_field.through for each in model._meta.many_to_many}
    is_cascade = field.on_delete is models.CASCADE and not row._meta.auto_created
    is_part = is_cascade and row._meta.app_label == model._meta.app_label
    return not (is_choice or is_part or row._meta.app_label == "publishing")


def _relation(field: Any) -> Relation:
    """What shows the row that names another is the row itself, or what it is a part of."""
    row = field.related_model
    for other in row._meta.concrete_fields:
        if other.many_to_one and other is not field.field and other.remote_field.on_delete is models.CASCADE:
            return Relation(row, field.field.name, other.attname, other.related_model)
    return Relation(row, field.field.name, "pk", row)


def _in_editions(rows: dict[UUID, Any], role: str) -> list[Use]:
    references = (
        Reference.objects.filter(role__in=[role, "figure"], target__in=rows)
        .filter(Q(edition__in_force_until__isnull=True) | Q(edition__in_force_until__gt=Now()))
        .exclude(edition__in_force_until=F("edition__in_force_from"))
        .order_by("edition__title")
        .values_list("target", "edition__kind", "edition__title", "edition__path")
        .distinct()
    )
    return [
        Use(of=rows[uid], what=f"Published, {kinds.get(kind).label}", name=title, url=path)
        for uid, kind, title, path in references
    ]


def admin_url(row: models.Model) -> str:
    """Where the row is edited; empty where it has no form."""
    try:
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return ""
