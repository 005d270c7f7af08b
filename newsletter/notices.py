"""Telling the followers of an animal what changed on its page: asked for once it is published, held for an hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from newsletter import checks
from newsletter.documents import IssueText
from newsletter.issues import Refused
from newsletter.models import Issue, Notice, Subscriber, Topic
from publishing import clock, kinds, zones
from publishing.models import Edition
from wcs_species import substance
from wcs_species.documents import shorten

# So long a message may be taken back; so long after publishing it is asked; at most so often somebody gets a digest.
HELD, ASKED, WEEK = timedelta(hours=1), timedelta(days=7), timedelta(days=7)
LONGEST = 600
OTHERWISE = "The page says something else by now."
NOBODY = "Nobody follows it any more."
NOTHING = "There is nobody to tell, or it was answered already."
DECLINED = "Nobody was to be told, said"


@dataclass(frozen=True, kw_only=True)
class Question:
    """Whether to tell so many followers of this edition, in these words; `begins` is its hour where it is scheduled."""

    edition: Edition
    topic: Topic
    readers: int
    words: str
    begins: str = ""

    @property
    def whom(self) -> str:
        return f"{self.readers:,} follower{'' if self.readers == 1 else 's'}"


def question(page_id: int, edition: Edition) -> Question | None:
    """What to ask about the newest edition of a species: all that followers were not told yet, so that a comma mended
    since does not hide it. None where nobody follows it, nothing of substance changed, or it was answered."""
    now = timezone.now()
    if edition.copy_of or max(edition.created_at, edition.in_force_from) < now - ASKED:
        return None
    topic = Topic.objects.filter(species__page=page_id).first()
    readers = followers([topic]).count() if topic else 0
    if topic is None or not readers or Notice.objects.filter(edition=edition).exists():
        return None
    known = before(edition, at=now)
    told = said_by(edition, since=known)
    words = " ".join(told) if not edition.is_minor or said_by(substantial(edition), since=known) else ""
    if not words:
        return None
    begins = zones.words(edition.in_force_from, settings.EDITORS_TIME_ZONE) if edition.in_force_from > now else ""
    return Question(edition=edition, topic=topic, readers=readers, words=shorten(words, LONGEST), begins=begins)


def followers(topics: Iterable[Topic]) -> QuerySet[Subscriber]:
    """Those whom a digest on these topics would reach now."""
    return Subscriber.objects.reached().following(topics)


def before(edition: Edition, *, at: datetime) -> Edition | None:
    """The edition that followers know, before this one: the last one they were told of, or editors chose not to tell
    of; else the last one so old at that moment that nobody is asked about it any more, or the first of its page."""
    earlier = in_force(edition).filter(in_force_from__lt=edition.in_force_from)
    answered = Notice.objects.filter(edition__in=earlier).exclude(why=OTHERWISE).values("edition")
    old = Q(is_minor=False, created_at__lt=at - ASKED, in_force_from__lt=at - ASKED)
    settled = earlier.filter(Q(pk__in=answered) | old)
    return settled.last() or earlier.filter(is_minor=False).first()


def substantial(edition: Edition) -> Edition | None:
    """The last one before this minor change that is none."""
    return in_force(edition).filter(in_force_from__lte=edition.in_force_from, is_minor=False).last()


def in_force(edition: Edition) -> QuerySet[Edition]:
    """Those of its page that ever were or will be in force, in their order."""
    found = Edition.objects.filter(page=edition.page_id).exclude(in_force_until=F("in_force_from"))
    return found.order_by("in_force_from")


def said_by(edition: Edition | None, *, since: Edition | None) -> list[str]:
    """A sentence for each change of substance; none for a page that is new."""
    if edition is None or since is None:
        return []
    old: Any = kinds.read(since)
    new: Any = kinds.read(edition)
    return substance.changes(old, new)


def waiting_for(edition: Edition) -> list[tuple[Notice, str]]:
    """What waits to be told of this page, and when it goes out; none, without a query, where the newest edition of the
    page is older than anything waits."""
    if edition.created_at < timezone.now() - ASKED - WEEK and edition.in_force_from < timezone.now() - WEEK:
        return []
    waiting = Notice.objects.waiting().filter(edition__page=edition.page_id).order_by("pk")
    return [(notice, hour(notice)) for notice in waiting]


def tell(edition: Edition, *, words: str, by: User) -> Notice:
    """Hold this for the followers; it goes out with the next digest after an hour. Raises Refused."""
    if missing := [
        check.message for check in checks.who_writes(IssueText(subject="", dated=edition.created_at.date()))
    ]:
        raise Refused(" ".join(missing))
    with transaction.atomic():
        # Two presses are one.
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        asked = question(edition.page_id, edition)
        if asked is None:
            raise Refused(NOTHING)
        words = " ".join(words.split())
        if not words or len(words) > LONGEST:
            raise Refused(f"Write what they are told, in at most {LONGEST} letters.")
        start = max(clock.now(), edition.in_force_from)
        return Notice.objects.create(topic=asked.topic, edition=edition, words=words, by=by, held_until=start + HELD)


def decline(edition: Edition, *, by: User) -> None:
    """Nobody is told of it, and nobody is asked again. Raises Refused."""
    with transaction.atomic():
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        asked = question(edition.page_id, edition)
        if asked is None:
            raise Refused(NOTHING)
        now, why = clock.now(), f"{DECLINED} {by}."
        given = {"topic": asked.topic, "edition": edition, "words": asked.words, "by": by, "held_until": now}
        Notice.objects.create(**given, cancelled_at=now, why=why)


def cancel(notice: Notice, *, why: str) -> None:
    """It does not go out. Raises Refused where it did, or was taken back before."""
    moment = clock.now()
    if not Notice.objects.waiting().filter(pk=notice.pk).update(cancelled_at=moment, why=why[:300]):
        raise Refused("It went out already, or was taken back before.")


def goes_out(notice: Notice) -> datetime:
    """When it goes out at the earliest: its hour over, and a week since the last digest."""
    return max(notice.held_until, next_digest() or notice.held_until)


def hour(notice: Notice) -> str:
    """When it goes out, as editors say it."""
    return zones.words(goes_out(notice), settings.EDITORS_TIME_ZONE)


def next_digest() -> datetime | None:
    """Before that moment no digest goes out; None where there was none yet.

    A week after the last copy of the last digest: so nobody has two within a week, and neither has a reader of a digest
    that stood still for days. While one is on its way, no other begins.
    """
    digests = Issue.objects.digests()
    if digests.filter(state__in=[Issue.State.SENDING, Issue.State.PAUSED]).exists():
        return clock.now() + WEEK
    last = digests.aggregate(last=Max(Coalesce("finished_at", "started_at")))["last"]
    return last + WEEK if last else None


def hold_true(notices: list[Notice]) -> dict[int, Edition]:
    """The editions in force, by the key of each of these notices whose page still says what they tell."""
    pages = [notice.edition.page_id for notice in notices]
    live = {edition.page_id: edition for edition in Edition.objects.live().filter(page__in=pages)}
    found = {}
    for notice in notices:
        now, known = live.get(notice.edition.page_id), before(notice.edition, at=notice.at)
        if now and set(said_by(notice.edition, since=known)) <= set(said_by(now, since=known)):
            found[notice.pk] = now
    return found
