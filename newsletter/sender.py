"""Who writes: what every mail says of the organisation. The app that knows it registers how to read it."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings


@dataclass(frozen=True, kw_only=True)
class Sender:
    """`email` is an address that a person reads: answers to a mail go there."""

    name: str
    charity_number: str = ""
    postal_address: str = ""
    email: str = ""


_load: Callable[[], Sender | None] | None = None


def register(load: Callable[[], Sender | None]) -> None:
    """`load` reads the sender afresh for each mail; None where nobody has filled it in yet."""
    global _load
    _load = load


def current() -> Sender:
    """The sender now; the name of the host where there is no other."""
    return (_load() if _load else None) or Sender(name=urlsplit(settings.SITE_URL).hostname or "")
