"""The draft of a species profile: rows that staff edit and publishing freezes."""

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Now
from django_prose_editor.fields import ProseEditorField

from photos.bases import PhotoOnPage
from photos.choices import ShowPlace
from photos.models import Photo
from places.models import Place
from publishing import dates, richtext
from publishing.bases import Content, Part
from sources import bases
from sources.bases import Checked, once_old, to_check
from sources.models import Source
from wcs_species import choices, criteria, wording


class Group(Part):
    """A group readers know: cats, apes, turtles."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)

    objects = models.Manager()

    class Meta(Part.Meta):
        pass

    def __str__(self) -> str:
        return self.name


class SpeciesQuerySet(models.QuerySet["Species"]):
    def to_check(self) -> Self:
        """Species with a statement that nobody has checked, or whose source nobody has."""
        found = Q()
        for part in Statement.__subclasses__():
            found |= Q(Exists(to_check(part).filter(species=OuterRef("pk"))))
        return self.filter(found)


class Species(Content, Checked):
    """The row at the root of a profile's draft; what it says itself that can be checked is the population trend."""

    says = ("trend", "trend_as_of", "trend_source")

    common_name = models.CharField(max_length=120, help_text="The name readers know.")
    scientific_name = models.CharField(max_length=120, help_text="The Latin name without its author.")
    authority = models.CharField(
        max_length=120, blank=True, help_text="Who described it and when, as printed: (Schlegel, 1857)."
    )
    rank = models.CharField(max_length=20, choices=choices.Rank, default=choices.Rank.SPECIES)
    kingdom = models.CharField(max_length=60, default="Animalia")
    phylum = models.CharField(max_length=60, default="Chordata")
    class_name = models.CharField("class", max_length=60, blank=True)
    order = models.CharField(max_length=60, blank=True)
    family = models.CharField(max_length=60, blank=True)
    groups = models.ManyToManyField(Group, blank=True)
    summary = models.CharField(
        max_length=300, blank=True, help_text="The sentence under the name on cards and in search results."
    )
    introduction = ProseEditorField(
        max_length=50_000, blank=True, extensions=richtext.EXTENSIONS, sanitize=richtext.clean
    )
    trend = models.CharField("population trend", max_length=20, choices=choices.Trend, blank=True)
    trend_as_of = models.PositiveSmallIntegerField(
        "trend as of", null=True, blank=True, validators=[dates.year_behind], help_text="Year."
    )
    trend_source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")
    show_place = models.CharField(
        "readers may learn where photos were taken",
        max_length=10,
        choices=ShowPlace,
        blank=True,
        help_text="At most; a photo may allow less. Blank: the country for a threatened animal, else park or province.",
    )
    places = models.ManyToManyField(Place, blank=True, help_text="Where we work for it. Only published places show.")
    sources = models.ManyToManyField(
        Source,
        blank=True,
        help_text="What the page as a whole rests on, beside the sources of single statements.",
    )
    # Numbers of photos are addresses: one that was used is never given to another photo.
    last_photo_number = models.PositiveIntegerField(default=0, editable=False)

    objects = SpeciesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "species"
        ordering = ["common_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["scientific_name"],
                name="scientific_name_once",
                violation_error_code="scientific_name",
                violation_error_message="There is already a species with that scientific name.",
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=["compare", "threats"]),
                name="species_slug_is_no_page_across_species",
                violation_error_code="slug",
                violation_error_message="Another page of the site has that address. Choose a different one.",
            ),
            models.CheckConstraint(
                condition=Q(trend_as_of__isnull=True) | Q(trend_as_of__gte=1900, trend_as_of__lte=2100),
                name="species_trend_year",
                violation_error_code="trend_as_of",
                violation_error_message="Write the year as four digits.",
            ),
        ]

    def __str__(self) -> str:
        return self.common_name

    def finest_place(self) -> ShowPlace:
        """How finely readers may learn where a photo of this animal was taken."""
        if self.show_place:
            return ShowPlace(self.show_place)
        # From memory: a draft may come from a form that nobody saved.
        threatened = any(row.category in choices.THREATENED for row in self.assessments.all())
        return ShowPlace.COUNTRY if threatened else ShowPlace.AREA

    def get_absolute_url(self) -> str:
        return f"/species/{self.slug}/"

    def review_after(self, checked: date) -> date:
        """A trend is of an assessment, and grows old with it."""
        return old_after(self.trend_as_of, choices.ASSESSMENT_YEARS, checked) or super().review_after(checked)


