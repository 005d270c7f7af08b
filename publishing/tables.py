"""Tables that readers take away."""

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse

# A spreadsheet would run what begins so.
RISKY = ("=", "+", "-", "@", "\t", "\r")


def as_csv(name: str, head: Iterable[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """The table as a CSV file in UTF-8, to be saved under that name; no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([harmless(value) for value in row] for row in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def harmless(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(RISKY) else text
