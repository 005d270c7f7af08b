"""The campaign laid over pages for a time, the banner across the site, and the appeal to donate."""

import re
import uuid
from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When

from photos.models import Photo
from publishing.bases import Part
from publishing.clock import Now
from sources.models import Source
from wcs_species.models import Species


class State(models.TextChoices):
    """What a campaign or an appeal is at a moment: derived from its dates, never stored."""

    SHOWN = "shown", "Shown"
    WAITING = "waiting", "Waiting"
    DRAFT = "draft", "Draft"
    ENDED = "ended", "Ended"


def leads_somewhere(value: str) -> None:
    """Refuse an address that is neither a path of this site nor a page of another."""
    if not re.match(r"(/(?![/\\])|https?://[^/\s])\S*$", value):
        raise ValidationError("Write an address, https://…, or a path of this site, /species/.")


class TimedQuerySet[M: models.Model](models.QuerySet[M]):
    def with_state(self) -> Self:
        """Each with its `state` now."""
        return self.annotate(
            state=Case(
                When(live_from__isnull=True, then=Value(State.DRAFT)),
                When(live_until__lte=Now(), then=Value(State.ENDED)),
                When(live_from__gt=Now(), then=Value(State.WAITING)),
                default=Value(State.SHOWN),
            )
        )

    def live(self, at: datetime | None = None) -> Self:
        """Those in force at that moment (default: now, by the database's clock)."""
        moment: Any = Now() if at is None else at
        return self.filter(Q(live_until__isnull=True) | Q(live_until__gt=moment), live_from__lte=moment)


class Timed(models.Model):
    """Shown from one moment until another; a draft while it has no beginning."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    live_from = models.DateTimeField(
        "shown from", null=True, blank=True, help_text="In UTC. Blank: a draft, never shown."
    )
    live_until = models.DateTimeField(
        "shown until", null=True, blank=True, help_text="In UTC. Blank: until you say otherwise."
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(live_until__isnull=True) | Q(live_from__isnull=False, live_until__gt=F("live_from")),
                name="%(class)s_ends_after_it_begins",
                violation_error_code="live_until",
                violation_error_message="It must end after it begins.",
            )
        ]


class Campaign(Timed):
    """An advocacy message laid over pages for a time, such as the census numbers."""

    title = models.CharField(max_length=120)
    text = models.TextField(max_length=1_000)
    link_title = models.CharField("button: words", max_length=60, blank=True)
    link_url = models.CharField(
        "button: address",
        max_length=300,
        blank=True,
        validators=[leads_somewhere],
        help_text="An address, https://…, or a path of this site: /species/",
    )
    on_home = models.BooleanField("on the home page", default=True)
    species = models.ManyToManyField(Species, blank=True, help_text="On the pages of these species.")
    on_every_species = models.BooleanField("on every species page", default=False)

    objects = TimedQuerySet.as_manager()

    class Meta(Timed.Meta):
        ordering = ["-live_from", "-pk"]
        constraints = [
            *Timed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(link_title="", link_url="") | (~Q(link_title="") & ~Q(link_url="")),
                name="campaign_button_has_words_and_address",
                violation_error_code="link_url",
                violation_error_message="A button needs both its words and its address.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CampaignNumber(Part):
    """One number the campaign shows: how many, of what, when, and where that was read."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="numbers")
    number = models.CharField(max_length=40, help_text="As the reader sees it: 14–20, or 129.")
    label = models.CharField("of what", max_length=120, help_text="adults, southwest Primorye")
    year = models.PositiveSmallIntegerField()
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", limit_choices_to={"unverified": False})

    objects = models.Manager()

    class Meta(Part.Meta):
        verbose_name = "number"
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=1500, year__lte=2100),
                name="campaign_number_year_is_a_year",
                violation_error_code="year",
                violation_error_message="Write the year as four digits.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.label}, {self.year}"


class Banner(Timed):
    """One line across the top of every page for a time."""

    text = models.CharField(max_length=200, help_text="One sentence. It stands above everything else, so be brief.")
    link_title = models.CharField("link: words", max_length=60, blank=True)
    link_url = models.CharField(
        "link: address",
        max_length=300,
        blank=True,
        validators=[leads_somewhere],
        help_text="An address, https://…, or a path of this site: /newsroom/",
    )

    objects = TimedQuerySet.as_manager()

    class Meta(Timed.Meta):
        ordering = ["-live_from", "-pk"]
        constraints = [
            *Timed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(link_title="", link_url="") | (~Q(link_title="") & ~Q(link_url="")),
                name="banner_link_has_words_and_address",
                violation_error_code="link_url",
                violation_error_message="A link needs both its words and its address.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Appeal(Timed):
    """A call to donate at the foot of pages."""

    title = models.CharField(max_length=120)
    text = models.TextField(max_length=1_000)
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="appeals", limit_choices_to={"is_complete": True})
    button = models.CharField("words of the button", max_length=60, default="Donate")
    url = models.CharField(
        "address",
        max_length=300,
        blank=True,
        validators=[leads_somewhere],
        help_text="An address, https://…, or a path of this site. Blank: the donate link of the site settings.",
    )
    species = models.ManyToManyField(
        Species,
        blank=True,
        help_text="Only on the pages of these species, in place of any other appeal. None: on every page.",
    )

    objects = TimedQuerySet.as_manager()

    class Meta(Timed.Meta):
        ordering = ["-live_from", "-pk"]

    def __str__(self) -> str:
        return self.title
