"""The desk of a place."""

from django.contrib import admin
from django.utils.safestring import SafeString

from photos.thumbnails import thumbnail
from places.models import Place, PlaceFact
from publishing.admin import PublishableAdmin, StateFilter
from sources.inlines import CheckingAdmin, StatementInline, UnverifiedFilter


class FactInline(StatementInline):
    model = PlaceFact
    fields = ["text", "source", "unverified"]
    label_fields = ("text",)


@admin.register(Place)
class PlaceAdmin(CheckingAdmin, PublishableAdmin):
    list_display = ["lead", "name", "kind", "state", "saved"]
    list_display_links = ["name"]
    list_filter = [StateFilter, "kind", UnverifiedFilter]
    search_fields = ["name", "countries"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["photo", "area_source", "established_source"]
    fieldsets = [
        ("Name", {"fields": ["name", ("kind", "countries"), "slug", "summary"]}),
        ("Photo and text", {"fields": ["photo", "body"]}),
        (
            "Where and how large",
            {
                "fields": [
                    ("latitude", "longitude"),
                    "area_km2",
                    "area_source",
                    "established",
                    "established_source",
                ]
            },
        ),
    ]
    inlines = [FactInline]

    @admin.display(description="")
    def lead(self, place: Place) -> SafeString:
        return thumbnail(place.photo)
