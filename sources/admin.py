"""Sources: a title or a link is enough to make one, from any form that asks for a source."""

from django import forms
from django.contrib import admin

from publishing.forms import FieldErrors
from publishing.used import UsedAdmin
from sources.models import Source


class SourceForm(FieldErrors, forms.ModelForm):
    pass


@admin.register(Source)
class SourceAdmin(UsedAdmin):
    form = SourceForm
    list_display = ["__str__", "publisher", "year", "accessed_on", "unverified"]
    list_filter = ["unverified"]
    search_fields = ["title", "author", "publisher", "url"]
    fields = [
        "title", "url", ("author", "publisher"), ("year", "accessed_on"), "unverified", "note",
    ]  # fmt: skip