def old_after(year: int | None, years: int, checked: date) -> date | None:
    """By when what is of that year wants to be looked at again; None where no year is known."""
    return once_old(date(year + years, 12, 31), checked) if year else None


class Statement(bases.Statement):
    """A part of a profile that can be checked."""

    owner = "species"

    class Meta(bases.Statement.Meta):
        abstract = True


class VernacularName(Statement):
    """A name in any language; the main common name is on the species itself."""

    species = models.ForeignKey(Species, models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=12, choices=choices.LANGUAGES, default="en")

    objects = models.Manager()

    class Meta(Statement.Meta):
        verbose_name = "name in any language"
        verbose_name_plural = "names in other languages, and other names"
        constraints = [
            models.UniqueConstraint(
                fields=["species", "name", "language"],
                name="vernacular_name_once",
                violation_error_code="name",
                violation_error_message="That name is already there in that language.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_language_display()})"


class Identifier(Part):
    """This species' number in somebody's catalogue."""

    species = models.ForeignKey(Species, models.CASCADE, related_name="identifiers")
    scheme = models.CharField("catalogue", max_length=20, choices=choices.Scheme)
    value = models.CharField("number there", max_length=60)

    objects = models.Manager()

    class Meta(Part.Meta):
        verbose_name = "number in a catalogue"
        verbose_name_plural = "numbers in other catalogues"
        constraints = [
            models.UniqueConstraint(
                fields=["species", "scheme"],
                name="identifier_once_per_scheme",
                violation_error_code="scheme",
                violation_error_message="There is already a number for that catalogue.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"


class Assessment(Statement):
    """One Red List assessment, of the whole species or of a region."""

    species = models.ForeignKey(Species, models.CASCADE, related_name="assessments")
    category = models.CharField(max_length=6, choices=choices.Category)
    criteria = models.CharField(max_length=60, blank=True, help_text="As printed: C2a(ii); D")
    assessed = models.CharField(
        "assessed on",
        max_length=10,
        blank=True,
        validators=[dates.partial, dates.behind],
        help_text="2008, 2008-06 or 2008-06-30",
    )
    published = models.PositiveSmallIntegerField(
        "published in", null=True, blank=True, validators=[dates.year_behind], help_text="Year."
    )
    scope = models.CharField(max_length=10, choices=choices.Scope, default=choices.Scope.GLOBAL)
    region = models.CharField(max_length=80, blank=True)

    objects = models.Manager()

    class Meta(Statement.Meta):
        verbose_name = "Red List assessment"
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="regional") | ~Q(category__in=choices.REGIONAL_ONLY),
                name="regional_category_in_regional_list",
                violation_error_code="category",
                violation_error_message="That category belongs to regional lists only. Choose “Regional” as scope.",
            ),
            models.CheckConstraint(
                condition=Q(scope="global") | ~Q(region=""),
                name="regional_assessment_names_region",
                violation_error_code="region",
                violation_error_message="Name the region that was assessed.",
            ),
            models.CheckConstraint(
                condition=Q(criteria="") | Q(category__in=[*criteria.CATEGORIES, *choices.BEFORE_2001]),
                name="criteria_where_they_apply",
                violation_error_code="criteria",
                violation_error_message=criteria.THESE_ONLY,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.year or ''}".strip()

    @property
    def year(self) -> int | None:
        """The year it speaks of: of the assessment, else of its publication."""
        return int(self.assessed[:4]) if self.assessed else self.published

    def review_after(self, checked: date) -> date:
        return old_after(self.year, choices.ASSESSMENT_YEARS, checked) or super().review_after(checked)

    def clean(self) -> None:
        is_by_these_rules = self.category in criteria.CATEGORIES and (self.year or criteria.SINCE) >= criteria.SINCE
        if self.criteria and is_by_these_rules and (wrong := criteria.problem(self.criteria, self.category)):
            raise ValidationError({"criteria": wrong})


class Listing(Statement):
    """An entry in an appendix of a convention, from the day it is in force."""

    species = models.ForeignKey(Species, models.CASCADE, related_name="listings")
    convention = models.CharField(max_length=10, choices=choices.Convention, default=choices.Convention.CITES)
    appendix = models.CharField(max_length=4, choices=choices.Appendix)
    adopted = models.CharField(
        "adopted on",
        max_length=10,
        blank=True,
        validators=[dates.partial, dates.behind],
        help_text="2025, 2025-11 or 2025-11-28",
    )
    in_force = models.CharField(
        "in force from",
        max_length=10,
        blank=True,
        validators=[dates.partial],
        help_text="1975, 1975-07 or 1975-07-01",
    )
    annotation = models.CharField(max_length=300, blank=True)

    objects = models.Manager()

    class Meta(Statement.Meta):
        verbose_name = "legal listing"

    def __str__(self) -> str:
        return f"{self.convention} {self.get_appendix_display()}"

    def review_after(self, checked: date) -> date:
        return choices.next_conference(self.convention, checked)


class Series(Part):
    """Counts of the same thing in the same area by the same method. “Rise” and “fall” are said only within one."""

    species = models.ForeignKey(Species, models.CASCADE, related_name="series")
    counted = models.CharField("what is counted", max_length=60, choices=choices.Counted)
    area = models.CharField("where", max_length=160)
    method = models.CharField(
        "how", max_length=40, choices=choices.Method, blank=True, help_text="Blank where no source says how."
    )
    detail = models.CharField("more about how", max_length=200, blank=True)

    objects = models.Manager()

    class Meta(Part.Meta):
        verbose_name = "series of counts"
        verbose_name_plural = "series of counts: what is counted, where and how"
        constraints = [
            models.UniqueConstraint(
                fields=["species", "counted", "area", "method", "detail"],
                name="series_once_per_species",
                violation_error_code="area",
                violation_error_message="There is already such a series. Add the count there.",
            )
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.get_counted_display(), self.area, self.get_method_display()) if part)


def value_constraints(name: str) -> list[models.BaseConstraint]:
    """What holds for every value or range: something is given, and low is not above high."""
    return [
        models.CheckConstraint(
            condition=Q(low__isnull=False) | Q(high__isnull=False),
            name=f"{name}_has_a_value",
            violation_error_code="low",
            violation_error_message="Give at least one number.",
        ),
        models.CheckConstraint(
            condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(high__gte=F("low")),
            name=f"{name}_low_not_above_high",
            violation_error_code="high",
            violation_error_message="The higher number is below the lower one.",
        ),
        models.CheckConstraint(
            condition=Q(low__isnull=True) | Q(low__gte=0),
            name=f"{name}_not_negative",
            violation_error_code="low",
            violation_error_message="A number below zero cannot be right.",
        ),
    ]


class CountQuerySet(models.QuerySet["Count"]):
    def give_way(self) -> None:
        """These rows will be saved again, or deleted, one after the other: until then none of them is in the way of
        another that says what it said."""
        self.update(**Count.OUT_OF_THE_WAY)


class Count(Statement):
    """How many there were: one point of a series."""

    OUT_OF_THE_WAY: ClassVar[dict[str, Any]] = {
        "year": choices.NO_YEAR,
        "qualifier": choices.Qualifier.EXACTLY,
        "low": F("pk"),
        "high": None,
        "is_headline": False,
    }

    species = models.ForeignKey(Species, models.CASCADE, related_name="counts")
    series = models.ForeignKey(Series, models.CASCADE, related_name="counts")
    year = models.PositiveSmallIntegerField("year counted", null=True, blank=True, validators=[dates.year_behind])
    qualifier = models.CharField(
        "how sure", max_length=12, choices=choices.Qualifier, default=choices.Qualifier.EXACTLY
    )
    low = models.PositiveIntegerField("how many", null=True, blank=True)
    high = models.PositiveIntegerField("up to", null=True, blank=True)
    comparable = models.CharField(
        "comparable with the count before",
        max_length=10,
        choices=choices.Comparable,
        default=choices.Comparable.UNSURE,
        help_text="Only where the source compares them, or nothing in area and method changed.",
    )
    is_headline = models.BooleanField("headline number", default=False, help_text="The one number on the card.")
    note = models.CharField(max_length=300, blank=True)

    objects = CountQuerySet.as_manager()

    class Meta(Statement.Meta):
        constraints = [
            *value_constraints("count"),
            models.CheckConstraint(
                condition=~Q(qualifier="between") | Q(low__isnull=False, high__isnull=False),
                name="count_between_has_both",
                violation_error_code="high",
                violation_error_message="“Between” needs two numbers.",
            ),
            models.CheckConstraint(
                condition=Q(qualifier__in=["between", "fewer than"]) | Q(low__isnull=False),
                name="count_has_its_number",
                violation_error_code="low",
                violation_error_message="Write the number here.",
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=1500),
                name="count_year_is_a_year",
                violation_error_code="year",
                violation_error_message="Write the year in which it was counted, as four digits.",
            ),
            # Numbers that are not given are equal here, which plain columns never are.
            models.UniqueConstraint(
                "series",
                Coalesce("year", 0),
                Coalesce("low", -1),
                Coalesce("high", -1),
                name="count_once_per_series",
                violation_error_code="low",
                violation_error_message="That count is already there: the same series, year and number.",
            ),
            models.UniqueConstraint(
                fields=["species"],
                condition=Q(is_headline=True),
                name="one_headline_per_species",
                violation_error_code="is_headline",
                violation_error_message="Another count is the headline number.",
            ),
        ]

    def __str__(self) -> str:
        return f"{wording.count(self.qualifier, self.low, self.high)} in {self.year or 'a year not given'}"

    def review_after(self, checked: date) -> date:
        return old_after(self.year, choices.COUNT_YEARS, checked) or super().review_after(checked)


