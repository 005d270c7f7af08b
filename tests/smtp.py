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


class Postbox:
    """What arrived; and what the server says instead of taking it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.received: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.to_recipient = self.to_data = ""
        self.refused: dict[str, str] = {}
        self.hangs_up = self.hangs_up_early = self.stalls = False
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

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        envelope.rcpt_tos.append(address)
        if self.hangs_up_early:
            server.transport.abort()
        return self.refused.get(address) or self.to_recipient or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.has_content.set()
        while self.stalls:
            await asyncio.sleep(0.01)
        if not self.to_data:
            self.received.append(message)
            self.raw.append(envelope.content)
            with self.arrival:
                self.arrival.notify_all()
        if self.hangs_up:
            server.transport.abort()
        return self.to_data or "250 OK"


@contextmanager
def mail_server() -> Iterator[Postbox]:
    postbox = Postbox(free_port())
    controller = Controller(postbox, hostname="127.0.0.1", port=postbox.port)
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
