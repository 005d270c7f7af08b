"""A photo, its rights and its renditions. It knows no page."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from pathlib import PurePath
from typing import Self

import msgspec
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now as RowNow
from django.db.models.functions import TruncDate

from photos.choices import Accent, Licence, ReleaseKind, Shape, ShowPlace, countries
from publishing import clock
from publishing.clock import Now
from publishing.models import Page, Reference

# A photo that could not be rendered so often waits until its file or its credit changes.
RENDER_TRIES = 5


class Rendition(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file made from a photo, served under a name that its content decides.

    `crop` is a Shape, or empty for the whole picture. `made_from` names what the file shows and says: while it is the
    same, the file need not be made again.
    """

    name: str
    format: str
    width: int
    height: int
    size: int
    crop: str = ""
    made_from: str = ""

    @property
    def url(self) -> str:
        return f"{settings.MEDIA_URL}{self.name}"


def nearest(renditions: list[Rendition], width: int) -> Rendition:
    """The one nearest to this width in pixels; `renditions` is not empty."""
    return min(renditions, key=lambda rendition: abs(rendition.width - width))


def originals() -> Storage:
    """Where uploads are kept; never served."""
    return storages["originals"]


def uids_of(key: str) -> tuple[uuid.UUID, uuid.UUID]:
    """The first and the last uid that a photo with this key may have."""
    return uuid.UUID(hex=key.ljust(32, "0")), uuid.UUID(hex=key.ljust(32, "f"))


_renditions = msgspec.json.Decoder(list[Rendition])
_crops = msgspec.json.Decoder(dict[Shape, tuple[int, int, int, int]])


def encoded(files: list[Rendition]) -> str:
    """As `Photo.rendition_list` keeps them."""
    return msgspec.json.encode(files, order="deterministic").decode()


def valid_crops(text: str) -> None:
    """Refuse what is not {shape: [left, top, width, height]} in thousandths of the picture's sides."""
    try:
        boxes = _crops.decode(text)
    except msgspec.MsgspecError:
        raise ValidationError("The crops cannot be read. Set them again.") from None
    for shape, (left, top, width, height) in boxes.items():
        if min(left, top) < 0 or min(width, height) < 1 or left + width > 1000 or top + height > 1000:
            raise ValidationError(f"The crop “{shape.label}” reaches over the edge of the picture.")


def release_name(release: "Release", sent: str) -> str:
    """Where a release is kept: nothing of the sent name but its kind."""
    return f"releases/{uuid.uuid4().hex}{PurePath(sent).suffix.lower()[:5]}"


