"""Page, Edition, Route, Reference: what is public, from when, at which address."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.functions import Now as RowNow

from publishing.clock import Now


class Page(models.Model):
    """Anything that has editions. Its rows, the draft, live in the app of its kind."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=30, editable=False)
    language = models.CharField(max_length=12, default="en", editable=False)
    translation_group = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField("name in the draft", max_length=200, blank=True, editable=False)
    # Moves with every saved change of the rows, so a form opened on an older draft is noticed.
    draft_version = models.PositiveBigIntegerField(default=1, editable=False)
    draft_changed_at = models.DateTimeField(db_default=RowNow(), editable=False)
    draft_changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    # Never published and not wanted: see publishing.bin.
    binned_at = models.DateTimeField(null=True, editable=False)
    binned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = models.Manager()

    class Meta:
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name or f"{self.kind} {self.pk}"


class EditionQuerySet(models.QuerySet["Edition"]):
    def live(self, at: datetime | None = None) -> Self:
        """The edition in force at that moment (default: now, by the database's clock) for each page; none for a
        page taken down."""
        moment: Any = Now() if at is None else at
        return self.filter(
            Q(in_force_until__isnull=True) | Q(in_force_until__gt=moment),
            in_force_from__lte=moment,
        )

    def scheduled(self) -> Self:
        """Editions that wait for their hour; a cancelled one waits for nothing."""
        return self.filter(in_force_from__gt=Now()).exclude(in_force_until=F("in_force_from"))

    def shown_once(self) -> Self:
        """Editions that are or have been in force, of pages taken down and of closed ones too."""
        return self.filter(in_force_from__lte=Now()).exclude(in_force_until=F("in_force_from"))

    def readable(self) -> Self:
        """Editions that have been in force at some moment and are not closed by law: what history may show."""
        return self.shown_once().filter(closed_at__isnull=True)

    def at_path(self, path: str) -> Self:
        """Editions of the page that this path belongs to, an old path included."""
        return self.filter(page__routes__path=path, page__routes__since__lte=Now())

    def of_kind(self, *kinds: str) -> Self:
        return self.filter(kind__in=kinds)

    def referring_to(self, role: str, uid: uuid.UUID) -> Self:
        """Editions that name this thing in this role ("species", "place", "photo", "group")."""
        return self.filter(
            pk__in=Reference.objects.filter(role=role, target=uid).values("edition_id"),
        )

    def by_facet(self, order: list[str]) -> Self:
        """In the order of these facets, others last, then by title."""
        ranks = [models.When(facet=facet, then=rank) for rank, facet in enumerate(order)]
        return self.order_by(models.Case(*ranks, default=len(order)), "sort_key", "pk")

    def matching_title_first(self, folded: str) -> Self:
        """Those whose title holds the words first, and what has no date, the lasting pages, before the newest of what
        has. The words are folded as search folds them."""
        rank = models.Case(
            models.When(sort_key=folded, then=0),
            models.When(sort_key__startswith=folded, then=1),
            models.When(sort_key__contains=folded, then=2),
            default=3,
        )
        return self.order_by(rank, F("listed_on").desc(nulls_first=True), "sort_key", "pk")

    def with_dates(self) -> Self:
        """Each with the moment of the last change that readers were told of, and of the last review."""
        told = Edition.objects.filter(page=OuterRef("page"), is_minor=False).exclude(in_force_until=F("in_force_from"))
        updated = told.filter(in_force_from__lte=OuterRef("in_force_from")).order_by("-in_force_from")
        reviews = Act.objects.filter(page=OuterRef("page"), verb=Act.Verb.REVIEW).order_by("-pk")
        reviewed = reviews.filter(at__lte=Coalesce(OuterRef("in_force_until"), Now()))
        return self.annotate(
            updated_at=Subquery(updated.values("in_force_from")[:1]), reviewed_at=Subquery(reviewed.values("at")[:1])
        )

    def for_lists(self) -> Self:
        """All that a list or a card shows, without the document."""
        return self.defer("document", "search_text").select_related("page")


