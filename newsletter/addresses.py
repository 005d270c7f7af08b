"""E-mail addresses: one spelling for each mailbox that we can know to be one."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

UNREADABLE = "That is not an e-mail address we can write to. It should look like name@example.org."
# The most that SMTP can carry, for the part before the @ and for the whole.
LONGEST_MAILBOX, LONGEST = 64, 254

_check = EmailValidator(message=UNREADABLE, allowlist=[])


def normalised(text: str) -> str:
    """The address as it is stored: NFKC, no space around it, the domain in small letters and as DNS has it.

    Raises ValidationError for what is no address, for one that SMTP cannot carry, and for a bare IP address.
    """
    mailbox, _, domain = unicodedata.normalize("NFKC", text).strip().rpartition("@")
    try:
        domain = domain.lower().encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise ValidationError(UNREADABLE, code="invalid") from None
    address = f"{mailbox}@{domain}"
    if len(mailbox) > LONGEST_MAILBOX or len(address) > LONGEST or domain.startswith("["):
        raise ValidationError(UNREADABLE, code="invalid")
    _check(address)
    return address
