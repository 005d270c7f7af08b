"""What a button asks for: performed by a verb, and told to the editor in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.html import format_html, format_html_join

from publishing import checks, verbs, zones
from publishing.models import Edition

PUBLISH, SCHEDULE, ROLL_BACK, CANCEL = "publish", "schedule", "roll back", "cancel"
BUTTONS = {PUBLISH: "Publish now", SCHEDULE: "Schedule", ROLL_BACK: "Roll back", CANCEL: "Cancel"}


@dataclass(frozen=True)
class Asked:
    """One press of a button. `version` is the draft that the editor saw when asked about a schedule that waits."""

    act: str
    at: datetime | None = None
    until: datetime | None = None
    zone: str = ""
    number: int | None = None
    why: str = ""
    version: int | None = None
    waiting: verbs.Waiting = "ask"
    minor: bool = False
    correction: str = ""


class AskedForm(forms.Form):
    act = forms.ChoiceField(choices=[(name, name) for name in (PUBLISH, SCHEDULE, ROLL_BACK, CANCEL)])
    at = forms.DateTimeField(required=False)
    until = forms.DateTimeField(required=False)
    zone = forms.ChoiceField(choices=zones.choices, required=False)
    number = forms.IntegerField(required=False)
    why = forms.CharField(max_length=300, required=False)
    version = forms.IntegerField(required=False)
    waiting = forms.ChoiceField(choices=[(name, name) for name in ("ask", "keep", "cancel")], required=False)
    minor = forms.BooleanField(required=False)
    correction = forms.CharField(max_length=600, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("act") == SCHEDULE and not (cleaned.get("at") or cleaned.get("until")):
            self.add_error("at", "Choose the day and the hour first.")
        for name in ("at", "until"):
            if cleaned.get(name) and "zone" in cleaned:
                try:
                    cleaned[name] = zones.moment(cleaned[name], cleaned["zone"])
                except forms.ValidationError as error:
                    self.add_error(name, error)
        if cleaned.get("act") in (ROLL_BACK, CANCEL) and cleaned.get("number") is None:
            self.add_error("number", "Choose an edition.")
        return cleaned

    def result(self) -> Asked:
        """What was asked; raises AssertionError where the form was not valid."""
        assert self.is_valid(), self.errors
        given = self.cleaned_data
        return Asked(**{**given, "waiting": given["waiting"] or "ask"})


class TakeDownForm(forms.Form):
    why = forms.CharField(
        label="Why",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="Kept in the history of this page, for staff only.",
        error_messages={"required": "Say why the page is taken down."},
    )
    legal = forms.BooleanField(
        label="For legal reasons: also close its history",
        required=False,
        help_text="What the page said before can then no longer be read anywhere: not in its history, not at a past "
        "date, not in exports or in the open data. Choose it when the law asks that the words themselves go. "
        "It cannot be undone here.",
    )


# The buttons of the form, and of the page that asks about several.
PRESSED_IN_BULK = {"_publish": PUBLISH, "_schedule": SCHEDULE}
# The buttons of the history name an edition and what to do with it at once.
PRESSED = {"roll_back": ROLL_BACK, "cancel": CANCEL}


def pressed(data: QueryDict) -> AskedForm:
    """The form that these buttons and hidden fields fill."""
    given: dict[str, Any] = data.dict()
    for name, act in PRESSED.items():
        if name in given:
            given |= {"act": act, "number": given[name]}
    return AskedForm(given)


def perform(request: HttpRequest, row: Any, asked: Asked, links: dict[str, str]) -> HttpResponse:
    """Do it and say what happened; where a schedule waits, lead to the page that asks."""
    back = links["change"] if asked.act in (PUBLISH, SCHEDULE) else links["history"]
    try:
        edition = _do(row, asked, by=request.user)
    except verbs.NotReady as refusal:
        messages.error(request, _problems(row, links["change"], refusal.problems))
    except verbs.ScheduleWaits:
        question = {
            "act": asked.act,
            "at": f"{asked.at:%Y-%m-%dT%H:%M:%S}" if asked.at else "",
            "until": f"{asked.until:%Y-%m-%dT%H:%M:%S}" if asked.until else "",
            "number": asked.number or "",
            "why": asked.why,
            "minor": "on" if asked.minor else "",
            "correction": asked.correction,
            "version": row.page.draft_version,
        }
        return HttpResponseRedirect(f"{links['act']}?{urlencode(question)}")
    except verbs.Refused as refusal:
        publishing = asked.act in (PUBLISH, SCHEDULE)
        words = f"“{row}” is saved as a draft but not published: {refusal}" if publishing else str(refusal)
        messages.error(request, words)
    else:
        messages.success(request, done(row, asked, edition))
        if edition.advice:
            words = f"{'Scheduled' if asked.at else 'Published'} all the same, but look at this:"
            messages.warning(request, _listed(words, links["change"], edition.advice))
    return HttpResponseRedirect(back)


def _do(row: Any, asked: Asked, *, by: Any) -> Edition:
    told: dict[str, Any] = {"by": by, "why": asked.why, "waiting": asked.waiting, "expected": asked.version}
    if asked.act in (PUBLISH, SCHEDULE):
        return verbs.publish(
            row, at=asked.at, until=asked.until, minor=asked.minor, correction=asked.correction, **told
        )
    assert asked.number is not None
    if asked.act == ROLL_BACK:
        return verbs.roll_back(row.page, to=asked.number, **told)
    edition: Edition | None = row.page.editions.filter(number=asked.number).first()
    if edition is None:
        raise verbs.Refused("There is no such edition.")
    verbs.cancel(edition, by=by, why=asked.why)
    return edition


def done(row: Any, asked: Asked, edition: Edition) -> Any:
    """What was done, in words."""
    ends = f" and goes down on {_when(asked.until, asked.zone)}" if asked.until else ""
    if asked.act == SCHEDULE and asked.at:
        moment = _when(asked.at, asked.zone)
        return f"Scheduled: edition {edition.number} of “{row}” goes live on {moment}{ends}. Nothing has to run then."
    if asked.act == CANCEL:
        return f"Edition {edition.number} is cancelled: it will not go live."
    words = (
        "Rolled back: edition {} of “{}” says again what edition {} said."
        if edition.copy_of
        else f"Published: edition {{}} of “{{}}” is live{ends}."
    )
    return format_html(
        '{} <a href="{}">See the page</a>', words.format(edition.number, row, edition.copy_of), edition.path
    )


def _when(moment: datetime, zone: str) -> str:
    words = zones.words(moment, zone)
    return words if zone in ("", "UTC") else f"{words} ({zones.words(moment, 'UTC')})"


def _problems(row: Any, url: str, problems: Sequence[checks.Problem]) -> Any:
    return _listed(f"“{row}” is saved as a draft but not published. First:", url, problems)


def _listed(words: str, url: str, problems: Sequence[checks.Problem]) -> Any:
    links = format_html_join("", '<li><a href="{}#{}">{}</a></li>', ((url, p.anchor, p.message) for p in problems))
    return format_html('{}<ul class="problems">{}</ul>', words, links)
