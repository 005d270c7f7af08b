"""What reports hold of a reader: for the download of everything and for erasing, which the newsletter offers."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from newsletter.elsewhere import Holding
from newsletter.preferences import ERASED
from reports.models import Report


def held(email: str) -> Iterable[Mapping[str, Any]]:
    """The reports that an answer to this address was asked for in."""
    return Report.objects.filter(email__iexact=email).values("at", "page", "text")


def replace(email: str, by: str) -> None:
    """Another address, or none, wherever this one was given or written."""
    for report in Report.objects.naming(email):
        if report.email.lower() == email.lower():
            report.email = by
        report.text = re.sub(re.escape(email), lambda match: by or ERASED, report.text, flags=re.IGNORECASE)
        report.save(update_fields=["email", "text"])


HOLDING = Holding(name="errors you reported", held=held, replace=replace)
