"""Sign-up and the links in our mail. Nothing a visitor gets back depends on what we know of an address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from newsletter import signups, tokens, wording
from newsletter.forms import SignUpForm
from newsletter.models import SignUp
from newsletter.signups import Answer
from publishing import networks
from publishing.guard import private, public_form
from publishing.pages import show

TOO_MANY = "Too many addresses were entered from your network within an hour. Please try again later."


@private
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """The form; what it sends is stored as one row, and background work decides what follows."""
    if request.method != "POST":
        return show_form(request, SignUpForm(), status=200)
    form = SignUpForm(request.POST)
    if not form.is_valid():
        return show_form(request, form, status=422)
    if not form.is_from_a_program():
        network = networks.of(request)
        if signups.are_too_many(network):
            form.add_error("email", TOO_MANY)
            response = show_form(request, form, status=429)
            response["Retry-After"] = "3600"
            return response
        data = form.cleaned_data
        SignUp.objects.create(email=data["email"], page=data["page"], wording=data["wording"], network=network)
    return HttpResponse(status=303, headers={"Location": reverse("newsletter:check_your_inbox")})


@private
@require_safe
def check_your_inbox(request: HttpRequest) -> HttpResponse:
    return page(request, "newsletter/check_your_inbox.html", {})


@private
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button; only the button confirms, for mail scanners follow links."""
    ask = tokens.ask_of(token)
    if ask is None:
        return page(request, "newsletter/no_such_link.html", {}, status=404)
    answer = signups.confirm(ask) if request.method == "POST" else signups.look(ask)
    if answer is Answer.CONFIRMED:
        return page(request, "newsletter/confirmed.html", {"unsubscribe": tokens.unsubscribe_link(ask.subscriber)})
    if answer is Answer.OPEN:
        return page(request, "newsletter/confirm.html", {"words": ask.words})
    return page(request, "newsletter/link_is_over.html", {"expired": answer is Answer.EXPIRED}, status=410)


@private
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button; a POST, the one click of RFC 8058 included, unsubscribes and answers at once."""
    subscriber = tokens.subscriber_of(token)
    if subscriber is None:
        return page(request, "newsletter/no_such_link.html", {}, status=404)
    if request.method == "POST":
        one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        signups.unsubscribe(subscriber, how="one click in the mail program" if one_click else "link in a mail")
        return page(request, "newsletter/unsubscribed.html", {})
    return page(request, "newsletter/unsubscribe.html", {})


def show_form(request: HttpRequest, form: SignUpForm, *, status: int) -> HttpResponse:
    return page(request, "newsletter/sign_up.html", {"form": form}, status=status)


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of this app; those that offer the form again find its words in the context."""
    words = {"consent": wording.WORDS[wording.CURRENT], "wording": wording.CURRENT}
    return show(request, template, {**words, **context}, kind="newsletter", status=status)
