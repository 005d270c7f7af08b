"""The links in our mail: unguessable, each for one purpose, and bound to one row."""

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


def confirm_link(ask: Consent) -> str:
    return link("confirm", _confirm.sign(ask.uid.hex))


def unsubscribe_link(uid: UUID, *, issue: int | None = None) -> str:
    """Where the mail is an issue, its key is in the link, so that its report knows who left with it."""
    return link("unsubscribe", _unsubscribe.sign(uid.hex if issue is None else f"{uid.hex}-{issue}"))


def preferences_link(uid: UUID) -> str:
    return link("preferences", _preferences.sign(uid.hex))


def change_link(change: AddressChange) -> str:
    return link("change", _change.sign(change.uid.hex))


def link(name: str, token: str) -> str:
    return settings.SITE_URL + reverse(f"newsletter:{name}", args=[token])


def ask_of(token: str) -> Consent | None:
    """The ask that this link confirms; None for a link that is not whole, or whose ask was purged."""
    uid, _ = read(_confirm, token)
    return Consent.objects.select_related("subscriber").filter(uid=uid).first() if uid else None


def leaving(token: str) -> tuple[Subscriber | None, int | None]:
    """Whom this link unsubscribes and by which issue; nobody for a link that is not whole, or who is gone."""
    uid, issue = read(_unsubscribe, token)
    return (Subscriber.objects.filter(uid=uid).first() if uid else None), issue


def subscriber_of(token: str) -> Subscriber | None:
    """Whose preferences this link opens; None for a link that is not whole, or where nothing is left."""
    uid, _ = read(_preferences, token)
    return Subscriber.objects.filter(uid=uid).first() if uid else None


def change_of(token: str) -> AddressChange | None:
    uid, _ = read(_change, token)
    return AddressChange.objects.select_related("subscriber").filter(uid=uid).first() if uid else None


def read(signer: Signer, token: str) -> tuple[UUID | None, int | None]:
    """What was signed: a uid, and perhaps the key of an issue."""
    try:
        uid, _, issue = signer.unsign(token).partition("-")
    except BadSignature:
        return None, None
    return UUID(uid), int(issue) if issue else None
