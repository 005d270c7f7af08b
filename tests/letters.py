"""Issues and readers for the tests of the newsletter: rows ready to be sent, made through the verbs."""

from datetime import timedelta
from itertools import count
from typing import Any

from newsletter import carriers, delivery, issues
from newsletter.models import Consent, Delivery, Issue, IssuePart, Subscriber, Topic
from publishing import verbs
from tests.content import make_news, make_photo, make_species, make_user
from tests.smtp import Postbox

_number = count(1)


def make_topic(name: str, **changes: Any) -> Topic:
    return Topic.objects.create(**{"name": name, "slug": name.lower().replace(" ", "-"), **changes})


def make_reader(email: str = "", *, topics: tuple[Topic, ...] = (), **changes: Any) -> Subscriber:
    """Somebody who asked and confirmed."""
    address = email or f"reader-{next(_number)}@example.org"
    reader = Subscriber.objects.create(**{"email": address, "state": "confirmed", **changes})
    Consent.objects.create(subscriber=reader, act=Consent.Act.CONFIRMED, wording=1)
    reader.topics.set(topics)
    return reader


def make_readers(number: int, domain: str = "example.org") -> list[Subscriber]:
    return [make_reader(f"reader-{next(_number)}@{domain}") for _ in range(number)]


def make_issue(**changes: Any) -> Issue:
    """A draft with nothing but own words, saved by its writer."""
    given = {"number": issues.next_number(), "subject": "Tracks in the snow", "preheader": "What we found in March."}
    issue = Issue.objects.create(**{**given, **changes})
    words = '<p>We walked for <a href="https://example.org/days">nine days</a> and found tracks.</p>'
    IssuePart.objects.create(issue=issue, heading="From the field", words=words, position=1)
    issues.saved(issue, by=make_user())
    issue.refresh_from_db()
    return issue


def make_full_issue(**changes: Any) -> Issue:
    """A draft with a part of each kind, all of it published."""
    editor = make_user()
    issue = make_issue(**changes)
    news, species = make_news(), make_species()
    verbs.publish(species, by=editor)
    verbs.publish(news, by=editor)
    IssuePart.objects.create(issue=issue, news=news, words="<p>A camera saw him.</p>", position=2)
    IssuePart.objects.create(issue=issue, species=species, position=3)
    IssuePart.objects.create(issue=issue, photo=make_photo(), heading="The picture of the month", position=4)
    return issue


def schedule(issue: Issue, **when: Any) -> Issue:
    """Approved by somebody else, and due."""
    issues.approve(issue, by=make_user())
    issues.schedule(issue, **when)
    issue.refresh_from_db()
    return issue


def begin(issue: Issue) -> Issue:
    assert issues.begin(schedule(Issue.objects.get(pk=issue.pk)))
    issue.refresh_from_db()
    return issue


def send(issue: Issue) -> Issue:
    """From the draft to the last copy."""
    begin(issue)
    while delivery.step():
        pass
    issue.refresh_from_db()
    return issue


def drain() -> bool:
    """Send until nothing can be done; False where the mail server is in the way."""
    try:
        while delivery.step():
            pass
    except carriers.Trouble:
        return False
    return True


def later(**ago: float) -> None:
    """Let that much time pass for what is being sent."""
    for row in Delivery.objects.all():
        moved = {
            name: getattr(row, name) - timedelta(**ago) for name in ("lease_until", "not_before") if getattr(row, name)
        }
        Delivery.objects.filter(pk=row.pk).update(**moved)


def states(issue: Issue) -> dict[str, int]:
    """How many deliveries are in each state, by its name."""
    found = [Delivery.State(state).name for state in issue.deliveries.values_list("state", flat=True)]
    return {name: found.count(name) for name in sorted(set(found))}


def received_by(postbox: Postbox) -> list[str]:
    return sorted(str(message["To"]) for message in postbox.received)
