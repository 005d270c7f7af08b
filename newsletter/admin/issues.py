"""Issues as their editors see them: written in a form, looked at and sent from a page of its own."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from newsletter import issues
from newsletter.admin.send import SendPages
from newsletter.models import Issue, IssuePart, Topic
from publishing import zones
from publishing.choosers import Choosers, remember_choices
from publishing.forms import FieldErrors
from publishing.inlines import FORM_SCRIPT, PartForm, PartInline


class IssueForm(FieldErrors, forms.ModelForm):
    # What was opened: whoever saved meanwhile shall not lose by it.
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        remember_choices(self)
        if self.instance.pk:
            self.initial["opened"] = issues.stamp(self.instance)

    def clean_opened(self) -> str:
        """Refuse once what would be saved over somebody's changes; the form then knows of them."""
        opened: str = self.cleaned_data["opened"]
        if self.instance.pk:
            now = issues.stamp(issues.lock(self.instance))
            if opened and opened != now:
                data: Any = self.data.copy()  # type: ignore[attr-defined]
                data["opened"] = now
                self.data = data
                self.add_error(None, issues.SAVED_BY_ANOTHER)
        return opened


class IssuePartForm(PartForm):
    def _get_validation_exclusions(self) -> set[str]:
        # The rules of a part compare what it picks.
        return super()._get_validation_exclusions() - {"news", "species", "photo"}


class IssuePartInline(PartInline):
    model = IssuePart
    form = IssuePartForm
    autocomplete_fields = ["news", "species", "photo"]
    fields = ["heading", "news", "species", "photo", "words"]
    label_fields = ("heading",)


@admin.register(Issue)
class IssueAdmin(SendPages, Choosers, admin.ModelAdmin):
    form = IssueForm
    change_form_template = "admin/newsletter/issue/change_form.html"
    view_on_site = False
    list_display = ["number", "subject", "state_now", "begins", "why"]
    list_display_links = ["subject"]
    list_filter = ["state"]
    search_fields = ["subject"]
    fieldsets = [(None, {"fields": ["subject", "preheader", "topics", "reply_to"]})]
    inlines = [IssuePartInline]

    @property
    def media(self) -> forms.Media:
        return super().media + FORM_SCRIPT

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("html", "text", "document")

    def get_urls(self) -> list[URLPattern]:
        def own(name: str, view: Any) -> Any:
            return path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"newsletter_issue_{name}")

        return [
            own("send", self.send_view),
            own("letter", self.letter_view),
            own("progress", self.progress_view),
            *super().get_urls(),
        ]

    @admin.display(description="state", ordering="state")
    def state_now(self, issue: Issue) -> SafeString:
        return format_html('<span class="mark mark-{}">{}</span>', issue.state, issue.get_state_display())

    @admin.display(description="goes out, went out")
    def begins(self, issue: Issue) -> str:
        at = issue.started_at or (issue.send_at if issue.state == Issue.State.SCHEDULED else None)
        return zones.words(at, settings.EDITORS_TIME_ZONE) if at else "—"

    def has_change_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        """What is on its way, or was, is read and changed no more."""
        return super().has_change_permission(request, obj) and (obj is None or obj.is_open)

    def has_delete_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.started_at is None)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "topics":
            kwargs |= {"widget": forms.CheckboxSelectMultiple, "queryset": Topic.objects.all()}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Issue, form: Any, change: bool) -> None:
        if not change:
            obj.number = issues.next_number()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change or form.has_changed() or any(formset.has_changed() for formset in formsets):
            issues.saved(form.instance, by=request.user)  # type: ignore[arg-type]

    def response_add(self, request: HttpRequest, obj: Issue, post_url_continue: str | None = None) -> HttpResponse:
        return self._after_saving(request, obj)

    def response_change(self, request: HttpRequest, obj: Issue) -> HttpResponse:
        return self._after_saving(request, obj)

    def _after_saving(self, request: HttpRequest, obj: Issue) -> HttpResponse:
        messages.success(request, "Draft saved. Nothing is sent before it is approved and scheduled.")
        page = "send" if "_look" in request.POST else "change"
        return HttpResponseRedirect(reverse(f"admin:newsletter_issue_{page}", args=[obj.pk]))
