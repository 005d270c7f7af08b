"""How far an issue is: what became of its copies, how fast it goes, how long it will take."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count

from newsletter.models import Delivery, Issue
from publishing import clock

State = Delivery.State
# The pace is that of so long a while.
WHILE = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """`per_minute` is the pace of the last minutes; `minutes_left` is None where nothing moves or waits."""

    state: str
    why: str
    all: int
    waiting: int
    later: int
    sent: int
    failed: int
    unknown: int
    skipped: int
    bounced: int
    per_minute: int
    minutes_left: int | None

    @property
    def done(self) -> int:
        return self.all - self.waiting - self.later

    def as_words(self) -> dict[str, Any]:
        """What the page shows, by the name of its place there."""
        left = "—" if self.minutes_left is None else duration(self.minutes_left)
        numbers = ("all", "waiting", "later", "sent", "failed", "unknown", "skipped", "bounced", "per_minute")
        return {
            **{name: f"{getattr(self, name):,}" for name in numbers},
            "state": self.state,
            "why": self.why,
            "left": left,
            "done": self.done,
            "of": self.all,
        }


def of(issue: Issue) -> Progress:
    counts = dict(issue.deliveries.order_by().values_list("state").annotate(Count("pk")))
    waiting = sum(counts.get(state, 0) for state in (State.WAITING, State.CLAIMED, State.SENDING))
    pace = per_minute(issue) if issue.state == Issue.State.SENDING else 0
    return Progress(
        state=issue.get_state_display(),
        why=issue.why,
        all=sum(counts.values()),
        waiting=waiting,
        later=counts.get(State.LATER, 0),
        sent=counts.get(State.SENT, 0),
        failed=counts.get(State.FAILED, 0),
        unknown=counts.get(State.UNKNOWN, 0),
        skipped=counts.get(State.SKIPPED, 0),
        bounced=counts.get(State.BOUNCED, 0),
        per_minute=pace,
        minutes_left=-(-waiting // pace) if pace and waiting else None,
    )


def per_minute(issue: Issue) -> int:
    """Copies dealt with in the last minutes, or since it began where that is shorter."""
    now = clock.now()
    since = max(now - WHILE, issue.started_at or now)
    done = issue.deliveries.filter(at__gt=since, state__gte=State.SENT).count()
    return round(done / max((now - since).total_seconds() / 60, 1 / 60))


def duration(minutes: int) -> str:
    if minutes < 2:
        return "about a minute"
    hours, rest = divmod(minutes, 60)
    return f"about {hours} h {rest} min" if hours else f"about {minutes} minutes"
