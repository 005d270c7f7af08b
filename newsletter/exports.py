"""The list as a file, for those with that right; each time is on record."""

import csv
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from django.contrib.auth.models import User
from django.db import transaction

from newsletter.models import Export, Subscriber
from publishing.tables import harmless

COLUMNS = ["address", "state", "interests", "since", "paused until"]
# Excel reads so many on one sheet, with the head.
MOST_ROWS = 1_048_575


class _Line:
    """A file that hands each line on."""

    def write(self, line: str) -> str:
        return line


def as_csv(*, by: User) -> Iterator[str]:
    """Lines of CSV, the head first, in which no cell is a formula; recorded before the first address leaves."""
    rows = subscribers(by=by)
    writer = csv.writer(_Line())
    # Without the mark Excel takes it for Windows-1252.
    yield "\ufeff" + writer.writerow(COLUMNS)
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def as_xlsx(*, by: User) -> IO[bytes]:
    """A workbook, open at its beginning; its cells are text and never a formula or a link, whatever they begin with."""
    import xlsxwriter  # noqa: PLC0415 - a tenth of a second, which few processes need

    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    # Row by row, so that a list of a million takes no more memory than one of ten.
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    for start, row in enumerate(subscribers(by=by)):
        number = start % MOST_ROWS + 1
        if number == 1:
            sheet = book.add_worksheet()
            write(sheet, 0, COLUMNS)
        write(sheet, number, row)
    book.close()
    file.seek(0)
    return file


def write(sheet: Any, number: int, row: list[str]) -> None:
    for column, cell in enumerate(row):
        sheet.write_string(number, column, cell)


def subscribers(*, by: User) -> Iterator[list[str]]:
    """A row for each, as text; recorded before the first is read."""
    with transaction.atomic():
        rows = Subscriber.objects.order_by("pk").prefetch_related("topics")
        Export.objects.create(by=by, rows=rows.count())
    return (cells(each) for each in rows.iterator(chunk_size=2000))


def cells(subscriber: Subscriber) -> list[str]:
    topics = "; ".join(topic.name for topic in subscriber.topics.all())
    paused = subscriber.paused_until.isoformat() if subscriber.paused_until else ""
    return [subscriber.email, subscriber.state, topics, subscriber.created_at.isoformat(), paused]