class PhotoQuerySet(models.QuerySet["Photo"]):
    def complete(self) -> Self:
        """Photos a page may be published with."""
        return self.filter(is_complete=True, withdrawn_at__isnull=True).licensed()

    def licensed(self) -> Self:
        """Photos whose licence has not ended, by the date in UTC."""
        return self.exclude(licence_until__lt=TruncDate(Now(), tzinfo=UTC), licence_until__isnull=False)

    def expired(self) -> Self:
        """Photos that pages may show no longer, because their licence ended."""
        return self.filter(licence_until__lt=TruncDate(Now(), tzinfo=UTC))

    def ending(self, within: timedelta) -> Self:
        """Photos whose licence has ended or ends within that time."""
        return self.filter(licence_until__lt=(clock.now() + within).date())

    def unrendered(self, recipe: str) -> Self:
        """Photos whose renditions are missing or were made by another recipe than this."""
        return self.exclude(file="").exclude(recipe=recipe)

    def due(self, recipe: str) -> Self:
        """Unrendered photos whose turn it is: nobody is at work on them, nor did they fail too often or just now.

        Those that editors have just sent or changed have no recipe: they go before those of an older one.
        """
        waits = Q(render_after__gt=Now(), render_after__isnull=False)
        return self.unrendered(recipe).exclude(waits).filter(render_tries__lt=RENDER_TRIES).order_by("recipe", "pk")

    def shown(self, uids: Iterable[uuid.UUID]) -> Self:
        """These photos as pages show them now: none that was withdrawn or whose licence ended."""
        found = self.filter(uid__in=list(uids), withdrawn_at__isnull=True).licensed()
        return found.fetch_mode(models.FETCH_RAISE)


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
    keywords = models.CharField(max_length=500, blank=True, help_text="With commas between them.")

    credit = models.CharField("photographer", max_length=200, blank=True)
    by_organisation = models.BooleanField(
        "an organisation", default=False, help_text="Search engines are told that it was no single person."
    )
    rights_holder = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=30, choices=Licence, blank=True)
    licence_until = models.DateField(
        "licence ends",
        null=True,
        blank=True,
        help_text="The last day on which it may be shown, in UTC. The day after, it is gone from every page.",
    )
    terms = models.TextField(
        "terms for the press", max_length=1_000, blank=True, help_text="Readers see them beside the download."
    )
    may_download = models.BooleanField(
        "the press may download it", default=False, help_text="Offers the large file, with the terms."
    )

    taken_on = models.DateField(null=True, blank=True)
    country = models.CharField(max_length=2, choices=countries, blank=True)
    area = models.CharField(max_length=120, blank=True, help_text="The park, province or sea.")
    spot = models.CharField("exact place", max_length=200, blank=True, help_text="Never published.")
    latitude = models.DecimalField(
        max_digits=8, decimal_places=5, null=True, blank=True, help_text="Degrees, south is negative. Never published."
    )
    longitude = models.DecimalField(
        max_digits=8, decimal_places=5, null=True, blank=True, help_text="Degrees, west is negative. Never published."
    )
    show_place = models.CharField(
        "readers may learn",
        max_length=10,
        choices=ShowPlace,
        default=ShowPlace.COUNTRY,
        help_text="At most: a page tells less where its animal is in danger from those who look for it.",
    )

    # The point that every crop keeps in sight.
    focal_x = models.PositiveSmallIntegerField("focal point: from the left, %", default=50)
    focal_y = models.PositiveSmallIntegerField("focal point: from the top, %", default=50)
    crops = models.TextField(
        default="{}",
        blank=True,
        validators=[valid_crops],
        help_text="JSON: shape to [left, top, width, height] in thousandths, where somebody set it by hand.",
    )

    is_complete = models.BooleanField(
        "ready for pages",
        default=False,
        help_text="Credit, licence and alt text are given. Tick it when the description is done.",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Names of fields, with commas between: the file said this, and nobody has looked at it yet.
    read_from_file = models.CharField(max_length=300, blank=True, editable=False)

    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    # Somebody may want to keep the same file twice: which of them this is.
    copy = models.PositiveSmallIntegerField(default=0, editable=False)
    colour = models.CharField("average colour", max_length=7, blank=True, editable=False)
    accent = models.CharField(max_length=12, choices=Accent, default=Accent.MOSS, editable=False)
    # Made from the file by photos.renditions: what a page needs, so that a request opens no file.
    recipe = models.CharField(max_length=40, blank=True, editable=False)
    rendition_list = models.TextField(default="[]", editable=False)
    # Files of the set under way: pages show them when it is whole, and who goes on with it keeps them.
    made_list = models.TextField(default="[]", editable=False)
    # Nobody renders it before this moment: somebody is at work on it, or it failed and waits.
    render_after = models.DateTimeField(null=True, editable=False)
    render_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    render_error = models.CharField(max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="photos_added"
    )

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        permissions = [("view_spot", "Can see exactly where a photo was taken")]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "copy"],
                condition=~Q(sha256=""),
                name="photo_same_file_once",
                violation_error_message="This file is here already.",
            ),
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
            models.CheckConstraint(
                condition=Q(focal_x__lte=100, focal_y__lte=100),
                name="photo_focal_point_inside",
                violation_error_code="focal_x",
                violation_error_message="The focal point lies inside the picture: 0 to 100 each way.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="photo_has_both_coordinates",
                violation_error_code="longitude",
                violation_error_message="Give both latitude and longitude, or neither.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | Q(latitude__gte=-90, latitude__lte=90),
                name="photo_latitude",
                violation_error_code="latitude",
                violation_error_message="A latitude lies between −90 and 90.",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True) | Q(longitude__gte=-180, longitude__lte=180),
                name="photo_longitude",
                violation_error_code="longitude",
                violation_error_message="A longitude lies between −180 and 180.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """The beginning of its uid, short enough for names and addresses of files."""
        return self.uid.hex[:12]

    def renditions(self) -> list[Rendition]:
        """The files that pages show, by crop and format, narrow ones first."""
        return _renditions.decode(self.rendition_list)

    def made(self) -> list[Rendition]:
        """The files made so far that pages do not show yet."""
        return _renditions.decode(self.made_list)

    @property
    def chooser_picture(self) -> str:
        """The address of a small picture, for those who choose among photos; empty while there is none."""
        files = self.jpegs()
        return nearest(files, 160).url if files else ""

    def jpegs(self) -> list[Rendition]:
        """The whole picture in the format that everything reads, narrow ones first; empty while there is no file."""
        return [file for file in self.renditions() if file.format == "jpeg" and not file.crop]

    def crop_boxes(self) -> dict[Shape, tuple[int, int, int, int]]:
        """The crops set by hand: left, top, width and height in thousandths of the picture's sides."""
        return _crops.decode(self.crops or "{}")

    def keyword_list(self) -> list[str]:
        return [word for part in self.keywords.split(",") if (word := part.strip())]

    def place_words(self, finest: ShowPlace = ShowPlace.AREA) -> str:
        """What readers may learn of where it was taken: no finer than the photo allows, nor than `finest`."""
        order = list(ShowPlace)
        allowed = min(ShowPlace(self.show_place), finest, key=order.index)
        country = self.get_country_display() if allowed != ShowPlace.NOTHING else ""
        return ", ".join(filter(None, (self.area if allowed == ShowPlace.AREA else "", country)))

    @property
    def licence_ends_at(self) -> datetime | None:
        """The moment at which it leaves every page: hand it to `state.changed` when the photo is saved."""
        if self.licence_until is None:
            return None
        return datetime.combine(self.licence_until + timedelta(days=1), time(), UTC)

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


