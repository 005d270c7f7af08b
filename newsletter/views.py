"""Sign-up, the links in our mail, the web copies of issues. Nothing tells a visitor what we know of an address."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from newsletter import addresses, documents, letters, origins, panels, signups, tokens
from newsletter.forms import SLUG, SignUpForm
from newsletter.models import Issue, SignUp
from newsletter.signups import Answer
from publishing import networks
from publishing.guard import private, public_form
from publishing.pages import asked, show, state_of

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
        keep(form, network=network, origin=origins.of(request))
    return HttpResponse(status=303, headers={"Location": where_next(form.cleaned_data["email"])})


def where_next(email: str) -> str:
    """The same for every address, but for the domain that was probably meant, which the typed letters alone decide."""
    path, meant = reverse("newsletter:check_your_inbox"), addresses.meant(email)
    return f"{path}?meant={meant}" if meant else path


@private
@require_safe
def check_your_inbox(request: HttpRequest) -> HttpResponse:
    """What comes next; where the domain looks mistyped, the form again."""
    meant = asked(request, "meant")
    context = {"meant": meant if meant in addresses.COMMON else ""}
    return page(request, "newsletter/check_your_inbox.html", context)


@private
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button; only the button confirms, for mail scanners follow links."""
    ask = tokens.ask_of(token)
    if ask is None:
        return page(request, "newsletter/no_such_link.html", {}, status=404)
    post = request.method == "POST"
    answer = signups.confirm(ask, origin=origins.of(request)) if post else signups.look(ask)
    if answer is Answer.CONFIRMED:
        uid = ask.subscriber.uid
        links = {"unsubscribe": tokens.unsubscribe_link(uid), "preferences": tokens.preferences_link(uid)}
        return page(request, "newsletter/confirmed.html", links)
    if answer is Answer.OPEN:
        return page(request, "newsletter/confirm.html", {"words": ask.words})
    return page(request, "newsletter/link_is_over.html", {"expired": answer is Answer.EXPIRED}, status=410)


@private
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button; a POST, the one click of RFC 8058 included, unsubscribes and answers at once."""
    subscriber, issue = tokens.leaving(token)
    if subscriber is None:
        return page(request, "newsletter/no_such_link.html", {}, status=404)
    if request.method == "POST":
        one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        how = "one click in the mail program" if one_click else "link in a mail"
        signups.unsubscribe(subscriber, how, issue=issue)
        return page(request, "newsletter/unsubscribed.html", {})
    return page(request, "newsletter/unsubscribe.html", {})


@require_safe
def issues(request: HttpRequest) -> HttpResponse:
    """The issues that went out, newest first."""
    return page(request, "newsletter/issues.html", {"issues": documents.public()})


@require_safe
def issue(request: HttpRequest, number: int) -> HttpResponse:
    """The web copy: what was frozen when sending began, with its photos as they are now."""
    found = Issue.objects.public().filter(number=number).first()
    if found is None:
        raise Http404("No such issue was sent.")
    text = documents.read(found)
    response = page(request, "newsletter/issue.html", {"issue": text, "parts": letters.shown(text)})
    # The news and the figures in it are those of its day: search engines shall find the pages that are kept up.
    response["X-Robots-Tag"] = "noindex"
    return response


def keep(form: SignUpForm, *, network: str, origin: str) -> None:
    """Store what was sent, as it came."""
    data = form.cleaned_data
    SignUp.objects.create(
        email=data["email"],
        page=data["page"],
        wording=data["wording"],
        topics=data["topics"],
        network=network,
        origin=origin,
    )


def show_form(request: HttpRequest, form: SignUpForm, *, status: int) -> HttpResponse:
    """`follow` is what was ticked on the page of an animal, which this page does not offer by itself."""
    offered = {topic.slug for topic in panels.offer(state_of(request)).topics}
    follow = next((slug for slug in form.chosen if SLUG.fullmatch(slug) and slug not in offered), "")
    context = {"form": form, "chosen": form.chosen, "follow": follow}
    return page(request, "newsletter/sign_up.html", context, status=status)


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of this app; those that offer the form again find its words in the context."""
    words = {"offer": panels.offer(state_of(request))}
    return show(request, template, {**words, **context}, kind="newsletter", status=status)
