"""Mail into files, for a site that has no mail server yet: each as it would be sent, and as a person reads it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage as Letter
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """One .eml for mail programs and one .txt, its links whole, for every message."""

    def __init__(self, *, file_path: str, **options: Any) -> None:
        super().__init__(**options)
        self.folder = Path(file_path)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
            built: Any = message.message()
            (self.folder / f"{name}.eml").write_bytes(built.as_bytes())
            (self.folder / f"{name}.txt").write_text(readable(built), encoding="utf-8")
        return len(email_messages)

    def forget(self, address: str) -> None:
        """Delete what was written to this address, or names it."""
        for text in self.folder.glob("*.txt"):
            if address.lower() in text.read_text(encoding="utf-8").lower():
                text.with_suffix(".eml").unlink(missing_ok=True)
                text.unlink()


def readable(letter: Letter) -> str:
    """Who, to whom, about what, and the plain text."""
    head = "".join(f"{name}: {letter[name]}\n" for name in ("From", "To", "Reply-To", "Subject") if letter[name])
    body = letter.get_body(("plain",))
    return f"{head}\n{body.get_content() if body else ''}"
