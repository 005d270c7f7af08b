"""How a form chooses: rows found by typing, rows of another part of the same form, and rich text."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.widgets import Script
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_prose_editor.fields import ProseEditorField
from django_prose_editor.widgets import ProseEditorWidget


class QuickCheckboxes(forms.CheckboxSelectMultiple):
    """Boxes to tick, written in one go: the stock ones render two templates for each, and a row may have dozens."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen, whole = set(self.format_value(value)), self.build_attrs(self.attrs, attrs)
        box = (
            '<div><label for="{0}_{1}"><input type="checkbox" name="{2}" value="{3}" id="{0}_{1}"{4}> {5}</label></div>'
        )
        boxes = [
            format_html(box, whole["id"], index, name, key, SafeString(" checked" if key in chosen else ""), label)
            for index, (key, label) in enumerate(self.choices)
        ]
        return format_html('<div id="{}" class="{}">{}</div>', whole["id"], whole["class"], SafeString("".join(boxes)))


class Rows(Protocol):
    """A part of the form whose rows can be chosen."""

    @property
    def options(self) -> list[tuple[str, str]]: ...

    def row(self, uid: str) -> models.Model | None: ...


class ProseWidget(ProseEditorWidget):
    """The rich text editor, started by our own module: the one it comes with writes a <style>, which the policy
    refuses, and needs an inline import map."""

    @property
    def media(self) -> forms.Media:
        css = ("django_prose_editor/material-icons.css", "django_prose_editor/editor.css", "admin_site/prose.css")
        return forms.Media(css={"all": css}, js=[Script("admin_site/prose.js", type="module")])  # type: ignore[list-item]


CHOOSERS = forms.Media(js=[Script("admin_site/choosers.js", type="module")])  # type: ignore[list-item]


class KnownOptions:
    """For an autocomplete: shows what is chosen by the labels the form has already, without a query for each."""

    choices: Any

    @property
    def media(self) -> forms.Media:
        return super().media + CHOOSERS  # type: ignore[misc, no-any-return]

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> list[Any]:
        known = self.choices.field.known
        chosen = [str(each) for each in value if each not in ("", None)]
        if not chosen or any(each not in known for each in chosen):
            return super().optgroups(name, value, attr)  # type: ignore[misc, no-any-return]
        options = [] if self.is_required or self.allow_multiple_selected else [("", "")]  # type: ignore[attr-defined]
        options += [(each, self.choices.field.label_from_instance(known[each])) for each in chosen]
        create = self.create_option  # type: ignore[attr-defined]
        made = [create(name, key, label, key in chosen, index) for index, (key, label) in enumerate(options)]
        for option in made:
            if picture := getattr(known.get(option["value"]), "chooser_picture", ""):
                option["attrs"]["data-picture"] = picture
        return [(None, made, 0)]


class KnownSelect(KnownOptions, AutocompleteSelect):  # type: ignore[misc]
    pass


class KnownSelectMultiple(KnownOptions, AutocompleteSelectMultiple):  # type: ignore[misc]
    pass


class KnownChoice(forms.ModelChoiceField):
    """A choice that asks the database only when another row is chosen than the one it was made with.

    `others` are the rows that all forms of a part choose, fetched together when the first of them is asked for.
    """

    known: dict[str, models.Model]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {}
        self.others: Callable[[], dict[str, models.Model]] = dict

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        return self.known.get(str(value)) or self.others().get(str(value)) or super().to_python(value)


class KnownChoices(forms.ModelMultipleChoiceField):
    known: dict[str, models.Model]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {}

    def clean(self, value: Any) -> Any:
        chosen = [str(each) for each in value or ()]
        if chosen and set(chosen) == self.known.keys():
            # What was chosen already, in the order of its table.
            return list(self.known.values())
        return super().clean(value)


def remember_choices(form: forms.BaseModelForm) -> None:
    """Tell the form's choosers what is chosen, from the row and what was fetched with it."""
    if form.instance.pk is None:
        return
    for name, field in form.fields.items():
        if isinstance(field, KnownChoices):
            field.known = {str(row.pk): row for row in getattr(form.instance, name).all()}
        elif isinstance(field, KnownChoice) and (row := getattr(form.instance, name)) is not None:
            field.known = {str(row.pk): row}


class Link(forms.Field):
    """Chooses rows of another part of the same form by their uid, rows that are not saved yet included.

    Its value is the row itself: that part is saved first, so that the row has a key when this one is saved.
    """

    rows: Rows

    def __init__(self, *, to: str, many: bool, **kwargs: Any) -> None:
        self.to, self.many = to, many
        attrs = {"class": f"links links-to-{to}"}
        super().__init__(widget=QuickCheckboxes(attrs) if many else forms.Select(attrs), **kwargs)

    def follow(self, rows: Rows) -> None:
        """Offer the rows of that part."""
        self.rows = rows
        self.widget.choices = Options(rows, blank=not self.many)

    def clean(self, value: Any) -> Any:
        chosen = [str(each) for each in (value or []) if each] if self.many else [value] if value else []
        if not chosen and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        found = [self.rows.row(uid) for uid in chosen]
        if None in found:
            raise ValidationError("Choose one that is on this page and stays on it.", code="invalid_choice")
        return found if self.many else (found[0] if found else None)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self._uids(initial) != self._uids(data)

    @staticmethod
    def _uids(value: Any) -> set[str]:
        return {str(each) for each in ([value] if isinstance(value, str) else value or []) if each}


class Options:
    """The choices of a Link, made when they are asked for: the other part may not be read yet."""

    def __init__(self, rows: Rows, *, blank: bool) -> None:
        self.rows, self.blank = rows, blank

    def __iter__(self) -> Iterator[tuple[str, str]]:
        if self.blank:
            yield "", "Choose…"
        yield from self.rows.options


class Choosers(BaseModelAdmin):
    """For a form of the admin and for its parts. `links` names the fields that choose rows of a part, and which."""

    formfield_overrides = {ProseEditorField: {"widget": ProseWidget}}
    links: dict[str, str] = {}

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.links:
            return Link(
                to=self.links[db_field.name],
                many=db_field.many_to_many,
                required=not db_field.blank,
                label=db_field.verbose_name.capitalize(),
                help_text=db_field.help_text,
            )
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # Adding one without leaving is worth a button in every row; the others are one click away.
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs |= {"widget": KnownSelect(db_field, self.admin_site), "form_class": KnownChoice}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs |= {"widget": KnownSelectMultiple(db_field, self.admin_site), "form_class": KnownChoices}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def fetched_with(self) -> Iterable[str]:
        """The single rows that the form shows beside its own."""
        return [name for name in self.autocomplete_fields if not self._field(name).many_to_many]

    def _field(self, name: str) -> Any:
        return self.opts.get_field(name)
