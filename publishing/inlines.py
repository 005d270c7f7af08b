"""Parts of a page in its form: rows that keep their identity and their order, and may choose each other."""

import uuid
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import BaseInlineFormSet, InlineForeignKeyField
from django.forms.widgets import Script
from django.http import HttpRequest
from django.utils.functional import cached_property

from publishing.choosers import Choosers, KnownChoice, Link, remember_choices
from publishing.forms import FieldErrors

# Order, links between rows, and buttons that say what they do.
SCRIPTS: list[Any] = [Script(f"admin_site/{name}.js", type="module") for name in ("form", "schedule")]
FORM_SCRIPT = forms.Media(js=SCRIPTS)


class PartForm(FieldErrors, forms.ModelForm):
    """One row. Its uid is made before it is saved, so that the same row sent twice is one row."""

    uid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    position = forms.IntegerField(
        required=False, min_value=0, max_value=9_999, widget=forms.NumberInput({"class": "position"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        remember_choices(self)
        if self.instance.pk is None:
            self.initial["uid"] = self.instance.uid
        else:
            self.initial.update(uid=self.instance.uid, position=self.instance.position)
            for name, field in self.fields.items():
                if isinstance(field, Link):
                    chosen = getattr(self.instance, name)
                    self.initial[name] = [str(row.uid) for row in chosen.all()] if field.many else str(chosen.uid)

    @property
    def media(self) -> forms.Media:
        """Nothing: all rows of a part need the same scripts, so their formset asks one of them. Joining those of each
        was a tenth of the time of a long form."""
        return forms.Media()

    @property
    def scripts(self) -> forms.Media:
        return super().media

    @cached_property
    def changed_data(self) -> list[str]:
        ignored = {"uid"} if self.instance.pk else {"uid", "position"}
        return [name for name in super().changed_data if name not in ignored]

    @property
    def said(self) -> str:
        """What the row holds, in a line: all that is seen of it while it is folded."""
        return str(self.instance) if self.instance.pk else "New"

    @property
    def opens(self) -> bool:
        """Whether it is seen whole at first: what is new, wrong or not saved yet."""
        if self.instance.pk is None or self.errors:
            return True
        return self.is_bound and self.changes_what_is_said

    @property
    def changes_what_is_said(self) -> bool:
        """Whether more is changed than its place in the order, or that it goes."""
        return bool(set(self.changed_data) - {"position", "DELETE"})

    def _post_clean(self) -> None:
        if self.instance.pk and not self.has_changed():
            # A row nobody touched is not checked again: it would cost a query for each of its rules.
            return
        super()._post_clean()  # type: ignore[misc]
        if self.instance.pk is None and self.cleaned_data.get("uid"):
            self.instance.uid = self.cleaned_data["uid"]
        if self.cleaned_data.get("position") is not None:
            self.instance.position = self.cleaned_data["position"]

    def _get_validation_exclusions(self) -> set[str]:
        # The row that a Link chose may have no key before it is saved; what a KnownChoice chose was found by its field;
        # rules that hold among the rows of one page are checked by the formset.
        checked = (Link, KnownChoice, InlineForeignKeyField)
        links = {name for name, field in self.fields.items() if isinstance(field, checked)}
        return links.union(super()._get_validation_exclusions())  # type: ignore[misc]


def _key(value: Any) -> Any:
    """A row that was chosen is compared by its uid, as a Link names it."""
    return str(value.uid) if hasattr(value, "uid") else value


class PartFormSet(BaseInlineFormSet):
    """The rows of one part. `siblings` are the other parts of the form by name."""

    model: type[Any]
    _all_chosen: dict[str, dict[str, models.Model]]
    # Fields that together may be there once, where no rule of the database says so; and where the error stands.
    once: tuple[str, ...] = ()
    once_beside = ""
    once_message = ""
    # Rows are saved one after the other, so two may exchange what is there once only where they give way first.
    gives_way = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.siblings: dict[str, PartFormSet] = {}

    @cached_property
    def empty_form(self) -> Any:
        """The one that becomes a new row. The admin asks for it again and again."""
        return super().empty_form

    @cached_property
    def media(self) -> forms.Media:
        found: forms.Media = self.empty_form.scripts
        return found

    def get_queryset(self) -> Any:
        # When a form comes back, the admin pairs the forms with these: a row that somebody else deleted in between
        # must not hide the form of another.
        if self.is_bound and "forms" in self.__dict__:
            return [form.instance for form in self.initial_forms]
        return super().get_queryset()

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        if self.is_bound and i >= self.initial_form_count():
            row = self._rows_sent_before.get(self.data.get(f"{self.add_prefix(i)}-uid", ""))
            if row is not None and getattr(row, self.fk.attname) == self.instance.pk:
                kwargs["instance"] = row
        return super()._construct_form(i, **kwargs)  # type: ignore[misc]

    @cached_property
    def _rows_sent_before(self) -> dict[str, models.Model]:
        """Rows that this form calls new although they exist, by uid: the form was sent twice, or saved by itself."""
        sent = set()
        for i in range(self.initial_form_count(), self.total_form_count()):
            try:
                sent.add(uuid.UUID(self.data.get(f"{self.add_prefix(i)}-uid", "")))
            except ValueError:
                continue
        rows = self.model._default_manager.filter(uid__in=sent) if sent else []
        return {str(row.uid): row for row in rows}

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        known = KnownChoice(self.model._default_manager, required=False, widget=forms.HiddenInput)
        known.initial = form.fields["id"].initial
        known.known = {str(form.instance.pk): form.instance} if form.instance.pk else {}
        form.fields["id"] = known
        for name, field in form.fields.items():
            if isinstance(field, Link):
                field.follow(self.siblings[field.to])
            elif isinstance(field, KnownChoice) and name != "id" and self.is_bound:
                field.others = partial(self._chosen, name, field.queryset)

    def _chosen(self, name: str, queryset: Any) -> dict[str, models.Model]:
        """What all rows of this part choose by that field, in one query."""
        if name not in self.__dict__.setdefault("_all_chosen", {}):
            sent = {self.data.get(f"{self.add_prefix(i)}-{name}", "") for i in range(self.total_form_count())}
            rows = queryset.filter(pk__in=[pk for pk in sent if pk.isascii() and pk.isdigit() and len(pk) < 19])
            self._all_chosen[name] = {str(row.pk): row for row in rows}
        return self._all_chosen[name]

    @cached_property
    def options(self) -> list[tuple[str, str]]:
        """What a Link may choose here: uid and words of each row."""
        if self.is_bound:
            self.is_valid()
        return [(str(form.instance.uid), str(form.instance) or "(new)") for form in self.forms if self.stays(form)]

    def row(self, uid: str) -> models.Model | None:
        """The row with that uid, if it stays on the page."""
        return self._staying.get(uid)

    @cached_property
    def _staying(self) -> dict[str, models.Model]:
        self.is_valid()
        return {str(form.instance.uid): form.instance for form in self.forms if self.stays(form)}

    def stays(self, form: Any) -> bool:
        """Whether this row will be there after saving."""
        if self.is_bound and self._should_delete_form(form):  # type: ignore[attr-defined]
            return False
        return bool(form.instance.pk) or (self.is_bound and form.has_changed())

    def clean(self) -> None:
        super().clean()
        rows = [form for form in self.forms if self.stays(form)]
        last = max((form.instance.position for form in rows if form.instance.pk), default=0)
        seen: set[str] = set()
        for form in rows:
            uid = str(form.instance.uid)
            if form.instance.pk is None:
                if uid in seen or uid in self._rows_sent_before:
                    form.instance.uid = uuid.uuid4()
                last = max(last + 1, form.cleaned_data.get("position") or 0)
                if form.cleaned_data.get("position") is None:
                    form.instance.position = last
            seen.add(uid)

    def validate_unique(self) -> None:
        """Refuse a row that is there twice in this form, beside the field that its rule names."""
        rules = [
            (constraint.fields, constraint.violation_error_code, constraint.violation_error_message)
            for constraint in self.model._meta.total_unique_constraints
        ]
        if self.once:
            rules.append((self.once, self.once_beside, self.once_message))
        for fields, place, message in rules:
            names = [name for name in fields if name != self.fk.name]
            staying = [form for form in self.forms if self.stays(form)]
            seen = {self._saved(form, names): form for form in staying if form.instance.pk and not self.gives_way}
            for form in staying:
                if any(name in form.errors for name in names):
                    continue
                if seen.setdefault(self._typed(form, names), form) is not form:
                    form.add_error(place, str(message))

    @staticmethod
    def _typed(form: Any, names: list[str]) -> tuple[Any, ...]:
        return tuple(_key(form.cleaned_data.get(name)) for name in names)

    @staticmethod
    def _saved(form: Any, names: list[str]) -> tuple[Any, ...]:
        given = [form.initial.get(name) for name in names]
        known = [getattr(form.fields[name], "known", {}) for name in names]
        return tuple(_key(rows.get(str(value), value)) for rows, value in zip(known, given, strict=True))


class PartInline(Choosers, admin.StackedInline):
    """A part of a page. `label_fields` are the fields whose words name a row, as they are typed: in its own line, and
    where another part chooses it."""

    form = PartForm
    formset = PartFormSet
    template = "admin/parts/rows.html"
    extra = 0
    label_fields: tuple[str, ...] = ()
    # Its name in the list of sections.
    section = ""

    @property
    def media(self) -> forms.Media:
        return super().media + FORM_SCRIPT

    def get_extra(self, request: HttpRequest, obj: models.Model | None = None, **kwargs: Any) -> int:
        """Without JavaScript, ?rows=3 gives three empty rows in each part."""
        asked = request.GET.get("rows", "")
        return min(int(asked), 20) if asked.isascii() and asked.isdigit() else self.extra

    def get_queryset(self, request: HttpRequest) -> Any:
        single = [name for name in self.links if not self._field(name).many_to_many]
        many = [name for name in self.links if self._field(name).many_to_many]
        together = [*self.fetched_with(), *single]
        rows = super().get_queryset(request).prefetch_related(*many)
        # With no names it would fetch everything.
        return rows.select_related(*together) if together else rows


def connect(formsets: list[Any]) -> None:
    """Let the parts of one form choose each other's rows."""
    parts = {str(formset.prefix): formset for formset in formsets if isinstance(formset, PartFormSet)}
    for formset in parts.values():
        formset.siblings = parts
