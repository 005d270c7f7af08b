"""The sign-up form at the foot of every public page."""

from typing import Any

from newsletter import wording
from publishing import panels
from publishing.models import Edition


def register() -> None:
    panels.register(panels.Panel(name="newsletter", slot="foot", template="newsletter/_panel.html", load=load))


def load(subject: panels.Subject, related: list[Edition]) -> dict[str, Any] | None:
    if subject.kind == "newsletter":
        return None
    return {"consent": wording.WORDS[wording.CURRENT], "wording": wording.CURRENT}
