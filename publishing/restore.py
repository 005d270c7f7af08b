"""Puts what an edition said into the draft again: whole, or one section. Nothing is published by it."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from publishing import drafts, kinds, verbs
from publishing.documents import Document, to_json
from publishing.models import Act, Edition, KeptDraft

Values = dict[str, Any]

SAYS_THE_SAME = "The draft says the same already: there is nothing to restore."


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A row as an edition has it: its values, and its uid where the edition kept one."""

    values: Values
    uid: UUID | None = None


def restore(row: Any, *, number: int, by: verbs.By, expected: int, section: str = "") -> list[str]:
    """Put this edition, or one section of it, into the draft; returns in words what could not be restored.

    Raises Refused where there is no such edition, it was closed or the draft says the same, StaleDraft where the draft
    is no longer `expected`.
    The draft as it was is kept, so that the restore can be taken back.
    """
    edition = row.page.editions.filter(number=number, closed_at__isnull=True).first()
    if edition is None:
        raise verbs.Refused("There is no such edition to restore.")
    with transaction.atomic():
        remarks = _put(row, kinds.read(edition), by=by, expected=expected, section=section, why=f"edition {number}")
        Act.objects.create(page=row.page, verb=Act.Verb.RESTORE, edition=edition, by=by, why=_what(row, section))
    return remarks


def take_back(row: Any, *, kept: int, by: verbs.By, expected: int) -> list[str]:
    """Put the draft as it was before a restore in its place again; raises as restore does."""
    draft = row.page.kept_drafts.filter(pk=kept).first()
    if draft is None:
        raise verbs.Refused("That draft is no longer kept.")
    why = f"the draft of {draft.at:%-d %B %Y, %H:%M}"
    return _put(row, document_of(draft), by=by, expected=expected, section="", why=why)


def document_of(kept: KeptDraft) -> Document:
    return kinds.get(kept.page.kind).decode(kept.document, kept.schema)


def _put(row: Any, document: Document, *, by: verbs.By, expected: int, section: str, why: str) -> list[str]:
    kind = kinds.get(row.page.kind)
    wanted = [name for name in kind.thaw if section in ("", name)]
    if not wanted:
        raise verbs.Refused("There is no such section to restore.")
    remarks: list[str] = []
    try:
        with transaction.atomic():
            verbs.lock(row.page)
            before = kind.freeze(drafts.read(row))
            if before == document:
                raise verbs.Refused(SAYS_THE_SAME)
            fresh = type(row)._default_manager.select_related("page").get(pk=row.pk)
            KeptDraft.objects.create(
                page=row.page, document=to_json(before), schema=before.SCHEMA, by=by, why=f"before {why} was restored"
            )
            for name in wanted:
                remarks += kind.thaw[name](fresh, document)
            if kind.freeze(drafts.read(fresh)) == before:
                raise verbs.Refused(" ".join(["Nothing to restore is left.", *remarks]) if remarks else SAYS_THE_SAME)
            verbs.save_draft(fresh, by=by, expected=expected)
    except IntegrityError:
        raise verbs.Refused(
            "This edition breaks a rule that was made since it was published. Nothing was restored: restore one "
            "section after the other to see which."
        ) from None
    return list(dict.fromkeys(remarks))


def _what(row: Any, section: str) -> str:
    titles = {each.name: each.title for each in kinds.get(row.page.kind).sections}
    return f"section “{titles[section]}” only" if section else ""


def set_fields(row: Any, values: Values) -> list[str]:
    """Give the row at the root of the draft these values; one that another page has now stays out, and is told."""
    remarks, changed = [], []
    unique = {name for rule in row._meta.total_unique_constraints for name in rule.fields if len(rule.fields) == 1}
    for name, value in values.items():
        column = row._meta.get_field(name)
        is_unique = column.unique or name in unique
        if is_unique and type(row)._default_manager.filter(**{name: value}).exclude(pk=row.pk).exists():
            remarks.append(f"{column.verbose_name.capitalize()}: “{value}” belongs to another page now.")
        else:
            changed += [name] if getattr(row, column.attname) != getattr(value, "pk", value) else []
            setattr(row, name, value)
    if changed:
        row.save(update_fields=changed)
    return remarks


def slug_of(path: str) -> str:
    """The last part of a page's address."""
    return path.rstrip("/").rsplit("/", 1)[-1]


