"""Where a page stands, in the editor's words: live, with unpublished changes, scheduled, a draft, taken down."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from publishing.clock import Now
from publishing.models import Act, Edition, Page

MOMENT = "%-d %B %Y, %H:%M UTC"


class State(models.TextChoices):
    LIVE = "live", "Live, nothing waits"
    CHANGED = "unpublished", "Live, with unpublished changes"
    SCHEDULED = "scheduled", "Scheduled"
    DRAFT = "draft", "Never published"
    DOWN = "taken-down", "Taken down or ended"
    BIN = "bin", "In the bin"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the head of a form says of one page. `scheduled` is in the order of their hours."""

    live: Edition | None
    scheduled: list[Edition]
    changed: bool
    ended: Act | None
    # The edition whose editor chose that it ends, where that is why the page is down.
    expired: Edition | None = None

    @property
    def was_published(self) -> bool:
        return self.live is not None or self.ended is not None or self.expired is not None


def of(page: Page, *, was_published: bool = True) -> Standing:
    """The standing of this page, in one query; in two for a page that was published and is live no more."""
    current = Q(in_force_until__isnull=True) | Q(in_force_until__gt=Now())
    editions = (
        page.editions.filter(current)
        .annotate(is_live=models.ExpressionWrapper(Q(in_force_from__lte=Now()), models.BooleanField()))
        .defer("document", "search_text", "card")
        .select_related("created_by")
        .order_by("in_force_from")
    )
    live: Edition | None = None
    scheduled: list[Edition] = []
    for edition in editions:
        if edition.is_live:
            live = edition
        else:
            scheduled.append(edition)
    ended = expired = None
    if live is None and was_published:
        acts = page.acts.filter(verb__in=[Act.Verb.TAKE_DOWN, Act.Verb.CLOSE])
        ended = acts.select_related("by").order_by("-pk").first()
        over = page.editions.filter(in_force_until=F("ends_at"), in_force_until__lte=Now())
        expired = over.defer("document", "search_text", "card").order_by("-in_force_until").first()
        if ended is not None and expired is not None:
            # The later of the two is why.
            since = expired.in_force_until
            ended, expired = (None, expired) if since and since > ended.at else (ended, None)
    changed = live is not None and live.draft_version != page.draft_version
    return Standing(live=live, scheduled=scheduled, changed=changed, ended=ended, expired=expired)


def annotated(rows: models.QuerySet[Any], page: str = "page") -> models.QuerySet[Any]:
    """The rows with what their marks and the filters need; `page` names the column that holds the page."""
    editions = Edition.objects.filter(page=OuterRef(page))
    shown = editions.filter(in_force_from__lte=Now()).exclude(in_force_until=F("in_force_from"))
    found: models.QuerySet[Any] = rows.annotate(
        live_version=Subquery(editions.live().values("draft_version")[:1]),
        next_from=Subquery(editions.scheduled().order_by("in_force_from").values("in_force_from")[:1]),
        was_published=Exists(shown),
    )
    return found


def condition(state: str, page: str = "page__") -> Q:
    """Which annotated rows are in that state; one can be live and scheduled at once."""
    live = Q(live_version__isnull=False)
    version = F(f"{page}draft_version")
    return {
        State.LIVE: live & Q(live_version=version, next_from__isnull=True),
        State.CHANGED: live & ~Q(live_version=version),
        State.SCHEDULED: Q(next_from__isnull=False),
        State.DRAFT: Q(
            live_version__isnull=True, was_published=False, next_from__isnull=True, **{f"{page}binned_at__isnull": True}
        ),
        State.DOWN: Q(live_version__isnull=True, was_published=True),
        State.BIN: Q(**{f"{page}binned_at__isnull": False}),
    }[State(state)]


def marks(row: Any) -> SafeString:
    """An annotated row's state as words with a mark each."""
    found = []
    if row.live_version is not None:
        found.append(("live", "Live"))
        if row.live_version != row.page.draft_version:
            found.append(("changed", "Unpublished changes"))
    elif row.was_published:
        found.append(("down", "Down"))
    elif row.page.binned_at:
        found.append(("down", "In the bin"))
    elif row.next_from is None:
        found.append(("draft", "Draft"))
    if row.next_from is not None:
        found.append(("scheduled", f"Scheduled {row.next_from:{MOMENT}}"))
    return format_html(
        '<span class="marks">{}</span>', format_html_join("", '<span class="mark mark-{}">{}</span>', found)
    )
