"""Sends what was frozen: each copy at most once, however many workers there are and whenever one dies.

A worker claims some rows under a lease, marks each as being sent before it hands it over, and records what became of
it together with the next mark: one commit for each mail. A row claimed by a worker that died is anybody's again; one
that was being sent is *unknown*, because it may have arrived.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from newsletter import bounces, carriers, documents, issues, tokens
from newsletter.envelope import digest
from newsletter.letters import Copy, Stencil
from newsletter.models import Delivery, Issue, Pace, Subscriber
from publishing import clock

State = Delivery.State

# Longer than the longest talk with a mail server; a batch is left off after LONGEST seconds, for other work waits too.
LEASE, BATCH, LONGEST = timedelta(minutes=5), 100, 5.0
FIRST_PAUSE, MOST_TRIES = timedelta(minutes=5), 7
# So many refusals in a row say that it is not the recipients.
MOST_REFUSALS = 20
STOPPED = "The worker stopped while it was being sent."


@dataclass(frozen=True, slots=True)
class Row:
    """A claimed delivery with all that its copy needs."""

    pk: int
    uid: UUID
    email: str
    tries: int


@dataclass(frozen=True, slots=True)
class Outcome:
    row: Row
    state: Delivery.State
    error: str = ""
    not_before: datetime | None = None


def step() -> bool:
    """Begin an issue whose hour has come, or send for a moment; False where nothing could be done."""
    due = Issue.objects.due().order_by("send_at").first()
    return issues.begin(due) if due is not None else send_some()


def send_some() -> bool:
    for issue in Issue.objects.sending().order_by("started_at").only("not_later_than", "lanes"):
        if send_from(issue):
            return True
    return False


def send_from(issue: Issue) -> bool:
    """Some copies of this issue; False where none can go now. Raises Trouble where the mail server is in the way."""
    if issue.not_later_than and issue.not_later_than <= clock.now():
        issues.pause(issue, why=issues.TOO_LATE)
        return True
    sweep(issue)
    claim = uuid4()
    rows = next((found for lane in ["", *issue.lanes] if (found := take(issue, lane, claim))), [])
    if not rows:
        if not issue.deliveries.open().exists():
            issues.finish(issue)
        return False
    try:
        deliver(issue, rows, claim)
    finally:
        release(claim)
    return True


def sweep(issue: Issue) -> None:
    """Put in order what dead workers left, and what was put off and is due again."""
    now = clock.now()
    late = issue.deliveries.filter(lease_until__lt=now, state__in=[State.CLAIMED, State.SENDING])
    due = issue.deliveries.filter(state=State.LATER, not_before__lte=now)
    if late.exists():
        free(late.filter(state=State.CLAIMED))
        late.filter(state=State.SENDING).update(state=State.UNKNOWN, error=STOPPED, at=now, lease_until=None)
    if due.exists():
        due.update(state=State.WAITING, not_before=None)


def take(issue: Issue, lane: str, claim: UUID) -> list[Row]:
    """Rows of this lane that are ours for the time of a lease; none where none may go in this minute."""
    waiting = issue.deliveries.filter(state=State.WAITING, lane=lane)
    if not waiting.exists():
        return []
    with transaction.atomic():
        paces = [allowed("", settings.MAIL_PER_MINUTE), allowed(lane, settings.MAIL_PER_DOMAIN if lane else 0)]
        most = min(BATCH, *(limit for _, limit in paces))
        chosen = waiting.order_by("pk").select_for_update(skip_locked=True).values_list("pk", flat=True)[:most]
        pks = list(chosen) if most > 0 else []
        Delivery.objects.filter(pk__in=pks).update(state=State.CLAIMED, claim=claim, lease_until=clock.now() + LEASE)
        Pace.objects.filter(pk__in=[pace.pk for pace, _ in paces if pace]).update(taken=F("taken") + len(pks))
    claimed = Delivery.objects.filter(pk__in=pks).order_by("pk")
    return [Row(*each) for each in claimed.values_list("pk", "subscriber__uid", "subscriber__email", "tries")]


def allowed(domain: str, limit: int) -> tuple[Pace | None, int]:
    """How many mails may still go to this domain in this minute, and the row that counts them, locked."""
    if not limit:
        return None, BATCH
    minute = clock.now().replace(second=0, microsecond=0)
    Pace.objects.bulk_create([Pace(domain=domain, minute=minute)], ignore_conflicts=True)
    pace = Pace.objects.select_for_update().get(domain=domain)
    if pace.minute < minute:
        pace.minute, pace.taken = minute, 0
        pace.save(update_fields=["minute", "taken"])
    return pace, max(0, limit - pace.taken)


def deliver(issue: Issue, rows: list[Row], claim: UUID) -> None:
    """Carry one after the other, for a moment; what is not reached is released by the caller."""
    assert issue.pk
    stencil, number = stencil_of(issue.pk)
    outcome: Outcome | None = None
    refusals = 0
    began = time.monotonic()
    with carriers.opened() as carrier:
        try:
            for row in rows:
                if time.monotonic() > began + LONGEST:
                    break
                goes, outcome = record(outcome, row, claim), None
                if goes:
                    outcome = attempt(carrier, stencil, row, number)
                    refusals = refusals + 1 if outcome.state == State.FAILED else 0
                if outcome is not None and outcome.state == State.UNKNOWN:
                    raise carriers.Trouble(outcome.error)
                if refusals == MOST_REFUSALS:
                    issues.pause(issue, why=f"{refusals} in a row were refused: {outcome.error if outcome else ''}")
                    break
        finally:
            record(outcome, None, claim)


def attempt(carrier: carriers.Carrier, stencil: Stencil, row: Row, number: int) -> Outcome:
    """Hand one copy over. Raises Trouble, with the row free again, where that says nothing of this recipient."""
    try:
        carrier.carry(stencil, copy_for(row, number))
    except carriers.PutOff as error:
        if row.tries + 1 >= MOST_TRIES:
            return Outcome(row, State.FAILED, str(error))
        return Outcome(row, State.LATER, str(error), clock.now() + FIRST_PAUSE * 2**row.tries)
    except carriers.Refused as error:
        bounces.refused(row.email, row.pk, str(error))
        return Outcome(row, State.FAILED, str(error))
    except carriers.Silence as error:
        return Outcome(row, State.UNKNOWN, str(error))
    except carriers.Trouble:
        free(Delivery.objects.filter(pk=row.pk, state=State.SENDING))
        raise
    return Outcome(row, State.SENT)


def record(outcome: Outcome | None, following: Row | None, claim: UUID) -> bool:
    """In one commit: what became of the last, and that the next is being sent; False where the next must not go."""
    if outcome is None and following is None:
        return False
    now = clock.now()
    with transaction.atomic():
        if outcome is not None:
            mine = Delivery.objects.filter(pk=outcome.row.pk, state__in=[State.SENDING, State.UNKNOWN], claim=claim)
            mine.update(
                state=outcome.state,
                error=outcome.error,
                not_before=outcome.not_before,
                at=now,
                tries=F("tries") + 1,
                lease_until=None,
            )
        if following is None:
            return False
        ready = Delivery.objects.filter(Q(Exists(SENDING), Exists(CONFIRMED)), pk=following.pk, claim=claim)
        begun = ready.filter(state=State.CLAIMED).update(state=State.SENDING, lease_until=now + LEASE)
    return bool(begun)


# Asked again before each mail: a pause, a cancellation or an unsubscription counts at once.
SENDING = Issue.objects.sending().filter(pk=OuterRef("issue"))
CONFIRMED = Subscriber.objects.confirmed().filter(pk=OuterRef("subscriber"))


def release(claim: UUID) -> None:
    """What is left of a claim is anybody's again, but for those who want no mail any more."""
    left = Delivery.objects.filter(claim=claim, state=State.CLAIMED)
    left.filter(~Exists(CONFIRMED)).update(state=State.SKIPPED, at=clock.now(), lease_until=None)
    free(left)


def free(rows: QuerySet[Delivery]) -> None:
    rows.update(state=State.WAITING, claim=None, lease_until=None)


def copy_for(row: Row, number: int) -> Copy:
    return Copy(
        to=row.email,
        message_id=digest(f"issue:{number}:{row.uid}"),
        unsubscribe=tokens.unsubscribe_link(row.uid, issue=number),
        preferences=tokens.preferences_link(row.uid),
    )


def stencil_of(pk: int) -> tuple[Stencil, int]:
    """What was frozen of an issue, ready to be copied, and its number; made once in a process."""
    issue = Issue.objects.only("number", "started_at").get(pk=pk)
    return _stencil(pk, issue.started_at), issue.number


@lru_cache(maxsize=2)
def _stencil(pk: int, started_at: datetime | None) -> Stencil:
    issue = Issue.objects.get(pk=pk)
    return Stencil(documents.read(issue), issue.html, issue.text)
