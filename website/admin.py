"""The desk of plain pages, menus and what the site says of itself."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString

from photos.thumbnails import thumbnail
from publishing import state
from publishing.admin import PublishableAdmin, StateFilter
from publishing.choosers import Choosers, remember_choices
from publishing.forms import FieldErrors
from website.models import MenuItem, PlainPage, SiteSettings


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
    ]

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
        ("Giving and reaching us", {"fields": ["donate_url", "email", "postal_address", "charity_number"]}),
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