class Measurement(Statement):
    """A size as the source printed it; the page shows it in metric and imperial units."""

    species = models.ForeignKey(Species, models.CASCADE, related_name="measurements")
    kind = models.CharField("what", max_length=20, choices=choices.MeasurementKind)
    sex = models.CharField("of", max_length=10, choices=choices.Sex, default=choices.Sex.ANY)
    low = models.DecimalField("from", max_digits=9, decimal_places=2, null=True, blank=True)
    high = models.DecimalField("to", max_digits=9, decimal_places=2, null=True, blank=True)
    unit = models.CharField(max_length=6, choices=choices.Unit)
    as_printed = models.CharField(max_length=120, blank=True)

    objects = models.Manager()

    class Meta(Statement.Meta):
        constraints = value_constraints("measurement")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_sex_display().lower()}"

    def clean(self) -> None:
        units = (
            choices.UNITS_OF.get(choices.MeasurementKind(self.kind), choices.UNITS_OF_LENGTH) if self.kind else set()
        )
        if self.kind and self.unit and self.unit not in units:
            raise ValidationError({"unit": f"{self.get_kind_display()} is not measured in {self.unit}."})


class FastFact(Statement):
    """One short fact for the fact box."""

    species = models.ForeignKey(Species, models.CASCADE, related_name="fast_facts")
    text = models.CharField(max_length=300)

    objects = models.Manager()

    class Meta(Statement.Meta):
        pass

    def __str__(self) -> str:
        return self.text


