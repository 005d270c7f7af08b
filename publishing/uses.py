"""Where rows are used. Found by following the keys that lead to them: nothing here knows an app above by name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from publishing import kinds
from publishing.clock import Now
from publishing.models import Page, Reference


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

    def __str__(self) -> str:
        # A template asks for this first, and escapes it only where it is not safe.
        return self.__html__()

    @property
    def is_draft(self) -> bool:
        return self.url.startswith("/admin/")


@dataclass(frozen=True, kw_only=True)
class Relation:
    """Rows that name others by the field `key`; they are, or are a part of, rows of `model`.

    `owner` leads from such a row to the key of that row, `page` to its page where it has one.
    """

    rows: QuerySet[Any]
    key: str
    model: type[models.Model]
    owner: str
    page: str


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


def current_references(*roles: str) -> QuerySet[Reference]:
    """What editions say in these roles that are in force or wait for their hour."""
    return (
        Reference.objects.filter(role__in=roles)
        .filter(Q(edition__in_force_until__isnull=True) | Q(edition__in_force_until__gt=Now()))
        .exclude(edition__in_force_until=F("edition__in_force_from"))
    )


def relations(model: type[models.Model]) -> list[Relation]:
    """By which rows drafts name those of this model."""
    keys = [each for each in model._meta.get_fields(include_hidden=True) if each.one_to_many]
    return [_relation(each) for each in keys if _is_use(each, model)]


def draft_rows(columns: list[tuple[Relation, str]], rows: Iterable[Any]) -> QuerySet[Any, tuple[int, Any, Any]]:
    """For each use in a draft: which relation, what its column holds, and the key of the row; in one query."""
    found = [
        each.rows.filter(**{f"{each.key}__in": list(rows)}).values_list(
            Value(index, output_field=models.IntegerField()), F(column), F(f"{each.key}_id")
        )
        for index, (each, column) in enumerate(columns)
    ]
    return found[0].union(*found[1:]).order_by()


def admin_url(row: models.Model) -> str:
    """Where the row is edited; empty where it has no form."""
    try:
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return ""


def _in_drafts(rows: dict[Any, Any]) -> list[Use]:
    found = relations(type(next(iter(rows.values()))))
    if not found:
        return []
    by_model: dict[type[models.Model], set[tuple[Any, Any]]] = defaultdict(set)
    for index, owner, used in draft_rows([(each, each.owner) for each in found], rows):
        by_model[found[index].model].add((owner, used))
    return [
        Use(of=rows[used], what=capfirst(str(model._meta.verbose_name)), name=str(row), url=admin_url(row))
        for model, pairs in by_model.items()
        for named in [model._base_manager.in_bulk([pk for pk, _ in pairs])]
        for pk, used in sorted(pairs)
        if (row := named.get(pk)) is not None
    ]


def _is_use(field: Any, model: type[models.Model]) -> bool:
    """Not its own parts and logs, what it chooses itself, what staff gather it in, nor the books of publishing."""
    row = field.related_model
    if row._meta.app_label == "publishing" or row in {each.remote_field.through for each in model._meta.many_to_many}:
        return False
    if row._meta.app_label != model._meta.app_label:
        return True
    if row._meta.auto_created:
        return any(each.related_model is not model and _has_page(each.related_model) for each in _keys(row))
    return field.on_delete is models.PROTECT


def _relation(field: Any) -> Relation:
    row, key = field.related_model, field.field.name
    owners = (each for each in _keys(row) if each is not field.field and each.remote_field.on_delete is models.CASCADE)
    part_of = next(owners, None)
    owner, model = (part_of.name, part_of.related_model) if part_of is not None else ("pk", row)
    page = ("page" if part_of is None else f"{owner}__page") if _has_page(model) else ""
    return Relation(rows=row._base_manager.order_by(), key=key, model=model, owner=owner, page=page)


def _keys(model: Any) -> list[Any]:
    return [each for each in model._meta.concrete_fields if each.many_to_one]


def _has_page(model: Any) -> bool:
    return any(each.name == "page" and each.related_model is Page for each in model._meta.concrete_fields)


def _in_editions(rows: dict[UUID, Any], role: str) -> list[Use]:
    references = (
        current_references(role, "figure")
        .filter(target__in=rows)
        .order_by("edition__title")
        .annotate(since=Case(When(edition__in_force_from__gt=Now(), then=F("edition__in_force_from"))))
        .values_list("target", "edition__kind", "edition__title", "edition__path", "since")
        .distinct()
    )
    return [
        Use(of=rows[uid], what=f"{_standing(since)}, {kinds.get(kind).label}", name=title, url=path)
        for uid, kind, title, path, since in references
    ]


def _standing(since: datetime | None) -> str:
    """What waits for its hour is no public page yet: its photos are under embargo."""
    return f"Scheduled for {since:%-d %B %Y, %H:%M} UTC" if since else "Published"
