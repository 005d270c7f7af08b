"""Hands a mail over and says what became of it: taken, put off, refused, or nobody knows."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol

from django.core.mail import mailers
from django.core.mail.backends import smtp

from newsletter.letters import Copy, Stencil

Answer = tuple[int, bytes]
# The first digit of an answer; and the one with which a server says that it is going (RFC 5321, 4.2).
YES, GO_ON, LATER, NO = 2, 3, 4, 5
GOING = 421


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
        try:
            backend.open()
            carrier = Wire(backend) if isinstance(backend, smtp.EmailBackend) else Provider(backend)
        except (OSError, smtplib.SMTPException) as error:
            raise Trouble(said(error)) from error
        yield carrier
    finally:
        # What it took, it took.
        with suppress(OSError, smtplib.SMTPException):
            backend.close()


class Wire:
    """SMTP, step by step: only so is it known how far a mail came before the line went dead.

    Where the server announces PIPELINING (RFC 2920), all that introduces a mail is written at once and answered in
    turn: two waits for the server instead of four. The mail itself is handed over only when each answer is there.
    """

    def __init__(self, backend: smtp.EmailBackend) -> None:
        assert backend.connection is not None
        self.smtp: Any = backend.connection
        self.smtp.ehlo_or_helo_if_needed()
        self.takes_all_at_once = self.smtp.has_extn("pipelining")
        self.is_fresh = True

    def carry(self, stencil: Stencil, copy: Copy) -> None:
        try:
            self.introduce(stencil, copy)
        except (OSError, smtplib.SMTPException) as error:
            raise Trouble(said(error)) from error
        try:
            content = stencil.copy(copy).replace(b"\n.", b"\n..")
            self.smtp.send(content.removesuffix(b"\r\n") + b"\r\n.\r\n")
            answer = self.smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise Silence(said(error)) from error
        if answer[0] // 100 not in {YES, LATER, NO}:
            raise Silence(line(*answer))
        judge(answer, wanted=YES)
        self.is_fresh = True

    def introduce(self, stencil: Stencil, copy: Copy) -> None:
        """Everything before the mail itself.

        The addresses were checked when they were stored; smtplib takes each apart anew, a fifth of the time of a mail.
        """
        if not (copy.to.isascii() and copy.to.isprintable()):
            raise Refused("No mail can be addressed so.")
        reset = [] if self.is_fresh else ["RSET"]
        self.is_fresh = False
        answers = self.talk(*reset, f"MAIL FROM:<{stencil.sender}>", f"RCPT TO:<{copy.to}>", "DATA")
        for _ in reset:
            next(answers)
        try:
            # A lasting no to us is none to this recipient.
            judge(next(answers), wanted=YES, lasting=Trouble)
            judge(next(answers), wanted=YES)
        except (PutOff, Refused):
            with suppress(OSError, smtplib.SMTPException):
                self.step_back(answers)
            raise
        judge(next(answers), wanted=GO_ON)

    def talk(self, *commands: str) -> Iterator[Answer]:
        """What the server says to each; where it takes them one by one, none is sent before its turn."""
        if self.takes_all_at_once:
            self.smtp.send("".join(f"{command}\r\n" for command in commands))
        for command in commands:
            if not self.takes_all_at_once:
                self.smtp.putcmd(command)
            yield self.smtp.getreply()

    def step_back(self, answers: Iterator[Answer]) -> None:
        """Let go of a mail that was refused, where the rest of its introduction is on its way already.

        A server that would take its content all the same gets a lone dot, for a mail without any recipient; if it has
        one, it must not have an empty mail: then the line is closed.
        """
        if not self.takes_all_at_once:
            return
        *before, last = (code // 100 for code, _ in answers)
        if last == GO_ON and YES in before:
            self.smtp.close()
        elif last == GO_ON:
            self.smtp.send(".\r\n")
            self.smtp.getreply()


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


def judge(answer: Answer, *, wanted: int, lasting: type[Exception] = Refused) -> None:
    """Raise what an answer means that is not the wanted one; what is no answer at all is Trouble."""
    code = answer[0]
    if code // 100 == wanted:
        return
    if code // 100 == NO:
        raise lasting(line(*answer))
    raise (PutOff if code // 100 == LATER and code != GOING else Trouble)(line(*answer))


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
