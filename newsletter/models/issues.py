"""Issues of the newsletter: what their editors compose, and what was frozen when sending began."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django_prose_editor.fields import ProseEditorField

from newsletter.models.subscribers import Topic
from newsroom.models import NewsItem
from photos.models import Photo
from publishing import richtext
from publishing.bases import Part
from publishing.clock import Now
from wcs_species.models import Species


class IssueQuerySet(models.QuerySet["Issue"]):
    def due(self) -> Self:
        """Issues whose hour has come and that nobody has begun to send."""
        return self.filter(state=Issue.State.SCHEDULED, send_at__lte=Now())

    def sending(self) -> Self:
        return self.filter(state=Issue.State.SENDING)

    def standing_still(self) -> Self:
        """Issues that wait for an editor, with the reason: paused, or not sent at their hour."""
        return self.exclude(why="").filter(state__in=[Issue.State.DRAFT, Issue.State.PAUSED])

    def public(self) -> Self:
        """Issues that readers have been sent, so that their web copies may be read; newest first."""
        return self.begun().filter(number__isnull=False)

    def begun(self) -> Self:
        """Whatever went to readers, digests included; newest first."""
        return self.filter(started_at__isnull=False).order_by("-started_at", "-pk")

    def digests(self) -> Self:
        """What went to the followers of animals, newest first."""
        return self.begun().filter(number__isnull=True)


class Issue(models.Model):
    """One newsletter. Its parts are a draft until sending begins; from then on `document` is what it said.

    A digest has no number: nobody writes it, it is made of notices when their hour has come, and each of its readers
    gets the part that is theirs.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SCHEDULED = "scheduled", "Scheduled"
        SENDING = "sending", "Being sent"
        PAUSED = "paused", "Paused"
        SENT = "sent", "Sent"
        CANCELLED = "cancelled", "Cancelled"

    number = models.PositiveIntegerField(unique=True, null=True, editable=False)
    subject = models.CharField(max_length=120, help_text="Phones show the first forty characters.")
    preheader = models.CharField(
        max_length=160, blank=True, help_text="The sentence that mail programs show beside the subject."
    )
    reply_to = models.EmailField(
        "answers go to", blank=True, help_text="A person reads it. Blank: the address in the site settings."
    )
    topics = models.ManyToManyField(
        Topic, blank=True, help_text="None: everybody. Else those who chose one of them, and those who chose none."
    )
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT, editable=False)
    send_at = models.DateTimeField(null=True, editable=False)
    not_later_than = models.DateTimeField(null=True, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    why = models.CharField("why it stands still", max_length=300, blank=True, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)

    # Frozen when sending begins.
    document = models.TextField(blank=True, editable=False)
    html = models.TextField(blank=True, editable=False)
    text = models.TextField(blank=True, editable=False)
    # The domains that have more recipients than may be mailed in a minute: each is sent in a lane of its own.
    lanes = models.JSONField(default=list, editable=False)

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [("approve_issue", "Can approve issues that others wrote, for sending")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(written_by__isnull=True) | ~Q(approved_by=F("written_by")),
                name="issue_approved_by_another",
                violation_error_message="Somebody else has to approve what you wrote.",
            ),
            models.CheckConstraint(
                condition=Q(not_later_than__isnull=True) | Q(not_later_than__gt=F("send_at")),
                name="issue_ends_after_it_begins",
                violation_error_message="The last hour to send must come after the first.",
            ),
        ]
        indexes = [models.Index(fields=["state", "send_at"], name="issue_by_state")]

    def __str__(self) -> str:
        return f"Digest: {self.subject}" if self.is_digest else f"Issue {self.number}: {self.subject}"

    def get_absolute_url(self) -> str:
        return f"/newsletter/issues/{self.number}/"

    @property
    def is_digest(self) -> bool:
        return self.number is None

    @property
    def is_open(self) -> bool:
        """Whether it may still be written: nothing of it went out yet."""
        return self.started_at is None and self.state != self.State.CANCELLED


class IssuePart(Part):
    """One part of an issue: own words, and with them perhaps a news item, a species or a photo."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="parts")
    heading = models.CharField(max_length=120, blank=True, help_text="Blank takes the title of what is picked.")
    words = ProseEditorField(
        "own words", max_length=20_000, blank=True, extensions=richtext.EXTENSIONS, sanitize=richtext.clean
    )
    news = models.ForeignKey(NewsItem, models.PROTECT, null=True, blank=True, related_name="+")
    species = models.ForeignKey(Species, models.PROTECT, null=True, blank=True, related_name="+")
    photo = models.ForeignKey(Photo, models.PROTECT, null=True, blank=True, related_name="+")

    objects = models.Manager()

    class Meta(Part.Meta):
        verbose_name = "part"
        constraints = [
            models.CheckConstraint(
                condition=~Q(words="") | Q(news__isnull=False) | Q(species__isnull=False) | Q(photo__isnull=False),
                name="issue_part_says_something",
                violation_error_code="words",
                violation_error_message="Write words, or pick a news item, a species or a photo.",
            ),
            models.CheckConstraint(
                condition=Q(news__isnull=True, species__isnull=True)
                | Q(news__isnull=True, photo__isnull=True)
                | Q(species__isnull=True, photo__isnull=True),
                name="issue_part_picks_one",
                violation_error_code="news",
                violation_error_message="Pick one of news, species and photo; a second one is a part of its own.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading or str(self.news or self.species or self.photo or richtext.plain(self.words)[:60])
