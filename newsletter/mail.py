"""The single mails this site writes, one function each. None holds a word that a visitor typed."""

from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from newsletter import documents, letters, preferences, sender, signups, tokens
from newsletter.envelope import Letter, digest, plain
from newsletter.letters import Stencil
from newsletter.models import Mail


def confirm(mail: Mail) -> EmailMultiAlternatives:
    """Asks whoever reads this mailbox whether they want the newsletter."""
    assert mail.ask is not None
    return written(mail, {"link": tokens.confirm_link(mail.ask), "days": signups.LINK_LIVES.days})


def change(mail: Mail) -> EmailMultiAlternatives:
    """Asks whoever reads the new mailbox whether the newsletter shall come there."""
    assert mail.change is not None
    return written(mail, {"link": tokens.change_link(mail.change), "days": signups.LINK_LIVES.days})


def test(mail: Mail) -> EmailMultiAlternatives:
    """The issue as it is now, for one who works on it; its links to leave lead to the form."""
    assert mail.issue is not None
    text = documents.freeze(mail.issue)
    copy = letters.nobodys(to=mail.to, message_id=digest(mail.key))
    letter = Stencil(text, letters.html_of(text), letters.text_of(text)).letter(copy)
    letter.subject = f"Test: {letter.subject}"
    return letter


def is_wanted(mail: Mail) -> bool:
    """Whether it still makes sense to send: a link that would lead nowhere does not."""
    if mail.ask is not None:
        return signups.look(mail.ask) is signups.Answer.OPEN
    return mail.change is None or preferences.is_open(mail.change)


WRITERS = {"confirm": confirm, "change": change, "test": test}


def written(mail: Mail, context: dict[str, object]) -> EmailMultiAlternatives:
    """The mail from its three templates, with who sends it and how to be rid of us in its headers.

    A mail to another address than the subscriber's may reach a stranger: it has no link that is the subscriber's.
    """
    assert mail.subscriber is not None
    who = sender.current()
    unsubscribe = "" if mail.to else tokens.unsubscribe_link(mail.subscriber.uid)
    host = urlsplit(settings.SITE_URL).hostname
    context = {**context, "sender": who, "site": settings.SITE_URL, "host": host, "unsubscribe": unsubscribe}
    name = f"emails/{mail.template}"
    subject = " ".join(plain(f"{name}-subject.txt", context).split())
    html = render_to_string(f"{name}-html.html", {**context, "subject": subject})
    # No out-of-office answer, please.
    headers = {"Message-ID": f"<{digest(mail.key)}>", "Auto-Submitted": "auto-generated"}
    if unsubscribe:
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = Letter(
        subject=subject,
        body=plain(f"{name}-text.txt", context),
        from_email=formataddr((who.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[mail.address],
        reply_to=[who.email] if who.email else None,
        headers=headers,
    )
    message.attach_alternative(letters.inlined(html), "text/html")
    return message