class Habitat(Statement):
    """The kind of place it lives in."""

    species = models.ForeignKey(Species, models.CASCADE, related_name="habitats")
    text = models.CharField(max_length=300)

    objects = models.Manager()

    class Meta(Statement.Meta):
        pass

    def __str__(self) -> str:
        return self.text


class RangeCountry(Statement):
    """A country where it occurs, or did."""

    species = models.ForeignKey(Species, models.CASCADE, related_name="range_countries")
    country = models.CharField(max_length=2, choices=choices.countries)
    presence = models.CharField(max_length=12, choices=choices.Presence, default=choices.Presence.PRESENT)

    objects = models.Manager()

    class Meta(Statement.Meta):
        verbose_name = "country of the range"
        verbose_name_plural = "range: countries"
        constraints = [
            models.UniqueConstraint(
                fields=["species", "country"],
                name="range_country_once",
                violation_error_code="country",
                violation_error_message="That country is already there.",
            )
        ]

    def __str__(self) -> str:
        return self.get_country_display()


class ThreatQuerySet(models.QuerySet["Threat"]):
    def unanswered(self) -> Self:
        """Threats of now or to come, in drafts that are not in the bin, which no action answers."""
        return self.filter(answered_by__isnull=True, unverified=False, species__page__binned_at__isnull=True).exclude(
            timing=choices.Timing.PAST
        )


