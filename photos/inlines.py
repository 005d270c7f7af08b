"""The photos of a page in its form: each with its picture, and the words it says when the page says none."""

from typing import Any

from django.utils.html import format_html

from photos.thumbnails import thumbnail
from publishing.inlines import PartForm, PartInline


class PhotoOnPageForm(PartForm):
    """One use. An empty field shows the photo's own words in grey, which is what readers get."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.photo_id:
            photo = self.instance.photo
            for name, words in (("caption", photo.caption), ("alt_text", photo.alt_text)):
                if name in self.fields:
                    self.fields[name].widget.attrs["placeholder"] = words

    @property
    def said(self) -> str:
        photo = self.instance.photo if self.instance.photo_id else None
        return format_html("{} {}", thumbnail(photo), super().said)


class PhotoOnPageInline(PartInline):
    """For the model that says which photos are on a kind of page."""

    form = PhotoOnPageForm
    autocomplete_fields = ["photo"]
    fields = ["photo", "caption", "alt_text"]
    label_fields = ("photo",)
