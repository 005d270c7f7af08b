"""Two editors, one page: what each changed since the form was opened is put together, or asked.

The form carries what it was opened on, packed. So a save on an older draft is compared three ways: what it was, what
is saved now, what was typed; field by field of the page itself, row by row of its parts.
"""

import base64
import binascii
import uuid
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import msgspec
from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.forms.models import InlineForeignKeyField
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst
from django_prose_editor.fields import ProseEditorFormField

from publishing import marks, richtext
from publishing.choosers import Link

# One value as its field sends it.
Value = str | list[str]
Row = dict[str, Value]
Side = Literal["theirs", "mine", "asked"]

LARGEST = 8 * 1024 * 1024
NOT_COMPARED = {"id", "uid", "DELETE"}
POSITION = "position"
ASKED, ANSWER = "asked:", "take:"


class Draft(msgspec.Struct):
    """What a form holds: its fields, and its rows by part and uid in their order."""

    fields: Row
    parts: dict[str, dict[str, Row]]


class AlreadySaved(Exception):
    """This very form was saved before: it was sent twice."""

    def __init__(self, row: Any) -> None:
        super().__init__(row)
        self.row = row


# What a form shows and what it sends


def compared(form: forms.BaseForm) -> dict[str, forms.Field]:
    """Its fields that belong to the draft."""
    skipped = NOT_COMPARED.union(getattr(form, "OF_THE_BUTTONS", ()))
    return {
        name: each
        for name, each in form.fields.items()
        if name not in skipped and not isinstance(each, InlineForeignKeyField)
    }


def inner(widget: forms.Widget) -> forms.Widget:
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget


def shown(each: forms.Field, value: Any) -> Value:
    """This value as the field would send it back untouched."""
    widget, value = inner(each.widget), each.prepare_value(value)
    if isinstance(widget, forms.MultiWidget):
        pairs = zip(widget.widgets, widget.decompress(value) or [], strict=False)
        return [str(single.format_value(part) or "") for single, part in pairs]
    if isinstance(widget, forms.CheckboxInput):
        return "on" if value else ""
    if isinstance(widget, forms.widgets.ChoiceWidget):
        many = getattr(widget, "allow_multiple_selected", False)
        return sorted(str(one) for one in value or []) if many else "" if value is None else str(value)
    formatted = widget.format_value(value)
    return "" if formatted is None else str(formatted)


def sent(each: forms.Field, data: QueryDict, name: str) -> Value:
    value = each.widget.value_from_datadict(data, {}, name)
    widget = inner(each.widget)
    if isinstance(widget, forms.CheckboxInput):
        return "on" if value else ""
    if isinstance(value, list):
        many = [str(one or "") for one in value]
        return many if isinstance(widget, forms.MultiWidget) else sorted(many)
    return "" if value is None else str(value)


def write(data: QueryDict, each: forms.Field, name: str, value: Value) -> None:
    widget = inner(each.widget)
    if isinstance(value, list) and isinstance(widget, forms.MultiWidget):
        for suffix, part in zip(widget.widgets_names, value, strict=False):  # type: ignore[attr-defined]
            data[f"{name}{suffix}"] = part
    elif isinstance(value, list):
        data.setlist(name, value)
    elif value or not isinstance(widget, forms.CheckboxInput):
        data[name] = value
    else:
        data.pop(name, None)


def same(each: forms.Field, one: Value, other: Value) -> bool:
    if one == other:
        return True
    if isinstance(one, list) or isinstance(other, list):
        return False
    if isinstance(each, ProseEditorFormField):
        return richtext.clean(one) == richtext.clean(other)
    if isinstance(each, forms.IntegerField | forms.DateField):
        try:
            return bool(each.to_python(one) == each.to_python(other))
        except ValidationError:
            return False
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()


def held(form: forms.BaseForm) -> Row:
    return {name: shown(each, form.get_initial_for_field(each, name)) for name, each in compared(form).items()}


