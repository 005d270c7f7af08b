"""The photo library, as an editor meets it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from photos import batch, bulk, library, proposals, releases, renditions, uploads, usage, withdraw_admin
from photos.forms import PhotoForm
from photos.models import RENDER_TRIES, Collection, Photo, originals
from photos.saving import OF_RENDERING, save_changes
from photos.thumbnails import thumbnail
from photos.uploads import UploadRefused
from photos.uses import ROLE
from publishing import state
from publishing.forms import FieldErrors
from publishing.uses import as_list, uses_of

OF_UPLOAD = ("file", "sha256", "copy", "width", "height", "colour", "accent")
# Told to those with the right to see it, in forms, searches and addresses alike.
EXACT_PLACE = ("spot", "latitude", "longitude")


@admin.register(Photo)
class PhotoAdmin(admin.ModelAdmin):
    form = PhotoForm
    change_list_template = "admin/photos/photo/change_list.html"
    list_display = ["picture", "title", "credit", "licence", "state", "used"]
    list_display_links = ["title"]
    list_filter = library.FILTERS
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["title", "credit", "rights_holder", "caption", "alt_text", "keywords", "area"]
    search_help_text = "Title, photographer, rights holder, caption, alt text, keyword or area"
    readonly_fields = ["preview", "state", "size", "where_used"]
    actions = ["change_together", "describe", "make_again"]

    @property
    def media(self) -> forms.Media:
        names = ("describe", "drop", "framing", "list")
        scripts = [Script(f"admin_site/photos-{name}.js", type="module") for name in names]
        return super().media + forms.Media(css={"all": ["admin_site/photos.css"]}, js=scripts)  # type: ignore[arg-type]

    # The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[library.Library]:
        return library.Library

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return [*self.search_fields, "spot"] if may_see_spot(request) else self.search_fields

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        found: Any
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            # Nobody may put these on a page.
            found = found.filter(withdrawn_at__isnull=True).licensed()
        return found, may_repeat

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        # Narrowing a list by half and half again would tell the place without showing it.
        if lookup.startswith(EXACT_PLACE) and not may_see_spot(request):
            return False
        return super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request: HttpRequest) -> Any:
        photos: Any = super().get_queryset(request).annotate(has_ended=library.HAS_ENDED)
        return photos

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        context = {"title": "Photos", **batch.for_drop_zone(), **(extra_context or {})}
        return super().changelist_view(request, context)

    @admin.display(description="Picture")
    def picture(self, photo: Photo) -> SafeString:
        return thumbnail(photo, width=240)

    @admin.display(description="Used")
    def used(self, photo: Any) -> str:
        return f"{photo.uses} page{'' if photo.uses == 1 else 's'}" if photo.uses else "Not used"

    @admin.display(description="State")
    def state(self, photo: Photo) -> str:
        if photo.withdrawn_at:
            return f"Withdrawn on {photo.withdrawn_at:%-d %B %Y}"
        if getattr(photo, "has_ended", False) and photo.licence_until:
            return f"Licence ended on {photo.licence_until:%-d %B %Y}"
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

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Photo | None = None) -> Any:
        words = ("Words", {"fields": ["title", "alt_text", "is_decorative", "caption", "keywords"]})
        rights = ["credit", "by_organisation", "rights_holder", ("licence", "licence_until"), "terms", "may_download"]
        exact = ["spot", ("latitude", "longitude")] if may_see_spot(request) else []
        place = ["taken_on", ("country", "area"), *exact, "show_place"]
        shared = [words, ("Rights", {"fields": rights}), ("When and where", {"fields": place})]
        if obj is None:
            return [(None, {"fields": ["file"]}), *shared, ("Use", {"fields": ["is_complete", "collections"]})]
        # An original has no address, so there is nothing to show of the field to who may only look.
        may_change = self.has_change_permission(request, obj)
        file = ["file"] if may_change else []
        numbers = {"fields": [("focal_x", "focal_y"), "crops"], "classes": ["framing", "collapse"]}
        return [
            (None, {"fields": ["preview", *file, "size"]}),
            *([("Focal point and crops in numbers", numbers)] if may_change else []),
            *shared,
            ("Use", {"fields": ["is_complete", "state", *(["collections"] if may_change else []), "where_used"]}),
        ]

    def get_inlines(self, request: HttpRequest, obj: Photo | None = None) -> list[Any]:
        return [releases.ReleaseInline] if obj is not None else []

    @admin.display(description="Now")
    def preview(self, photo: Photo) -> SafeString:
        return thumbnail(photo, width=720)

    @admin.display(description="Size")
    def size(self, photo: Photo) -> str:
        files = photo.renditions()
        weight = sum(rendition.size for rendition in files)
        return f"{photo.width} × {photo.height} pixels; {len(files)} files, {weight / 1024**2:.1f} MB"

    @admin.display(description="Where used")
    def where_used(self, photo: Photo) -> SafeString | str:
        return as_list(uses_of([photo], ROLE))

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
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            # Somebody sent the same file in this very moment: now it is seen, and the form says so.
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Photo, form: Any, change: bool) -> None:
        fields = set(form.changed_data) - {"collections"}
        if change and obj.read_from_file:
            # Somebody has looked at it.
            obj.read_from_file = ""
            fields.add("read_from_file")
        if form.upload is not None:
            before = form.initial["file"].name if change else ""
            fields |= self._put(obj, form)
            if before:
                transaction.on_commit(partial(originals().delete, before), robust=True)
            self.warn_of_the_same(request, obj)
        if change:
            save_changes(obj, fields)
        else:
            obj.added_by = request.user  # type: ignore[assignment]
            obj.save()
            # No page shows it yet; one that will must not be kept beyond the end of the licence.
            state.changed(obj.licence_ends_at)

    def _put(self, photo: Photo, form: Any) -> set[str]:
        """Give the photo the file that was sent and what it says; returns the fields this changes."""
        uploads.put(photo, form.upload)
        filled = proposals.fill(photo, getattr(form.upload, "proposed", {}))
        photo.read_from_file = ",".join([*form.read, *filled])
        transaction.on_commit(partial(renditions.quick, photo), robust=True)
        return {*OF_UPLOAD, *OF_RENDERING, *form.read, *filled, "read_from_file"}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "collections" in form.changed_data:
            form.instance.collections.set(form.cleaned_data["collections"])

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        replaced = [each.initial["file"].name for each in formset.initial_forms if "file" in each.changed_data]
        releases.forget_files([*replaced, *(release.file.name for release in formset.deleted_objects)])

    def response_add(self, request: HttpRequest, obj: Photo, post_url_continue: str | None = None) -> HttpResponse:
        self.say_what_was_read(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Photo) -> HttpResponse:
        self.say_what_was_read(request, obj)
        return super().response_change(request, obj)

    def say_what_was_read(self, request: HttpRequest, photo: Photo) -> None:
        names = [name for name in photo.read_from_file.split(",") if name and self._may_know(request, name)]
        if names:
            words = ", ".join(map(proposals.label_of, names))
            link = reverse("admin:photos_photo_change", args=[photo.pk])
            text = format_html('Read from the file: {}. <a href="{}">Look whether it is right</a>.', words, link)
            self.message_user(request, text, messages.INFO)

    @staticmethod
    def _may_know(request: HttpRequest, name: str) -> bool:
        return name not in EXACT_PLACE or may_see_spot(request)

    def warn_of_the_same(self, request: HttpRequest, photo: Photo) -> None:
        same = Photo.objects.filter(sha256=photo.sha256).exclude(pk=photo.pk).first()
        if same is not None:
            link = reverse("admin:photos_photo_change", args=[same.pk])
            text = format_html('The same file is here already, as <a href="{}">{}</a>.', link, same)
            self.message_user(request, text, messages.WARNING)

    # Deleting

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A photo in use is not deleted: neither one that a draft shows, nor one that a published page shows."""
        doomed, counts, lacking, protected = super().get_deleted_objects(objs, request)
        uses = [format_html("“{}” is on {}", use.of, use) for use in uses_of(objs, ROLE)]
        return doomed, counts, lacking, uses or protected

    def delete_model(self, request: HttpRequest, obj: Photo) -> None:
        renditions.delete_after_commit(obj)
        releases.forget_files(list(obj.releases.values_list("file", flat=True)))
        obj.delete()
        state.changed()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> None:
        with transaction.atomic():
            for photo in queryset:
                self.delete_model(request, photo)

    # What is done to several at once

    @admin.action(description="Change together…", permissions=["change"])
    def change_together(self, request: HttpRequest, queryset: QuerySet[Photo]) -> HttpResponse | None:
        return bulk.change_together(request, queryset, photos=self)

    @admin.action(description="Describe…", permissions=["change"])
    def describe(self, request: HttpRequest, queryset: QuerySet[Photo]) -> HttpResponse:
        keys = queryset.values_list("pk", flat=True)[: batch.DESCRIBED_IN_A_ROW]
        return HttpResponseRedirect(batch.describe_link(keys))

    @admin.action(description="Make the sizes again", permissions=["change"])
    def make_again(self, request: HttpRequest, queryset: QuerySet[Photo]) -> HttpResponse | None:
        fresh = Photo()
        count = queryset.update(**{name: getattr(fresh, name) for name in OF_RENDERING})
        self.message_user(request, f"Photos to be made again: {count}. It happens in the background.")
        return None

    # Pages of its own

    def get_urls(self) -> list[URLPattern]:
        def own(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(partial(view, photos=self)), name=f"photos_photo_{name}")

        return [
            own("add-many/", batch.add_many, "add_many"),
            own("take-one/", batch.take_one_posted, "take_one"),
            own("describe/", batch.describe, "describe"),
            own("<int:pk>/withdraw/", withdraw_admin.withdraw, "withdraw"),
            own("receipts/<int:pk>/", withdraw_admin.receipt, "receipt"),
            own("usage/", usage.report, "usage"),
            own("releases/<int:pk>/", releases.hand_out, "release"),
            *super().get_urls(),
        ]


def may_see_spot(request: HttpRequest) -> bool:
    """Whether this person may learn exactly where a picture was taken: poachers read too."""
    return bool(request.user.has_perm("photos.view_spot"))


class CollectionForm(FieldErrors, forms.ModelForm):
    pass


@admin.register(Collection)
class CollectionAdmin(admin.ModelAdmin):
    """Photos are put into a collection from the library, where they can be seen."""

    form = CollectionForm
    list_display = ["name", "note", "number"]
    search_fields = ["name"]
    fields = ["name", "note"]

    def get_queryset(self, request: HttpRequest) -> Any:
        collections: Any = super().get_queryset(request).annotate(of_photos=Count("photos"))
        return collections

    @admin.display(description="photos", ordering="of_photos")
    def number(self, collection: Any) -> SafeString:
        link = f"{reverse('admin:photos_photo_changelist')}?collection={collection.pk}"
        return format_html('<a href="{}">{}</a>', link, collection.of_photos)
