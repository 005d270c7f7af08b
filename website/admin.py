"""The desk of plain pages, downloads, menus, the glossary and what the site says of itself."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import ActionLocation
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from photos.inlines import PhotoOnPageInline
from photos.thumbnails import thumbnail
from publishing import state
from publishing.admin import PublishableAdmin, StateFilter
from publishing.choosers import Choosers, remember_choices
from publishing.forms import FieldErrors
from publishing.inlines import PartInline
from publishing.models import Reference
from publishing.used import UsedAdmin
from website import downloads
from website.models import (
    Download,
    MenuItem,
    PageDownload,
    PagePhoto,
    PageVideo,
    PlainPage,
    SiteSettings,
    Term,
)


class PhotoInline(PhotoOnPageInline):
    model = PagePhoto


class DownloadInline(PartInline):
    model = PageDownload
    autocomplete_fields = ["download"]
    fields = ["download"]
    label_fields = ("download",)


class VideoInline(PartInline):
    model = PageVideo
    autocomplete_fields = ["poster"]
    fields = ["title", "url", "length", "poster"]
    label_fields = ("title",)


@admin.register(PlainPage)
class PlainPageAdmin(PublishableAdmin):
    list_display = ["lead_picture", "title", "slug", "state", "saved"]
    list_display_links = ["title"]
    list_filter = [StateFilter]
    search_fields = ["title", "lead"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["photo"]
    fieldsets = [
        ("Title", {"fields": ["title", "lead", "slug"]}),
        ("Photo and text", {"fields": ["photo", "body"]}),
        ("On this page", {"fields": ["has_press_contact", "is_unlisted"]}),
    ]
    inlines = [PhotoInline, DownloadInline, VideoInline]

    @admin.display(description="")
    def lead_picture(self, page: PlainPage) -> SafeString:
        return thumbnail(page.photo)


class PlainForm(FieldErrors, forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        remember_choices(self)


class PublicAtOnce(Choosers, admin.ModelAdmin):
    """Rows that every page shows as they are: a saved change is public."""

    form = PlainForm

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        state.changed()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        state.changed()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        state.changed()


@admin.register(SiteSettings)
class SiteSettingsAdmin(PublicAtOnce):
    autocomplete_fields = ["lead_photo", "lead_page"]
    fieldsets = [
        ("Who we are", {"fields": ["name", "tagline", "mission"]}),
        ("Home page", {"fields": ["lead_photo", "lead_page"]}),
        (
            "Giving and reaching us",
            {
                "fields": [
                    "donate_url",
                    ("donate_code_name", "donate_amount_name"),
                    "email",
                    "postal_address",
                    "charity_number",
                ]
            },
        ),
        ("Newsletter", {"fields": ["newsletter_rhythm"]}),
        ("Press", {"fields": ["media_contact", "boilerplate"]}),
    ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one row: its form is the list."""
        if SiteSettings.objects.filter(pk=1).exists():
            return HttpResponseRedirect(reverse("admin:website_sitesettings_change", args=[1]))
        return HttpResponseRedirect(reverse("admin:website_sitesettings_add"))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.pk = 1
        super().save_model(request, obj, form, change)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if SiteSettings.objects.filter(pk=1).exists():
            return self.changelist_view(request)
        return super().add_view(request, form_url, extra_context)

    def has_delete_permission(self, request: HttpRequest, obj: SiteSettings | None = None) -> bool:
        return False


@admin.register(MenuItem)
class MenuItemAdmin(PublicAtOnce):
    list_display = ["title", "where", "page", "url", "position"]
    list_select_related = ["page"]
    list_filter = ["where"]
    autocomplete_fields = ["page"]
    fields = ["where", "title", "page", "url", "position"]


class TermForm(PlainForm):
    def clean_word(self) -> str:
        word: str = " ".join(self.cleaned_data["word"].split())
        slug = slugify(word)
        if not slug:
            raise forms.ValidationError("Write at least one letter.")
        if Term.objects.exclude(pk=self.instance.pk).filter(slug=slug).exists():
            raise forms.ValidationError("That word is explained already.")
        self.instance.slug = slug
        return word


@admin.register(Term)
class TermAdmin(PublicAtOnce):
    form = TermForm
    list_display = ["word", "forms", "meaning"]
    search_fields = ["word", "forms", "meaning"]
    fields = ["word", "forms", "meaning"]


class DownloadForm(FieldErrors, forms.ModelForm):
    file = forms.FileField(
        label="PDF",
        help_text="Up to 30 MB, without a password, scripts or attachments.",
        widget=forms.FileInput({"accept": "application/pdf"}),
    )

    checked: downloads.Checked | None = None

    def clean_file(self) -> Any:
        try:
            self.checked = downloads.take_in(self.cleaned_data["file"])
        except downloads.DownloadRefused as error:
            raise forms.ValidationError(str(error)) from error
        if Download.objects.filter(name=self.checked.name).exists():
            raise forms.ValidationError("That file is here already.")
        return self.cleaned_data["file"]


@admin.register(Download)
class DownloadAdmin(UsedAdmin):
    """A file never changes: a new version is a new download, so that old editions keep theirs."""

    list_display = ["title", "file_link", "length", "added_at", "used"]
    search_fields = ["title", "name"]
    role = "download"

    def get_queryset(self, request: HttpRequest) -> Any:
        published = Reference.objects.filter(role="download", target=OuterRef("uid"))
        drafts = PageDownload.objects.filter(download=OuterRef("pk"))
        return super().get_queryset(request).annotate(is_published=Exists(published), is_in_draft=Exists(drafts))

    def get_form(self, request: HttpRequest, obj: Download | None = None, change: bool = False, **kwargs: Any) -> Any:
        if not change:
            kwargs["form"] = DownloadForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Download | None = None) -> Any:
        return ["title", "file"] if obj is None else ["title", "file_link", "length", "added_at", "used", "where_used"]

    def get_readonly_fields(self, request: HttpRequest, obj: Download | None = None) -> list[str]:
        return [] if obj is None else ["file_link", "length", "added_at", "used", "where_used"]

    def has_delete_permission(self, request: HttpRequest, obj: Download | None = None) -> bool:
        # A past edition keeps it for ever; what a draft uses is named when one tries.
        is_published = obj is not None and obj.is_published  # type: ignore[attr-defined]
        return super().has_delete_permission(request, obj) and not is_published

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        found = super().get_actions(request, action_location=action_location)
        # One by one: what a page uses, or an old edition, is not deleted.
        found.pop("delete_selected", None)
        return found

    def save_model(self, request: HttpRequest, obj: Download, form: Any, change: bool) -> None:
        if not change:
            checked = form.checked
            downloads.put(checked)
            obj.name, obj.size, obj.pages = checked.name, len(checked.data), checked.pages
        super().save_model(request, obj, form, change)

    @admin.display(description="file", ordering="name")
    def file_link(self, download: Download) -> SafeString:
        return format_html('<a href="/downloads/{0}">{0}</a>', download.name)

    @admin.display(description="length", ordering="pages")
    def length(self, download: Download) -> str:
        return f"{download.pages} page{'' if download.pages == 1 else 's'}, {filesizeformat(download.size)}"

    @admin.display(description="used")
    def used(self, download: Any) -> str:
        words = {"on a page": download.is_in_draft, "in a published edition": download.is_published}
        return ", ".join(word for word, is_so in words.items() if is_so) or "nowhere: it can be deleted"
