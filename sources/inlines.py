"""Statements in the form of their page."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from publishing.inlines import PartInline
from sources.bases import Statement
from sources.checking import check


class StatementInline(PartInline):
    autocomplete_fields = ["source"]


class CheckingAdmin(admin.ModelAdmin):
    """Who saves what a statement says has checked it, today."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not set(obj.says).isdisjoint(form.changed_data):
            check(obj, by=request.user, on=date.today())  # type: ignore[arg-type]
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if issubclass(formset.model, Statement):
            for each in formset.forms:
                if each.changes_what_is_said and formset.stays(each):
                    check(each.instance, by=request.user, on=date.today())  # type: ignore[arg-type]
        super().save_formset(request, form, formset, change)


class UnverifiedFilter(admin.SimpleListFilter):
    title = "statements to check"
    parameter_name = "unverified"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Some are marked unverified")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.to_check() if self.value() == "yes" else queryset
