"""A real mail server for the tests, which takes mail, refuses it, hangs up, or stalls as it is told."""

import asyncio
import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from threading import Condition, Event
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Postbox:
    """What arrived; and what the server says instead of taking it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.received: list[EmailMessage] = []
        self.raw: list[bytes] = []
        # To MAIL, to RCPT, to DATA and to the content, where it is not "250 OK".
        self.to_sender = self.to_recipient = self.to_data = self.to_content = ""
        self.refused: dict[str, str] = {}
        self.pipelines = True
        # Goes on after a no as if it had been a yes.
        self.is_lenient = False
        self.hangs_up = self.hangs_up_early = self.stalls = False
        self.hangs_up_after = "421"
        # Seconds before it answers to the content.
        self.thinks = 0.0
        self.has_content = Event()
        self.arrival = Condition()

    @property
    def mailers(self) -> dict[str, Any]:
        """The setting MAILERS that leads here."""
        options = {"host": "127.0.0.1", "port": self.port, "timeout": 10}
        return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}

    def wait_for(self, number: int) -> bool:
        """Whether so many mails came within a minute."""
        with self.arrival:
            return self.arrival.wait_for(lambda: len(self.received) >= number, 60)

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, name: str, says: list[str]) -> list[str]:
        session.host_name = name
        return [says[0], "250-PIPELINING", *says[1:]] if self.pipelines else says

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.is_lenient or not self.to_sender:
            envelope.mail_from = address
        return self.to_sender or "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.hangs_up_early:
            server.transport.abort()
        refusal = self.refused.get(address) or self.to_recipient
        if self.is_lenient or not refusal:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.has_content.set()
        await asyncio.sleep(self.thinks)
        while self.stalls:
            await asyncio.sleep(0.01)
        if not self.to_content:
            self.received.append(message)
            self.raw.append(envelope.content)
            with self.arrival:
                self.arrival.notify_all()
        if self.hangs_up:
            server.transport.abort()
        return self.to_content or "250 OK"


class Talk(SMTP):
    """One connection; what aiosmtpd does not ask its handler."""

    event_handler: Postbox

    async def smtp_DATA(self, arg: str) -> None:
        if self.event_handler.to_data:
            await self.push(self.event_handler.to_data)
        else:
            await super().smtp_DATA(arg)

    async def push(self, status: Any) -> None:
        await super().push(status)
        if str(status).startswith(self.event_handler.hangs_up_after) and self.transport:
            self.transport.close()


class Server(Controller):
    def factory(self) -> SMTP:
        return Talk(self.handler, **self.SMTP_kwargs)


@contextmanager
def mail_server() -> Iterator[Postbox]:
    postbox = Postbox(free_port())
    controller = Server(postbox, hostname="127.0.0.1", port=postbox.port)
    controller.start()
    try:
        yield postbox
    finally:
        postbox.stalls = False
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    """The words of the mail's plain or HTML part."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())
