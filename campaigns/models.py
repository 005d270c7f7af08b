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
from publishing.models import Page


class State(models.TextChoices):
    """What a campaign or an appeal is at a moment: derived from its dates, never stored."""

    SHOWN = "shown", "Shown"
    WAITING = "waiting", "Waiting"
    DRAFT = "draft", "Draft"
    ENDED = "ended", "Ended"


class Again(models.TextChoices):
    """How often one visitor sees a campaign laid over the page."""

    ONCE = "once", "Once"
    DAILY = "daily", "Once a day"
    WEEKLY = "weekly", "Once a week"

    @property
    def days(self) -> int | None:
        """After so many days again; None: never."""
        return {Again.ONCE: None, Again.DAILY: 1, Again.WEEKLY: 7}[self]


class Currency(models.TextChoices):
    GBP = "GBP", "£, pounds sterling"
    EUR = "EUR", "€, euros"
    USD = "USD", "$, US dollars"
    CAD = "CAD", "CA$, Canadian dollars"
    AUD = "AUD", "A$, Australian dollars"
    CHF = "CHF", "CHF, Swiss francs"
    INR = "INR", "₹, Indian rupees"

    @property
    def sign(self) -> str:
        return str(self.label).split(",")[0]


def leads_somewhere(value: str) -> None:
    """Refuse an address that is neither a path of this site nor a page of another."""
    if not re.match(r"(/(?![/\\])|https?://[^/\s])\S*$", value):
        raise ValidationError("Write an address, https://…, or a path of this site, /species/.")


def is_a_code(value: str) -> None:
    if not re.fullmatch(r"[\w.-]+", value, re.ASCII):
        raise ValidationError("Letters, digits, dots, hyphens and underscores only.")


def code_field(help_text: str) -> models.CharField:
    return models.CharField("campaign code", max_length=60, blank=True, validators=[is_a_code], help_text=help_text)


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

    def live_or_waiting(self) -> Self:
        """Those that readers see or will see."""
        return self.filter(Q(live_until__isnull=True) | Q(live_until__gt=Now()), live_from__isnull=False)


class Timed(models.Model):
    """Shown from one moment until another; a draft while it has no beginning."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    live_from = models.DateTimeField("shown from", null=True, blank=True, help_text="Blank: a draft, never shown.")
    live_until = models.DateTimeField("shown until", null=True, blank=True, help_text="Blank: until you say otherwise.")

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
    slug = models.SlugField(
        "address",
        max_length=80,
        unique=True,
        help_text="It has a page of its own as well, /campaigns/…/: small letters, digits and hyphens.",
        error_messages={"unique": "That address is taken by another campaign. Choose a different one."},
    )
    text = models.TextField(max_length=1_000)
    photo = models.ForeignKey(
        Photo,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
        limit_choices_to={"is_complete": True},
        help_text="With its credit and alt text from the library.",
    )
    link_title = models.CharField(
        "button: words", max_length=60, blank=True, help_text="Donate, or what else one can do. Blank: no button."
    )
    link_url = models.CharField(
        "button: address",
        max_length=300,
        blank=True,
        validators=[leads_somewhere],
        help_text="An address, https://…, or a path of this site, /species/. "
        "Blank: the donate link of the site settings.",
    )
    code = code_field("Added to the donate link, so that gifts can be told apart. Blank: the last part of its address.")
    on_home = models.BooleanField("the home page", default=True)
    on_every_species = models.BooleanField("every species page", default=False)
    on_news = models.BooleanField("every news item", default=False)
    on_places = models.BooleanField("every place", default=False)
    pages = models.ManyToManyField(
        Page,
        blank=True,
        related_name="+",
        verbose_name="and these pages",
        limit_choices_to={"kind__in": ["species", "news", "place"]},
        help_text="Species, news items and places.",
    )
    again = models.CharField(
        "how often a visitor sees it",
        max_length=10,
        choices=Again,
        default=Again.ONCE,
        help_text="Who closes it does not see it again. The visitor's own browser remembers it; we do not.",
    )
    rank = models.PositiveSmallIntegerField(
        "place in the queue",
        default=5,
        help_text="Where several could lie over a page, the one with the lowest number does; of equals, "
        "the latest to begin.",
    )

    objects = TimedQuerySet.as_manager()

    class Meta(Timed.Meta):
        ordering = ["rank", "-live_from", "-pk"]
        constraints = [
            *Timed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(link_url="") | ~Q(link_title=""),
                name="campaign_button_has_words",
                violation_error_code="link_title",
                violation_error_message="Write what the button says.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/campaigns/{self.slug}/"

    @property
    def days(self) -> int | None:
        """After so many days a visitor sees it again; None: never."""
        return Again(self.again).days

    @property
    def gift_code(self) -> str:
        return self.code or self.slug


class CampaignNumber(Part):
    """One number that the campaign shows: a count of a live profile, read from its edition when a page is made."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="numbers")
    profile = models.ForeignKey(Page, models.PROTECT, related_name="+")
    # The uid of a count in the profile's document; none: whichever count is its headline.
    count = models.UUIDField(null=True, blank=True)

    objects = models.Manager()

    class Meta(Part.Meta):
        verbose_name = "number"

    def __str__(self) -> str:
        of = self.profile if self.profile_id else "no profile"
        return f"{of}, {'a count' if self.count else 'the headline number'}"


class CampaignDay(models.Model):
    """How often a campaign was laid over a page in one day (UTC), and what followed. Nothing is known of who it was."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="days_counted")
    day = models.DateField()
    shown = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    followed = models.PositiveIntegerField(default=0)

    objects = models.Manager()

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["campaign", "day"], name="campaign_day_once")]

    def __str__(self) -> str:
        return f"{self.campaign}, {self.day}"


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
    code = code_field("Added to the address, so that gifts can be told apart. Blank: none.")
    currency = models.CharField(max_length=3, choices=Currency, default=Currency.GBP)
    pages = models.ManyToManyField(
        Page,
        blank=True,
        related_name="+",
        verbose_name="only on these pages",
        help_text="In place of any other appeal. None: on every page that tells of something.",
    )

    objects = TimedQuerySet.as_manager()

    class Meta(Timed.Meta):
        ordering = ["-live_from", "-pk"]

    def __str__(self) -> str:
        return self.title


class AppealAmount(Part):
    """An amount that the appeal suggests, in whole units of its currency."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="amounts")
    amount = models.PositiveIntegerField()
    buys = models.CharField("what it pays for", max_length=80, blank=True, help_text="batteries for a camera")

    objects = models.Manager()

    class Meta(Part.Meta):
        verbose_name = "amount"
        verbose_name_plural = "amounts to suggest"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=1, amount__lte=1_000_000),
                name="appeal_amount_is_a_gift",
                violation_error_code="amount",
                violation_error_message="Write an amount from 1 to 1,000,000.",
            ),
            models.UniqueConstraint(
                fields=["appeal", "amount"],
                name="appeal_amount_once",
                violation_error_code="amount",
                violation_error_message="That amount is there already.",
            ),
        ]

    def __str__(self) -> str:
        return self.money

    @property
    def money(self) -> str:
        """£25; a currency without a sign of its own stands before a space: CHF 25."""
        sign = Currency(self.appeal.currency).sign
        return f"{sign}{' ' if sign.isalpha() else ''}{self.amount:,}"
