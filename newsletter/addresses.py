"""E-mail addresses: one spelling for each mailbox that we can know to be one."""

import unicodedata
from os.path import commonprefix

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

UNREADABLE = "That is not an e-mail address we can write to. It should look like name@example.org."
# The most that SMTP can carry, for the part before the @ and for the whole.
LONGEST_MAILBOX, LONGEST = 64, 254

# Where most mistyped domains were meant to lead.
COMMON = (
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "yahoo.co.uk",
    "hotmail.com",
    "hotmail.co.uk",
    "outlook.com",
    "live.com",
    "live.co.uk",
    "icloud.com",
    "me.com",
    "aol.com",
    "msn.com",
    "btinternet.com",
    "sky.com",
    "protonmail.com",
    "proton.me",
    "gmx.de",
    "gmx.net",
    "web.de",
    "orange.fr",
    "free.fr",
    "comcast.net",
    "verizon.net",
    "mail.ru",
    "yandex.ru",
    "qq.com",
    "163.com",
    # Real ones that look like a slip of one above.
    "mail.com",
    "email.com",
    "ymail.com",
    "gmx.com",
)

_check = EmailValidator(message=UNREADABLE, allowlist=[])


def normalised(text: str) -> str:
    """The address as it is stored: NFKC, no space around it, in small letters, the domain as DNS has it.

    No mail server of today tells Ada@ from ada@: in capitals, one mailbox would be two subscribers, and each spelling
    would have confirmations of its own to be bombed with.

    Raises ValidationError for what is no address, for one that SMTP cannot carry, and for a bare IP address.
    """
    mailbox, _, domain = unicodedata.normalize("NFKC", text).strip().lower().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise ValidationError(UNREADABLE, code="invalid") from None
    address = f"{mailbox}@{domain}"
    if len(mailbox) > LONGEST_MAILBOX or len(address) > LONGEST or domain.startswith("["):
        raise ValidationError(UNREADABLE, code="invalid")
    _check(address)
    return address


def meant(address: str) -> str:
    """The domain that was probably meant, by the letters alone; empty for one that is common or like none of them."""
    domain = address.rpartition("@")[2]
    return "" if domain in COMMON else next((known for known in COMMON if is_slip_of(domain, known)), "")


def is_slip_of(typed: str, known: str) -> bool:
    """One letter too many, too few, wrong or swapped with its neighbour."""
    start = len(commonprefix([typed, known]))  # noqa: RUF071 - no paths: letter by letter is what is meant
    a, b = typed[start:], known[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
