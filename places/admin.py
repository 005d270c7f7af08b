"""The desk of a place."""

from django.contrib import admin
from django.utils.safestring import SafeString

from photos.thumbnails import thumbnail
from places.models import Place, PlaceFact
from publishing.admin import PublishableAdmin, StateFilter
from publishing.inlines import PartInline


class FactInline(PartInline):
    model = PlaceFact
    autocomplete_fields = ["source"]
    fields = ["text", "source"]
    label_fields = ("text",)


@admin.register(Place)
class PlaceAdmin(PublishableAdmin):
    list_display = ["lead", "name", "kind", "state", "saved"]
    list_display_links = ["name"]
    list_filter = [StateFilter, "kind"]
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
