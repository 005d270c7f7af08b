"""The sign-up form, the same on every page."""

from django import forms

from newsletter import addresses, wording


class SignUpForm(forms.Form):
    """What a visitor sends. `message` is the honeypot: nobody sees it, so only a program fills it in."""

    email = forms.CharField(error_messages={"required": "Write your e-mail address here."})
    wording = forms.CharField(required=False)
    page = forms.CharField(required=False)
    message = forms.CharField(required=False)

    def clean_email(self) -> str:
        return addresses.normalised(self.cleaned_data["email"])

    def clean_wording(self) -> int:
        """The words that stood beside the button, which may be older than ours where a page was kept."""
        version: str = self.cleaned_data["wording"]
        known = {str(number): number for number in wording.WORDS}
        return known.get(version, wording.CURRENT)

    def clean_page(self) -> str:
        """A path of this site, or nothing: whatever else stands there was not written by our page."""
        page: str = self.cleaned_data["page"]
        return page if page.startswith("/") and page.isprintable() and len(page) <= 300 else ""

    @property
    def problem(self) -> str:
        """Why the form was not taken; empty where it was, or where nothing was sent yet."""
        reasons = " ".join(str(each) for each in self.errors.get("email", ()))
        return reasons or ("The form could not be read. Please send it again." if self.errors else "")

    def is_from_a_program(self) -> bool:
        """Whether the honeypot is filled in, on a form that is otherwise sound."""
        return bool(self.cleaned_data["message"])
