"""Where photos are used. Found by following the foreign keys that lead here: photos knows no page by name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F, Q, Value
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from photos.models import Photo
from publishing import kinds
from publishing.clock import Now
from publishing.models import Reference


@dataclass(frozen=True, kw_only=True)
class Use:
    """A row of a draft, or an edition in force now or later, that shows the photo. `url` may be empty."""

    photo: Photo
    what: str
    name: str
    url: str

    def __html__(self) -> SafeString:
        if not self.url:
            return format_html("{}: {}", self.what, self.name)
        return format_html('{}: <a href="{}">{}</a>', self.what, self.url, self.name)


def uses_of(photos: Iterable[Photo]) -> list[Use]:
    """Where these photos are used, in a query for drafts, one for each kind of row found, and one for editions."""
    by_pk = {photo.pk: photo for photo in photos}
    return [*_in_drafts(by_pk), *_in_editions({photo.uid: photo for photo in by_pk.values()})] if by_pk else []


def rows_showing(photo: Photo) -> Iterator[tuple[Any, str, Any]]:
    """The rows of drafts that name this photo, by which field, and the row of the page each is part of."""
    for row, key, shown_by, _ in _relations():
        for found in row._base_manager.filter(**{key: photo}):
            yield found, key, found if shown_by == "pk" else getattr(found, shown_by.removesuffix("_id"))


def _in_drafts(photos: dict[Any, Photo]) -> list[Use]:
    relations = _relations()
    if not relations:
        return []
    found = [
        row._base_manager.filter(**{f"{key}__in": photos})
        .order_by()
        .values_list(Value(index, output_field=models.IntegerField()), F(shown_by), F(f"{key}_id"))
        for index, (row, key, shown_by, _) in enumerate(relations)
    ]
    by_model: dict[type[models.Model], list[tuple[Any, Any]]] = defaultdict(list)
    for index, shown_by, photo in found[0].union(*found[1:]).order_by():
        by_model[relations[index][3]].append((shown_by, photo))
    return [
        Use(photo=photos[photo], what=capfirst(str(model._meta.verbose_name)), name=str(row), url=_admin_url(row))
        for model, pairs in by_model.items()
        for rows in [model._base_manager.in_bulk([pk for pk, _ in pairs])]
        for pk, photo in sorted(pairs)
        if (row := rows.get(pk)) is not None
    ]


def _relations() -> list[tuple[type[models.Model], str, str, type[models.Model]]]:
    """What a page shows is protected; a photo's own parts, its collections and the log of withdrawals are not."""
    fields: list[Any] = Photo._meta.get_fields(include_hidden=True)
    return [_relation(field) for field in fields if field.one_to_many and field.on_delete is models.PROTECT]


def _relation(field: Any) -> tuple[type[models.Model], str, str, type[models.Model]]:
    """The row that names a photo, by which field, and what shows it: the row itself, or what it is a part of."""
    row = field.related_model
    for other in row._meta.concrete_fields:
        if other.many_to_one and other is not field.field and other.remote_field.on_delete is models.CASCADE:
            return row, field.field.name, other.attname, other.related_model
    return row, field.field.name, "pk", row


def _in_editions(photos: dict[Any, Photo]) -> list[Use]:
    references = (
        Reference.objects.filter(role="photo", target__in=photos)
        .filter(Q(edition__in_force_until__isnull=True) | Q(edition__in_force_until__gt=Now()))
        .exclude(edition__in_force_until=F("edition__in_force_from"))
        .order_by("edition__title")
        .values_list("target", "edition__kind", "edition__title", "edition__path")
    )
    return [
        Use(photo=photos[uid], what=f"Published, {kinds.get(kind).label}", name=title, url=path)
        for uid, kind, title, path in references
    ]


def _admin_url(row: models.Model) -> str:
    try:
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return ""
