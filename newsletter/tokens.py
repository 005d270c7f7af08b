"""The links in our mail: unguessable, each for one purpose, and bound to one row."""

from functools import cache
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from newsletter.models import AddressChange, Consent, Subscriber

# A signature for one purpose says nothing for another. The dot is left alone by mail programs that find links.
_confirm = Signer(salt="newsletter.confirm", sep=".")
_unsubscribe = Signer(salt="newsletter.unsubscribe", sep=".")
_preferences = Signer(salt="newsletter.preferences", sep=".")
_change = Signer(salt="newsletter.change", sep=".")
# Before the key of an issue. Links of older mails have a hyphen alone and the number of an issue, which is no key.
BY_ISSUE = "-key-"


def confirm_link(ask: Consent) -> str:
    return link("confirm", _confirm.sign(ask.uid.hex))


def unsubscribe_link(uid: UUID, *, issue: int | None = None) -> str:
    """Where the mail is an issue, its key is in the link, so that its report knows who left with it."""
    return link("unsubscribe", _unsubscribe.sign(uid.hex if issue is None else f"{uid.hex}{BY_ISSUE}{issue}"))


def preferences_link(uid: UUID) -> str:
    return link("preferences", _preferences.sign(uid.hex))


def change_link(change: AddressChange) -> str:
    return link("change", _change.sign(change.uid.hex))


def link(name: str, token: str) -> str:
    return f"{settings.SITE_URL}{before_token(name)}{token}/"


@cache
def before_token(name: str) -> str:
    """The path of these links as far as they are the same: a tenth of the work of a mail was to make it anew."""
    return reverse(f"newsletter:{name}", args=["token"]).removesuffix("token/")


def ask_of(token: str) -> Consent | None:
    """The ask that this link confirms; None for a link that is not whole, or whose ask was purged."""
    uid = read(_confirm, token)
    return Consent.objects.select_related("subscriber").filter(uid=uid).first() if uid else None


def leaving(token: str) -> tuple[Subscriber | None, int | None]:
    """Whom this link unsubscribes and by which issue; nobody for a link that is not whole, or who is gone."""
    said = unsigned(_unsubscribe, token)
    uid = uid_in(said)
    key = said.partition(BY_ISSUE)[2]
    return (Subscriber.objects.filter(uid=uid).first() if uid else None), int(key) if key else None


def subscriber_of(token: str) -> Subscriber | None:
    """Whose preferences this link opens; None for a link that is not whole, or where nothing is left."""
    uid = read(_preferences, token)
    return Subscriber.objects.filter(uid=uid).first() if uid else None


def change_of(token: str) -> AddressChange | None:
    uid = read(_change, token)
    return AddressChange.objects.select_related("subscriber").filter(uid=uid).first() if uid else None


def read(signer: Signer, token: str) -> UUID | None:
    return uid_in(unsigned(signer, token))


def unsigned(signer: Signer, token: str) -> str:
    """What was signed; empty for a token that is not whole."""
    try:
        return signer.unsign(token)
    except BadSignature:
        return ""


def uid_in(said: str) -> UUID | None:
    return UUID(said.partition("-")[0]) if said else None
