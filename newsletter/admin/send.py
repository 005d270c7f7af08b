"""The page from which an issue is looked at, tested, approved, sent and watched."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override

from newsletter import checks, documents, issues, letters, progress, recipients
from newsletter.models import Issue, Mail
from publishing import zones

HOURS = ("send_at", "not_later_than", "approved_at")
LOOKS = {"light": "Light", "dark": "Dark", "phone": "Phone", "plain": "Plain text"}

# Mail carries its style in the mail, so the letter alone, framed by our own page, may have some; it may run nothing.
LETTER_CSP: dict[str, Any] = {
    "default-src": [CSP.NONE],
    "img-src": [CSP.SELF, settings.SITE_URL],
    "style-src": [CSP.UNSAFE_INLINE],
    "sandbox": ["allow-popups"],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
}
# The page around it frames one thing: that letter.
PAGE_CSP: dict[str, Any] = {**settings.SECURE_CSP, "frame-src": [CSP.SELF]}


def hour(**options: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(widget=widget, required=False, **options)


class ScheduleForm(forms.Form):
    """Hours as the clocks show in a zone."""

    at = hour(label="Send at", help_text="Blank: now.")
    not_later_than = hour(label="Not later than", help_text="What has not gone out by then stays.")
    zone = forms.ChoiceField(label="As the clocks show in", required=False, choices=zones.choices)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        for name in ("at", "not_later_than"):
            if cleaned.get(name) and "zone" in cleaned:
                try:
                    cleaned[name] = zones.moment(cleaned[name], cleaned["zone"])
                except forms.ValidationError as error:
                    self.add_error(name, error)
        if not self.errors:
            self.refuse(cleaned["at"], cleaned["not_later_than"])
        return cleaned

    def refuse(self, at: datetime | None, last: datetime | None) -> None:
        if not at and not last:
            self.add_error("at", "Choose the day and the hour first.")
        elif at and zones.passed(at):
            self.add_error("at", issues.PASSED)
        elif last and (zones.passed(last) or (at and last <= at)):
            self.add_error("not_later_than", issues.ENDS_BEFORE)


class SendPages(admin.ModelAdmin):
    """Views of the issue admin; each button names the verb it does."""

    def send_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        issue = self._issue(request, pk)
        sent = request.POST if request.POST.get("act") == "schedule" else None
        form = ScheduleForm(sent, initial={"zone": settings.EDITORS_TIME_ZONE})
        if request.method == "POST" and self._act(request, issue, form):
            return HttpResponseRedirect(reverse("admin:newsletter_issue_send", args=[pk]))
        look = request.GET.get("look", "light")
        look = look if look in LOOKS else "light"
        context = {
            **self.admin_site.each_context(request),
            "title": "Preview and send",
            "opts": self.opts,
            "original": issue,
            "links": {"change": reverse("admin:newsletter_issue_change", args=[pk])},
            "issue": issue,
            "looks": LOOKS.items(),
            "look": look,
            "letter": f"{reverse('admin:newsletter_issue_letter', args=[pk])}?look={look}",
            "checks": checks.of(issue) if issue.is_open else [],
            "audience": recipients.audience(issue).count() if issue.is_open else None,
            "progress": progress.of(issue),
            "form": form,
            "is_late": issue.state == Issue.State.PAUSED and issue.why == issues.TOO_LATE,
            "hours": {name: when(at) for name in HOURS if (at := getattr(issue, name))},
            "may_approve": request.user.has_perm("newsletter.approve_issue") and issue.written_by != request.user,
            "may_change": self.has_view_or_change_permission(request) and request.user.has_perm(CHANGE),
        }
        return page(request, context)

    def letter_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The mail alone, as it will be or as it was sent, for the frame of the page above."""
        issue = self._issue(request, pk)
        text = documents.freeze(issue) if issue.started_at is None else documents.read(issue)
        return letter(request, text)

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return JsonResponse(progress.of(self._issue(request, pk)).as_words(), headers={"Cache-Control": "no-store"})

    def _issue(self, request: HttpRequest, pk: int) -> Issue:
        issue = get_object_or_404(Issue.objects.select_related("written_by", "approved_by"), pk=pk)
        if not self.has_view_or_change_permission(request, issue):
            raise PermissionDenied
        return issue

    def _act(self, request: HttpRequest, issue: Issue, form: ScheduleForm) -> bool:
        """Do what the button says; False where the form has to be shown again."""
        act, needs = ACTS.get(request.POST.get("act", ""), (None, CHANGE))
        if not request.user.has_perm(needs):
            raise PermissionDenied
        if act is None or (form.is_bound and not form.is_valid()):
            return False
        try:
            messages.success(request, act(request, issue, form))
        except issues.Refused as error:
            if form.is_bound:
                form.add_error(None, str(error))
                return False
            messages.error(request, str(error))
        return True


