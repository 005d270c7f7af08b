"""Addresses that must not be written to, known by a keyed hash only."""

import hashlib
import hmac

from django.conf import settings

from newsletter.models import Suppression


def add(email: str, why: Suppression.Why) -> None:
    Suppression.objects.update_or_create(key=key_of(email), defaults={"why": why})


def stand_in_the_way(email: str) -> bool:
    """Whether this address complained or bounced before it was erased; who was only erased may come back."""
    return Suppression.objects.filter(key=key_of(email)).exclude(why=Suppression.Why.ERASED).exists()


def key_of(email: str) -> str:
    """In small letters: a mailbox is not two because somebody wrote it in capitals."""
    words = f"suppressed:{email.lower()}"
    return hmac.new(settings.SECRET_KEY.encode(), words.encode(), hashlib.sha256).hexdigest()
