"""Sends what was frozen: each copy at most once, however many workers there are and whenever one dies.

A worker claims some rows under a lease, marks each as being sent before it hands it over, and records what became of
it together with the next mark: one commit for each mail. A row claimed by a worker that died is anybody's again; one
that was being sent is *unknown*, because it may have arrived.
"""

import logging
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fcntl import LOCK_EX, LOCK_UN, flock
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from newsletter import bounces, carriers, documents, issues, letters, recipients, tokens
from newsletter.envelope import digest
from newsletter.letters import Copy, Stencil
from newsletter.models import Delivery, Issue, Pace, Subscriber
from publishing import clock

State = Delivery.State
logger = logging.getLogger(__name__)

# Longer than the longest talk with a mail server; a batch is left off after LONGEST seconds, for other work waits too.
LEASE, BATCH, LONGEST = timedelta(minutes=5), 250, 5.0
# A batch where mail is limited: what is claimed counts, though it may be left.
SMALL_BATCH = 20
FIRST_PAUSE, MOST_TRIES = timedelta(minutes=5), 7
# So many refusals in a row say that it is not the recipients.
MOST_REFUSALS = 20
STOPPED = "The worker stopped while it was being sent."
# The last row that this process claimed, by issue, its start, and lane.
REACHED: dict[tuple[int, datetime | None, str], int] = {}


@dataclass(frozen=True, slots=True)
class Row:
    """A claimed delivery with all that its copy needs; of a digest, what this reader follows."""

    pk: int
    uid: UUID
    email: str
    tries: int
    imported_at: datetime | None = None
    follows: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    row: Row
    state: Delivery.State
    error: str = ""
    not_before: datetime | None = None


def step() -> bool:
    """Begin an issue whose hour has come, or send for a moment; False where nothing could be done."""
    return any(apart(issue, issues.begin) for issue in Issue.objects.due().order_by("send_at")) or send_some()


def send_some() -> bool:
    """Any of those under way, by chance: a large one does not hold a small one up."""
    under_way = Issue.objects.sending().only("number", "started_at", "not_later_than", "lanes").order_by("?")
    return any(apart(issue, send_from) for issue in under_way)