@csp_override(PAGE_CSP)
def page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(request, "admin/newsletter/issue/send.html", context)


@xframe_options_sameorigin
@csp_override(LETTER_CSP)
def letter(request: HttpRequest, text: documents.IssueText) -> HttpResponse:
    look, copy = request.GET.get("look", "light"), letters.nobodys()
    if look == "plain":
        return HttpResponse(copy.filled(letters.text_of(text)), content_type="text/plain; charset=utf-8")
    return HttpResponse(copy.filled(letters.html_of(text, look="dark" if look == "dark" else "light")))


def when(at: datetime) -> str:
    """The hour, as editors say it."""
    return zones.words(at, settings.EDITORS_TIME_ZONE)


def test(request: HttpRequest, issue: Issue, form: ScheduleForm) -> str:
    email = request.user.email  # type: ignore[union-attr]
    if not email:
        raise issues.Refused("Your account has no address. Ask whoever keeps the accounts to add one.")
    Mail.objects.create(key=f"test:{uuid4().hex}", to=email, template="test", issue=issue)
    return f"A test is on its way to {email}."


def approve(request: HttpRequest, issue: Issue, form: ScheduleForm) -> str:
    issues.approve(issue, by=request.user)  # type: ignore[arg-type]
    return "Approved. It can be scheduled now."


def now(request: HttpRequest, issue: Issue, form: ScheduleForm) -> str:
    issues.schedule(issue)
    return "It goes out now."


def schedule(request: HttpRequest, issue: Issue, form: ScheduleForm) -> str:
    at, last = form.cleaned_data["at"], form.cleaned_data["not_later_than"]
    issues.schedule(issue, at=at, not_later_than=last)
    begins = f"It goes out on {when(at)}" if at else "It goes out now"
    return f"{begins}, not later than {when(last)}." if last else f"{begins}."


def unschedule(request: HttpRequest, issue: Issue, form: ScheduleForm) -> str:
    issues.unschedule(issue)
    return "Not scheduled any more. It is still approved."


def pause(request: HttpRequest, issue: Issue, form: ScheduleForm) -> str:
    issues.pause(issue, why=f"Paused by {request.user}.")
    return "Paused: no further mail goes out until somebody resumes."


def resume(request: HttpRequest, issue: Issue, form: ScheduleForm) -> str:
    issues.resume(issue)
    return "It goes on."


def cancel(request: HttpRequest, issue: Issue, form: ScheduleForm) -> str:
    issues.cancel(issue, why=f"Cancelled by {request.user}.")
    return "Cancelled: nothing more of it goes out."


def unknown(request: HttpRequest, issue: Issue, form: ScheduleForm) -> str:
    number = issues.send_to_unknown(issue)
    return f"It goes out again to {number} of whom nobody knew."


CHANGE, APPROVE = "newsletter.change_issue", "newsletter.approve_issue"
Act = Callable[[HttpRequest, Issue, ScheduleForm], str]
ACTS: dict[str, tuple[Act, str]] = {
    "test": (test, CHANGE),
    "approve": (approve, APPROVE),
    "now": (now, CHANGE),
    "schedule": (schedule, CHANGE),
    "unschedule": (unschedule, CHANGE),
    "pause": (pause, CHANGE),
    "resume": (resume, CHANGE),
    "cancel": (cancel, CHANGE),
    "unknown": (unknown, CHANGE),
}
