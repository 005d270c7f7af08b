"""What visitors send: the sign-up form, the same on every page, and what the preferences page asks."""

import re
from typing import Any

from django import forms
from django.http import QueryDict

from newsletter import addresses, preferences, wording
from newsletter.models import Subscriber, Topic

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,60}")
MOST_TOPICS, LONGEST_PAGE = 50, 300
# Between the path of a page and the code of the campaign that led there.
BY_CAMPAIGN = "?campaign="
CODE = re.compile(r"[\w.-]{1,60}", re.ASCII)


class SignUpForm(forms.Form):
    """What a visitor sends. `message` is the honeypot: nobody sees it, so only a program fills it in."""

    email = forms.CharField(error_messages={"required": "Write your e-mail address here."})
    wording = forms.CharField(required=False)
    page = forms.CharField(required=False)
    message = forms.CharField(required=False)
    topics = forms.Field(required=False, widget=forms.SelectMultiple)

    def clean_topics(self) -> list[str]:
        """What looks like the slug of a topic; whether there is one is asked when the sign-up is handled."""
        sent = self.cleaned_data["topics"] or []
        return [slug for slug in dict.fromkeys(sent) if SLUG.fullmatch(slug)][:MOST_TOPICS]

    def clean_email(self) -> str:
        return addresses.normalised(self.cleaned_data["email"])

    def clean_wording(self) -> int:
        """The words that stood beside the button, which may be older than ours where a page was kept."""
        version: str = self.cleaned_data["wording"]
        known = {str(number): number for number in wording.WORDS}
        return known.get(version, wording.CURRENT)

    def clean_page(self) -> str:
        """A path of this site, with the campaign code that led there, or nothing: whatever else stands there was not
        written by our page."""
        page: str = self.cleaned_data["page"]
        path, _, code = page.partition(BY_CAMPAIGN)
        if not path.startswith("/") or not path.isprintable() or len(path) > LONGEST_PAGE:
            return ""
        return page if CODE.fullmatch(code) and len(page) <= LONGEST_PAGE else path

    @property
    def chosen(self) -> list[str]:
        """The slugs that were ticked, for showing the form again."""
        return self.data.getlist("topics") if isinstance(self.data, QueryDict) else []

    @property
    def problem(self) -> str:
        """Why the form was not taken; empty where it was, or where nothing was sent yet."""
        reasons = " ".join(str(each) for each in self.errors.get("email", ()))
        return reasons or ("The form could not be read. Please send it again." if self.errors else "")

    def is_from_a_program(self) -> bool:
        """Whether the honeypot is filled in, on a form that is otherwise sound."""
        return bool(self.cleaned_data["message"])


class TopicsField(forms.ModelMultipleChoiceField):
    def clean(self, value: Any) -> Any:
        """Topics; refused is also what no slug looks like, before a database is asked that cannot take it."""
        if not all(SLUG.fullmatch(slug) for slug in value or ()):
            raise forms.ValidationError("There is no such topic.")
        return super().clean(value)


class TopicsForm(forms.Form):
    topics = TopicsField(Topic.objects.all(), to_field_name="slug", required=False)


class PauseForm(forms.Form):
    days = forms.TypedChoiceField(coerce=int, choices=[(0, "None"), *preferences.PAUSES.items()])


class AddressForm(forms.Form):
    """Another address of this subscriber."""

    email = forms.CharField(error_messages={"required": "Write the new address here."})

    def __init__(self, data: QueryDict, *, subscriber: Subscriber) -> None:
        super().__init__(data)
        self.subscriber = subscriber

    def clean_email(self) -> str:
        email = addresses.normalised(self.cleaned_data["email"])
        if email == self.subscriber.email:
            raise forms.ValidationError("It goes to that address already.")
        if preferences.asked_today(self.subscriber) >= preferences.MOST_CHANGES_A_DAY:
            raise forms.ValidationError("You have asked several times today. Look into that mailbox, or try tomorrow.")
        return email
