"""The admin of rows that pages use: it says where, and deletes nothing that is in use."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from publishing.uses import as_list, uses_of


class UsedAdmin(admin.ModelAdmin):
    """`role` is how documents name these rows: see publishing.uses."""

    role = ""
    delete_confirmation_template = "admin/used/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/used/delete_selected_confirmation.html"

    @admin.display(description="Where used")
    def where_used(self, row: Any) -> SafeString | str:
        return as_list(uses_of([row], self.role)) if row.pk else "Nowhere yet"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_readonly_fields(request, obj), "where_used"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = [name for name in super().get_fields(request, obj) if name != "where_used"]
        return [*fields, "where_used"] if obj is not None else fields

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        doomed, counts, lacking, protected = super().get_deleted_objects(objs, request)
        uses = [format_html("“{}” is named by {}", use.of, use) for use in uses_of(objs, self.role)]
        return doomed, counts, lacking, uses or protected
