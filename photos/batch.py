"""Many photos at once: files are taken in one by one, then described together, row by row."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from photos import proposals, renditions, uploads
from photos.models import Photo
from photos.saving import save_changes
from photos.thumbnails import thumbnail
from photos.uploads import UploadRefused
from publishing.forms import FieldErrors

# As many as a page of the list shows, and as one form holds with ease.
DESCRIBED_AT_ONCE = 100
# As many keys as an address holds; photos-drop.js knows the number, too.
DESCRIBED_IN_A_ROW = 400


# Taking in


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of one file: a new photo, the one that was here already, or the reason why not."""

    name: str
    added: Photo | None = None
    same: Photo | None = None
    refusal: str = ""

    @property
    def photo(self) -> Photo | None:
        return self.added or self.same

    @property
    def status(self) -> int:
        return 201 if self.added else 409 if self.same else 422

    @property
    def words(self) -> str:
        if self.same and self.same.withdrawn_at:
            return f"This file was withdrawn on {self.same.withdrawn_at:%-d %B %Y}."
        return "This file is here already." if self.same else self.refusal


def add(sent: File, *, by: Any = None, keep_both: bool = False) -> Taken:
    """Make a photo of this file, described by what the file says of itself. Decoding holds up no transaction."""
    name = str(sent.name or "The file")
    try:
        upload = uploads.take_in(sent)
    except UploadRefused as refusal:
        return Taken(name=name, refusal=str(refusal))
    photo = Photo(added_by=by)
    same_files = Photo.objects.filter(sha256=upload.sha256)
    try:
        with transaction.atomic():
            same = None if keep_both else same_files.first()
            if same is not None:
                return Taken(name=name, same=same)
            uploads.put(photo, upload)
            proposals.fill(photo, getattr(upload, "proposed", {}))
            photo.title = photo.title or proposals.title_of(name)
            photo.save()
            transaction.on_commit(partial(renditions.quick, photo), robust=True)
    except IntegrityError:
        # Somebody sent the same file in this very moment, and was first.
        photo.file.delete(save=False)
        return Taken(name=name, same=same_files.get(copy=photo.copy))
    photo.refresh_from_db()
    return Taken(name=name, added=photo)


def add_many(request: HttpRequest, *, photos: admin.ModelAdmin) -> HttpResponse:
    """The page to which files are dragged. Without JavaScript, its form sends them all in one go."""
    if not photos.has_add_permission(request):
        raise PermissionDenied
    taken = []
    if request.method == "POST":
        for sent in request.FILES.getlist("files"):
            taken.append(add(sent, by=request.user))
            log(request, photos, taken[-1])
    fresh = [each.added.pk for each in taken if each.added]
    context = {
        **photos.admin_site.each_context(request),
        "title": "Add photos",
        "opts": photos.opts,
        "taken": taken,
        "describe": describe_link(fresh) if fresh else "",
        "number": len(fresh),
        "media": photos.media,
        **for_drop_zone(),
    }
    return TemplateResponse(request, "admin/photos/photo/add_many.html", context)


def take_one(request: HttpRequest, *, photos: admin.ModelAdmin) -> HttpResponse:
    """One file of many, answered for the page that sent it: 201 added, 409 here already, 422 refused."""
    if not photos.has_add_permission(request):
        raise PermissionDenied
    sent = request.FILES.get("file")
    if sent is None:
        return JsonResponse({"words": "The file did not arrive. Try again."}, status=400)
    taken = add(sent, by=request.user, keep_both="keep_both" in request.POST)
    log(request, photos, taken)
    answer: dict[str, Any] = {"words": taken.words}
    if taken.photo is not None:
        files = [file for file in taken.photo.renditions() if file.format == "jpeg"]
        answer |= {
            "pk": taken.photo.pk,
            "title": taken.photo.title,
            "url": reverse("admin:photos_photo_change", args=[taken.photo.pk]),
            "thumbnail": files[0].url if files else "",
        }
    return JsonResponse(answer, status=taken.status)


take_one_posted = require_POST(take_one)


def log(request: HttpRequest, photos: admin.ModelAdmin, taken: Taken) -> None:
    if taken.added is not None:
        photos.log_addition(request, taken.added, [{"added": {}}])


def for_drop_zone() -> dict[str, Any]:
    """What the page says of the files it takes; photos-drop.js reads it too."""
    return {
        "take_url": reverse("admin:photos_photo_take_one"),
        "describe_url": reverse("admin:photos_photo_describe"),
        "max_bytes": uploads.MAX_BYTES,
        "max_size": f"{uploads.MAX_BYTES // 1024**2} MB",
    }


