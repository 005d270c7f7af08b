"""The form by which readers report an error."""

from django import forms

from newsletter import addresses

LONGEST = 4_000
EMPTY = "Say what is wrong, and if you can where you read it otherwise."
TOO_LONG = f"That is too long for this form: please keep to {LONGEST:,} characters, or write to us by e-mail."


class ReportForm(forms.Form):
    """`website` is the honeypot: nobody sees it, so only a program fills it in."""

    text = forms.CharField(max_length=LONGEST, error_messages={"required": EMPTY, "max_length": TOO_LONG})
    email = forms.CharField(required=False, max_length=320)
    page = forms.CharField(required=False)
    website = forms.CharField(required=False)

    def clean_text(self) -> str:
        """The text without control characters; line ends stay."""
        text: str = self.cleaned_data["text"]
        return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return addresses.normalised(email) if email else ""

    def clean_page(self) -> str:
        return path_of(self.cleaned_data["page"])

    def is_from_a_program(self) -> bool:
        return bool(self.cleaned_data["website"])


def path_of(text: str) -> str:
    """A path of this site; the home page where it is none: whatever else stands there was not written by our page."""
    sound = text.startswith("/") and not text.startswith("//") and text.isprintable() and len(text) <= 300
    return text if sound else "/"
