"""A photo, its rights and its renditions. It knows no page."""

import uuid
from collections.abc import Iterable
from typing import Self

import msgspec
from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from photos.choices import Accent, Licence
from publishing.clock import Now

# A photo that could not be rendered so often waits until its file or its credit changes.
RENDER_TRIES = 5


class Rendition(msgspec.Struct, frozen=True):
    """One file made from a photo, served under a name that its content decides."""

    name: str
    format: str
    width: int
    height: int
    size: int

    @property
    def url(self) -> str:
        return f"{settings.MEDIA_URL}{self.name}"


def nearest(renditions: list[Rendition], width: int) -> Rendition:
    """The one nearest to this width in pixels; `renditions` is not empty."""
    return min(renditions, key=lambda rendition: abs(rendition.width - width))


def originals() -> Storage:
    """Where uploads are kept; never served."""
    return storages["originals"]


_renditions = msgspec.json.Decoder(list[Rendition])


class PhotoQuerySet(models.QuerySet["Photo"]):
    def complete(self) -> Self:
        """Photos a page may be published with."""
        return self.filter(is_complete=True, withdrawn_at__isnull=True)

    def unrendered(self, recipe: str) -> Self:
        """Photos whose renditions are missing or were made by another recipe than this."""
        return self.exclude(file="").exclude(recipe=recipe)

    def due(self, recipe: str) -> Self:
        """Unrendered photos whose turn it is: nobody is at work on them, nor did they fail too often or just now."""
        waits = Q(render_after__gt=Now(), render_after__isnull=False)
        return self.unrendered(recipe).exclude(waits).filter(render_tries__lt=RENDER_TRIES).order_by("pk")

    def shown(self, uids: Iterable[uuid.UUID]) -> Self:
        """These photos as pages show them now: none that was withdrawn."""
        return self.filter(uid__in=list(uids), withdrawn_at__isnull=True).fetch_mode(models.FETCH_RAISE)


class Photo(models.Model):
    """One picture. It may be incomplete while it is being described; a page cannot be published with it then."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    file = models.FileField("picture", storage=originals, max_length=200)
    alt_text = models.CharField(
        "alt text",
        max_length=300,
        blank=True,
        help_text="What the picture shows, for someone who cannot see it. No “photo of”.",
    )
    is_decorative = models.BooleanField(
        "decorative", default=False, help_text="Says nothing that the text does not: screen readers skip it."
    )
    caption = models.CharField(max_length=300, blank=True, help_text="Each page may have a caption of its own.")
    credit = models.CharField("photographer", max_length=200, blank=True)
    rights_holder = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=30, choices=Licence, blank=True)
    taken_on = models.DateField(null=True, blank=True)
    is_complete = models.BooleanField(
        "ready for pages",
        default=False,
        help_text="Credit, licence and alt text are given. Tick it when the description is done.",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    colour = models.CharField("average colour", max_length=7, blank=True, editable=False)
    accent = models.CharField(max_length=12, choices=Accent, default=Accent.MOSS, editable=False)
    # Made from the file by photos.renditions: what a page needs, so that a request opens no file.
    recipe = models.CharField(max_length=40, blank=True, editable=False)
    rendition_list = models.TextField(default="[]", editable=False)
    # Nobody renders it before this moment: somebody is at work on it, or it failed and waits.
    render_after = models.DateTimeField(null=True, editable=False)
    render_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    render_error = models.CharField(max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_complete=False) | ~Q(credit=""),
                name="complete_photo_has_credit",
                violation_error_code="credit",
                violation_error_message="Say who made the picture before it is marked ready for pages.",
            ),
            models.CheckConstraint(
                condition=Q(is_complete=False) | ~Q(licence=""),
                name="complete_photo_has_licence",
                violation_error_code="licence",
                violation_error_message="Choose the licence before the picture is marked ready for pages.",
            ),
            models.CheckConstraint(
                condition=Q(is_complete=False) | ~Q(alt_text="") | Q(is_decorative=True),
                name="complete_photo_has_alt_text",
                violation_error_code="alt_text",
                violation_error_message="Say what the picture shows, or mark it decorative, before it is marked "
                "ready for pages.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def renditions(self) -> list[Rendition]:
        """All files made from it, narrow ones first."""
        return _renditions.decode(self.rendition_list)

    def forget_renditions(self) -> None:
        """What its files show or say has changed: all of them are made anew. The caller saves."""
        self.recipe, self.render_error = "", ""
        self.render_tries, self.render_after = 0, None

    @property
    def credit_line(self) -> str:
        """Who made it and who holds the rights: “Julie Larsen Maher © WCS” reads the same everywhere."""
        if self.rights_holder and self.rights_holder != self.credit:
            return f"{self.credit} · {self.rights_holder}"
        return self.credit
