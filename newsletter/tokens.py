"""The links in our mail: unguessable, each for one purpose, and bound to one row."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from newsletter.models import Consent, Subscriber

# A signature for one purpose says nothing for another. The dot is left alone by mail programs that find links.
_confirm = Signer(salt="newsletter.confirm", sep=".")
_unsubscribe = Signer(salt="newsletter.unsubscribe", sep=".")


def confirm_link(ask: Consent) -> str:
    return link("confirm", _confirm.sign(ask.uid.hex))


def unsubscribe_link(subscriber: Subscriber) -> str:
    return link("unsubscribe", _unsubscribe.sign(subscriber.uid.hex))


def link(name: str, token: str) -> str:
    return settings.SITE_URL + reverse(f"newsletter:{name}", args=[token])


def ask_of(token: str) -> Consent | None:
    """The ask that this link confirms; None for a link that is not whole, or whose ask was purged."""
    uid = read(_confirm, token)
    return Consent.objects.select_related("subscriber").filter(uid=uid).first() if uid else None


def subscriber_of(token: str) -> Subscriber | None:
    """Whom this link unsubscribes; None for a link that is not whole, or where nothing is left to unsubscribe."""
    uid = read(_unsubscribe, token)
    return Subscriber.objects.filter(uid=uid).first() if uid else None


def read(signer: Signer, token: str) -> UUID | None:
    try:
        return UUID(signer.unsign(token))
    except BadSignature:
        return None