def put_rows(
    rows: Any,
    wanted: Sequence[Wanted],
    *,
    same: Sequence[str] = (),
    stays: Callable[[Any], bool] = lambda row: False,
    park: str = "",
) -> dict[UUID, Any]:
    """Make a part of the draft these rows, in this order; returns them by uid.

    `rows` is the related manager. Rows are found by uid, or by the fields named in `same` where an edition kept none.
    What no document can show, such as a row that nobody has checked, `stays` after them. `park` names a text field of
    a unique rule of rows that others point to, so that two of them can change places.
    """
    plan = _Plan(rows, wanted, same)
    for row in plan.others:
        if not stays(row) or plan.is_the_same_thing(row):
            row.delete()
    found, differing = {}, []
    for want in wanted:
        differs, row = plan.changes(want), plan.row_for(want)
        for name, value in want.values.items():
            setattr(row, name, value)
        found[row.uid] = row
        if differs:
            differing.append(row)
    moved = put_in_order(list(found.values()), after=[row for row in plan.others if row.pk is not None])
    save_in_turn([*differing, *(row for row in moved if row not in differing)], park)
    return found


def put_in_order(rows: Sequence[Any], *, after: Sequence[Any]) -> list[Any]:
    """Give these rows places that rise, and those that come `after` them, where one has to move; returns what moved."""
    moved: list[Any] = []
    last: tuple[int, float] = (0, 0)
    for row in (*rows, *after):
        if row in after and not moved:
            break
        if row.pk is None or (row.position, row.pk) <= last:
            row.position = last[0] + 1
            moved.append(row)
        last = (row.position, row.pk or math.inf)
    return moved


def save_in_turn(rows: Sequence[Any], park: str) -> None:
    """Save rows of which one may take what another says today: that one waits until the other is saved.

    Where all wait for each other they leave first, or say something else for a moment. Raises IntegrityError where a
    row breaks a rule all the same.
    """
    waiting, left = rows, [row for row in rows if not _is_saved(row)]
    while 0 < len(left) < len(waiting):
        waiting, left = left, [row for row in left if not _is_saved(row)]
    for row in left:
        here = type(row)._base_manager.filter(pk=row.pk)
        if park:
            here.update(**{park: str(row.uid)})
        else:
            here.delete()
    for row in left:
        row.save()


def _is_saved(row: Any) -> bool:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return False
    return True


@dataclass
class _Plan:
    """Which rows of the draft are which of the wanted ones."""

    rows: Any
    wanted: Sequence[Wanted]
    same: Sequence[str]
    existing: dict[int, Any] = field(default_factory=dict)
    others: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        here = list(self.rows.all())
        by_uid = {row.uid: row for row in here}
        for want in self.wanted:
            row = by_uid.get(want.uid) if want.uid else next((row for row in here if self._like(row, want)), None)
            if row is not None and row not in self.existing.values():
                self.existing[id(want)] = row
        taken = {row.pk for row in self.existing.values()}
        self.others = [row for row in here if row.pk not in taken]
        fk = self.rows.field.name
        rules = self.rows.model._meta.total_unique_constraints
        self.unique = [[name for name in rule.fields if name != fk] for rule in rules]
        sent = [want.uid for want in self.wanted if want.uid and want.uid not in by_uid]
        elsewhere = self.rows.model._base_manager.filter(uid__in=sent).values_list("uid", flat=True) if sent else ()
        self.elsewhere = set(elsewhere)

    def changes(self, want: Wanted) -> bool:
        """Whether the draft has no such row, or one that says something else."""
        row = self.existing.get(id(want))
        return row is None or any(
            self._says(row, name) != getattr(value, "pk", value) for name, value in want.values.items()
        )

    @staticmethod
    def _says(row: Any, name: str) -> Any:
        """The value of a field; of a choice of a row the key, which costs no query."""
        return getattr(row, row._meta.get_field(name).attname)

    def _like(self, row: Any, want: Wanted) -> bool:
        return bool(self.same) and all(getattr(row, name) == want.values[name] for name in self.same)

    def is_the_same_thing(self, row: Any) -> bool:
        """Whether a rule of the database would not let this row stand beside a wanted one."""
        return any(
            all(getattr(row, name) == want.values.get(name) for name in names)
            for names in self.unique
            for want in self.wanted
        )

    def row_for(self, want: Wanted) -> Any:
        row = self.existing.get(id(want))
        if row is not None:
            return row
        uid = want.uid if want.uid and want.uid not in self.elsewhere else uuid4()
        return self.rows.model(uid=uid, **{self.rows.field.name: self.rows.instance})


def put_pages(chosen: Any, uids: Sequence[UUID], names: Iterable[str]) -> list[str]:
    """Make a many-to-many field choose the pages with these uids; what it chose that is not live stays chosen.

    `names` are what the document calls them, to tell of one that is no longer there.
    """
    found = {
        row.page.uid: row for row in chosen.model._default_manager.filter(page__uid__in=uids).select_related("page")
    }
    live = Edition.objects.live().values("page")
    chosen.set([*found.values(), *chosen.exclude(page__in=live)])
    return [f"“{name}” is no longer there." for uid, name in zip(uids, names, strict=True) if uid not in found]
