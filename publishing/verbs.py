"""The acts: publish, schedule, roll back, take down, cancel. Admin, commands and imports all call these."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from publishing import checks, clock, drafts, kinds, links, state, timeline
from publishing.documents import Document, fold, sha256, to_json
from publishing.models import Act, Edition, Page, Reference, Route

Waiting = Literal["ask", "keep", "cancel"]
By = User | None


class Refused(Exception):
    """An act that cannot be done now; its text says why, in the editor's words."""


class NothingNew(Refused):
    """Readers find this very text already."""


class NotReady(Refused):
    """The draft has problems that block publishing."""

    def __init__(self, problems: list[checks.Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class ScheduleWaits(Refused):
    """A scheduled edition would later replace what is published now: the editor decides what happens to it."""

    def __init__(self, editions: list[Edition]) -> None:
        when = ", ".join(f"edition {e.number} for {e.in_force_from:%-d %B %Y, %H:%M} UTC" for e in editions)
        super().__init__(f"Already scheduled: {when}. It holds an older text and would replace what you publish now.")
        self.editions = editions


class StaleDraft(Refused):
    """Somebody saved the draft after this form was opened."""


def start_page(kind: str, *, uid: UUID | None = None) -> Page:
    """A new page of this kind, with nothing public yet. Raises IntegrityError where there is one with that uid."""
    return Page.objects.create(kind=kind, uid=uid or uuid4())


def save_draft(row: Any, *, by: By, expected: int | None = None) -> int:
    """Record that the rows of this draft changed; returns the draft's new version.

    Raises StaleDraft where `expected`, the version the editor's form was opened on, is no longer the draft's.
    """
    page: Page = row.page
    pages = Page.objects.filter(pk=page.pk)
    moved = (pages if expected is None else pages.filter(draft_version=expected)).update(
        draft_version=F("draft_version") + 1,
        draft_changed_at=timezone.now(),
        draft_changed_by=by,
        name=str(row)[:200],
        # Whoever writes on takes it out of the bin.
        binned_at=None,
        binned_by=None,
    )
    if not moved:
        page = pages.select_related("draft_changed_by").get()
        raise StaleDraft(f"{page.draft_changed_by or 'Somebody'} saved this page after you opened it.")
    page.draft_version = expected + 1 if expected is not None else pages.values_list("draft_version", flat=True).get()
    return page.draft_version


def publish(
    row: Any,
    *,
    by: By,
    at: datetime | None = None,
    until: datetime | None = None,
    why: str = "",
    waiting: Waiting = "ask",
    minor: bool = False,
    correction: str = "",
    expected: int | None = None,
) -> Edition:
    """Freeze the draft and put it in force now, or from `at` on; returns the new edition, with what its editor should
    know as `advice`. At `until` the page goes down by itself: nothing that was in force before comes back.

    A `minor` change has no line in the public history; a `correction` says there, and on the page, what was wrong.

    Raises NotReady where a check blocks, ScheduleWaits where an older text waits for a later hour and nobody has said
    whether to keep or cancel it, Refused where the address is another page's, `at` is past or taken, the draft is not
    the `expected` version any more, NothingNew where the live page says the same.
    """
    kind = kinds.get(row.page.kind)
    if minor and correction:
        raise Refused("A correction is told to readers, so it is no minor change. Take one of the two back.")
    with transaction.atomic():
        page = lock(row.page)
        if page.binned_at:
            raise Refused("It is in the bin. Take it out first.")
        _refuse_other_draft(page, expected)
        draft = row if row.is_whole else drafts.read(row)
        problems = kind.problems(draft)
        if blocking := [problem for problem in problems if problem.blocks]:
            raise NotReady(blocking)
        document = kind.freeze(draft)
        now = timeline.of(page, document.path)
        if at is not None and at <= now.moment:
            raise Refused("That moment has passed. Choose a later one, or publish now.")
        start = now.moment if at is None else at
        if until is not None and until <= start:
            raise Refused("It would end before it begins. Choose a later end.")
        if now.scheduled(after=start):
            now = _settle(page, start, now, document.path, waiting=waiting, by=by, why="replaced by a newer text")
        elif at is None and until is None and not correction and _is_live(page, document):
            raise NothingNew("The live page says the same already: there is nothing to publish.")
        edition = _put_in_force(
            page, document, start, now, ends_at=until, draft_version=page.draft_version, by=by, why=why
        )
        if minor or correction:
            _mark(edition, minor=minor, correction=correction)
        verb = Act.Verb.PUBLISH if at is None else Act.Verb.SCHEDULE
        Act.objects.create(page=page, verb=verb, edition=edition, by=by, why=why)
        links.remember(checks.Draft(row=draft, kind=kind.name, sections=kind.sections, freeze=lambda row: document))
        state.changed(at, edition.in_force_until)
    edition.advice = [problem for problem in problems if not problem.blocks]
    return edition


def _is_live(page: Page, document: Document) -> bool:
    """Whether readers find this very document of this very draft, for good and with no correction at its head."""
    same = {"sha256": sha256(to_json(document)), "draft_version": page.draft_version, "ends_at": None, "correction": ""}
    return page.editions.live().filter(**same).exists()


def schedule(
    row: Any, *, at: datetime, by: By, until: datetime | None = None, why: str = "", waiting: Waiting = "ask"
) -> Edition:
    """Freeze the draft now and put it in force at that moment, with nothing needed to run at that hour."""
    return publish(row, by=by, at=at, until=until, why=why, waiting=waiting)


def _mark(edition: Edition, *, minor: bool, correction: str) -> None:
    """Say of a new edition what readers are told of it. A minor one keeps what the edition before it corrects."""
    before = edition.page.editions.filter(in_force_until=edition.in_force_from, in_force_from__lt=edition.in_force_from)
    replaced = before.first()
    edition.is_minor = minor and replaced is not None
    edition.correction = replaced.correction if edition.is_minor and replaced else correction.strip()
    edition.save(update_fields=["is_minor", "correction"])


def roll_back(
    page: Page, *, to: int, by: By, why: str = "", waiting: Waiting = "ask", expected: int | None = None
) -> Edition:
    """Put the document of an earlier edition in force again, as a new edition; the draft stays as it is.

    Raises Refused where there is no such edition or it was closed, ScheduleWaits as publish does.
    """
    with transaction.atomic():
        page = lock(page)
        _refuse_other_draft(page, expected)
        old = page.editions.filter(number=to, closed_at__isnull=True).first()
        if old is None:
            raise Refused("There is no such edition to go back to.")
        document = kinds.read(old)
        now = timeline.of(page, document.path)
        start = now.moment
        if now.scheduled(after=start):
            reason = f"rolled back to edition {to}"
            now = _settle(page, start, now, document.path, waiting=waiting, by=by, why=reason)
        edition = _put_in_force(
            page, document, start, now, draft_version=old.draft_version, by=by, why=why, copy_of=old.number
        )
        Act.objects.create(page=page, verb=Act.Verb.ROLL_BACK, edition=edition, by=by, why=why)
        state.changed()
    return edition


def take_down(page: Page, *, by: By, why: str, legal: bool = False) -> None:
    """From now on the page does not exist for readers; what was scheduled is cancelled; the draft stays.

    `legal` also closes what it said before: history, past moments and exports. Raises Refused without a reason.
    """
    if not why.strip():
        raise Refused("Say why the page is taken down.")
    with transaction.atomic():
        page = lock(page)
        for edition in page.editions.scheduled().order_by("-in_force_from"):
            cancel(edition, by=by, why=why)
        moment = clock.now()
        page.editions.live(moment).update(in_force_until=moment)
        if legal:
            page.editions.filter(closed_at__isnull=True).update(closed_at=moment)
            page.kept_drafts.all().delete()
        verb = Act.Verb.CLOSE if legal else Act.Verb.TAKE_DOWN
        Act.objects.create(page=page, verb=verb, by=by, why=why)
        state.changed()


def review(page: Page, *, by: By, why: str = "") -> None:
    """Record that somebody read the live page against its sources and found it right: readers see the date.

    Raises Refused where nothing is live.
    """
    with transaction.atomic():
        page = lock(page)
        live = page.editions.live().first()
        if live is None:
            raise Refused("Nothing is live that could have been reviewed.")
        Act.objects.create(page=page, verb=Act.Verb.REVIEW, edition=live, by=by, why=why)
        state.changed()


def cancel(edition: Edition, *, by: By, why: str = "") -> None:
    """A scheduled edition will not come into force; the edition before it stays in force instead.

    Raises Refused where its hour has come.
    """
    with transaction.atomic():
        page = lock(edition.page)
        waiting = page.editions.scheduled().filter(pk=edition.pk).first()
        if waiting is None:
            raise Refused("Only an edition that is still waiting can be cancelled.")
        start = waiting.in_force_from
        page.editions.filter(pk=waiting.pk).update(in_force_until=start)
        _reopen(page, start)
        page.routes.filter(since=start).delete()
        Act.objects.create(page=page, verb=Act.Verb.CANCEL, edition=waiting, by=by, why=why)
        state.changed()


def _reopen(page: Page, start: datetime) -> None:
    """The edition that ended at `start`, where none begins now, goes on until the next begins or its own end."""
    before = page.editions.filter(in_force_until=start, in_force_from__lt=start).first()
    if before is None:
        return
    following = page.editions.filter(in_force_from__gt=start).exclude(in_force_until=F("in_force_from"))
    first = following.order_by("in_force_from").values_list("in_force_from", flat=True).first()
    ends = [end for end in (first, before.ends_at) if end is not None]
    page.editions.filter(pk=before.pk).update(in_force_until=min(ends, default=None))


def lock(page: Page) -> Page:
    """The page, fresh, under a row lock; on SQLite the transaction itself is the lock."""
    return Page.objects.select_for_update(of=("self",)).select_related("draft_changed_by").get(pk=page.pk)


def _refuse_other_draft(page: Page, expected: int | None) -> None:
    if expected is not None and page.draft_version != expected:
        raise Refused("Somebody saved the draft since you were asked. Look at it, then publish.")


def _settle(
    page: Page, start: datetime, now: timeline.Timeline, path: str, *, waiting: Waiting, by: By, why: str
) -> timeline.Timeline:
    """Do with what is scheduled after `start` as the editor said; raises ScheduleWaits where nobody did."""
    if waiting == "keep":
        return now
    later = list(page.editions.scheduled().filter(in_force_from__gt=start).order_by("in_force_from"))
    if waiting == "ask":
        raise ScheduleWaits(later)
    for edition in reversed(later):
        cancel(edition, by=by, why=why)
    return timeline.of(page, path)


def _put_in_force(
    page: Page,
    document: Document,
    start: datetime,
    now: timeline.Timeline,
    *,
    ends_at: datetime | None = None,
    draft_version: int,
    by: By,
    why: str,
    copy_of: int | None = None,
) -> Edition:
    _claim_path(page, document.path, start, now)
    if any(span.start == start > now.moment for span in now.spans):
        raise Refused("Another edition of this page is scheduled for that very moment.")
    ends = [span.start for span in now.scheduled(after=start)] + ([ends_at] if ends_at is not None else [])
    if any(span.holds(start) for span in now.spans):
        page.editions.live(start).update(in_force_until=start)
    text, entry = to_json(document), document.entry()
    edition = Edition.objects.create(
        page=page,
        number=now.last_number + 1,
        document=text,
        schema=document.SCHEMA,
        sha256=sha256(text),
        in_force_from=start,
        in_force_until=min(ends, default=None),
        ends_at=ends_at,
        created_by=by,
        why=why,
        draft_version=draft_version,
        copy_of=copy_of,
        kind=page.kind,
        path=document.path,
        title=entry.title,
        summary=entry.summary,
        sort_key=fold(entry.sort_key or entry.title)[:200],
        facet=entry.facet,
        listed_on=entry.listed_on,
        card=to_json(entry.card) if entry.card is not None else "",
        search_text=fold(" ".join(entry.search_words)),
    )
    Reference.objects.bulk_create(
        Reference(edition=edition, role=role, target=target) for role, target in sorted(document.references(), key=str)
    )
    return edition


def _claim_path(page: Page, path: str, start: datetime, now: timeline.Timeline) -> None:
    if now.owner is None:
        Route.objects.create(path=path, page=page, since=start)
    elif now.owner != page.pk:
        name = Page.objects.get(pk=now.owner).name
        raise Refused(
            f"The address {path} belongs to “{name}”, now or as an old address that still leads there. Choose another."
        )
    elif now.owned_since is not None and now.owned_since > start:
        Route.objects.filter(path=path).update(since=start)
