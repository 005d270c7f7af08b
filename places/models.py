"""Where we work: countries, landscapes, seascapes and protected areas."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django_countries import countries
from django_prose_editor.fields import ProseEditorField

from photos.models import Photo
from places.choices import PlaceKind
from publishing import dates, richtext
from publishing.bases import Content
from sources.bases import Checked, Statement, to_check
from sources.models import Source


def split_codes(text: str) -> list[str]:
    return [code for part in text.split(",") if (code := part.strip().upper())]


def known_countries(text: str) -> None:
    unknown = [code for code in split_codes(text) if not countries.name(code)]
    if unknown:
        raise ValidationError(f"Not a country's code: {', '.join(unknown)}. Write two letters each, such as RU, CN.")


class PlaceQuerySet(models.QuerySet["Place"]):
    def to_check(self) -> Self:
        """Places with a fact that nobody has checked, or whose source nobody has."""
        return self.filter(Exists(to_check(PlaceFact).filter(place=OuterRef("pk"))))


class Place(Content, Checked):
    """The draft of a place's page; what the row says itself that can be checked is how large it is, and since when."""

    says = ("area_km2", "area_source", "established", "established_source")

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=PlaceKind)
    countries = models.CharField(
        max_length=120,
        blank=True,
        help_text="Codes of the countries it lies in, with commas between: RU, CN.",
        validators=[known_countries],
    )
    latitude = models.DecimalField(
        "latitude of the centre",
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="North is positive.",
    )
    longitude = models.DecimalField(
        "longitude of the centre",
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="East is positive.",
    )
    area_km2 = models.PositiveIntegerField("area in km²", null=True, blank=True)
    area_source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")
    established = models.CharField(
        max_length=10,
        blank=True,
        help_text="Year, or year-month-day, as far as it is known.",
        validators=[dates.partial],
    )
    established_source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")
    summary = models.CharField(max_length=300, blank=True, help_text="One or two sentences, for lists and cards.")
    body = ProseEditorField(
        "text", max_length=50_000, blank=True, extensions=richtext.EXTENSIONS, sanitize=richtext.clean
    )
    photo = models.ForeignKey(Photo, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | Q(latitude__gte=-90, latitude__lte=90),
                name="place_latitude_on_earth",
                violation_error_code="latitude",
                violation_error_message="A latitude lies between -90 and 90.",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True) | Q(longitude__gte=-180, longitude__lte=180),
                name="place_longitude_on_earth",
                violation_error_code="longitude",
                violation_error_message="A longitude lies between -180 and 180.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="place_centre_is_whole",
                violation_error_code="longitude",
                violation_error_message="Give both latitude and longitude, or neither.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/places/{self.slug}/"

    def country_codes(self) -> list[str]:
        return split_codes(self.countries)


class PlaceFact(Statement):
    """One short statement about a place."""

    owner = "place"

    place = models.ForeignKey(Place, models.CASCADE, related_name="facts")
    text = models.CharField(max_length=300)

    objects = models.Manager()

    class Meta(Statement.Meta):
        verbose_name = "fact"

    def __str__(self) -> str:
        return self.text
