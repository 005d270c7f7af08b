"""What every mail is made with: its headers kept whole, its words plain, its name always the same."""

import hashlib
import hmac
from email.message import EmailMessage
from email.policy import EmailPolicy, default
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine


class WholeAddresses(EmailPolicy):
    """Python encodes an address that is longer than a line, and then no mail program finds it in its header."""

    WHOLE = ("list-unsubscribe",)

    def fold(self, name: str, value: str) -> str:
        return f"{name}: {value}{self.linesep}" if name.lower() in self.WHOLE else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode() if name.lower() in self.WHOLE else super().fold_binary(name, value)


class Letter(EmailMultiAlternatives):
    def message(self, *, policy: Any = default) -> EmailMessage:
        built = super().message(policy=policy)
        built.policy = WholeAddresses() + policy
        return built


def plain(template: str, context: dict[str, object]) -> str:
    """The template's words as they are: nothing is escaped where nothing is HTML."""
    return str(Engine.get_default().get_template(template).render(Context(context, autoescape=False)))


def digest(words: str) -> str:
    """A Message-ID: the same each time this mail is sent, so that mail programs show a second copy as the first."""
    name = hmac.new(settings.SECRET_KEY.encode(), f"message:{words}".encode(), hashlib.sha256).hexdigest()
    return f"{name[:32]}@{urlsplit(settings.SITE_URL).hostname}"
