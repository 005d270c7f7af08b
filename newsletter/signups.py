"""The verbs of a subscription: handle a sign-up, confirm, unsubscribe, purge."""

from datetime import timedelta
from enum import Enum, auto

from django.db import transaction
from django.db.models import Count, Q

from newsletter import follows, suppressions, wording
from newsletter.models import AddressChange, Consent, Issue, Mail, SignUp, Subscriber
from publishing import clock

State, Act = Subscriber.State, Consent.Act

# So much confirmation mail may one address get, however often somebody enters it.
PAUSE, MOST_A_DAY = timedelta(minutes=15), 3
# And so many sign-ups one network may send.
MOST_AN_HOUR = 20
# And all of them together: more than any campaign brought, less than a flood.
MOST_ON_THE_SITE = 3_000
LINK_LIVES = timedelta(days=7)
KEPT = timedelta(days=30)
BATCH = 500


class Answer(Enum):
    """What became of a link that was followed to confirm."""

    OPEN = auto()
    CONFIRMED = auto()
    EXPIRED = auto()
    TAKEN_BACK = auto()


def are_too_many(network: str) -> bool:
    """Whether this network, or all of them together, have had their sign-ups of this hour. Where no address is known,
    only the site's are counted."""
    recent = SignUp.objects.filter(at__gt=clock.now() - timedelta(hours=1))
    counted = recent.aggregate(site=Count("pk"), network=Count("pk", filter=Q(network=network) & ~Q(network="")))
    return bool(counted["site"] >= MOST_ON_THE_SITE or counted["network"] >= MOST_AN_HOUR)


def handle(signup: SignUp) -> None:
    """One sign-up becomes at most one ask and its one confirmation mail; it is handled once."""
    with transaction.atomic():
        waiting = SignUp.objects.filter(pk=signup.pk, handled_at=None)
        if waiting.select_for_update(skip_locked=True).first() is None:
            return
        if not suppressions.stand_in_the_way(signup.email):
            subscriber, _ = Subscriber.objects.get_or_create(email=signup.email)
            subscriber = lock(subscriber)
            if subscriber.state in {State.PENDING, State.UNSUBSCRIBED} and may_be_asked(subscriber):
                ask(subscriber, signup)
        waiting.update(handled_at=clock.now())


def ask(subscriber: Subscriber, signup: SignUp) -> None:
    consent = Consent.objects.create(
        subscriber=subscriber,
        act=Act.ASKED,
        wording=signup.wording,
        words=wording.WORDS[signup.wording],
        page=signup.page,
        how="sign-up form",
        topics=signup.topics,
        origin=signup.origin,
    )
    Mail.objects.create(key=f"confirm:{signup.pk}", subscriber=subscriber, template="confirm", ask=consent)
    # Moves changed_at: the thirty days of an ask begin again.
    subscriber.save(update_fields=["changed_at"])


def may_be_asked(subscriber: Subscriber) -> bool:
    """Whether this address has not had its confirmation mail of this quarter of an hour and of this day.

    Whoever followed a link of ours since then reads this mailbox, and need not wait the quarter of an hour.
    """
    now = clock.now()
    answered = subscriber.consents.exclude(act=Act.ASKED).order_by("pk").last()
    since = max(now - PAUSE, answered.at) if answered else now - PAUSE
    latest = Mail.objects.filter(
        subscriber=subscriber, template="confirm", created_at__gt=now - timedelta(days=1)
    ).values_list("created_at", flat=True)
    return len(latest) < MOST_A_DAY and all(at <= since for at in latest)


def look(ask: Consent) -> Answer:
    """What following this link would do now."""
    if ask.subscriber.state == State.CONFIRMED:
        return Answer.CONFIRMED
    taken_back = Consent.objects.filter(subscriber=ask.subscriber, act=Act.WITHDRAWN, pk__gt=ask.pk)
    if ask.subscriber.state == State.SUPPRESSED or taken_back.exists():
        return Answer.TAKEN_BACK
    if ask.at < clock.now() - LINK_LIVES:
        return Answer.EXPIRED
    return Answer.OPEN


def confirm(ask: Consent, *, origin: str = "") -> Answer:
    """Whoever asked gets the newsletter from now on; an ask that expired or was taken back changes nothing."""
    with transaction.atomic():
        ask.subscriber = subscriber = lock(ask.subscriber)
        answer = look(ask)
        if answer is not Answer.OPEN:
            return answer
        subscriber.state = State.CONFIRMED
        subscriber.save(update_fields=["state", "changed_at"])
        subscriber.topics.set(follows.named(ask.topics))
        Consent.objects.create(
            subscriber=subscriber,
            act=Act.CONFIRMED,
            wording=ask.wording,
            words=ask.words,
            page=ask.page,
            how="link in the confirmation mail",
            topics=ask.topics,
            origin=origin,
        )
    return Answer.CONFIRMED


def unsubscribe(subscriber: Subscriber, how: str, *, issue: int | None = None) -> None:
    """From now on no newsletter, and no earlier ask can be confirmed any more. Asking twice is once."""
    with transaction.atomic():
        subscriber = lock(subscriber)
        last = subscriber.consents.last()
        if last is None or last.act != Act.WITHDRAWN:
            # Only an issue that they were sent: a link may be older than the keys it seems to hold.
            sent = Issue.objects.filter(deliveries__subscriber=subscriber).only("pk")
            left_with = sent.filter(pk=issue).first() if issue else None
            Consent.objects.create(subscriber=subscriber, act=Act.WITHDRAWN, how=how, issue=left_with)
        # A suppressed address stays so: that says more.
        if subscriber.state != State.SUPPRESSED:
            subscriber.state = State.UNSUBSCRIBED
            subscriber.save(update_fields=["state", "changed_at"])


def purge() -> bool:
    """Forget some addresses that nobody confirmed, and some forms and wishes to move that are long dealt with; False
    where there are none."""
    since = clock.now() - KEPT
    stale = list(Subscriber.objects.never_confirmed(since).values_list("pk", flat=True)[:BATCH])
    if stale:
        # Asked again, for one may have come back since.
        Subscriber.objects.never_confirmed(since).filter(pk__in=stale).delete()
    forms = list(SignUp.objects.filter(handled_at__lt=since).values_list("pk", flat=True)[:BATCH])
    if forms:
        SignUp.objects.filter(pk__in=forms).delete()
    moves = list(AddressChange.objects.filter(at__lt=since).values_list("pk", flat=True)[:BATCH])
    if moves:
        AddressChange.objects.filter(pk__in=moves).delete()
    return bool(stale or forms or moves)


def lock(subscriber: Subscriber) -> Subscriber:
    """The subscriber, fresh, under a row lock; on SQLite the transaction itself is the lock."""
    return Subscriber.objects.select_for_update().get(pk=subscriber.pk)
