"""On how many pages photos are, and which rows show one: publishing.uses says where."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q

from photos.models import Photo
from publishing.uses import current_references, draft_rows, relations

ROLE = "photo"


def use_counts(photos: Iterable[Photo]) -> Counter[int]:
    """On how many pages each is used, drafts and editions together, by the photo's key; in two queries."""
    by_uid = {photo.uid: photo.pk for photo in photos}
    if not by_uid:
        return Counter()
    drafts = relations(Photo)
    columns = [(each, each.page or each.owner) for each in drafts]
    found: set[tuple[int, str, Any]] = {
        (photo, "page" if drafts[index].page else drafts[index].model._meta.label, owner)
        for index, owner, photo in draft_rows(columns, by_uid.values())
    }
    shown = current_references(ROLE).filter(target__in=by_uid).order_by()
    found |= {(by_uid[uid], "page", page) for uid, page in shown.values_list("target", "edition__page")}
    return Counter(photo for photo, _, _ in found)


def rows_showing(photo: Photo) -> Iterator[tuple[Any, str, Any]]:
    """The rows of drafts that name this photo, by which field, and the row of the page each is part of."""
    for each in relations(Photo):
        for row in each.rows.filter(**{each.key: photo}):
            yield row, each.key, row if each.owner == "pk" else getattr(row, each.owner)


def is_used() -> Q:
    """Whether a photo is in a draft, or in an edition that is or will be in force."""
    condition = is_published()
    for each in relations(Photo):
        condition |= Q(Exists(each.rows.filter(**{each.key: OuterRef("pk")})))
    return condition


def is_published() -> Q:
    """Whether a photo is in an edition that is or will be in force."""
    return Q(Exists(current_references(ROLE).filter(target=OuterRef("uid"))))
