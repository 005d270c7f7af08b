"""The outbox: every row in it goes out at least once, whatever dies on the way.

A worker looks by reading; it opens a write transaction only where it saw something to do, and none is open while it
talks to the mail server. A mail it had claimed when it died is claimed again when the lease is over.
"""

import logging
import smtplib
from datetime import timedelta

from django.core.mail import mailers
from django.db import transaction
from django.db.models import QuerySet

from newsletter import mail, signups
from newsletter.models import Mail, SignUp
from publishing import clock

logger = logging.getLogger(__name__)

# Longer than the longest talk with a mail server.
LEASE = timedelta(minutes=5)
FIRST_PAUSE, MOST_TRIES = timedelta(minutes=1), 8
NOT_WANTED = "Not sent: it was answered, taken back or too old before it could go out."
GAVE_UP = "The worker stopped each time it tried."

# Troubles of the way, not of this mail, even where the server calls them lasting.
OF_THE_WAY = (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)


def step() -> bool:
    """Do a little of what waits: one sign-up, one mail, some forgetting. False where nothing waited."""
    return any([handle_one(), send_one(), signups.purge()])


def handle_one() -> bool:
    signup = SignUp.objects.filter(handled_at=None).order_by("pk").first()
    if signup is None:
        return False
    signups.handle(signup)
    return True


def send_one() -> bool:
    if not Mail.objects.due().exists():
        return False
    claimed = claim()
    if claimed is None:
        return False
    if claimed.tries > MOST_TRIES:
        fail(claimed, GAVE_UP)
    elif not mail.is_wanted(claimed):
        fail(claimed, NOT_WANTED)
    else:
        send(claimed)
    return True


def claim() -> Mail | None:
    """The mail that waits longest, ours for the time of a lease; None where other workers have them all."""
    with transaction.atomic():
        due = Mail.objects.due().order_by("not_before", "pk").select_for_update(skip_locked=True, of=("self",))
        found = due.select_related("subscriber", "ask__subscriber").first()
        if found is not None:
            found.lease_until = clock.now() + LEASE
            found.tries += 1
            found.save(update_fields=["lease_until", "tries"])
    return found


def send(claimed: Mail) -> None:
    try:
        mailers["default"].send_messages([mail.WRITERS[claimed.template](claimed)])
    except Exception as error:
        logger.warning("mail %s was not sent: %s", claimed.pk, reason(error))
        if is_lasting(error) or claimed.tries >= MOST_TRIES:
            fail(claimed, reason(error))
        else:
            put_back(claimed, reason(error))
    else:
        # Whoever holds the lease by now: it is out.
        Mail.objects.filter(pk=claimed.pk).update(sent_at=clock.now(), lease_until=None, failed_at=None, error="")


def ours(claimed: Mail) -> QuerySet[Mail]:
    """The row, where the lease is still the one we took."""
    return Mail.objects.filter(pk=claimed.pk, sent_at=None, lease_until=claimed.lease_until)


def fail(claimed: Mail, why: str) -> None:
    ours(claimed).update(failed_at=clock.now(), lease_until=None, error=why)


def put_back(claimed: Mail, why: str) -> None:
    pause = FIRST_PAUSE * 2 ** (claimed.tries - 1)
    ours(claimed).update(not_before=clock.now() + pause, lease_until=None, error=why)


def try_again(mails: QuerySet[Mail]) -> int:
    """Mail that failed is due now, with all its tries; returns how many."""
    return mails.filter(failed_at__isnull=False).update(
        failed_at=None, lease_until=None, tries=0, not_before=clock.now()
    )


def is_lasting(error: Exception) -> bool:
    """Whether the server refused this mail for good, or it cannot be written as a mail at all."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= 500 and not isinstance(error, OF_THE_WAY)
    # Django's word for an address that no mail can carry.
    return isinstance(error, ValueError)


def reason(error: Exception) -> str:
    """What the server said, else what went wrong, in one short line."""
    said: object = error
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = next(iter(error.recipients.values()), error)
    elif isinstance(error, smtplib.SMTPResponseException):
        said = (error.smtp_code, error.smtp_error)
    if isinstance(said, tuple):
        code, text = said
        said = f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
    line = " ".join(str(said).split()) or type(error).__name__
    return "".join(letter for letter in line if letter.isprintable())[:300]
