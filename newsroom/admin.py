"""The desk of the newsroom."""

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from newsroom.models import NewsItem, NewsPhoto
from photos.inlines import PhotoOnPageInline
from photos.thumbnails import thumbnail
from publishing.admin import PublishableAdmin, StateFilter


class PhotoInline(PhotoOnPageInline):
    model = NewsPhoto


@admin.register(NewsItem)
class NewsAdmin(PublishableAdmin):
    list_display = ["lead", "headline", "dated", "kind", "state", "saved"]
    list_display_links = ["headline"]
    list_filter = [StateFilter, "kind"]
    search_fields = ["headline", "dek"]
    date_hierarchy = "dated"
    prepopulated_fields = {"slug": ["headline"]}
    autocomplete_fields = ["species", "places", "sources"]
    fetched_many = ("species", "places", "sources")
    fieldsets = [
        ("Headline", {"fields": ["headline", "dek", ("kind", "dated"), "slug"]}),
        ("Text", {"fields": [("dateline", "byline"), "body"]}),
        ("What it is about", {"fields": ["species", "places", "sources", ("related_title", "related_url")]}),
    ]
    inlines = [PhotoInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        if request.resolver_match and request.resolver_match.url_name == "newsroom_newsitem_changelist":
            rows = rows.prefetch_related(Prefetch("photos", NewsPhoto.objects.select_related("photo")))
        return rows

    @admin.display(description="")
    def lead(self, item: NewsItem) -> SafeString:
        uses = list(item.photos.all())
        return thumbnail(uses[0].photo if uses else None)
