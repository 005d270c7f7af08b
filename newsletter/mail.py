"""The mails this site writes, one function each. None holds a word that a visitor typed."""

import hashlib
import hmac
from email.message import EmailMessage
from email.policy import EmailPolicy, default
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine
from django.template.loader import render_to_string

from newsletter import sender, signups, tokens
from newsletter.models import Mail


def confirm(mail: Mail) -> EmailMultiAlternatives:
    """Asks whoever reads this mailbox whether they want the newsletter."""
    assert mail.ask is not None
    return written(mail, {"link": tokens.confirm_link(mail.ask), "days": signups.LINK_LIVES.days})


def is_wanted(mail: Mail) -> bool:
    """Whether it still makes sense to send: a link that would lead nowhere does not."""
    return mail.ask is not None and signups.look(mail.ask) is signups.Answer.OPEN


WRITERS = {"confirm": confirm}


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


def written(mail: Mail, context: dict[str, object]) -> EmailMultiAlternatives:
    """The mail from its three templates, with who sends it and how to be rid of us in its headers."""
    who = sender.current()
    unsubscribe = tokens.unsubscribe_link(mail.subscriber)
    context = {**context, "sender": who, "site": settings.SITE_URL, "unsubscribe": unsubscribe}
    name = f"emails/{mail.template}"
    message = Letter(
        subject=" ".join(plain(f"{name}-subject.txt", context).split()),
        body=plain(f"{name}-text.txt", context),
        from_email=formataddr((who.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[mail.subscriber.email],
        reply_to=[who.email] if who.email else None,
        headers={
            "Message-ID": message_id(mail),
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            # No out-of-office answer, please.
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string(f"{name}-html.html", context), "text/html")
    return message


def plain(template: str, context: dict[str, object]) -> str:
    """The template's words as they are: nothing is escaped where nothing is HTML."""
    return str(Engine.get_default().get_template(template).render(Context(context, autoescape=False)))


def message_id(mail: Mail) -> str:
    """The same each time this mail is sent, so that mail programs show a second copy as the first."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"message:{mail.key}".encode(), hashlib.sha256).hexdigest()
    return f"<{digest[:32]}@{urlsplit(settings.SITE_URL).hostname}>"
