"""One clock, the database's: two web processes never disagree about what is live."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, models

# Six digits of a second, as Django writes a datetime: SQLite compares them as text.
SQL = {
    "sqlite": "(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000')",
    "postgresql": "statement_timestamp()",
}


class Now(models.Func):
    """The present moment inside a query."""

    template = SQL["postgresql"]
    output_field = models.DateTimeField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template=SQL["sqlite"].replace("%", "%%%%"), **context)


def ticking() -> Callable[[], datetime]:
    """The present moment again and again: the database's clock, asked once and then counted on here."""
    start, since = now(), time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - since)


def now() -> datetime:
    """The present moment, to the millisecond on SQLite."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {SQL[connection.vendor]}")
        (moment,) = cursor.fetchone()
    return moment if isinstance(moment, datetime) else datetime.fromisoformat(moment).replace(tzinfo=UTC)
