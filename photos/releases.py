"""Signed forms that permit a picture: kept with the originals, handed to staff as a file to save, to nobody else."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from photos.models import Release, originals
from publishing.forms import FieldErrors

MAX_BYTES = 10 * 1024 * 1024
# How a file begins, and what it is kept and handed out as: decided by content, never by name.
_KINDS = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}


class ReleaseForm(FieldErrors, forms.ModelForm):
    file = forms.FileField(
        label="Signed form",
        required=False,
        help_text="PDF, JPEG or PNG, up to 10 MB. Only staff can open it.",
        widget=forms.FileInput({"accept": "application/pdf,image/jpeg,image/png"}),
    )

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if not sent or "file" not in self.changed_data:
            return sent
        if sent.size > MAX_BYTES:
            raise forms.ValidationError(f"{sent.name} has more than {MAX_BYTES // 1024**2} MB. Scan it smaller.")
        start = sent.read(8)
        sent.seek(0)
        kind = next((kind for mark, kind in _KINDS.items() if start.startswith(mark)), None)
        if kind is None:
            raise forms.ValidationError(f"{sent.name} is not a PDF, a JPEG or a PNG.")
        sent.name = f"form.{kind}"
        return sent


class ReleaseInline(admin.StackedInline):
    model = Release
    form = ReleaseForm
    extra = 0
    fields = ["kind", "name", ("file", "kept"), ("until", "note")]
    readonly_fields = ["kept"]
    verbose_name = "release form"
    classes = ["collapse"]

    @admin.display(description="Kept")
    def kept(self, release: Release) -> SafeString | str:
        if not release.file:
            return "Nothing yet"
        link = reverse("admin:photos_photo_release", args=[release.pk])
        return format_html('<a href="{}">Open the signed form</a>', link)


def hand_out(request: HttpRequest, pk: int, *, photos: admin.ModelAdmin) -> HttpResponseBase:
    """The signed form, to be saved; the name it is saved under is ours, not the sender's."""
    release = get_object_or_404(Release.objects.select_related("photo").exclude(file=""), pk=pk)
    if not photos.has_view_or_change_permission(request, release.photo):
        raise PermissionDenied
    name = str(release.file.name)
    kind = name.rsplit(".", 1)[-1]
    file = originals().open(name)
    response = FileResponse(
        file,
        as_attachment=True,
        filename=f"release-{release.pk}.{kind}",
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def forget_files(names: list[str]) -> None:
    """Once what is under way is committed, delete these forms."""
    for name in filter(None, names):
        transaction.on_commit(partial(originals().delete, name), robust=True)
