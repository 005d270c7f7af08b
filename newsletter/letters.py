"""An issue as mail: HTML and plain text, rendered once, and a stencil in which each copy fills in its own words."""

import binascii
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from newsletter import sender
from newsletter.documents import IssueText, PartText
from newsletter.envelope import Letter, WholeAddresses, plain
from photos.pictures import Picture, pictures

# What each copy fills in. Plain ASCII that no template escapes and no mail program has seen.
UNSUBSCRIBE, PREFERENCES, BECAUSE = "@UNSUBSCRIBE-LINK@", "@PREFERENCES-LINK@", "@WHY-THEY-GET-IT@"
TO, MESSAGE_ID = "to@placeholder.invalid", "message-id@placeholder.invalid"
# An issue may be on its way for days, and filters take a mail that was written days ago for a bad one.
DATE = "Thu, 01 Jan 1970 00:00:00 +0000"
# The link of the header comes first: it is not broken into lines.
PLACES = (f"<{UNSUBSCRIBE}>", UNSUBSCRIBE, PREFERENCES, BECAUSE, TO, MESSAGE_ID, DATE)

_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)
_HREF = re.compile(r'(<a [^>]*?href=")(/[^"]*)"')


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One part as templates show it."""

    text: PartText
    words: str
    picture: Picture | None
    src: str = ""

    @property
    def url(self) -> str:
        return f"{settings.SITE_URL}{self.text.path}" if self.text.path else ""


def shown(text: IssueText) -> list[Shown]:
    """The parts with their pictures as they are now, in one query; a photo withdrawn since is left out."""
    found = pictures(text.photos())
    parts = []
    for part in text.parts:
        picture = found.get(part.photo.photo) if part.photo else None
        src = urljoin(f"{settings.SITE_URL}/", picture.src) if picture else ""
        parts.append(Shown(text=part, words=absolute(part.words), picture=picture, src=src))
    return parts


def absolute(html: str) -> str:
    """Rich text whose links lead here from a mail program too."""
    return _HREF.sub(rf'\g<1>{settings.SITE_URL}\g<2>"', html)


def html_of(text: IssueText, *, look: str = "") -> str:
    """The HTML part with its style inlined. `look` "dark" or "light" shows one of them on any screen: for previews."""
    return inlined(render_to_string("emails/issue-html.html", {**context(text), "look": look}))


def inlined(html: str) -> str:
    """The style in each element, where every mail program finds it."""
    return _inliner.inline(html)


def text_of(text: IssueText) -> str:
    """The plain part, in lines that fit a narrow window."""
    parts = [(part, readable(part.words)) for part in shown(text)]
    words = plain("emails/issue-text.txt", {**context(text), "parts": parts})
    return re.sub(r"\n{3,}", "\n\n", words).strip() + "\n"


def context(text: IssueText) -> dict[str, Any]:
    who = sender.current()
    return {
        "issue": text,
        "parts": shown(text),
        "sender": who,
        "reply_to": text.reply_to or who.email,
        "site": settings.SITE_URL,
        "host": urlsplit(settings.SITE_URL).hostname,
        "web_copy": f"{settings.SITE_URL}/newsletter/issues/{text.number}/" if text.number else "",
        "unsubscribe": UNSUBSCRIBE,
        "preferences": PREFERENCES,
        "because": BECAUSE,
    }


class _Reader(HTMLParser):
    """Rich text in plain words: paragraphs, lists, and the address of each link after its words."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"p", "h2", "h3", "ul", "ol", "blockquote"}:
            self.words.append("\n\n")
        elif tag == "li":
            self.words.append("\n- ")
        elif tag == "br":
            self.words.append("\n")
        elif tag == "a":
            self.href = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.href:
            self.words.append(f" ({self.href.removeprefix('mailto:')})")
            self.href = ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def readable(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    # The editor puts a paragraph into each item of a list.
    return re.sub(r"\n- \n\n", "\n- ", "".join(reader.words)).strip()


def message(text: IssueText, html: str, body: str) -> Letter:
    """The issue as one mail, with the words to fill in still in it."""
    who = sender.current()
    host = urlsplit(settings.SITE_URL).hostname
    answers = text.reply_to or who.email
    written = Letter(
        subject=text.subject,
        body=body,
        from_email=formataddr((who.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[TO],
        reply_to=[answers] if answers else None,
        headers={
            "Message-ID": f"<{MESSAGE_ID}>",
            "Date": DATE,
            "List-Id": f"<newsletter.{host}>",
            "List-Unsubscribe": f"<{UNSUBSCRIBE}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Feedback-ID": f"{f'issue-{text.number}' if text.number else 'digest'}:newsletter:{host}",
            "Precedence": "bulk",
        },
    )
    written.attach_alternative(html, "text/html")
    return written


@dataclass(frozen=True, kw_only=True)
class Copy:
    """What one recipient's copy fills in: in ASCII without an equals sign, `because` in lines that fit a mail."""

    to: str
    message_id: str
    unsubscribe: str
    preferences: str
    because: str

    def filled(self, words: str) -> str:
        for place, own in ((UNSUBSCRIBE, self.unsubscribe), (PREFERENCES, self.preferences), (BECAUSE, self.because)):
            words = words.replace(place, own)
        return words


@cache
def because(imported: date | None = None) -> str:
    """Why a reader gets the newsletter: who was on a list that was imported that day never asked for it here."""
    here = urlsplit(settings.SITE_URL).hostname
    words = f"You get this because you asked for it on {here} and confirmed it."
    if imported:
        since = f"{imported:%-d %B %Y}"
        words = (
            "You get this because you agreed elsewhere to get our newsletter. "
            f"Your address has been on this list since {since}."
        )
    return textwrap.fill(words, 70)


def nobodys(*, to: str = TO, message_id: str = MESSAGE_ID) -> Copy:
    """A copy to look at: its links lead to the form."""
    form = f"{settings.SITE_URL}/newsletter/"
    return Copy(to=to, message_id=message_id, unsubscribe=form, preferences=form, because=because())


class Stencil:
    """The bytes of an issue, made once: a copy costs a few replacements, not a rendering."""

    def __init__(self, text: IssueText, html: str, body: str) -> None:
        self.text, self.html, self.body = text, html, body
        written = message(text, html, body)
        self.sender = parseaddr(written.from_email)[1]
        built = written.message(policy=SMTP)
        for part in built.walk():
            if part.get_content_maintype() == "text":
                quote(part)
        built.policy = WholeAddresses() + SMTP
        places = "|".join(map(re.escape, PLACES))
        # By turns what is the same in each copy, and the place of what is not.
        self.pieces = re.split(f"({places})".encode(), built.as_bytes())
        self.places = [PLACES.index(place.decode()) for place in self.pieces[1::2]]

    def copy(self, copy: Copy) -> bytes:
        """The mail as it goes over the wire."""
        words = (
            f"<{copy.unsubscribe}>",
            soft(copy.unsubscribe),
            soft(copy.preferences),
            copy.because.replace("\n", "\r\n"),
            copy.to,
            copy.message_id,
            format_datetime(timezone.now()),
        )
        filled = self.pieces.copy()
        filled[1::2] = [words[place].encode() for place in self.places]
        return b"".join(filled)

    def letter(self, copy: Copy) -> Letter:
        """The mail for a carrier that takes no bytes."""
        written = message(self.text, copy.filled(self.html), copy.filled(self.body))
        written.to = [copy.to]
        written.extra_headers |= {
            "Date": format_datetime(timezone.now()),
            "Message-ID": f"<{copy.message_id}>",
            "List-Unsubscribe": f"<{copy.unsubscribe}>",
        }
        return written


def quote(part: Any) -> None:
    """Encode a text part as quoted-printable, each word to fill in on a line of its own."""
    assert isinstance(part, EmailMessage)
    pieces = re.split(f"({UNSUBSCRIBE}|{PREFERENCES}|{BECAUSE})", part.get_content())
    part.set_payload("=\n".join(quoted(pieces)))
    part.replace_header("Content-Transfer-Encoding", "quoted-printable")


def quoted(pieces: Iterable[str]) -> list[str]:
    return [
        piece if piece in (UNSUBSCRIBE, PREFERENCES, BECAUSE) else binascii.b2a_qp(piece.encode(), istext=True).decode()
        for piece in pieces
    ]


def soft(words: str) -> str:
    """Broken as quoted-printable breaks a long line, so that a mail program reads it as one."""
    return "=\r\n".join(words[start : start + 70] for start in range(0, len(words), 70))
