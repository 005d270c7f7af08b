"""One clock, the database's: two web processes never disagree about what is live."""

from datetime import UTC, datetime
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


def now() -> datetime:
    """The present moment, to the millisecond on SQLite."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {SQL[connection.vendor]}")
        (moment,) = cursor.fetchone()
    return moment if isinstance(moment, datetime) else datetime.fromisoformat(moment).replace(tzinfo=UTC)
