"""What mail providers report, signed by them and put into the same words for all by anymail."""

import hashlib
import re
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.core.exceptions import ValidationError

from newsletter import addresses, bounces, signups
from newsletter.models import Bounce, Subscriber

Kind = Bounce.Kind
# Providers name bounces alike that pass and that stay; their own words, and the status code, tell.
PASSES = re.compile(r"\b4\.\d{1,3}\.\d{1,3}\b|\bsoft[ _-]?bounce|\btransient\b|mailbox (is )?full", re.IGNORECASE)
LASTING = {RejectReason.INVALID, RejectReason.BOUNCED}


def listen() -> None:
    tracking.connect(heard, dispatch_uid="newsletter.webhooks")


def heard(sender: Any, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any) -> None:
    """One report. What says nothing of an address, such as that a mail was delivered, is passed over."""
    try:
        email = addresses.normalised(event.recipient or "")
    except ValidationError:
        return
    if event.event_type == EventType.UNSUBSCRIBED or event.reject_reason == RejectReason.UNSUBSCRIBED:
        for subscriber in Subscriber.objects.filter(email=email):
            signups.unsubscribe(subscriber, f"unsubscribed at {esp_name}")
        return
    if kind := kind_of(event):
        bounces.came_back(email, kind=kind, said=words_of(event), key=key_of(event, email, esp_name))


def kind_of(event: AnymailTrackingEvent) -> Bounce.Kind | None:
    if event.event_type == EventType.COMPLAINED:
        return Kind.COMPLAINT
    if event.event_type not in {EventType.BOUNCED, EventType.REJECTED}:
        return None
    passes = PASSES.search(f"{words_of(event)} {event.esp_event}"[:10_000])
    return Kind.SOFT if passes or event.reject_reason not in LASTING else Kind.HARD


def words_of(event: AnymailTrackingEvent) -> str:
    return " ".join(str(part) for part in (event.description, event.mta_response) if part)


def key_of(event: AnymailTrackingEvent, email: str, esp_name: str) -> str:
    """The same report sent twice has one key."""
    name = event.event_id or f"{event.event_type}:{event.message_id}:{event.timestamp}"
    return f"{esp_name}:{hashlib.sha256(f'{name}:{email}'.encode()).hexdigest()}"
