"""Where photos are used. Found by following the foreign keys that lead here: photos knows no page by name."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from photos.models import Photo
from publishing import kinds
from publishing.clock import Now
from publishing.models import Page, Reference
from publishing.uses import admin_url


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


@dataclass(frozen=True, kw_only=True)
class Relation:
    """Rows that name a photo by the field `key`; they are, or are a part of, rows of `model`.

    `owner` leads from such a row to the key of that row, `page` to its page where it has one.
    """

    rows: QuerySet[Any]
    key: str
    model: type[models.Model]
    owner: str
    page: str


def uses_of(photos: Iterable[Photo]) -> list[Use]:
    """Where these photos are used, in a query for drafts, one for each kind of row found, and one for editions."""
    by_pk = {photo.pk: photo for photo in photos}
    return [*_in_drafts(by_pk), *_in_editions({photo.uid: photo for photo in by_pk.values()})] if by_pk else []


def use_counts(photos: Iterable[Photo]) -> Counter[int]:
    """On how many pages each is used, drafts and editions together, by the photo's key; in two queries."""
    by_uid = {photo.uid: photo.pk for photo in photos}
    found: set[tuple[int, str, Any]] = set()
    relations = _relations()
    if by_uid and relations:
        columns = [(each, each.page or each.owner) for each in relations]
        for index, owner, photo in _draft_rows(columns, by_uid.values()):
            found.add((photo, "page" if relations[index].page else relations[index].model._meta.label, owner))
    if by_uid:
        shown = current_references().filter(target__in=by_uid).order_by()
        found |= {(by_uid[uid], "page", page) for uid, page in shown.values_list("target", "edition__page")}
    return Counter(photo for photo, _, _ in found)


def rows_showing(photo: Photo) -> Iterator[tuple[Any, str, Any]]:
    """The rows of drafts that name this photo, by which field, and the row of the page each is part of."""
    for each in _relations():
        for row in each.rows.filter(**{each.key: photo}):
            yield row, each.key, row if each.owner == "pk" else getattr(row, each.owner)


def is_used() -> Q:
    """Whether a photo is in a draft, or in an edition that is or will be in force."""
    condition = is_published()
    for each in _relations():
        condition |= Q(Exists(each.rows.filter(**{each.key: OuterRef("pk")})))
    return condition


def is_published() -> Q:
    """Whether a photo is in an edition that is or will be in force."""
    return Q(Exists(current_references().filter(target=OuterRef("uid"))))


def current_references() -> QuerySet[Reference]:
    """What editions say of photos that are in force or wait for their hour."""
    return (
        Reference.objects.filter(role="photo")
        .filter(Q(edition__in_force_until__isnull=True) | Q(edition__in_force_until__gt=Now()))
        .exclude(edition__in_force_until=F("edition__in_force_from"))
    )


def _relations() -> list[Relation]:
    # What a page shows is protected; a photo's own parts, its collections and the log of withdrawals are not.
    fields: list[Any] = Photo._meta.get_fields(include_hidden=True)
    return [_relation(field) for field in fields if field.one_to_many and field.on_delete is models.PROTECT]


def _relation(field: Any) -> Relation:
    row, key = field.related_model, field.field.name
    owner, model = "pk", row
    for other in row._meta.concrete_fields:
        if other.many_to_one and other is not field.field and other.remote_field.on_delete is models.CASCADE:
            owner, model = other.name, other.related_model
            break
    has_page = any(other.name == "page" and other.related_model is Page for other in model._meta.concrete_fields)
    page = ("page" if owner == "pk" else f"{owner}__page") if has_page else ""
    return Relation(rows=row._base_manager.order_by(), key=key, model=model, owner=owner, page=page)


def _draft_rows(columns: list[tuple[Relation, str]], photos: Iterable[int]) -> QuerySet[Any, tuple[int, Any, int]]:
    """For each use in a draft: which relation, what the column holds, and the photo's key; in one query."""
    found = [
        each.rows.filter(**{f"{each.key}__in": list(photos)}).values_list(
            Value(index, output_field=models.IntegerField()), F(column), F(each.key)
        )
        for index, (each, column) in enumerate(columns)
    ]
    return found[0].union(*found[1:]).order_by()


def _in_drafts(photos: dict[int, Photo]) -> list[Use]:
    relations = _relations()
    if not relations:
        return []
    by_model: dict[type[models.Model], list[tuple[Any, int]]] = defaultdict(list)
    for index, owner, photo in _draft_rows([(each, each.owner) for each in relations], photos):
        by_model[relations[index].model].append((owner, photo))
    return [
        Use(photo=photos[photo], what=capfirst(str(model._meta.verbose_name)), name=str(row), url=admin_url(row))
        for model, pairs in by_model.items()
        for rows in [model._base_manager.in_bulk([pk for pk, _ in pairs])]
        for pk, photo in sorted(pairs)
        if (row := rows.get(pk)) is not None
    ]


def _in_editions(photos: dict[Any, Photo]) -> list[Use]:
    references = (
        current_references()
        .filter(target__in=photos)
        .order_by("edition__title")
        .values_list("target", "edition__kind", "edition__title", "edition__path")
    )
    return [
        Use(photo=photos[uid], what=f"Published, {kinds.get(kind).label}", name=title, url=path)
        for uid, kind, title, path in references
    ]