def saved(form: forms.BaseForm, formsets: Iterable[Any]) -> Draft:
    """The draft in the database, from forms made on it."""
    parts = {}
    for formset in formsets:
        rows = [row for row in formset.forms if row.instance.pk]
        parts[formset.prefix] = {str(row.instance.uid): held(row) for row in rows}
    return Draft(fields=held(form), parts=parts)


def pack(draft: Draft) -> str:
    return base64.b64encode(zlib.compress(msgspec.json.encode(draft))).decode()


def unpack(text: str) -> Draft | None:
    """None for what no form of ours ever held."""
    try:
        reader = zlib.decompressobj()
        plain = reader.decompress(base64.b64decode(text, validate=True), LARGEST)
        return None if reader.unconsumed_tail else msgspec.json.decode(plain, type=Draft)
    except (binascii.Error, zlib.error, msgspec.MsgspecError, ValueError):
        return None


@dataclass
class Typed:
    """What was sent. `gone` are the rows to delete, `new` those that had no row of the database."""

    draft: Draft
    gone: set[str]
    new: set[str]


def typed(form: forms.BaseForm, formsets: Iterable[Any], data: QueryDict) -> Typed:
    found = Typed(
        Draft(fields={name: sent(each, data, name) for name, each in compared(form).items()}, parts={}), set(), set()
    )
    for formset in formsets:
        rows = found.draft.parts[formset.prefix] = {}
        blank = formset.empty_form
        for index in range(min(number(data, f"{formset.prefix}-TOTAL_FORMS"), formset.absolute_max)):
            name = f"{formset.prefix}-{index}"
            row = {key: sent(each, data, f"{name}-{key}") for key, each in compared(blank).items()}
            is_new = index >= number(data, f"{formset.prefix}-INITIAL_FORMS")
            if is_new and not differing(compared(blank), held(blank), row):
                continue
            uid = uid_of(data.get(f"{name}-uid", ""), rows)
            rows[uid] = row
            if data.get(f"{name}-DELETE"):
                found.gone.add(uid)
            if is_new:
                found.new.add(uid)
    return found


def number(data: QueryDict, name: str) -> int:
    text = data.get(name, "")
    return int(text) if text.isascii() and text.isdigit() else 0


def uid_of(text: str, taken: dict[str, Row]) -> str:
    try:
        uid = str(uuid.UUID(text))
    except ValueError:
        uid = str(uuid.uuid4())
    return str(uuid.uuid4()) if uid in taken else uid


def differing(fields: dict[str, forms.Field], one: Row | None, other: Row | None) -> list[str]:
    """The fields in which two rows differ; their place in the order is no difference between them."""
    if one is None or other is None:
        return [name for name in fields if name != POSITION] if one is not other else []
    names = (name for name in fields if name != POSITION)
    return [name for name in names if not same(fields[name], one.get(name, ""), other.get(name, ""))]


# Putting together


@dataclass(frozen=True, kw_only=True)
class Line:
    """One field in which they differ, in words; None where there is no such row on that side.

    `chosen` is the side that was answered, or that alone changed it in a row both changed.
    """

    key: str
    label: str
    theirs: str | None
    mine: str | None
    chosen: str = ""

    @cached_property
    def paragraphs(self) -> tuple[marks.Paragraph, ...]:
        """Both texts as one: what stands only in theirs is marked as gone, what stands only in mine as new."""
        return marks.compared(marks.paragraphs(self.theirs or ""), marks.paragraphs(self.mine or ""))


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field of the page, or one row of a part, that somebody changed."""

    key: str
    words: str
    side: Side
    anchor: str
    lines: list[Line]
    theirs_gone: bool = False
    mine_gone: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether the row is taken or left as one: on one side there is none."""
        return self.theirs_gone or self.mine_gone

    @property
    def keys(self) -> list[str]:
        """What is answered, each by itself."""
        return [self.key] if self.is_whole else [line.key for line in self.lines]


