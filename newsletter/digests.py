"""The digest: what changed for the animals that people follow, at most once a week, to each what they follow."""

from collections.abc import Iterable

from django.db import transaction

from newsletter import checks, documents, letters, notices, recipients
from newsletter.documents import IssueText
from newsletter.models import Issue, Notice, Topic
from publishing import clock
from publishing.documents import to_json
from publishing.models import Edition

Ready = dict[Notice, Edition]


def step() -> bool:
    """Begin a digest where one is due; False where none is."""
    if not Notice.objects.ripe().exists() or is_too_early():
        return False
    found = list(Notice.objects.ripe().select_related("topic", "edition").order_by("pk"))
    true = notices.hold_true(found)
    for notice in found:
        if notice.pk not in true:
            take_back(notice, notices.OTHERWISE)
    ready = {notice: true[notice.pk] for notice in found if notice.pk in true}
    return bool(ready) and begin(ready)


def is_too_early() -> bool:
    earliest = notices.next_digest()
    return earliest is not None and earliest > clock.now()


def take_back(notice: Notice, why: str) -> None:
    Notice.objects.waiting().filter(pk=notice.pk).update(cancelled_at=clock.now(), why=why)


def begin(ready: Ready) -> bool:
    """Freeze content and recipients, as for any issue; False where another worker did, or something changed since."""
    text = documents.of_notices(ready)
    if any(check.blocks for check in checks.who_writes(text)):
        return False
    html, body = letters.html_of(text), letters.text_of(text)
    with transaction.atomic():
        if not are_still(ready):
            return False
        topics = {notice.topic for notice in ready}
        reached = [topic for topic in topics if notices.followers([topic]).exists()]
        for notice in ready:
            if notice.topic not in reached:
                take_back(notice, notices.NOBODY)
        if reached:
            send(ready, text, html, body, topics=reached)
    return True


def are_still(ready: Ready) -> bool:
    """Whether these still wait, now locked, with the same editions in force, and no other worker's digest went out.

    All that wait are locked, for whoever began another digest holds one of them: the clock is asked after that.
    """
    waiting = {notice.pk for notice in Notice.objects.waiting().select_for_update().order_by("pk")}
    live = set(Edition.objects.live().filter(pk__in=[each.pk for each in ready.values()]).values_list("pk", flat=True))
    is_same = {notice.pk for notice in ready} <= waiting and live == {each.pk for each in ready.values()}
    return is_same and not is_too_early()


def send(ready: Ready, text: IssueText, html: str, body: str, *, topics: Iterable[Topic]) -> None:
    digest = Issue.objects.create(
        subject=text.subject[:120],
        preheader=text.preheader,
        state=Issue.State.SENDING,
        started_at=clock.now(),
        document=to_json(text),
        html=html,
        text=body,
    )
    digest.topics.set(topics)
    Notice.objects.filter(pk__in=[notice.pk for notice in ready], topic__in=topics).update(digest=digest)
    digest.lanes = recipients.add(digest)
    digest.save(update_fields=["lanes"])
