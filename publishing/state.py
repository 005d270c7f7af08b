"""The content version: which state of the public content a request sees."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from publishing import clock
from publishing.models import ContentState, Moment

_SQL = """
SELECT version, (SELECT max(at) FROM publishing_moment WHERE at <= {now}) FROM publishing_contentstate WHERE id = 1
"""

# What has been loaded once for the state a process saw last. A new state empties it.
_remembered: tuple["State", dict[str, Any]] | None = None


@dataclass(frozen=True)
class State:
    """Two requests that see equal states see the same public content."""

    version: int
    moment: datetime | str | None

    def remember[T](self, name: str, load: Callable[[], T]) -> T:
        """The value of `load()`, kept in this process for as long as nothing public changes."""
        global _remembered
        if _remembered is None or _remembered[0] != self:
            _remembered = (self, {})
        memory = _remembered[1]
        if name not in memory:
            memory[name] = load()
        value: T = memory[name]
        return value


def current() -> State:
    """The state now, in one statement. Read it before the data: then what is kept under it is never too old."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(now=clock.SQL[connection.vendor]))
        row = cursor.fetchone()
    return State(*row) if row else State(0, None)


def changed(*moments: datetime | None) -> None:
    """Say, inside the transaction that changed it, that public content changed, now or at these moments too."""
    Moment.objects.bulk_create([Moment(at=at) for at in moments if at is not None], ignore_conflicts=True)
    if not ContentState.objects.filter(pk=1).update(version=F("version") + 1):
        ContentState.objects.create(pk=1)


def forget() -> None:
    """Empty this process's memory: for tests, which take changes back."""
    global _remembered
    _remembered = None
