"""The sign-up form at the foot of every public page; in the admin, the question whether to tell the followers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from newsletter import addresses, documents, follows, notices, wording
from newsletter.models import Issue, Topic
from publishing import form_panels, panels
from publishing.models import Edition
from publishing.standing import Standing
from publishing.state import State
from wcs_species.models import Species


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What stands around the form: the words agreed to, the interests to choose from, the last issue, the domains that
    the script compares a typed one with.

    `followed` has the topics of species by the uid of their page, those that are offered nowhere else included. Loaded
    once for each state of the content, so that it costs a request no query.
    """

    consent: str
    wording: int
    topics: list[Topic]
    followed: dict[UUID, str]
    last_issue: Issue | None
    domains: str = " ".join(addresses.COMMON)


def register() -> None:
    panels.register(panels.Panel(name="newsletter", slot="foot", template="newsletter/_panel.html", load=load))
    form_panels.register(form_panels.FormPanel(template="admin/newsletter/notice/panel.html", load=ask))


def load(subject: panels.Subject, related: list[Edition]) -> dict[str, Any] | None:
    if subject.kind == "newsletter":
        return None
    found = offer(subject.state)
    follow = ""
    if subject.kind == "species" and subject.uid:
        follow = found.followed.get(subject.uid) or follows.slug_of(subject.uid)
    return {"offer": found, "follow": follow, "topics": [topic for topic in found.topics if topic.slug != follow]}


def offer(state: State) -> Offer:
    found: Offer = state.remember("newsletter.offer", _offer)
    return found


def _offer() -> Offer:
    topics = list(Topic.objects.select_related("species__page"))
    return Offer(
        consent=wording.WORDS[wording.CURRENT],
        wording=wording.CURRENT,
        topics=[topic for topic in topics if topic.is_offered],
        followed={topic.species.page.uid: topic.slug for topic in topics if topic.species},
        last_issue=next(iter(documents.public(1)), None),
    )


def ask(request: HttpRequest, row: Any, standing: Standing) -> dict[str, Any] | None:
    """What the form of a species asks or says of its followers; nothing, and no query, long after it was published."""
    editions = [each for each in (standing.live, *standing.scheduled) if each is not None]
    if not isinstance(row, Species) or not editions or not request.user.has_perm("newsletter.add_notice"):
        return None
    editions.sort(key=lambda edition: edition.number, reverse=True)
    asked = (notices.question(row.page_id, edition) for edition in editions)
    question, waiting = next(filter(None, asked), None), notices.waiting_for(editions[0])
    return {"question": question, "waiting": waiting} if question or waiting else None
