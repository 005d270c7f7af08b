"""The page behind the link in each mail, where subscribers help themselves: GET shows, POST acts."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from newsletter import letters, signups, tokens
from newsletter import preferences as verbs
from newsletter.forms import AddressForm, PauseForm, TopicsForm
from newsletter.models import Subscriber, Topic
from newsletter.preferences import Answer
from newsletter.views import page
from publishing.guard import private, public_form

# What is said after an act; a new reading of the page says nothing of it.
SAID = {
    "interests": "Your interests are saved.",
    "pause": "Your pause is saved.",
    "address": "A mail is on its way to that address. Press the button in it, and we write there.",
    "unsubscribe": "You are unsubscribed: we send you no more newsletters.",
}


@private
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Interests, pause, another address, everything we hold, erasure, leaving."""
    subscriber = tokens.subscriber_of(token)
    if subscriber is None:
        return page(request, "newsletter/no_such_link.html", {}, status=404)
    if request.method != "POST":
        return show(request, subscriber, said=SAID.get(request.GET.get("done", ""), ""))
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        return show(request, subscriber, status=422)
    return act(request, subscriber)


def show(
    request: HttpRequest, subscriber: Subscriber, *, said: str = "", status: int = 200, **problem: str
) -> HttpResponse:
    """`problem` is what is wrong with one of the forms, under the name of its act, and what was `typed` there."""
    chosen = set(subscriber.topics.values_list("pk", flat=True))
    topics = [(topic, topic.pk in chosen) for topic in Topic.objects.all() if topic.is_offered or topic.pk in chosen]
    context: dict[str, Any] = {
        "subscriber": subscriber,
        "because": letters.because(verbs.imported_on(subscriber)),
        "topics": [each for each in topics if not each[0].only_follows],
        "followed": [each for each in topics if each[0].only_follows],
        "pauses": verbs.PAUSES.items(),
        "is_paused": verbs.is_paused(subscriber),
        "unsubscribe": tokens.unsubscribe_link(subscriber.uid),
        "said": said,
        "problem": problem,
    }
    return page(request, "newsletter/preferences.html", context, status=status)


def done(request: HttpRequest, what: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": f"{request.path}?done={what}"})


def choose(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    form = TopicsForm(request.POST)
    if not form.is_valid():
        return show(request, subscriber, status=422)
    verbs.choose(subscriber, form.cleaned_data["topics"])
    return done(request, "interests")


def pause(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    form = PauseForm(request.POST)
    if not form.is_valid():
        return show(request, subscriber, status=422)
    verbs.pause(subscriber, form.cleaned_data["days"])
    return done(request, "pause")


def move(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    form = AddressForm(request.POST, subscriber=subscriber)
    if not form.is_valid():
        problem = " ".join(str(each) for each in form.errors["email"])
        return show(request, subscriber, status=422, address=problem, typed=request.POST.get("email", ""))
    verbs.ask_to_move(subscriber, form.cleaned_data["email"])
    return done(request, "address")


def download(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    return JsonResponse(
        verbs.everything(subscriber),
        json_dumps_params={"indent": 2, "ensure_ascii": False},
        headers={"Content-Disposition": 'attachment; filename="what-we-hold.json"'},
    )


def erase(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    if request.POST.get("sure") != "yes":
        return show(request, subscriber, status=422, erase="Tick the box first: this cannot be taken back.")
    verbs.erase(subscriber)
    return page(request, "newsletter/erased.html", {})


def leave(request: HttpRequest, subscriber: Subscriber) -> HttpResponse:
    signups.unsubscribe(subscriber, verbs.BY_LINK)
    return done(request, "unsubscribe")


ACTS: dict[str, Callable[[HttpRequest, Subscriber], HttpResponse]] = {
    "interests": choose,
    "pause": pause,
    "address": move,
    "download": download,
    "erase": erase,
    "unsubscribe": leave,
}


@private
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button; only the button moves the newsletter to the new address."""
    asked = tokens.change_of(token)
    if asked is None:
        return page(request, "newsletter/no_such_link.html", {}, status=404)
    answer = verbs.move(asked) if request.method == "POST" else verbs.look(asked)
    context = {"email": asked.email, "answer": answer.name, "sign_up": reverse("newsletter:sign_up")}
    is_over = answer in {Answer.EXPIRED, Answer.TAKEN}
    return page(request, "newsletter/change.html", context, status=410 if is_over else 200)
