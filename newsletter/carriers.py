"""Hands a mail over and says what became of it: taken, put off, refused, or nobody knows."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol

from django.core.mail import mailers
from django.core.mail.backends import smtp

from newsletter.letters import Copy, Stencil


class Trouble(Exception):
    """The way is closed, for this mail as for any other; nothing was handed over."""


class PutOff(Exception):
    """The server wants this mail later."""


class Refused(Exception):
    """The server never wants this mail."""


class Silence(Exception):
    """The mail was handed over, and no answer came: it may have arrived."""


class Carrier(Protocol):
    def carry(self, stencil: Stencil, copy: Copy) -> None: ...


@contextmanager
def opened() -> Iterator[Carrier]:
    """A carrier through Django's mailer, with its connection open. Raises Trouble."""
    backend: Any = mailers["default"]
    try:
        backend.open()
    except (OSError, smtplib.SMTPException) as error:
        raise Trouble(said(error)) from error
    try:
        yield Wire(backend) if isinstance(backend, smtp.EmailBackend) else Provider(backend)
    finally:
        # What it took, it took.
        with suppress(OSError, smtplib.SMTPException):
            backend.close()


class Wire:
    """SMTP, step by step: only so is it known how far a mail came before the line went dead."""

    def __init__(self, backend: smtp.EmailBackend) -> None:
        assert backend.connection is not None
        self.smtp: Any = backend.connection
        self.is_fresh = True

    def carry(self, stencil: Stencil, copy: Copy) -> None:
        try:
            if not self.is_fresh:
                self.smtp.rset()
            self.is_fresh = True
            self.introduce(stencil, copy)
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise Trouble(said(error)) from error
        try:
            content = stencil.copy(copy).replace(b"\n.", b"\n..")
            self.smtp.send(content.removesuffix(b"\r\n") + b"\r\n.\r\n")
            answer = self.smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise Silence(said(error)) from error
        self.judge(answer)

    def introduce(self, stencil: Stencil, copy: Copy) -> None:
        """Everything before the mail itself.

        The addresses were checked when they were stored; smtplib takes each apart anew, a fifth of the time of a mail.
        """
        self.smtp.ehlo_or_helo_if_needed()
        code, words = self.smtp.docmd("MAIL", f"FROM:<{stencil.sender}>")
        if code >= 500:
            # Not this recipient: the server does not want us.
            raise Trouble(line(code, words))
        self.judge((code, words))
        self.judge(self.smtp.docmd("RCPT", f"TO:<{copy.to}>"))
        self.judge(self.smtp.docmd("DATA"))

    def judge(self, answer: tuple[int, bytes]) -> None:
        code = answer[0]
        if code < 400:
            return
        self.is_fresh = False
        if code == 421:
            raise Trouble(line(*answer))
        raise (Refused if code >= 500 else PutOff)(line(*answer))


class Provider:
    """Any other backend of Django's: a provider's API through anymail, or files."""

    def __init__(self, backend: Any) -> None:
        self.backend = backend

    def carry(self, stencil: Stencil, copy: Copy) -> None:
        letter = stencil.letter(copy)
        try:
            self.backend.send_messages([letter])
        except Exception as error:
            status = getattr(error, "status_code", None)
            if status in {401, 403, 429} or (status or 0) == 503:
                raise Trouble(said(error)) from error
            if (status is not None and 400 <= status < 500) or type(error).__name__ == "AnymailRecipientsRefused":
                raise Refused(said(error)) from error
            raise Silence(said(error)) from error


def line(code: int, words: bytes) -> str:
    return shortened(f"{code} {words.decode(errors='replace')}")


def said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        return line(error.smtp_code, words if isinstance(words, bytes) else words.encode())
    return shortened(str(error) or type(error).__name__)


def shortened(words: str) -> str:
    one = " ".join(words.split())
    return "".join(letter for letter in one if letter.isprintable())[:300]