class Threat(Statement):
    """A human activity or process that harms it."""

    species = models.ForeignKey(Species, models.CASCADE, related_name="threats")
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=5_000, blank=True)
    code = models.CharField("kind of threat", max_length=10, choices=choices.threat_codes, blank=True)
    timing = models.CharField(max_length=30, choices=choices.Timing, default=choices.Timing.ONGOING)

    objects = ThreatQuerySet.as_manager()

    class Meta(Statement.Meta):
        pass

    def __str__(self) -> str:
        return self.title


class Action(Statement):
    """What is done for it, which threats that answers, and what came of it."""

    species = models.ForeignKey(Species, models.CASCADE, related_name="actions")
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=5_000, blank=True)
    code = models.CharField("kind of action", max_length=6, choices=choices.ActionCode, blank=True)
    since = models.PositiveSmallIntegerField(null=True, blank=True, validators=[dates.year_behind], help_text="Year.")
    until = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Year; blank while it goes on.")
    place = models.CharField("where", max_length=160, blank=True)
    partners = models.CharField("with whom", max_length=200, blank=True)
    answers = models.ManyToManyField(
        Threat, blank=True, verbose_name="answers these threats", related_name="answered_by"
    )
    result = models.TextField("what came of it", max_length=2_000, blank=True)

    objects = models.Manager()

    class Meta(Statement.Meta):
        verbose_name = "conservation action"
        constraints = [
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="action_ends_after_it_begins",
                violation_error_code="until",
                violation_error_message="It cannot end before it begins.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class SpeciesPhoto(PhotoOnPage):
    """One use of a photo on a profile; its number is part of an address and never given to another photo."""

    species = models.ForeignKey(Species, models.CASCADE, related_name="photos")
    number = models.PositiveIntegerField(default=0, editable=False)

    objects = models.Manager()

    class Meta(PhotoOnPage.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["species", "photo"],
                name="photo_once_per_species",
                violation_error_code="photo",
                violation_error_message="That photo is already on this page.",
            )
        ]

    def show_instead(self, photo: Photo) -> None:
        Species.objects.filter(pk=self.species_id).update(last_photo_number=F("last_photo_number") + 1)
        self.number = Species.objects.values_list("last_photo_number", flat=True).get(pk=self.species_id)
        super().show_instead(photo)


class Dismissal(models.Model):
    """A contradiction that somebody looked at and found to be none: see wcs_species.contradictions.

    `of` is the uid of what says it: a page, or a campaign, an appeal, a banner. `key` is of the sentence and of what
    the profile says, so it counts for no other words and no newer number.
    """

    of = models.UUIDField()
    key = models.CharField(max_length=64)
    said = models.CharField(max_length=1_000)
    why = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects = models.Manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["of", "key"], name="dismissed_once")]

    def __str__(self) -> str:
        return self.said
