"""Several rows for one source: found by what they say, and made one."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db import transaction

from publishing import kinds, verbs
from publishing.bases import Content
from publishing.documents import fold
from publishing.uses import Relation, relations
from sources.models import MergedSource, Source, bare_doi

# Of two sources, what the one that is kept lacks is taken from the other.
FILLED = ("title", "url", "doi", "archived_url", "author", "publisher", "year", "accessed_on", "licence", "note")


def keys(source: Source) -> Iterator[str]:
    """By what a source is known: two that share one of these are likely the same."""
    if source.doi:
        yield source.doi.lower()
    if source.url:
        yield bare(source.url)
    if source.title:
        yield f"{re.sub(r'[^\w]+', ' ', fold(source.title)).strip()} {source.year or ''}"


def bare(url: str) -> str:
    """An address without what does not change where it leads; of a DOI's link the DOI."""
    doi = bare_doi(url)
    if doi != url:
        return doi.lower()
    parts = urlsplit(url)
    query = urlencode([pair for pair in parse_qsl(parts.query) if not pair[0].startswith("utm_")])
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{query}".rstrip("?")


def alike() -> list[list[int]]:
    """The keys of likely duplicates, together. One query."""
    group: dict[int, set[int]] = {}
    by_key: dict[str, int] = {}
    for source in Source.objects.order_by("pk"):
        mine = {source.pk}
        for key in set(keys(source)):
            mine |= group.get(by_key.setdefault(key, source.pk), set())
        group.update(dict.fromkeys(mine, mine))
    found = {id(each): sorted(each) for each in group.values() if len(each) > 1}
    return list(found.values())


@dataclass
class Merged:
    """The drafts that changed: those that were published again, and those where readers see it when they are."""

    published: list[Any] = field(default_factory=list)
    waiting: list[Any] = field(default_factory=list)


def merge(keep: Source, others: Sequence[Source], *, by: verbs.By, publish: bool = False) -> Merged:
    """Everything that names the others names `keep`, which takes from them what it lacks; they are gone.

    The drafts that changed have a version of their own, so that a form opened before is noticed. With `publish`, those
    in which nothing else waits are published again, as a minor change.
    """
    found = Merged()
    with transaction.atomic():
        drafts = _drafts(others)
        for row in sorted(drafts, key=lambda row: row.page_id):
            row.page = verbs.lock(row.page)
        for relation in relations(Source):
            _move(relation, keep, others)
        for name in FILLED:
            given = (getattr(each, name) for each in (keep, *others))
            setattr(keep, name, next((value for value in given if value), getattr(keep, name)))
        # One that somebody checked is checked.
        keep.unverified = keep.unverified and all(each.unverified for each in others)
        keep.save()
        MergedSource.objects.filter(kept__in=others).update(kept=keep)
        MergedSource.objects.bulk_create(MergedSource(uid=each.uid, kept=keep) for each in others)
        Source.objects.filter(pk__in=[each.pk for each in others]).delete()
        for row in drafts:
            nothing_waits = row.page.editions.live().filter(draft_version=row.page.draft_version).exists()
            verbs.save_draft(row, by=by)
            told = publish and nothing_waits and kinds.may_change(by, type(row)) and _published(row, by=by)
            (found.published if told else found.waiting).append(row)
    return found


def _published(row: Any, *, by: verbs.By) -> bool:
    try:
        verbs.publish(row, by=by, minor=True, waiting="keep", why="Sources merged into one.")
    except verbs.Refused:
        return False
    return True


def _drafts(sources: Sequence[Source]) -> list[Any]:
    """The pages whose drafts name one of these."""
    keys: dict[Any, set[Any]] = defaultdict(set)
    for each in relations(Source):
        if issubclass(each.model, Content):
            rows = each.rows.filter(**{f"{each.key}__in": sources})
            keys[each.model].update(rows.values_list(each.owner, flat=True))
    return [
        row
        for model, chosen in keys.items()
        for row in model._default_manager.filter(pk__in=chosen).select_related("page")
    ]


def _move(relation: Relation, keep: Source, others: Sequence[Source]) -> None:
    rows = relation.rows.filter(**{f"{relation.key}__in": others})
    if not rows.model._meta.auto_created:
        rows.update(**{relation.key: keep})
        return
    # What chooses many sources chooses each of them once.
    named = relation.rows.filter(**{relation.key: keep})
    have = set(named.values_list(relation.owner, flat=True))
    for key, owner in rows.values_list("pk", relation.owner):
        if owner in have:
            relation.rows.filter(pk=key).delete()
        else:
            relation.rows.filter(pk=key).update(**{relation.key: keep})
            have.add(owner)