class Edition(models.Model):
    """One frozen, numbered document. The document is never edited; only the moment it ends may be set."""

    page = models.ForeignKey(Page, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    document = models.TextField(help_text="Canonical JSON, as text: jsonb would rewrite keys and numbers.")
    schema = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    in_force_from = models.DateTimeField()
    # Equal to in_force_from: never in force, because it was cancelled or replaced before its hour.
    in_force_until = models.DateTimeField(null=True)
    # Chosen by its editor; `in_force_until` may come sooner, when another edition follows.
    ends_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=RowNow())
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    draft_version = models.PositiveBigIntegerField(help_text="The draft it was made from.")
    # After a legal take-down nothing it said may be read again: history, past moments and exports included.
    closed_at = models.DateTimeField(null=True)
    copy_of = models.PositiveIntegerField(null=True, help_text="The number of the edition it puts in force again.")
    is_minor = models.BooleanField(default=False, help_text="A comma: readers have no line of it in the history.")
    correction = models.CharField(max_length=600, blank=True, help_text="What it corrects, said to readers.")

    # The few columns that lists and search need, made from the document.
    kind = models.CharField(max_length=30)
    path = models.CharField(max_length=300)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=600, blank=True)
    sort_key = models.CharField(max_length=200)
    facet = models.CharField(max_length=30, blank=True, help_text="What a list filters by, e.g. a Red List category.")
    listed_on = models.DateField(null=True, help_text="The date a list of its kind is ordered by.")
    card = models.TextField(blank=True, help_text="JSON: what a card shows beyond the columns.")
    search_text = models.TextField(blank=True)

    objects = EditionQuerySet.as_manager()

    # For its page: whether another text is in force today. Set by publishing.history, not stored.
    is_past = False
    # For its page: whether it is shown before its hour, by a link. Set by publishing.sharing, not stored.
    is_waiting = False
    # For its editor: what blocked nothing but should be known. Set by publishing.verbs, not stored.
    advice: Sequence[Any] = ()

    class Meta:
        ordering = ["page", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="edition_number_once_per_page"),
            models.CheckConstraint(
                condition=Q(in_force_until__isnull=True) | Q(in_force_until__gte=F("in_force_from")),
                name="edition_ends_after_it_begins",
                violation_error_message="An edition cannot end before it begins.",
            ),
            models.UniqueConstraint(
                fields=["page"], condition=Q(in_force_until__isnull=True), name="one_open_edition_per_page"
            ),
        ]
        indexes = [
            models.Index(fields=["page", "in_force_from"], name="edition_by_page"),
            models.Index(
                fields=["kind", "sort_key"],
                condition=Q(in_force_until__isnull=True),
                name="edition_open_by_title",
            ),
            models.Index(
                fields=["kind", "-listed_on"],
                condition=Q(in_force_until__isnull=True),
                name="edition_open_by_date",
            ),
            models.Index(fields=["in_force_until"], name="edition_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, edition {self.number}"

    def get_absolute_url(self) -> str:
        return self.path


class Route(models.Model):
    """A path belongs to one page for ever; a path the page no longer uses leads to the one it does."""

    path = models.CharField(
        max_length=300,
        unique=True,
        help_text="As a reader types it, in small letters, with the query string where the old site used one.",
        error_messages={"unique": "That address already belongs to a page."},
    )
    page = models.ForeignKey(Page, models.CASCADE, related_name="routes")
    # A path that a scheduled edition will use says nothing before its hour.
    since = models.DateTimeField(db_default=RowNow())

    objects = models.Manager()

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path


class Reference(models.Model):
    """This edition uses that photo, names that species, stands in that group."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="references")
    role = models.CharField(max_length=20)
    target = models.UUIDField()

    objects = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "role", "target"], name="reference_once_per_edition")]
        indexes = [models.Index(fields=["target", "role"], name="reference_by_target")]

    def __str__(self) -> str:
        return f"{self.role} {self.target}"


class Act(models.Model):
    """What was done to a page, by whom and why. Rows are added, never changed."""

    class Verb(models.TextChoices):
        PUBLISH = "publish", "published"
        SCHEDULE = "schedule", "scheduled"
        ROLL_BACK = "roll back", "rolled back"
        TAKE_DOWN = "take down", "took down"
        CLOSE = "close", "took down for legal reasons, history included"
        CANCEL = "cancel", "cancelled"
        REVIEW = "review", "reviewed and found right"
        RESTORE = "restore", "restored into the draft"
        SHARE = "share", "made a link that shows"
        UNSHARE = "withdraw a link", "withdrew the link that showed"

    page = models.ForeignKey(Page, models.PROTECT, related_name="acts")
    verb = models.CharField(max_length=20, choices=Verb)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True)
    at = models.DateTimeField(db_default=RowNow())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=300, blank=True)

    objects = models.Manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.edition or self.page}"


class SharedLink(models.Model):
    """A link that shows a page to somebody outside: the draft as it is, or `edition` as it is fixed."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="shared_links")
    edition = models.ForeignKey(Edition, models.CASCADE, null=True)
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=RowNow())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    seen_count = models.PositiveIntegerField(default=0)

    objects = models.Manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"link to {self.edition or self.page}"


class KeptDraft(models.Model):
    """A draft as it was before an edition was restored into it: a restore can be taken back."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="kept_drafts")
    document = models.TextField()
    schema = models.PositiveSmallIntegerField()
    at = models.DateTimeField(db_default=RowNow())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=300)

    objects = models.Manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.page}, {self.why}"


class LinkQuerySet(models.QuerySet["Link"]):
    def due(self) -> Self:
        """Links whose turn it is to be asked, the longest waiting first."""
        return self.filter(ask_after__lte=Now()).order_by("ask_after", "pk")

    def dead(self) -> Self:
        """Links that did not answer, more than once."""
        return self.filter(failures__gte=2)


class Link(models.Model):
    """An address on another site that a page leads to, and what it answered last: see publishing.links."""

    url = models.URLField(max_length=500, unique=True)
    ask_after = models.DateTimeField(db_default=RowNow())
    failures = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=100, blank=True)

    objects = LinkQuerySet.as_manager()

    def __str__(self) -> str:
        return self.url


class ContentState(models.Model):
    """One row: a number that moves with every change a visitor could see."""

    version = models.PositiveBigIntegerField(default=1)

    objects = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_content_state")]

    def __str__(self) -> str:
        return f"version {self.version}"


class Moment(models.Model):
    """A moment at which what is live changes by itself, so that no cached page outlives it."""

    at = models.DateTimeField(unique=True)

    objects = models.Manager()

    def __str__(self) -> str:
        return self.at.isoformat()
