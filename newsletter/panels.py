"""The sign-up form at the foot of every public page."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from newsletter import documents, wording
from newsletter.models import Issue, Topic
from publishing import panels
from publishing.models import Edition
from publishing.state import State


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What stands around the form: the words agreed to, the interests to choose from, the last issue.

    Loaded once for each state of the content, so that it costs a request no query.
    """

    consent: str
    wording: int
    topics: list[Topic]
    last_issue: Issue | None


def register() -> None:
    panels.register(panels.Panel(name="newsletter", slot="foot", template="newsletter/_panel.html", load=load))


def load(subject: panels.Subject, related: list[Edition]) -> dict[str, Any] | None:
    if subject.kind == "newsletter":
        return None
    found = offer(subject.state)
    return {"offer": found, "topics": first(found.topics, subject.uid)}


def offer(state: State) -> Offer:
    topics, last_issue = state.remember("newsletter.offer", _topics_and_last_issue)
    words = wording.WORDS[wording.CURRENT]
    return Offer(consent=words, wording=wording.CURRENT, topics=topics, last_issue=last_issue)


def _topics_and_last_issue() -> tuple[list[Topic], Issue | None]:
    topics = Topic.objects.filter(is_offered=True).select_related("species__page")
    return list(topics), next(iter(documents.public(1)), None)


def first(topics: list[Topic], uid: UUID | None) -> list[Topic]:
    """The topics with that of this page's species before the others."""
    return sorted(topics, key=lambda topic: not (uid and topic.species and topic.species.page.uid == uid))