def apart(issue: Issue, act: Callable[[Issue], bool]) -> bool:
    """What goes wrong with one issue stops that one, with the reason for its editors, and not the others. Raises what
    is in the way of them all: the mail server, the database."""
    try:
        return act(issue)
    except (carriers.Trouble, OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("issue %s cannot be sent", issue.pk)
        issues.stop(issue, why=f"It cannot be sent: {carriers.said(error)}")
        return True


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
        REACHED.clear()
    if due.exists():
        due.update(state=State.WAITING, not_before=None)
        REACHED.clear()


def take(issue: Issue, lane: str, claim: UUID) -> list[Row]:
    """Rows of this lane that are ours for the time of a lease; none where none may go in this minute."""
    waiting = those_waiting(issue, lane)
    if not waiting.exists():
        return []
    with transaction.atomic():
        paces = [allowed("", settings.MAIL_PER_MINUTE), allowed(lane, settings.MAIL_PER_DOMAIN if lane else 0)]
        most = min(BATCH, *(limit for _, limit in paces))
        chosen = waiting.order_by("pk").select_for_update(skip_locked=True).values_list("pk", flat=True)[:most]
        pks = list(chosen) if most > 0 else []
        Delivery.objects.filter(pk__in=pks).update(state=State.CLAIMED, claim=claim, lease_until=clock.now() + LEASE)
        Pace.objects.filter(pk__in=[pace.pk for pace, _ in paces if pace]).update(taken=F("taken") + len(pks))
    if pks:
        REACHED[issue.pk, issue.started_at, lane] = pks[-1]
    claimed = Delivery.objects.filter(pk__in=pks).order_by("pk")
    what = ("pk", "subscriber__uid", "subscriber__email", "tries", recipients.imported_at(issue))
    rows = [Row(*each) for each in claimed.values_list(*what)]
    return [replace(row, follows=what) for row, what in followed(issue, rows)] if issue.is_digest else rows


def those_waiting(issue: Issue, lane: str) -> QuerySet[Delivery]:
    """From where the last claim of this process ended, as long as any wait there; else all.

    PostgreSQL steps over each row that was claimed since it vacuumed: the last of 60,000 cost twice what the first did.
    """
    waiting = issue.deliveries.filter(state=State.WAITING, lane=lane)
    further = waiting.filter(pk__gt=REACHED.get((issue.pk, issue.started_at, lane), 0))
    return further if further.exists() else waiting


def followed(issue: Issue, rows: list[Row]) -> Iterator[tuple[Row, frozenset[str]]]:
    """What each of these follows now, of the topics of this digest."""
    chosen = Subscriber.topics.through.objects.filter(topic__in=issue.topics.all())
    found = chosen.filter(subscriber__uid__in=[row.uid for row in rows]).values_list("subscriber__uid", "topic__slug")
    by_reader: dict[UUID, set[str]] = {}
    for uid, slug in found:
        by_reader.setdefault(uid, set()).add(slug)
    for row in rows:
        yield row, frozenset(by_reader.get(row.uid, ()))


def allowed(domain: str, limit: int) -> tuple[Pace | None, int]:
    """How many mails may now go to this domain in this minute, and the row that counts them, locked."""
    if not limit:
        return None, BATCH
    minute = clock.now().replace(second=0, microsecond=0)
    Pace.objects.bulk_create([Pace(domain=domain, minute=minute)], ignore_conflicts=True)
    pace = Pace.objects.select_for_update().get(domain=domain)
    if pace.minute < minute:
        pace.minute, pace.taken = minute, 0
        pace.save(update_fields=["minute", "taken"])
    return pace, min(SMALL_BATCH, max(0, limit - pace.taken))


def deliver(issue: Issue, rows: list[Row], claim: UUID) -> None:
    """Carry one after the other, for a moment; what is not reached is released by the caller."""
    outcome: Outcome | None = None
    refusals = 0
    began, now = time.monotonic(), clock.ticking()
    with carriers.opened() as carrier:
        try:
            for row in rows:
                if time.monotonic() > began + LONGEST:
                    break
                goes, outcome = record(outcome, row, claim, now()), None
                if goes:
                    outcome = attempt(carrier, issue, row)
                    refusals = refusals + 1 if outcome.state == State.FAILED else 0
                if outcome is not None and outcome.state == State.UNKNOWN:
                    raise carriers.Trouble(outcome.error)
                if refusals == MOST_REFUSALS:
                    issues.pause(issue, why=f"{refusals} in a row were refused: {outcome.error if outcome else ''}")
                    break
        finally:
            record(outcome, None, claim, now())


def attempt(carrier: carriers.Carrier, issue: Issue, row: Row) -> Outcome:
    """Hand one copy over. Raises Trouble, with the row free again, where that says nothing of this recipient."""
    if row.follows is not None and not row.follows:
        return Outcome(row, State.SKIPPED)
    try:
        carrier.carry(stencil_of(issue, row.follows), copy_for(row, issue))
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


def record(outcome: Outcome | None, following: Row | None, claim: UUID, now: datetime) -> bool:
    """In one commit: what became of the last, and that the next is being sent; False where the next must not go.

    One statement, written out: building it anew, and a transaction around two of them, took most of the time of a mail.
    """
    if outcome is None and following is None:
        return False
    told, moment = outcome or NOTHING, connection.ops.adapt_datetimefield_value
    values = {
        "last": told.row.pk,
        "state": told.state.value,
        "error": told.error,
        "not_before": moment(told.not_before),
        "now": moment(now),
        "next": following.pk if following else None,
        "lease": moment(now + LEASE),
        "claim": CLAIM.get_db_prep_value(claim, connection),
    }
    changed = TAKE_TURN[connection.vendor](values | NAMES)
    if following is None:
        return False
    # One of two: that is rare, so only then it is asked which.
    return changed == (2 if outcome else 1) or is_being_sent(following, claim)


def prepared(values: dict[str, Any]) -> int:
    """PostgreSQL reads and plans the statement once for a connection: else that takes most of a mail's time there."""
    connection.ensure_connection()
    theirs: Any = connection
    # Django prepares nothing, for the sake of poolers.
    theirs.connection.prepare_threshold = 1
    with connection.wrap_database_errors, theirs.Database.Cursor(theirs.connection) as cursor:
        return int(cursor.execute(TURN, values, prepare=True).rowcount)


def in_line(values: dict[str, Any]) -> int:
    """SQLite takes one write at a time, and whoever comes meanwhile sleeps for milliseconds: so workers stand in line,
    by a lock on the folder, which needs no file and ends with its process. What writes besides them need not."""
    line = line_of(settings.VAR_DIR)
    # The lock of a folder is one for all threads of a process.
    with AMONG_THREADS:
        flock(line, LOCK_EX)
        try:
            with connection.cursor() as cursor:
                cursor.execute(TURN, values)
                return int(cursor.rowcount)
        finally:
            flock(line, LOCK_UN)


AMONG_THREADS = Lock()


@cache
def line_of(folder: Path) -> int:
    return os.open(folder, os.O_RDONLY)


TAKE_TURN = {"sqlite": in_line, "postgresql": prepared}


def is_being_sent(row: Row, claim: UUID) -> bool:
    return Delivery.objects.filter(pk=row.pk, claim=claim, state=State.SENDING).exists()


CLAIM: Any = Delivery._meta.get_field("claim")
NAMES = {
    "claimed": State.CLAIMED.value,
    "sending": State.SENDING.value,
    "unknown": State.UNKNOWN.value,
    "under_way": Issue.State.SENDING.value,
    "confirmed": Subscriber.State.CONFIRMED.value,
}
# No row has this key.
NOTHING = Outcome(Row(0, UUID(int=0), "", 0), State.SENT)
# A pause, a cancellation and an unsubscription are asked for before each mail, so each counts at once.
TURN = """
UPDATE newsletter_delivery SET
state = CASE WHEN id = %(last)s THEN %(state)s ELSE %(sending)s END,
error = CASE WHEN id = %(last)s THEN %(error)s ELSE error END,
not_before = CASE WHEN id = %(last)s THEN %(not_before)s ELSE not_before END,
at = CASE WHEN id = %(last)s THEN %(now)s ELSE at END,
tries = CASE WHEN id = %(last)s THEN tries + 1 ELSE tries END,
lease_until = CASE WHEN id = %(last)s THEN NULL ELSE %(lease)s END
WHERE id IN (%(last)s, %(next)s) AND claim = %(claim)s AND CASE WHEN id = %(last)s
THEN state IN (%(sending)s, %(unknown)s)
ELSE state = %(claimed)s
    AND EXISTS (SELECT 1 FROM newsletter_issue WHERE id = issue_id AND state = %(under_way)s)
    AND EXISTS (SELECT 1 FROM newsletter_subscriber WHERE id = subscriber_id AND state = %(confirmed)s)
END
"""
CONFIRMED = Subscriber.objects.confirmed().filter(pk=OuterRef("subscriber"))


def release(claim: UUID) -> None:
    """What is left of a claim is anybody's again, but for those who want no mail any more."""
    left = Delivery.objects.filter(claim=claim, state=State.CLAIMED)
    left.filter(~Exists(CONFIRMED)).update(state=State.SKIPPED, at=clock.now(), lease_until=None)
    free(left)


def free(rows: QuerySet[Delivery]) -> None:
    rows.update(state=State.WAITING, claim=None, lease_until=None)


def copy_for(row: Row, issue: Issue) -> Copy:
    return Copy(
        to=row.email,
        message_id=digest(f"issue:{issue.pk}:{row.uid}"),
        unsubscribe=tokens.unsubscribe_link(row.uid, issue=issue.pk),
        preferences=tokens.preferences_link(row.uid),
        because=letters.because(row.imported_at and row.imported_at.date()),
    )


def stencil_of(issue: Issue, follows: frozenset[str] | None) -> Stencil:
    """What was frozen, ready to be copied; of a digest, the part for those who follow this. Made once in a process."""
    assert issue.pk
    return _stencil(issue.pk, issue.started_at, follows)


@lru_cache(maxsize=50)
def _stencil(pk: int, started_at: datetime | None, follows: frozenset[str] | None) -> Stencil:
    issue = Issue.objects.get(pk=pk)
    text = documents.read(issue)
    if follows is None:
        return Stencil(text, issue.html, issue.text)
    mine = documents.for_followers(text, follows)
    return Stencil(mine, letters.html_of(mine), letters.text_of(mine))
