"""Report an error on this page."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from publishing import clock, networks
from publishing.guard import private, public_form
from publishing.pages import asked, show
from reports.forms import ReportForm, path_of
from reports.models import Report

MOST_AN_HOUR = 10
TOO_MANY = "Several reports came from your network within an hour. Please try again later, or write us an e-mail."


@private
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form; what it sends is stored as one row, mailed to the editors by background work, and kept on the desk."""
    if request.method != "POST":
        return page(request, "reports/form.html", {"form": ReportForm(), "about": path_of(asked(request, "page"))})
    form = ReportForm(request.POST)
    if not form.is_valid():
        return again(request, form, status=422)
    data = form.cleaned_data
    if not form.is_from_a_program():
        network = networks.of(request)
        if are_too_many(network):
            form.add_error("text", TOO_MANY)
            return again(request, form, status=429)
        Report.objects.create(page=data["page"], text=data["text"], email=data["email"], network=network)
    return HttpResponse(status=303, headers={"Location": reverse("reports:thanks")})


@private
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    return page(request, "reports/thanks.html", {})


def are_too_many(network: str) -> bool:
    """Whether this network has had its reports of this hour. Where no address is known, nothing is counted."""
    since = clock.now() - timedelta(hours=1)
    return network != "" and Report.objects.filter(network=network, at__gt=since).count() >= MOST_AN_HOUR


def again(request: HttpRequest, form: ReportForm, *, status: int) -> HttpResponse:
    """The form with everything that was typed, and the reason."""
    context = {"form": form, "about": path_of(request.POST.get("page", ""))}
    return page(request, "reports/form.html", context, status=status)


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return show(request, template, context, kind="report", status=status)