class Collection(models.Model):
    """Photos that belong together for staff: a trip, a donor, a campaign."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(
        max_length=120, unique=True, error_messages={"unique": "There is a collection of that name."}
    )
    note = models.CharField(max_length=300, blank=True)
    photos = models.ManyToManyField(Photo, blank=True, related_name="collections")

    objects = models.Manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Release(models.Model):
    """Somebody's signed permission to show what is in a picture. Kept with the originals, never served to readers."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    photo = models.ForeignKey(Photo, models.CASCADE, related_name="releases")
    kind = models.CharField(max_length=10, choices=ReleaseKind)
    name = models.CharField("signed by", max_length=200)
    file = models.FileField("signed form", storage=originals, upload_to=release_name, max_length=200, blank=True)
    until = models.DateField("ends", null=True, blank=True, help_text="Blank: it does not end.")
    note = models.CharField(max_length=300, blank=True)

    objects = models.Manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def of_key(self, key: str) -> Self:
        """Withdrawals of the photo with this key."""
        return self.filter(photo_uid__range=uids_of(key))

    def of_page(self, page: Page) -> Self:
        """Withdrawals of photos that some edition of this page showed."""
        shown = Reference.objects.filter(edition__page=page, role="photo")
        return self.filter(photo_uid__in=shown.values("target"))


class Withdrawal(models.Model):
    """That a photo was taken from every page, its files deleted, and why. Rows are added, never changed."""

    photo = models.ForeignKey(Photo, models.SET_NULL, null=True, related_name="withdrawals")
    # The addresses of its files answer “gone” for ever, even when the photo's row is deleted one day.
    photo_uid = models.UUIDField(db_index=True)
    title = models.CharField(max_length=200)
    credit = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(db_default=RowNow())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=300)
    uses = models.TextField(blank=True, help_text="Where it was shown, a line each.")
    replaced_by = models.ForeignKey(Photo, models.SET_NULL, null=True, related_name="+")
    files = models.PositiveIntegerField(default=0, help_text="How many were deleted.")

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.title}, withdrawn on {self.at:%-d %B %Y}"
