"""The form of what is shown for a time: its hours are those of a zone, and what is wrong stands beside the field."""

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from campaigns import checks, picking
from campaigns.models import CampaignNumber
from photos.pictures import problems_of
from publishing import zones
from publishing.choosers import remember_choices
from publishing.forms import FieldErrors
from publishing.inlines import PartForm, PartFormSet

HOURS = ("live_from", "live_until")
# As a field for day and hour wants it.
MINUTE = "%Y-%m-%dT%H:%M"


class TimedForm(FieldErrors, forms.ModelForm):
    zone = forms.ChoiceField(
        label="As the clocks show in", required=False, choices=zones.choices, widget=forms.Select({"class": "zone"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        remember_choices(self)
        self.initial["zone"] = settings.EDITORS_TIME_ZONE
        for name in HOURS:
            if moment := getattr(self.instance, name):
                wall = moment.astimezone(ZoneInfo(settings.EDITORS_TIME_ZONE))
                # Named UTC, so that the form takes the hour as it is.
                self.initial[name] = wall.replace(tzinfo=UTC, second=0, microsecond=0)
        if self.instance.pk and not self.is_bound:
            found = [*checks.of(self.instance), *checks.wording(self.instance)]
            for name, words in found:
                field = self.fields[name]
                field.help_text = format_html('<strong class="advice">{}</strong> {}', words, field.help_text)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        zone = self.cleaned_data.get("zone", "")
        for name in HOURS:
            wall = self.cleaned_data.get(name)
            if wall is None:
                continue
            if name not in self.changed_data and "zone" not in self.changed_data:
                # As it was, to the second.
                self.cleaned_data[name] = getattr(self.instance, name)
                continue
            try:
                self.cleaned_data[name] = zones.moment(wall, zone)
            except ValidationError as error:
                self.add_error(name, error)
        self.refuse_unready_photo()
        return cleaned

    def refuse_unready_photo(self) -> None:
        """What readers will see has a photo that they may see."""
        photo = self.cleaned_data.get("photo")
        if photo and self.cleaned_data.get("live_from"):
            for words in problems_of(photo):
                self.add_error("photo", words)


class NumberForm(PartForm):
    pick = picking.PickField(label="Number")

    class Meta:
        model = CampaignNumber
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["pick"]
        if self.instance.pk and isinstance(field, picking.PickField):
            self.initial["pick"] = field.kept = picking.key_of(self.instance)

    @property
    def words(self) -> str:
        """What the row says now; empty where its count is gone."""
        known: dict[str, str] = self.fields["pick"].widget.known
        return known.get(picking.key_of(self.instance), "")

    @property
    def said(self) -> str:
        if not self.instance.pk:
            return "New"
        return self.words or f"Not shown: {self.instance.profile} no longer says this number. Choose another."

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("pick"):
            self.instance.profile_id, self.instance.count = self.cleaned_data["pick"]
        return cleaned


class NumberFormSet(PartFormSet):
    once = ("pick",)
    once_beside = "pick"
    once_message = "That number is there already."

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["pick"].widget.known = self.known

    @property
    def known(self) -> dict[str, str]:
        """The words of all that is picked here, asked for once."""
        if "_known" not in self.__dict__:
            rows = list(self.get_queryset()) if self.instance.pk else []
            self._known = picking.told(rows)
        return self._known
