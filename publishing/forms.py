"""Forms of the admin: what they refuse stands beside the field, and what was typed is kept."""

import html
import re
import unicodedata
import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.functional import cached_property
from django_prose_editor.fields import ProseEditorFormField

from publishing import richtext, zones
from publishing.choosers import remember_choices

# A button's name: show again what was typed, unsaved.
PUT_BACK = "_put_back"

# C0 but tab and line ends, DEL and C1; and the marks that turn the direction of text around.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def refuse_hidden_characters(text: str) -> None:
    """Raises ValidationError, with the character's name and place, for one that nobody sees and readers suffer from."""
    found = _REFUSED.search(text)
    if found is None:
        return
    character = found.group()
    name = unicodedata.name(character, "control character").lower()
    before = richtext.plain(text[: found.start()])[-20:]
    where = f"after “{before}”" if before else "at the beginning"
    raise ValidationError(
        f"There is a character here that nobody can see: {name} (U+{ord(character):04X}), {where}. Take it out.",
        code="hidden_character",
    )


def _same(text: object) -> object:
    """Text as it compares: browsers send line ends of their own."""
    return text.replace("\r\n", "\n").strip() if isinstance(text, str) else text


class FieldErrors(forms.BaseForm):
    """For every form of the admin.

    An error of a database rule whose code is the name of a field stands beside that field; characters that nobody
    sees are refused; line ends that a browser changed, or an editor's other way to write the same rich text, are no
    change.
    """

    def add_error(self, field: str | None, error: Any) -> None:
        if field is None and isinstance(error, ValidationError) and hasattr(error, "error_dict"):
            placed: dict[str, list[ValidationError]] = {}
            for name, errors in error.error_dict.items():
                for each in errors:
                    own = name == NON_FIELD_ERRORS and each.code in self.fields
                    placed.setdefault(str(each.code) if own else name, []).append(each)
            error = ValidationError(placed)
        super().add_error(field, error)

    def _save_m2m(self) -> None:
        """Only the choices that changed: Django reads the others once more to leave them as they are."""
        cleaned, model = self.cleaned_data, self._meta.model  # type: ignore[attr-defined]
        unchanged = {field.name for field in model._meta.many_to_many}.difference(self.changed_data)
        self.cleaned_data = {name: value for name, value in cleaned.items() if name not in unchanged}
        super()._save_m2m()  # type: ignore[misc]
        self.cleaned_data = cleaned

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, str):
                is_html = isinstance(self.fields.get(name), ProseEditorFormField)
                try:
                    refuse_hidden_characters(html.unescape(value) if is_html else value)
                except ValidationError as error:
                    self.add_error(name, error)
        return cleaned

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if not self._reads_the_same(name)]

    def _reads_the_same(self, name: str) -> bool:
        bound = self[name]
        if not isinstance(bound.field, forms.CharField):
            return False
        before, after = _same(bound.initial or ""), _same(bound.data or "")
        if isinstance(bound.field, ProseEditorFormField) and isinstance(before, str) and isinstance(after, str):
            return richtext.clean(before) == richtext.clean(after)
        return before == after


class PageForm(FieldErrors, forms.ModelForm):
    """The form of a page's draft. What `schedule_` begins, `why`, `minor` and `correction` belong to its buttons, not
    to the draft."""

    draft_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # The page that a new form will make, so that the same form sent twice makes one.
    page_uid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    schedule_at = forms.DateTimeField(
        label="From",
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    schedule_until = forms.DateTimeField(
        label="Until (optional)",
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="The page goes down by itself then; what was live before does not come back.",
    )
    schedule_zone = forms.ChoiceField(label="As the clocks show in", required=False, choices=zones.choices)
    why = forms.CharField(
        label="Why (optional)", max_length=300, required=False, help_text="Kept in the history of this page."
    )

    minor = forms.BooleanField(label="Minor change", required=False)
    correction = forms.CharField(
        label="Correction, for readers",
        max_length=600,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="What was wrong and what is right. Shown at the head of the page and in its history.",
    )

    OF_THE_BUTTONS = (
        "draft_version", "page_uid", "schedule_at", "schedule_until", "schedule_zone", "why", "minor", "correction",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        remember_choices(self)
        if self.instance.pk:
            self.initial["draft_version"] = self.instance.page.draft_version
        else:
            self.initial["page_uid"] = uuid.uuid4()
        self.initial["schedule_zone"] = settings.EDITORS_TIME_ZONE

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        if slug != self.initial.get("slug"):
            others = self._meta.model._default_manager.exclude(pk=self.instance.pk)
            if lost := others.filter(slug=slug, page__binned_at__isnull=False).first():
                raise ValidationError(f"“{lost}”, which is in the bin, has that address. Choose a different one.")
        return slug

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        # The page is locked by now, so nobody saves between this look and ours: see PublishableAdmin.get_object.
        if self.instance.collision:
            raise ValidationError(self._refusal(self.instance.collision), code="stale")
        if PUT_BACK in self.data:
            raise ValidationError("Not saved yet: this is what you typed. Look at it, then save.", code="put_back")
        if "_schedule" in self.data:
            self.check_schedule()
        return cleaned

    @property
    def is_put_back(self) -> bool:
        return PUT_BACK in self.data

    @staticmethod
    def _refusal(collision: Any) -> str:
        if not collision.is_stale:
            return "Not saved: say for each of these texts whether to take the saved one or yours."
        return (
            f"Not saved: {collision.by} saved this page on {collision.at:%-d %B %Y at %H:%M} UTC, after you opened it. "
            "Everything you typed is still here. Look at what changed, then save again."
        )

    def check_schedule(self) -> None:
        """Refuse hours that cannot be meant, beside their fields, while all that was typed is still there."""
        given = {name: self.cleaned_data.get(name) for name in ("schedule_at", "schedule_until")}
        if not any(given.values()) and not self.errors:
            self.add_error("schedule_at", "Choose the day and the hour first.")
        moments = {}
        for name, wall in given.items():
            try:
                moments[name] = zones.moment(wall, self.cleaned_data.get("schedule_zone", "")) if wall else None
            except ValidationError as error:
                self.add_error(name, error)
        start, end = moments.get("schedule_at"), moments.get("schedule_until")
        if start and zones.passed(start):
            self.add_error("schedule_at", "That moment has passed. Choose a later one, or publish now.")
        if end and zones.passed(end):
            self.add_error("schedule_until", "That moment has passed. Choose a later end.")
        elif start and end and end <= start:
            self.add_error("schedule_until", "It would end before it begins. Choose a later end.")

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name not in self.OF_THE_BUTTONS]