# Describing


def describe_link(keys: Iterable[int]) -> str:
    return f"{reverse('admin:photos_photo_describe')}?ids={','.join(map(str, keys))}"


class ForAllForm(forms.ModelForm):
    """What many photos have in common; it goes into every row where the field is empty."""

    class Meta:
        model = Photo
        fields = ["credit", "rights_holder", "licence"]


class RowForm(FieldErrors, forms.ModelForm):
    """One photo of those that are described together. An empty field takes what all have in common."""

    FROM_ALL = ("credit", "rights_holder", "licence")

    class Meta:
        model = Photo
        fields = ["title", "alt_text", "caption", "keywords", "credit", "rights_holder", "licence", "is_complete"]
        widgets = {"alt_text": forms.Textarea({"rows": 2})}
        help_texts = dict.fromkeys(fields, "")

    def __init__(self, *args: Any, common: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.common = common
        self.from_file = set(filter(None, self.instance.read_from_file.split(",")))

    def clean_alt_text(self) -> str:
        return " ".join(self.cleaned_data["alt_text"].split())

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in self.FROM_ALL:
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.cleaned_data[name] = self.common.get(name, "")
        return cleaned

    def _post_clean(self) -> None:
        # A row nobody touched is not checked again: it would cost a query for each of its rules.
        if self.changed():
            super()._post_clean()  # type: ignore[misc]

    def changed(self) -> list[str]:
        """The fields whose value is another than the row's, wherever it comes from."""
        return [name for name in self.fields if self.cleaned_data.get(name, self.initial[name]) != self.initial[name]]

    @property
    def cells(self) -> list[tuple[Any, bool]]:
        """Each field, and whether its value was read from the file."""
        return [(field, field.name in self.from_file) for field in self]

    @property
    def picture(self) -> str:
        return thumbnail(self.instance, width=240)


def describe(request: HttpRequest, *, photos: Any) -> HttpResponse:
    """A row for each photo. Rows that are sound are saved; the others come back with everything typed."""
    if not photos.has_change_permission(request):
        raise PermissionDenied
    keys = [int(key) for key in request.GET.get("ids", "").split(",") if key.isascii() and key.isdecimal()]
    found = Photo.objects.filter(pk__in=keys[:DESCRIBED_AT_ONCE], withdrawn_at__isnull=True).in_bulk()
    data = request.POST if request.method == "POST" else None
    common = ForAllForm(data, prefix="all")
    values = common.cleaned_data if common.is_bound and common.is_valid() else {}
    chosen = [found[key] for key in dict.fromkeys(keys) if key in found]
    rows = [RowForm(data, instance=photo, prefix=f"photo-{photo.pk}", common=values) for photo in chosen]
    if data is not None and common.is_valid():
        saved = save_rows(request, rows, photos=photos)
        wrong = sum(1 for row in rows if row.errors)
        say(request, saved=saved, wrong=wrong)
        if not wrong:
            rest = keys[DESCRIBED_AT_ONCE:]
            return HttpResponseRedirect(describe_link(rest) if rest else reverse("admin:photos_photo_changelist"))
    context = {
        **photos.admin_site.each_context(request),
        "title": "Describe photos",
        "opts": photos.opts,
        "common": common,
        "rows": rows,
        "more": max(0, len(keys) - DESCRIBED_AT_ONCE),
        "media": photos.media,
    }
    return TemplateResponse(request, "admin/photos/photo/describe.html", context)


def save_rows(request: HttpRequest, rows: list[RowForm], *, photos: Any) -> int:
    """Save the sound rows that changed; says how many. Whatever was looked at is no longer marked as from the file."""
    saved = 0
    for row in rows:
        if row.is_valid() and (changed := row.changed()):
            with transaction.atomic():
                save_changes(row.instance, set(changed))
                photos.log_change(request, row.instance, [{"changed": {"fields": changed}}])
            saved += 1
    looked_at = [row.instance.pk for row in rows if row.is_valid()]
    Photo.objects.filter(pk__in=looked_at).exclude(read_from_file="").update(read_from_file="")
    return saved


def say(request: HttpRequest, *, saved: int, wrong: int) -> None:
    if saved:
        messages.success(request, f"Saved: {saved} photo{'s' if saved != 1 else ''}.")
    if wrong:
        words = f"Not saved yet: {wrong} photo{'s' if wrong != 1 else ''}. Everything you typed is still here."
        messages.error(request, words)
    if not saved and not wrong:
        messages.info(request, "Nothing was changed.")
