"""The pages on which a photo is withdrawn: what shows it, what may take its place, why; then the receipt."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from photos import withdrawals
from photos.models import Photo, Withdrawal
from photos.thumbnails import thumbnail
from photos.uses import ROLE
from publishing.uses import uses_of


class OfferField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> SafeString:
        return format_html("{} {}", thumbnail(obj, width=240), obj)


class WithdrawForm(forms.Form):
    replacement = OfferField(
        label="Show in its place",
        queryset=Photo.objects.none(),
        required=False,
        blank=True,
        empty_label="Nothing: drafts will say that they need another photo",
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label="Why",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="It stands in the receipt for the photographer.",
        error_messages={"required": "Say why the photo is withdrawn."},
    )

    def __init__(self, *args: Any, offered: list[Photo], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["replacement"]
        field.queryset = Photo.objects.filter(pk__in=[photo.pk for photo in offered])


def withdraw(request: HttpRequest, pk: int, *, photos: Any) -> HttpResponse:
    """GET asks; POST withdraws and leads to the receipt."""
    photo = _photo(request, pk, photos)
    form = WithdrawForm(request.POST or None, offered=withdrawals.offers(photo))
    if form.is_bound and form.is_valid():
        try:
            done = withdrawals.withdraw(photo, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except withdrawals.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{photo}” is withdrawn: no page shows it any more.")
            return HttpResponseRedirect(reverse("admin:photos_photo_receipt", args=[done.pk]))
    context = {
        "title": f"Withdraw “{photo}”",
        "form": form,
        "uses": uses_of([photo], ROLE),
        "picture": thumbnail(photo, width=240),
    }
    return _page(request, photos, photo, "withdraw", context)


def receipt(request: HttpRequest, pk: int, *, photos: Any) -> HttpResponse:
    """What was withdrawn, for the photographer, and the pages that wait to be published again."""
    done = Withdrawal.objects.filter(pk=pk).select_related("photo", "replaced_by").first()
    if done is None:
        raise Http404(request.path)
    if not photos.has_view_permission(request):
        raise PermissionDenied
    uses = uses_of([photo for photo in (done.photo, done.replaced_by) if photo], ROLE)
    context = {
        "title": f"Receipt for “{done.title}”",
        "withdrawal": done,
        "text": withdrawals.receipt(done),
        "without": [use for use in uses if use.of == done.photo],
        "replaced": [use for use in uses if use.of == done.replaced_by and use.is_draft],
    }
    return _page(request, photos, done.photo, "receipt", context)


def _photo(request: HttpRequest, pk: int, photos: Any) -> Photo:
    photo = Photo.objects.filter(pk=pk, withdrawn_at__isnull=True).first()
    if photo is None:
        raise Http404(request.path)
    # It deletes files for good.
    if not photos.has_delete_permission(request, photo):
        raise PermissionDenied
    return photo


def _page(request: HttpRequest, photos: Any, photo: Photo | None, name: str, context: dict[str, Any]) -> HttpResponse:
    change = (
        reverse("admin:photos_photo_change", args=[photo.pk]) if photo else reverse("admin:photos_photo_changelist")
    )
    context = {
        **photos.admin_site.each_context(request),
        "opts": photos.opts,
        "original": photo or context["title"],
        "links": {"change": change},
        **context,
    }
    return TemplateResponse(request, f"admin/photos/photo/{name}.html", context)