@dataclass
class Collision:
    """What the refused form says: who saved meanwhile, what is put together, what is asked."""

    by: str
    at: Any
    is_stale: bool
    # Nobody knows what the form was opened on, so everything that differs is asked.
    is_guess: bool
    changes: list[Change]

    @cached_property
    def asked(self) -> list[Change]:
        return [change for change in self.changes if change.side == "asked"]

    @cached_property
    def taken(self) -> list[Change]:
        return [change for change in self.changes if change.side == "theirs"]

    @cached_property
    def kept(self) -> list[Change]:
        return [change for change in self.changes if change.side == "mine"]


def asked(data: QueryDict) -> list[str]:
    """The keys of the changes that the form asked about."""
    return [name.removeprefix(ASKED) for name in data if name.startswith(ASKED)]


class Meeting:
    """A form sent on a draft that may have moved on. `opened` is None where nobody knows what it was opened on."""

    def __init__(self, form: forms.BaseForm, formsets: list[Any], data: QueryDict) -> None:
        self.form, self.formsets, self.data = form, formsets, data
        self.saved = saved(form, formsets)
        self.opened = unpack(data.get("opened_on", ""))
        self.typed = typed(form, formsets, data)
        self.answers = {key: data.get(ANSWER + key, "") for key in asked(data)}

    def take_answers(self) -> None:
        """Where the editor said “theirs”, what was typed becomes what that form showed as saved."""
        base = self.opened or self.saved
        for key, answer in self.answers.items():
            part, uid, name = [*key.split(":", 2), "", ""][:3]
            if answer != "theirs":
                continue
            if not uid:
                self.typed.draft.fields[part] = base.fields.get(part, "")
            elif part in self.typed.draft.parts:
                rows, was = self.typed.draft.parts[part], base.parts.get(part, {}).get(uid)
                if not name:
                    self._take_row(rows, uid, was)
                elif was is not None and uid in rows:
                    rows[uid] = {**rows[uid], name: was.get(name, "")}

    def _take_row(self, rows: dict[str, Row], uid: str, base: Row | None) -> None:
        self.typed.gone.discard(uid)
        if base is None:
            rows.pop(uid, None)
        else:
            rows[uid] = base

    def changes(self) -> Iterator[Change]:
        """Everything somebody changed, and makes of `typed` what the form goes on with."""
        yield from self._fields()
        for formset in self.formsets:
            yield from self._rows(formset)

    def _fields(self) -> Iterator[Change]:
        fields, mine, theirs = compared(self.form), self.typed.draft.fields, self.saved.fields
        for name, each in fields.items():
            was = self.opened.fields.get(name) if self.opened else None
            if same(each, theirs[name], mine[name]):
                continue
            side: Side = "asked"
            if was is not None and same(each, was, theirs[name]):
                side = "mine"
            elif was is not None and same(each, was, mine[name]):
                side = "theirs"
            words = label(name, each)
            line = Line(
                key=name,
                label="",
                theirs=self.say(each, theirs[name]),
                mine=self.say(each, mine[name]),
                chosen=self.answers.get(name, ""),
            )
            yield Change(key=name, words=words, side=side, anchor=f"id_{name}", lines=[line])
            if side == "theirs":
                mine[name] = theirs[name]

    def _rows(self, formset: Any) -> Iterator[Change]:
        fields, part = compared(formset.empty_form), formset.prefix
        theirs, mine = self.saved.parts[part], self.typed.draft.parts[part]
        before = self.opened.parts.get(part, {}) if self.opened else {}
        for uid in dict.fromkeys([*theirs, *mine]):
            was, hers = before.get(uid), theirs.get(uid)
            typed_row = mine.get(uid)
            own = None if uid in self.typed.gone else typed_row
            side = self._side(fields, uid, was, hers, own)
            if side is not None:
                yield self._told(formset, uid, side, (was, hers, own))
            self._place(fields, mine, uid, (was, hers, typed_row), side)

    def _side(
        self, fields: dict[str, forms.Field], uid: str, was: Row | None, hers: Row | None, own: Row | None
    ) -> Side | None:
        if not differing(fields, hers, own):
            return None
        if was is None and (hers is None) != (own is None):
            # On one side only, and not there before: added there.
            unknown = self.opened is None and uid not in self.typed.new and own is not None
            unknown = unknown or uid in self.typed.gone
            return "asked" if unknown else "mine" if hers is None else "theirs"
        if self.opened is not None and was is not None:
            if not differing(fields, was, hers):
                return "mine"
            if not differing(fields, was, own):
                return "theirs"
        return "asked"

    def _place(
        self,
        fields: dict[str, forms.Field],
        mine: dict[str, Row],
        uid: str,
        three: tuple[Row | None, Row | None, Row | None],
        side: Side | None,
    ) -> None:
        was, hers, own = three
        if hers is None and (side == "theirs" or uid in self.typed.gone):
            mine.pop(uid, None)
            return
        if hers is not None and (side == "theirs" or own is None):
            mine[uid] = dict(hers)
        moved = own is not None and (was is None or own.get(POSITION) != was.get(POSITION))
        if hers is not None and not moved and uid in mine:
            mine[uid] = {**mine[uid], POSITION: hers.get(POSITION, "")}
        elif own is not None and uid in mine:
            mine[uid] = {**mine[uid], POSITION: own.get(POSITION, "")}

    def _told(self, formset: Any, uid: str, side: Side, three: tuple[Row | None, Row | None, Row | None]) -> Change:
        fields, key = compared(formset.empty_form), f"{formset.prefix}:{uid}"
        was, hers, own = three
        lines = [
            Line(
                key=f"{key}:{name}",
                label=label(name, fields[name]),
                theirs=self.say(fields[name], hers.get(name, "")) if hers is not None else None,
                mine=self.say(fields[name], own.get(name, "")) if own is not None else None,
                chosen=self.answers.get(f"{key}:{name}", "") or changed_by(fields[name], name, was, hers, own),
            )
            for name in differing(fields, hers, own)
        ]
        filled = [line for line in lines if line.theirs or line.mine] or lines
        row = (hers or own or {}) if side == "theirs" else (own or hers or {})
        return Change(
            key=key,
            words=f"{capfirst(formset.model._meta.verbose_name)}: {self._called(fields, row)}",
            side=side,
            anchor=f"{formset.prefix}-group",
            lines=filled,
            theirs_gone=hers is None,
            mine_gone=own is None,
        )

    def _called(self, fields: dict[str, forms.Field], row: Row) -> str:
        words = (self.say(each, row.get(name, "")) for name, each in fields.items() if name != POSITION)
        found = next((each for each in words if each), "")
        return found if len(found) <= 60 else f"{found[:60]}…"

    def say(self, each: forms.Field, value: Value) -> str:
        """The value in words."""
        if isinstance(each, ProseEditorFormField):
            return richtext.plain(str(value))
        if isinstance(each, forms.BooleanField):
            return "yes" if value else "no"
        if isinstance(inner(each.widget), forms.MultiWidget):
            return " ".join(value).strip()
        many = value if isinstance(value, list) else [value] if value else []
        if isinstance(each, forms.ModelChoiceField):
            keys = [one for one in many if one.isascii() and one.isdigit() and len(one) < 19]
            rows = each.queryset.filter(pk__in=keys) if each.queryset is not None else []
            return ", ".join(str(row) for row in rows)
        if isinstance(each, forms.ChoiceField | Link):
            names = dict(flat(getattr(each.widget, "choices", ())))
            return ", ".join(names.get(one, "a new row" if isinstance(each, Link) else one) for one in many)
        return str(value)

    def moves_rows(self) -> bool:
        """Whether rows stand elsewhere than they are saved; one that was sent without a place stands where it is."""
        return any(
            row.get(POSITION) not in ("", self.saved.parts[part].get(uid, {}).get(POSITION))
            for part, rows in self.typed.draft.parts.items()
            for uid, row in rows.items()
        )

    def merged(self, version: int) -> QueryDict:
        """The data of the form as it goes on, on the draft of today."""
        data = self.data.copy()
        for name, each in compared(self.form).items():
            write(data, each, name, self.typed.draft.fields[name])
        for formset in self.formsets:
            self._write_part(data, formset)
        data["draft_version"] = str(version)
        return data

    def _write_part(self, data: QueryDict, formset: Any) -> None:
        part, fields = formset.prefix, compared(formset.empty_form)
        for name in [name for name in data if name.startswith(f"{part}-")]:
            del data[name]
        keys = {str(form.instance.uid): form.instance.pk for form in formset.forms if form.instance.pk}
        rows = self.typed.draft.parts[part]
        order = [*(uid for uid in keys if uid in rows), *(uid for uid in rows if uid not in keys)]
        data[f"{part}-TOTAL_FORMS"] = str(len(order))
        data[f"{part}-INITIAL_FORMS"] = str(sum(uid in keys for uid in order))
        for index, uid in enumerate(order):
            name = f"{part}-{index}"
            for key, each in fields.items():
                write(data, each, f"{name}-{key}", rows[uid].get(key, ""))
            data[f"{name}-uid"] = uid
            data[f"{name}-id"] = str(keys.get(uid, ""))
            if uid in self.typed.gone:
                data[f"{name}-DELETE"] = "on"


