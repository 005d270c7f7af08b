"""The form of one photo: what its file says, and its crops shape by shape."""

from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from photos.choices import RATIOS, Shape
from photos.models import Collection, Photo
from photos.proposals import title_of
from photos.uploads import Upload, UploadRefused
from publishing.forms import FieldErrors

# Left, top and width in thousandths of the picture's sides; the height follows from the shape.
Frame = tuple[int, int, int]
SIDES = (("left", "From the left, %"), ("top", "From the top, %"), ("width", "Width, %"))
NO_CROPS = "{}"


class CropsWidget(forms.Widget):
    """Three numbers for each shape, in percent of the picture. photos-framing.js lays frames over them."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        typed = typed_frames(value)
        return format_html_join("", "{}", ((self._shape(name, shape, typed.get(shape, {})),) for shape in Shape))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[Shape, dict[str, str]]:
        typed = {shape: {side: data.get(f"{name}-{shape}-{side}", "").strip() for side, _ in SIDES} for shape in Shape}
        return {shape: sides for shape, sides in typed.items() if any(sides.values())}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}-{shape}-{side}" in data for shape in Shape for side, _ in SIDES)

    def _shape(self, name: str, shape: Shape, sides: dict[str, str]) -> SafeString:
        number = (
            '<label>{2} <input type="number" name="{0}-{1}-{3}" value="{4}" min="0" max="100" step="0.1"'
            ' data-side="{3}"></label>'
        )
        numbers = format_html_join(
            " ", number, ((name, shape.value, words, side, sides.get(side, "")) for side, words in SIDES)
        )
        return format_html(
            '<fieldset data-crop="{}" data-ratio="{}"><legend>{}</legend>{}</fieldset>',
            shape.value,
            RATIOS[shape][0] / RATIOS[shape][1],
            shape.label,
            numbers,
        )


def typed_frames(value: Any) -> dict[Shape, dict[str, str]]:
    """What the number fields hold: of the row's JSON, or as it was typed."""
    if not isinstance(value, str):
        return value or {}
    boxes = Photo(crops=value).crop_boxes()
    return {shape: {side: f"{box[at] / 10:g}" for at, (side, _) in enumerate(SIDES)} for shape, box in boxes.items()}


class CropsField(forms.Field):
    """Frames by shape; a shape with no numbers follows the focal point."""

    widget = CropsWidget

    def clean(self, value: Any) -> dict[Shape, Frame]:
        return {shape: self._frame(shape, sides) for shape, sides in (value or {}).items()}

    def has_changed(self, initial: Any, data: Any) -> bool:
        return typed_frames(initial or NO_CROPS) != (data or {})

    def _frame(self, shape: Shape, sides: dict[str, str]) -> Frame:
        try:
            left, top, width = (round(Decimal(sides[side]) * 10) for side, _ in SIDES)
        except (InvalidOperation, ValueError, OverflowError):
            raise ValidationError(
                f"“{shape.label}” needs three numbers: from the left, from the top, width. "
                "With none of them it follows the focal point."
            ) from None
        if min(left, top) < 0 or not 0 < width <= 1000 - left:
            raise outside(shape)
        return left, top, width


def outside(shape: Shape) -> ValidationError:
    return ValidationError(f"The crop “{shape.label}” reaches over the edge of the picture.")


def boxes_of(frames: dict[Shape, Frame], *, width: int, height: int) -> dict[Shape, tuple[int, int, int, int]]:
    """The frames with their heights on a picture of that size. Raises ValidationError where one does not fit."""
    boxes = {}
    for shape, (left, top, across) in frames.items():
        ratio = RATIOS[shape][0] / RATIOS[shape][1]
        down = round(across * width / height / ratio)
        # Rounding may push it over by a thousandth.
        if top + down > 1002:
            raise outside(shape)
        boxes[shape] = (left, top, across, max(1, min(down, 1000 - top)))
    return boxes


class PhotoForm(FieldErrors, forms.ModelForm):
    file = forms.FileField(
        label="Picture",
        help_text="JPEG, PNG, WebP, AVIF or TIFF, up to 30 MB and 60 megapixels. Place and camera data are removed.",
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,image/avif,image/tiff"}),
    )
    crops = CropsField(required=False)
    collections = forms.ModelMultipleChoiceField(
        Collection.objects.all(),
        required=False,
        help_text="Made under Collections.",
        widget=forms.CheckboxSelectMultiple({"class": "boxes"}),
    )

    # What was taken in, where a file was sent and not refused; and the fields that it filled.
    upload: Upload | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read: list[str] = []
        if self.instance.pk is None:
            if "title" in self.fields:
                self.fields["title"].required = False
                self.fields["title"].help_text = "Blank: as the file calls itself."
        elif "collections" in self.fields:
            self.initial["collections"] = list(self.instance.collections.values_list("pk", flat=True))
        for name in filter(None, self.instance.read_from_file.split(",")):
            if name in self.fields:
                words = self.fields[name].help_text
                self.fields[name].help_text = format_html('<span class="from-file">Read from the file</span> {}', words)

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        verdict = getattr(sent, "verdict", None)
        if isinstance(verdict, UploadRefused):
            raise forms.ValidationError(str(verdict))
        self.upload = verdict
        return self.upload or sent

    def clean_keywords(self) -> str:
        words = Photo(keywords=self.cleaned_data["keywords"]).keyword_list()
        return ", ".join(dict.fromkeys(words))

    def clean_crops(self) -> str:
        frames = self.cleaned_data["crops"]
        width, height = (self.upload or self.instance).width, (self.upload or self.instance).height
        if not frames or not width:
            return NO_CROPS
        if self.upload and "crops" not in self.changed_data:
            # Frames of the picture before say nothing of a picture of another shape.
            same = abs(width * self.instance.height - height * self.instance.width) <= width + height
            if not same:
                return NO_CROPS
        return msgspec.json.encode(boxes_of(frames, width=width, height=height), order="deterministic").decode()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.upload is not None:
            self._propose(getattr(self.upload, "proposed", {}))
        if self.upload is not None and not self.cleaned_data.get("title") and "title" not in self.errors:
            self.cleaned_data["title"] = title_of(str(self.files["file"]))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors and self.upload is not None:
            # The form comes back with all that was typed; no browser lets it come back with a file.
            self.add_error("file", f"Choose {self.files['file']} again: a form keeps what is typed, but not a file.")

    def _propose(self, proposed: dict[str, Any]) -> None:
        for name, value in proposed.items():
            if name in self.fields and name not in self.errors and not self.cleaned_data.get(name):
                self.cleaned_data[name] = value
                self.read.append(name)
