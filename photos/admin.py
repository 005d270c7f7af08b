"""The photo library, as an editor meets it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from photos import renditions, uploads, withdraw_admin
from photos.models import RENDER_TRIES, Photo, originals
from photos.thumbnails import thumbnail
from photos.uploads import Upload, UploadRefused
from photos.uses import uses_of
from publishing import state
from publishing.forms import FieldErrors

OF_RENDERING = ("recipe", "render_tries", "render_after", "render_error")
OF_UPLOAD = ("file", "sha256", "width", "height", "colour", "accent")


class PhotoForm(FieldErrors, forms.ModelForm):
    file = forms.FileField(
        label="Picture",
        help_text="JPEG, PNG, WebP, AVIF or TIFF, up to 30 MB and 60 megapixels. Place and camera data are removed.",
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,image/avif,image/tiff"}),
    )

    # What was taken in, where a file was sent and not refused.
    upload: Upload | None = None

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        verdict = getattr(sent, "verdict", None)
        if isinstance(verdict, UploadRefused):
            raise forms.ValidationError(str(verdict))
        self.upload = verdict
        return self.upload or sent


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("ready", "Ready"),
            ("incomplete", "Incomplete"),
            ("waiting", "Sizes not made yet"),
            ("failed", "Sizes failed"),
            ("withdrawn", "Withdrawn"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> QuerySet[Photo]:
        kept = queryset.filter(withdrawn_at__isnull=True)
        match self.value():
            case "ready":
                return kept.filter(is_complete=True).exclude(rendition_list="[]")
            case "incomplete":
                return kept.filter(is_complete=False)
            case "waiting":
                return kept.filter(recipe="", render_tries__lt=RENDER_TRIES)
            case "failed":
                return kept.filter(recipe="", render_tries__gte=RENDER_TRIES)
            case "withdrawn":
                return queryset.filter(withdrawn_at__isnull=False)
        return queryset


@admin.register(Photo)
class PhotoAdmin(admin.ModelAdmin):
    form = PhotoForm
    list_display = ["picture", "title", "credit", "licence", "state"]
    list_display_links = ["picture", "title"]
    list_filter = [StateFilter, "licence", "is_decorative"]
    list_per_page = 50
    search_fields = ["title", "credit", "rights_holder", "caption", "alt_text"]
    search_help_text = "Title, photographer, rights holder, caption or alt text"
    readonly_fields = ["preview", "state", "size", "where_used"]
    actions = ["make_again"]

    def get_fieldsets(self, request: HttpRequest, obj: Photo | None = None) -> Any:
        words = ("Words", {"fields": ["title", "alt_text", "is_decorative", "caption"]})
        rights = ("Rights", {"fields": ["credit", "rights_holder", "licence", "taken_on"]})
        if obj is None:
            return [(None, {"fields": ["file"]}), words, rights, ("Use", {"fields": ["is_complete"]})]
        # An original has no address, so there is nothing to show of the field to who may only look.
        file = ["file"] if self.has_change_permission(request, obj) else []
        return [
            (None, {"fields": ["preview", *file, "size"]}),
            words,
            rights,
            ("Use", {"fields": ["is_complete", "state", "where_used"]}),
        ]

    def get_urls(self) -> list[URLPattern]:
        def own(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(partial(view, photos=self)), name=f"photos_photo_{name}")

        return [
            own("<int:pk>/withdraw/", withdraw_admin.withdraw, "withdraw"),
            own("receipts/<int:pk>/", withdraw_admin.receipt, "receipt"),
            *super().get_urls(),
        ]

    @admin.display(description="Picture")
    def picture(self, photo: Photo) -> SafeString:
        return thumbnail(photo)

    @admin.display(description="Now")
    def preview(self, photo: Photo) -> SafeString:
        return thumbnail(photo, width=720)

    @admin.display(description="State")
    def state(self, photo: Photo) -> str:
        if photo.withdrawn_at:
            return f"Withdrawn on {photo.withdrawn_at:%-d %B %Y}"
        if not photo.recipe and photo.render_tries >= RENDER_TRIES:
            return f"Sizes failed: {photo.render_error or 'the work was interrupted too often'}"
        missing = [
            word
            for word, given in [
                ("photographer", photo.credit),
                ("licence", photo.licence),
                ("alt text", photo.alt_text or photo.is_decorative),
            ]
            if not given
        ]
        described = f"Incomplete: no {', no '.join(missing)}" if missing else "Described, not marked ready"
        words = "Ready" if photo.is_complete else described
        if photo.recipe:
            return words
        made, of = renditions.progress(photo)
        return f"{words}; {made} of {of} files made"

    @admin.display(description="Size")
    def size(self, photo: Photo) -> str:
        files = photo.renditions()
        weight = sum(rendition.size for rendition in files)
        return f"{photo.width} × {photo.height} pixels; {len(files)} files, {weight / 1024**2:.1f} MB"

    @admin.display(description="Where used")
    def where_used(self, photo: Photo) -> SafeString | str:
        uses = uses_of([photo])
        if not uses:
            return "Nowhere"
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((use,) for use in uses)))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Takes pictures in before the write transaction of the admin begins: decoding may take seconds."""
        allowed = self.has_change_permission(request) if object_id else self.has_add_permission(request)
        if request.method == "POST" and allowed and "file" in request.FILES:
            sent: Any = request.FILES["file"]
            try:
                sent.verdict = uploads.take_in(sent)
            except UploadRefused as refusal:
                sent.verdict = refusal
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Photo, form: Any, change: bool) -> None:
        fields = set(form.changed_data)
        if form.upload is not None:
            before = form.initial["file"].name if change else ""
            uploads.put(obj, form.upload)
            fields.update(OF_UPLOAD, OF_RENDERING)
            transaction.on_commit(partial(renditions.quick, obj), robust=True)
            if before:
                transaction.on_commit(partial(originals().delete, before), robust=True)
            self.warn_of_the_same(request, obj)
        elif fields & renditions.MADE_FROM:
            obj.forget_renditions()
            fields.update(OF_RENDERING)
        if not change:
            obj.save()
        elif fields:
            # Not the other fields: the background work may have written them since the form's row was read.
            obj.save(update_fields=fields)
            state.changed()

    def warn_of_the_same(self, request: HttpRequest, photo: Photo) -> None:
        same = Photo.objects.filter(sha256=photo.sha256).exclude(pk=photo.pk).first()
        if same is not None:
            link = reverse("admin:photos_photo_change", args=[same.pk])
            text = format_html('The same file is here already, as <a href="{}">{}</a>.', link, same)
            self.message_user(request, text, messages.WARNING)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A photo in use is not deleted: neither one that a draft shows, nor one that a published page shows."""
        doomed, counts, lacking, protected = super().get_deleted_objects(objs, request)
        uses = [format_html("“{}” is on {}", use.photo, use) for use in uses_of(objs)]
        return doomed, counts, lacking, uses or protected

    def delete_model(self, request: HttpRequest, obj: Photo) -> None:
        renditions.delete_after_commit(obj)
        obj.delete()
        state.changed()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> None:
        with transaction.atomic():
            for photo in queryset:
                self.delete_model(request, photo)

    @admin.action(description="Make the sizes again", permissions=["change"])
    def make_again(self, request: HttpRequest, queryset: QuerySet[Photo]) -> HttpResponse | None:
        fresh = Photo()
        count = queryset.update(**{name: getattr(fresh, name) for name in OF_RENDERING})
        self.message_user(request, f"Photos to be made again: {count}. It happens in the background.")
        return None
