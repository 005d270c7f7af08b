"""Mail that came back, and complaints: what they do to a subscriber, and how staff lift it."""

import re
from datetime import timedelta

from django.db import transaction

from newsletter import signups
from newsletter.models import Bounce, Consent, Delivery, Subscriber
from publishing import clock

Kind, State = Bounce.Kind, Subscriber.State

# So often within so many days may mail come back before the address is written to no more.
MOST, WITHIN = 3, timedelta(days=30)
# Enhanced status codes of RFC 3463 that say: no such mailbox, no such domain.
NO_SUCH_MAILBOX = re.compile(r"\b5\.1\.(1|2|3|6|10)\b")


def refused(email: str, delivery: int, said: str) -> None:
    """A server refused this copy for good; where it says that there is no such mailbox, that counts at once."""
    if NO_SUCH_MAILBOX.search(said):
        report(email, kind=Kind.HARD, said=said, key=f"delivery:{delivery}", delivery=delivery)


def report(email: str, *, kind: Bounce.Kind, said: str, key: str, delivery: int | None = None) -> bool:
    """Record what was reported of an address, and stop writing to it where that is enough; False where it is known
    already, or the address is not."""
    with transaction.atomic():
        subscriber = Subscriber.objects.select_for_update().filter(email=email).first()
        if subscriber is None:
            return False
        _, is_new = Bounce.objects.get_or_create(
            key=key[:200],
            defaults={"subscriber": subscriber, "kind": kind, "said": said[:300], "delivery_id": delivery},
        )
        if is_new and is_enough(subscriber, kind):
            suppress(subscriber, kind)
    return is_new


def is_enough(subscriber: Subscriber, kind: Bounce.Kind) -> bool:
    if kind != Kind.SOFT:
        return True
    return subscriber.bounces.filter(kind=Kind.SOFT, at__gt=clock.now() - WITHIN).count() >= MOST


def suppress(subscriber: Subscriber, kind: Bounce.Kind) -> None:
    """No more mail to this address. A complaint takes the consent back as well."""
    last = subscriber.consents.last()
    if kind == Kind.COMPLAINT and (last is None or last.act != Consent.Act.WITHDRAWN):
        Consent.objects.create(subscriber=subscriber, act=Consent.Act.WITHDRAWN, how="complaint to the mail provider")
    subscriber.state = State.SUPPRESSED
    subscriber.save(update_fields=["state", "changed_at"])


def came_back(email: str, *, kind: Bounce.Kind, said: str, key: str) -> None:
    """A provider's report of mail it had taken: the copy it tells of is the last one that went out."""
    last = Delivery.objects.filter(subscriber__email=email, state=Delivery.State.SENT).order_by("-at").first()
    is_new = report(email, kind=kind, said=said, key=key, delivery=last.pk if last else None)
    if is_new and last and kind != Kind.COMPLAINT:
        Delivery.objects.filter(pk=last.pk).update(state=Delivery.State.BOUNCED, error=said[:300])


def lift(subscriber: Subscriber) -> None:
    """Write to the address again, as far as its consent goes: after a complaint it has to sign up anew."""
    with transaction.atomic():
        subscriber = signups.lock(subscriber)
        if subscriber.state != State.SUPPRESSED:
            return
        last = subscriber.consents.exclude(act=Consent.Act.CHANGED).last()
        agreed = last is not None and last.act in {Consent.Act.CONFIRMED, Consent.Act.IMPORTED}
        subscriber.state = State.CONFIRMED if agreed else State.UNSUBSCRIBED
        subscriber.save(update_fields=["state", "changed_at"])
        subscriber.bounces.filter(kind=Kind.SOFT).delete()