def changed_by(each: forms.Field, name: str, was: Row | None, hers: Row | None, own: Row | None) -> str:
    """Who alone changed this field of a row that both changed; empty where both did, or nobody knows."""
    if was is None or hers is None or own is None:
        return ""
    if same(each, was.get(name, ""), own.get(name, "")):
        return "theirs"
    return "mine" if same(each, was.get(name, ""), hers.get(name, "")) else ""


def label(name: str, each: forms.Field) -> str:
    return capfirst(str(each.label or name.replace("_", " ")))


def flat(choices: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for value, words in choices:
        if isinstance(words, list | tuple):
            yield from flat(words)
        else:
            yield str(value), str(words)


def concerns(request: HttpRequest, row: Any) -> bool:
    """Whether the form that was sent is older than the draft, or answers what an older one asked."""
    return bool(asked(request.POST)) or request.POST.get("draft_version") != str(row.page.draft_version)


def settle(request: HttpRequest, row: Any, form: forms.BaseForm, formsets: list[Any]) -> None:
    """Put what was sent together with the draft of today, under the lock of its page; the request goes on with both.

    Sets `row.collision` where the editor has to look before anything is saved. Raises AlreadySaved where this very
    text is saved: nothing is done twice.
    """
    is_stale = request.POST.get("draft_version") != str(row.page.draft_version)
    meeting = Meeting(form, formsets, request.POST)
    meeting.take_answers()
    unanswered = {key for key, answer in meeting.answers.items() if answer not in ("theirs", "mine")}
    changes = [
        replace(each, side="asked") if unanswered.intersection(each.keys) else each for each in meeting.changes()
    ]
    if is_stale and not changes and not meeting.moves_rows():
        raise AlreadySaved(row)
    if not is_stale:
        changes = [each for each in changes if each.side == "asked"]
    if is_stale or changes:
        by = str(row.page.draft_changed_by or "Somebody")
        at, is_guess = row.page.draft_changed_at, meeting.opened is None
        row.collision = Collision(by=by, at=at, is_stale=is_stale, is_guess=is_guess, changes=changes)
    request.POST = meeting.merged(row.page.draft_version)  # type: ignore[assignment]
