"""Subscribers, their interests, and what they agreed to."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from publishing.clock import Now
from wcs_species.models import Species


class Topic(models.Model):
    """What people may be interested in. One that belongs to a species is what its followers follow; its page offers it
    in any case."""

    name = models.CharField(max_length=130, unique=True, error_messages={"unique": "There is a topic of that name."})
    slug = models.SlugField(max_length=60, unique=True, help_text="Kept in what people agreed to: never reuse one.")
    species = models.OneToOneField(Species, models.SET_NULL, null=True, blank=True, related_name="+")
    is_offered = models.BooleanField(
        "offered on every page",
        default=True,
        help_text="Untick it to offer it no more, or on the page of its species alone; who chose it keeps it.",
    )
    position = models.PositiveSmallIntegerField("place in the list", default=0)

    objects = models.Manager()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def only_follows(self) -> bool:
        """Whether choosing it is following an animal, and no choice of what to read about: see NARROWS."""
        return self.species_id is not None and not self.is_offered


class SignUp(models.Model):
    """One filled-in form, as it came. The request stores it and does nothing else, so that its answer and its time
    say nothing about the address; background work decides what follows."""

    email = models.EmailField(max_length=254)
    page = models.CharField(max_length=300, help_text="The path of the page the form stood on.")
    wording = models.PositiveSmallIntegerField(help_text="The version of the words that were agreed to.")
    topics = models.JSONField(default=list, help_text="The slugs of the topics that were ticked.")
    network = models.CharField(max_length=64, blank=True, help_text="A keyed hash of the network it came from.")
    origin = models.CharField(max_length=45, blank=True, help_text="The visitor's network: the address, cut short.")
    at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["id"], condition=Q(handled_at__isnull=True), name="signup_waiting"),
            models.Index(fields=["network", "at"], name="signup_by_network"),
            models.Index(fields=["at"], name="signup_by_time"),
            models.Index(fields=["handled_at"], condition=Q(handled_at__isnull=False), name="signup_handled"),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.at:%Y-%m-%d %H:%M}"


# Who follows an animal on its page has not chosen to read of nothing else.
NARROWS = Q(topic__is_offered=True) | Q(topic__species__isnull=True)


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def confirmed(self) -> Self:
        """Those who get the newsletter."""
        return self.filter(state=Subscriber.State.CONFIRMED)

    def reached(self) -> Self:
        """Those whom an issue reaches now: confirmed, and not on a pause."""
        return self.confirmed().filter(Q(paused_until__isnull=True) | Q(paused_until__lte=Now()))

    def interested_in(self, topics: Iterable[Topic]) -> Self:
        """Those who chose one of these topics, or none at all: without a choice one gets everything."""
        wanted = [topic.pk for topic in topics]
        if not wanted:
            return self
        chosen = Subscriber.topics.through.objects.filter(subscriber=OuterRef("pk"))
        return self.filter(Exists(chosen.filter(topic__in=wanted)) | ~Exists(chosen.filter(NARROWS)))

    def reading_everything(self) -> Self:
        chosen = Subscriber.topics.through.objects.filter(subscriber=OuterRef("pk"))
        return self.filter(~Exists(chosen.filter(NARROWS)))

    def following(self, topics: Iterable[Topic]) -> Self:
        """Those who chose one of these topics themselves."""
        chosen = Subscriber.topics.through.objects.filter(subscriber=OuterRef("pk"))
        return self.filter(Exists(chosen.filter(topic__in=[topic.pk for topic in topics])))

    def never_confirmed(self, since: datetime) -> Self:
        """Those who last asked before that moment and never followed the link."""
        return self.filter(state=Subscriber.State.PENDING, changed_at__lt=since)


class Subscriber(models.Model):
    """One address and its one state: pending → confirmed → unsubscribed, or suppressed after a bounce or complaint."""

    class State(models.TextChoices):
        PENDING = "pending", "Pending: not confirmed yet"
        CONFIRMED = "confirmed", "Confirmed"
        UNSUBSCRIBED = "unsubscribed", "Unsubscribed"
        SUPPRESSED = "suppressed", "Suppressed: bounced or complained"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(max_length=254, unique=True, help_text="Normalised: the domain in small letters.")
    state = models.CharField(max_length=20, choices=State, default=State.PENDING)
    topics = models.ManyToManyField(Topic, blank=True, related_name="subscribers")
    paused_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [
            ("export_subscriber", "Can take the list away as a file"),
            ("import_subscriber", "Can import a list with proof of consent"),
        ]
        indexes = [models.Index(fields=["changed_at"], condition=Q(state="pending"), name="subscriber_pending")]

    def __str__(self) -> str:
        return self.email


class Consent(models.Model):
    """What was agreed or taken back, when and how. Rows are added, never changed.

    A row ASKED is also what the link in its mail confirms: the link dies with it, or when it is taken back.
    """

    class Act(models.TextChoices):
        ASKED = "asked", "Asked for the newsletter"
        CONFIRMED = "confirmed", "Confirmed by the link in the mail"
        WITHDRAWN = "withdrawn", "Unsubscribed"
        IMPORTED = "imported", "Agreed elsewhere, imported with proof"
        CHANGED = "changed", "Changed address or interests"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="consents")
    act = models.CharField(max_length=20, choices=Act)
    wording = models.PositiveSmallIntegerField(null=True, help_text="The version of the words that were agreed to.")
    words = models.TextField(blank=True, help_text="Those words, as they stood on the page.")
    page = models.CharField(max_length=300, blank=True)
    how = models.CharField(max_length=300, blank=True, help_text="By which link or form.")
    topics = models.JSONField(default=list, help_text="The slugs of the interests chosen with it.")
    origin = models.CharField(max_length=45, blank=True, help_text="The visitor's network: the address, cut short.")
    # The mail whose link was followed, where it was an issue.
    issue = models.ForeignKey("Issue", models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()}, {self.at:%Y-%m-%d}"


class AddressChange(models.Model):
    """A subscriber asked to move to another address; a link in a mail to that one does it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="changes")
    email = models.EmailField(max_length=254)
    at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.subscriber} to {self.email}"


class Suppression(models.Model):
    """An address that must not be written to again, kept as a keyed hash: enough to know it, too little to find it."""

    class Why(models.TextChoices):
        ERASED = "erased", "Erased at their wish"
        BOUNCED = "bounced", "Mail came back"
        COMPLAINED = "complained", "Complained"

    key = models.CharField("keyed hash", max_length=64, unique=True)
    why = models.CharField(max_length=20, choices=Why)
    at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_why_display()}, {self.at:%Y-%m-%d}"


class Export(models.Model):
    """Somebody took the list away as a file. Rows are added, never changed."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    rows = models.PositiveIntegerField()

    objects = models.Manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.rows} addresses, {self.at:%Y-%m-%d}"
