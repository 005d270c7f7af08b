"""Mails reports to the editors, at least once each, and forgets old ones."""

import logging
from datetime import timedelta
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.db import transaction

from newsletter import sender
from newsletter.envelope import plain
from newsletter.outbox import reason
from publishing import clock
from reports.models import Report

logger = logging.getLogger(__name__)

# Longer than the longest talk with a mail server.
LEASE = timedelta(minutes=5)
FIRST_PAUSE, MOST_TRIES = timedelta(minutes=1), 8
# A report that was dealt with is kept so long.
KEPT = timedelta(days=365)
NOBODY = "The site settings name no address that a person reads."


def step() -> bool:
    """Mail one report, forget some; False where nothing waited."""
    return any([send_one(), purge()])


def send_one() -> bool:
    if not Report.objects.unsent().exists():
        return False
    claimed = claim()
    if claimed is None:
        return False
    try:
        mailers["default"].send_messages([letter(claimed)])
    except Exception as error:
        logger.warning("the report %s was not mailed: %s", claimed.pk, reason(error))
        put_back(claimed, reason(error))
    else:
        Report.objects.filter(pk=claimed.pk).update(sent_at=clock.now(), error="")
    return True


def claim() -> Report | None:
    """The report that waits longest, ours for the time of a lease; None where other workers have them all."""
    with transaction.atomic():
        waiting = Report.objects.unsent().order_by("not_before", "pk").select_for_update(skip_locked=True)
        found = waiting.first()
        if found is not None:
            found.not_before = clock.now() + LEASE
            found.tries += 1
            found.save(update_fields=["not_before", "tries"])
    return found


def put_back(claimed: Report, why: str) -> None:
    """To be tried again later; after the last try it stays on the desk only."""
    now = clock.now()
    gone = {"failed_at": now} if claimed.tries >= MOST_TRIES else {}
    pause = FIRST_PAUSE * 2 ** (claimed.tries - 1)
    Report.objects.filter(pk=claimed.pk).update(not_before=now + pause, error=why, **gone)


def letter(report: Report) -> EmailMessage:
    """The mail to the editors; an answer to it goes to the reader, where one gave an address. Raises ValueError."""
    who = sender.current()
    if not who.email:
        raise ValueError(NOBODY)
    context = {"report": report, "site": settings.SITE_URL}
    host = urlsplit(settings.SITE_URL).hostname
    return EmailMessage(
        subject=f"An error reported on {report.page}",
        body=plain("emails/report-text.txt", context),
        from_email=formataddr((who.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[who.email],
        reply_to=[report.email] if report.email else None,
        headers={"Message-ID": f"<report-{report.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )


def purge() -> bool:
    """Forget what was dealt with long ago; False where there was nothing."""
    old = Report.objects.filter(handled_at__lt=clock.now() - KEPT)
    return bool(old.exists() and old.delete()[0])
