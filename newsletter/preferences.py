"""What subscribers do for themselves by the link in a mail: interests, pause, another address, a copy, erasure."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import Enum, auto
from typing import Any

from django.core.mail import mailers
from django.db import connection, transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Replace

from newsletter import elsewhere, signups, suppressions
from newsletter.models import AddressChange, Consent, Issue, Mail, SignUp, Subscriber, Suppression, Topic
from publishing import clock

State, Act = Subscriber.State, Consent.Act

BY_LINK = "preferences page"
ERASED = "(address erased)"
PAUSES = {30: "a month", 91: "three months", 182: "half a year"}
MOST_CHANGES_A_DAY = 3


class Answer(Enum):
    """What became of a link that was followed to move to another address."""

    OPEN = auto()
    DONE = auto()
    EXPIRED = auto()
    TAKEN = auto()


def choose(subscriber: Subscriber, topics: Iterable[Topic]) -> None:
    """These are the interests from now on; none means everything."""
    chosen = list(topics)
    with transaction.atomic():
        subscriber.topics.set(chosen)
        log(subscriber, "chose interests", topics=[topic.slug for topic in chosen])


def pause(subscriber: Subscriber, days: int) -> None:
    """No issue for so many days; 0 ends a pause."""
    subscriber.paused_until = clock.now() + timedelta(days=days) if days else None
    with transaction.atomic():
        subscriber.save(update_fields=["paused_until"])
        log(subscriber, f"paused for {days} days" if days else "ended the pause")


def is_paused(subscriber: Subscriber) -> bool:
    return subscriber.paused_until is not None and subscriber.paused_until > clock.now()


def imported_on(subscriber: Subscriber) -> date | None:
    """The day on which they came with a list; None for who confirmed by a mail of ours, then or since."""
    came = subscriber.consents.filter(act__in=[Act.CONFIRMED, Act.IMPORTED]).last()
    return came.at.date() if came and came.act == Act.IMPORTED else None


def ask_to_move(subscriber: Subscriber, email: str) -> None:
    """A mail to the new address asks whether it is theirs; so many a day by one subscriber, and so many to one address
    by all of them. What is asked beyond is passed over."""
    recent = max(asked_today(subscriber), changes_today().filter(email=email).count())
    if email == subscriber.email or recent >= MOST_CHANGES_A_DAY:
        return
    with transaction.atomic():
        change = AddressChange.objects.create(subscriber=subscriber, email=email)
        Mail.objects.create(
            key=f"change:{change.pk}", subscriber=subscriber, to=email, template="change", change=change
        )


def asked_today(subscriber: Subscriber) -> int:
    """How often this subscriber asked to move, within a day."""
    return changes_today().filter(subscriber=subscriber).count()


def changes_today() -> QuerySet[AddressChange]:
    return AddressChange.objects.filter(at__gt=clock.now() - timedelta(days=1))


def look(change: AddressChange) -> Answer:
    """What following this link would do now."""
    if change.done_at:
        return Answer.DONE
    if change.at < clock.now() - signups.LINK_LIVES or change.subscriber.state != State.CONFIRMED:
        return Answer.EXPIRED
    if Subscriber.objects.filter(email=change.email).exists() or suppressions.stand_in_the_way(change.email):
        return Answer.TAKEN
    return Answer.OPEN


def is_open(change: AddressChange) -> bool:
    """Whether the mail that asks about it still makes sense."""
    return look(change) is Answer.OPEN


def move(change: AddressChange) -> Answer:
    """From now on the newsletter goes to the new address."""
    with transaction.atomic():
        change.subscriber = subscriber = signups.lock(change.subscriber)
        answer = look(change)
        if answer is not Answer.OPEN:
            return answer
        old = subscriber.email
        # Nobody could find it here any more, to erase it.
        SignUp.objects.filter(email=old, handled_at__isnull=False).delete()
        elsewhere.replace(old, by=change.email)
        transaction.on_commit(lambda: forget_files(old))
        subscriber.email = change.email
        subscriber.save(update_fields=["email", "changed_at"])
        change.done_at = clock.now()
        change.save(update_fields=["done_at"])
        log(subscriber, "moved to another address, confirmed by the link in a mail to it")
    return Answer.DONE


def everything(subscriber: Subscriber) -> dict[str, Any]:
    """All that this site holds of a subscriber, in plain names."""
    consents = subscriber.consents.values("act", "at", "words", "page", "how", "topics", "origin")
    return {
        "address": subscriber.email,
        "state": subscriber.get_state_display(),
        "since": subscriber.created_at,
        "paused until": subscriber.paused_until,
        "interests": list(subscriber.topics.values_list("name", flat=True)),
        "what you agreed to and changed": list(consents),
        "sign-up forms": list(SignUp.objects.filter(email=subscriber.email).values("at", "page", "topics")),
        "addresses you asked to move to": list(subscriber.changes.values("email", "at", "done_at")),
        "single mails": list(subscriber.mails.values("template", "to", "created_at", "sent_at", "error")),
        "issues": [
            {
                "issue": each.issue.number or "digest",
                "state": each.get_state_display(),
                "at": each.at,
                "error": each.error,
            }
            for each in subscriber.deliveries.select_related("issue").defer(
                "issue__html", "issue__text", "issue__document"
            )
        ],
        "mail that came back": list(subscriber.bounces.values("kind", "at", "said")),
        **elsewhere.held(subscriber.email),
    }


def erase(subscriber: Subscriber) -> None:
    """Forget all of it. A keyed hash of the address stays, so that no import brings it back."""
    with transaction.atomic():
        subscriber = signups.lock(subscriber)
        suppressions.add(subscriber.email, why_of(subscriber))
        SignUp.objects.filter(email=subscriber.email).delete()
        AddressChange.objects.filter(email=subscriber.email).delete()
        # The counts stay; what a server said often has the address in it.
        subscriber.deliveries.update(error="")
        email = subscriber.email
        # A paused issue quotes the last refusal.
        Issue.objects.filter(why__contains=email).update(why=Replace("why", Value(email), Value(ERASED)))
        Mail.objects.filter(to=email).delete()
        elsewhere.replace(email)
        subscriber.delete()
        transaction.on_commit(lambda: forget_files(email))


def forget_files(email: str) -> None:
    """What is left outside the tables: mail kept as files, and on SQLite the log of what was just overwritten."""
    backend = mailers["default"]
    if forget := getattr(backend, "forget", None):
        forget(email)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def why_of(subscriber: Subscriber) -> Suppression.Why:
    if subscriber.state != State.SUPPRESSED:
        return Suppression.Why.ERASED
    complained = subscriber.bounces.filter(kind="complaint").exists()
    return Suppression.Why.COMPLAINED if complained else Suppression.Why.BOUNCED


def log(subscriber: Subscriber, what: str, *, topics: Iterable[str] = ()) -> None:
    Consent.objects.create(subscriber=subscriber, act=Act.CHANGED, how=f"{BY_LINK}: {what}", topics=list(topics))
