"""The verbs of an issue: save, approve, schedule, unschedule, begin, pause, resume, cancel, send to the unknown."""

from datetime import datetime
from hashlib import sha256

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max

from newsletter import checks, documents, letters, recipients
from newsletter.models import Delivery, Issue
from publishing import clock, state
from publishing.documents import to_json

State = Issue.State
SAVED_BY_ANOTHER = (
    "Not saved yet: somebody saved this issue after you opened it. Look at theirs in another tab. "
    "If you save once more, what you typed takes its place."
)
CHANGED = "It was changed after it was approved."
PASSED = "That moment has passed. Choose a later one, or send now."
ENDS_BEFORE = "The last hour to send must come after the first, and lie ahead."
TOO_LATE = "The hour after which it must not go out has passed."


class Refused(Exception):
    """An act that cannot be done now; its text says why, in the editor's words."""


def next_number() -> int:
    """One more than the last issue has."""
    return (Issue.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def saved(issue: Issue, *, by: User) -> None:
    """Record that somebody changed the draft: what was approved or scheduled before is so no more."""
    with transaction.atomic():
        issue = lock(issue)
        if not issue.is_open:
            raise Refused("This issue is on its way: it cannot be changed any more.")
        issue.why = CHANGED if issue.approved_by_id or issue.state == State.SCHEDULED else issue.why
        issue.written_by, issue.approved_by, issue.approved_at, issue.state = by, None, None, State.DRAFT
        issue.save(update_fields=["written_by", "approved_by", "approved_at", "state", "why"])


def stamp(issue: Issue) -> str:
    """Another one whenever what its editors wrote is another."""
    what = ("uid", "position", "heading", "words", "news", "species", "photo")
    said = [issue.subject, issue.preheader, issue.reply_to, *issue.topics.order_by("pk").values_list("pk", flat=True)]
    return sha256(repr([said, *issue.parts.order_by("pk").values_list(*what)]).encode()).hexdigest()


def approve(issue: Issue, *, by: User) -> None:
    """Somebody who did not write it says that it may go out."""
    refuse_blocked(issue)
    with transaction.atomic():
        issue = lock(issue)
        if issue.state != State.DRAFT:
            raise Refused("Only a draft is approved.")
        if issue.written_by_id == by.pk:
            raise Refused("Somebody else has to approve what you wrote.")
        issue.approved_by, issue.approved_at, issue.why = by, clock.now(), ""
        issue.save(update_fields=["approved_by", "approved_at", "why"])


def schedule(issue: Issue, *, at: datetime | None = None, not_later_than: datetime | None = None) -> None:
    """Send it from that moment on, or from now; never after the other. Raises Refused before it is approved."""
    refuse_blocked(issue)
    now = clock.now()
    at = at or now
    if at < now:
        raise Refused(PASSED)
    if not_later_than and not_later_than <= at:
        raise Refused(ENDS_BEFORE)
    with transaction.atomic():
        issue = lock(issue)
        if issue.state != State.DRAFT:
            raise Refused(f"That cannot be done now: it is {issue.get_state_display().lower()}.")
        if issue.approved_at is None:
            raise Refused("It has to be approved first, by somebody who did not write it.")
        issue.state, issue.send_at, issue.not_later_than, issue.why = State.SCHEDULED, at, not_later_than, ""
        issue.save(update_fields=["state", "send_at", "not_later_than", "why"])


def unschedule(issue: Issue) -> None:
    """It waits for no hour any more; what was approved stays so."""
    _turn(issue, {State.SCHEDULED}, State.DRAFT, "")


def begin(issue: Issue) -> bool:
    """Freeze content and recipients and open the web copy, or, where it must not go out, put on record why; False
    where another worker did, or somebody changed it meanwhile."""
    found = [check.message for check in checks.of(issue) if check.blocks]
    text = documents.freeze(issue)
    html, body = letters.html_of(text), letters.text_of(text)
    with transaction.atomic():
        fresh = Issue.objects.due().filter(pk=issue.pk).select_for_update(skip_locked=True).first()
        if fresh is None or fresh.approved_at != issue.approved_at:
            return False
        now = clock.now()
        if fresh.not_later_than and fresh.not_later_than <= now:
            found = [TOO_LATE]
        if found:
            fresh.state, fresh.why = State.DRAFT, f"Not sent. {' '.join(found)}"[:300]
            fresh.save(update_fields=["state", "why"])
            return True
        fresh.document, fresh.html, fresh.text = to_json(text), html, body
        fresh.state, fresh.started_at = State.SENDING, now
        fresh.lanes = recipients.add(fresh)
        fresh.save()
        state.changed()
    return True


def pause(issue: Issue, *, why: str) -> None:
    """No further mail of it, until somebody resumes; the one under way is finished."""
    _turn(issue, {State.SENDING}, State.PAUSED, why)


def stop(issue: Issue, *, why: str) -> None:
    """Something is wrong with it: what was about to begin is a draft again, what is under way pauses."""
    with transaction.atomic():
        issue = lock(issue)
        after = {State.SCHEDULED: State.DRAFT, State.SENDING: State.PAUSED}.get(State(issue.state))
        if after is not None:
            issue.state, issue.why = after, why[:300]
            issue.save(update_fields=["state", "why"])


def resume(issue: Issue) -> None:
    """Go on where it stopped, with the hour after which it must not go out, where that has passed, lifted."""
    with transaction.atomic():
        issue = _turn(issue, {State.PAUSED}, State.SENDING, "")
        if issue.not_later_than and issue.not_later_than <= clock.now():
            issue.not_later_than = None
            issue.save(update_fields=["not_later_than"])


def cancel(issue: Issue, *, why: str) -> None:
    """Send no more of it, for good. Whoever has it keeps it, and so does the site."""
    with transaction.atomic():
        issue = _turn(issue, {State.DRAFT, State.SCHEDULED, State.SENDING, State.PAUSED}, State.CANCELLED, why)
        issue.finished_at = clock.now()
        issue.save(update_fields=["finished_at"])


def send_to_unknown(issue: Issue) -> int:
    """Try again those of whom nobody knows whether they got it; some may get it twice. Returns how many."""
    with transaction.atomic():
        issue = lock(issue)
        if issue.state not in {State.SENDING, State.PAUSED, State.SENT}:
            raise Refused("Only an issue that was sent is sent again.")
        unknown = issue.deliveries.filter(state=Delivery.State.UNKNOWN, subscriber__isnull=False)
        number: int = unknown.update(state=Delivery.State.WAITING, claim=None, lease_until=None)
        if number and issue.state == State.SENT:
            issue.state, issue.finished_at, issue.not_later_than = State.SENDING, None, None
            issue.save(update_fields=["state", "finished_at", "not_later_than"])
    return number


def finish(issue: Issue) -> None:
    """It is sent once nothing of it waits."""
    with transaction.atomic():
        issue = lock(issue)
        if issue.state == State.SENDING and not issue.deliveries.open().exists():
            issue.state, issue.finished_at = State.SENT, clock.now()
            issue.save(update_fields=["state", "finished_at"])


def _turn(issue: Issue, before: set[Issue.State], after: Issue.State, why: str) -> Issue:
    with transaction.atomic():
        issue = lock(issue)
        if issue.state not in before:
            raise Refused(f"That cannot be done now: it is {issue.get_state_display().lower()}.")
        issue.state, issue.why = after, why[:300]
        issue.save(update_fields=["state", "why"])
    return issue


def refuse_blocked(issue: Issue) -> None:
    found = [check.message for check in checks.of(issue) if check.blocks]
    if found:
        raise Refused(" ".join(found))


def lock(issue: Issue) -> Issue:
    """The issue, fresh, under a row lock; on SQLite the transaction itself is the lock."""
    return Issue.objects.select_for_update().get(pk=issue.pk)
