"""Vocabularies of a species profile, with where each comes from."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import TextChoices
from django_countries import countries as common_names

from publishing.dates import years_later


class Rank(TextChoices):
    SPECIES = "species", "Species"
    SUBSPECIES = "subspecies", "Subspecies"
    POPULATION = "population", "Population"


class Category(TextChoices):
    """IUCN Red List categories, version 3.1, and the letters used before 2001."""

    EX = "EX", "Extinct"
    EW = "EW", "Extinct in the Wild"
    CR = "CR", "Critically Endangered"
    EN = "EN", "Endangered"
    VU = "VU", "Vulnerable"
    NT = "NT", "Near Threatened"
    LC = "LC", "Least Concern"
    DD = "DD", "Data Deficient"
    NE = "NE", "Not Evaluated"
    RE = "RE", "Regionally Extinct"
    NA = "NA", "Not Applicable"
    E_OLD = "E", "Endangered (before 2001)"
    V_OLD = "V", "Vulnerable (before 2001)"
    R_OLD = "R", "Rare (before 2001)"
    I_OLD = "I", "Indeterminate (before 2001)"
    CD_OLD = "LR/cd", "Lower Risk, conservation dependent (before 2001)"
    NT_OLD = "LR/nt", "Lower Risk, near threatened (before 2001)"
    LC_OLD = "LR/lc", "Lower Risk, least concern (before 2001)"


THREATENED = (Category.CR, Category.EN, Category.VU)
BEFORE_2001 = tuple(category for category in Category if category.name.endswith("_OLD"))
REGIONAL_ONLY = (Category.RE, Category.NA)
# What a reader who does not know the letters needs: after the IUCN's own short definitions, in our words.
IN_PLAIN_WORDS = {
    Category.EX: "the last one has died",
    Category.EW: "lives only in captivity or outside its old range",
    Category.CR: "at extremely high risk of dying out in the wild",
    Category.EN: "at very high risk of dying out in the wild",
    Category.VU: "at high risk of dying out in the wild",
    Category.NT: "close to being at risk",
    Category.LC: "widespread and not at risk now",
    Category.DD: "too little is known to say",
    Category.NE: "nobody has assessed it yet",
}
LADDER = ("LC", "NT", "VU", "EN", "CR", "EW", "EX")
# Most urgent first: the order of the species index.
URGENCY = [c.value for c in (Category.CR, Category.EN, Category.VU, Category.EW, Category.NT, Category.DD, Category.LC)]


class Scope(TextChoices):
    GLOBAL = "global", "Global"
    REGIONAL = "regional", "Regional"


class Trend(TextChoices):
    INCREASING = "increasing", "Increasing"
    STABLE = "stable", "Stable"
    DECREASING = "decreasing", "Decreasing"
    UNKNOWN = "unknown", "Unknown"


class Convention(TextChoices):
    CITES = "CITES", "CITES (trade)"
    CMS = "CMS", "CMS (migratory species)"


# The last days of the meetings that adopt changes of the appendices, as their secretariats have announced them. A
# meeting that is not here yet is three years after the one before it, as both conventions lay down.
CONFERENCES = {
    Convention.CITES: (date(2022, 11, 25), date(2025, 12, 5)),
    Convention.CMS: (date(2024, 2, 17), date(2026, 3, 29)),
}
YEARS_BETWEEN_CONFERENCES = 3
# So long after the year they speak of, counts and assessments are old.
COUNT_YEARS, ASSESSMENT_YEARS = 3, 10


def next_conference(convention: str, after: date) -> date:
    """The end of the next meeting of that convention after this day."""
    known = CONFERENCES[Convention(convention)]
    meeting = next((day for day in known if day > after), known[-1])
    while meeting <= after:
        meeting = years_later(meeting, YEARS_BETWEEN_CONFERENCES)
    return meeting


class Appendix(TextChoices):
    I = "I", "Appendix I"  # noqa: E741 - the appendix is called I
    II = "II", "Appendix II"
    III = "III", "Appendix III"


# Later than any year counted.
NO_YEAR = 30_000


class Counted(TextChoices):
    ADULTS = "adults", "adults"
    MATURE = "mature individuals", "mature individuals"
    INDIVIDUALS = "individuals", "individuals"
    IDENTIFIED = "individuals identified", "individuals told apart"
    WITHOUT_YOUNG = "individuals without dependent young", "individuals, dependent young left out"
    PAIRS = "breeding pairs", "breeding pairs"
    NESTS = "nests", "nests"
    GROUPS = "groups", "groups"


class Method(TextChoices):
    CAMERA = "camera traps", "camera traps"
    TRACKS = "snow tracks", "snow tracks"
    CENSUS = "census", "census"
    SURVEY = "survey", "survey"
    AERIAL = "aerial count", "aerial count"
    GENETIC = "genetic count", "genetic count"
    ADDED_UP = "national estimates added up", "national estimates added up"
    EXPERTS = "experts’ estimate", "experts’ estimate"
    MODEL = "model", "model"


class Qualifier(TextChoices):
    EXACTLY = "exactly", "exactly"
    ABOUT = "about", "about"
    AT_LEAST = "at least", "at least"
    FEWER = "fewer than", "fewer than"
    BETWEEN = "between", "between two numbers"


class Comparable(TextChoices):
    YES = "yes", "Yes: same area, same method"
    NO = "no", "No"
    UNSURE = "unsure", "Not known"


class MeasurementKind(TextChoices):
    WEIGHT = "weight", "Weight"
    BIRTH_WEIGHT = "weight at birth", "Weight at birth"
    HEAD_BODY = "head-body", "Head and body"
    LENGTH = "body length", "Body length"
    TAIL = "tail", "Tail"
    SHOULDER = "shoulder height", "Height at the shoulder"
    STANDING = "standing height", "Height, standing"
    SHELL = "shell length", "Length of the shell"
    HORN = "horn length", "Length of the horns"
    FUR = "fur length", "Length of fur"
    HOME_RANGE = "home range", "Home range"


class Sex(TextChoices):
    ANY = "any", "Both sexes"
    MALE = "male", "Males"
    FEMALE = "female", "Females"


class Unit(TextChoices):
    T = "t", "t"
    KG = "kg", "kg"
    G = "g", "g"
    LB = "lb", "lb"
    MM = "mm", "mm"
    CM = "cm", "cm"
    M = "m", "m"
    INCH = "in", "in"
    FT = "ft", "ft"
    KM2 = "km2", "km²"
    SQ_MI = "sq mi", "sq mi"
    HA = "ha", "ha"


UNITS_OF = {
    MeasurementKind.WEIGHT: {Unit.T, Unit.KG, Unit.G, Unit.LB},
    MeasurementKind.BIRTH_WEIGHT: {Unit.KG, Unit.G, Unit.LB},
    MeasurementKind.HOME_RANGE: {Unit.KM2, Unit.SQ_MI, Unit.HA},
}
# What says how large an animal is: its height, its length.
DIMENSIONS = (
    MeasurementKind.SHOULDER,
    MeasurementKind.STANDING,
    MeasurementKind.HEAD_BODY,
    MeasurementKind.LENGTH,
    MeasurementKind.SHELL,
)
UNITS_OF_LENGTH = {Unit.MM, Unit.CM, Unit.M, Unit.INCH, Unit.FT}


class Presence(TextChoices):
    PRESENT = "present", "Lives there"
    UNCERTAIN = "uncertain", "Not certain"
    EXTINCT = "extinct", "Gone from there"
    INTRODUCED = "introduced", "Brought there by people"


class Timing(TextChoices):
    """IUCN threats scheme 3.3."""

    ONGOING = "ongoing", "Ongoing"
    FUTURE = "future", "Expected"
    PAST_RETURN = "past, likely to return", "Past, likely to return"
    PAST = "past, unlikely to return", "Past"
    UNKNOWN = "unknown", "Not known"


class ActionCode(TextChoices):
    """IUCN conservation actions 2.0; codes beginning with R are the research list, a scheme of its own."""

    A1_1 = "1.1", "1.1 Site or area protection"
    A1_2 = "1.2", "1.2 Resource and habitat protection"
    A2_1 = "2.1", "2.1 Site or area management"
    A2_2 = "2.2", "2.2 Invasive or problematic species"
    A2_3 = "2.3", "2.3 Habitat and natural process restoration"
    A3_1 = "3.1", "3.1 Species management"
    A3_2 = "3.2", "3.2 Species recovery"
    A3_3 = "3.3", "3.3 Species re-introduction"
    A3_4 = "3.4", "3.4 Ex-situ conservation"
    A4_1 = "4.1", "4.1 Formal education"
    A4_2 = "4.2", "4.2 Training"
    A4_3 = "4.3", "4.3 Awareness and communications"
    A5_1 = "5.1", "5.1 Legislation"
    A5_2 = "5.2", "5.2 Policies and regulations"
    A5_3 = "5.3", "5.3 Private sector standards and codes"
    A5_4 = "5.4", "5.4 Compliance and enforcement"
    A6_1 = "6.1", "6.1 Linked enterprises and livelihood alternatives"
    A6_2 = "6.2", "6.2 Substitution"
    A6_3 = "6.3", "6.3 Market forces"
    A6_4 = "6.4", "6.4 Conservation payments"
    A6_5 = "6.5", "6.5 Non-monetary values"
    R1_1 = "R1.1", "Research 1.1 Taxonomy"
    R1_2 = "R1.2", "Research 1.2 Population size, distribution and trends"
    R1_3 = "R1.3", "Research 1.3 Life history and ecology"
    R1_5 = "R1.5", "Research 1.5 Threats"
    R2_1 = "R2.1", "Research 2.1 Species action or recovery plan"
    R3_1 = "R3.1", "Monitoring 3.1 Population trends"


class Scheme(TextChoices):
    """Whose number an identifier is; each has a page of its own there (see LINKS)."""

    IUCN = "iucn", "IUCN Red List"
    GBIF = "gbif", "GBIF"
    INATURALIST = "inaturalist", "iNaturalist"
    EOL = "eol", "Encyclopedia of Life"
    WIKIDATA = "wikidata", "Wikidata"


LINKS = {
    Scheme.IUCN: "https://www.iucnredlist.org/species/{}",
    Scheme.GBIF: "https://www.gbif.org/species/{}",
    Scheme.INATURALIST: "https://www.inaturalist.org/taxa/{}",
    Scheme.EOL: "https://eol.org/pages/{}",
    Scheme.WIKIDATA: "https://www.wikidata.org/wiki/{}",
}

LANGUAGES = [
    ("en", "English"), ("ru", "Russian"), ("zh", "Chinese"), ("ko", "Korean"), ("mn", "Mongolian"), ("fr", "French"),
    ("es", "Spanish"), ("pt", "Portuguese"), ("de", "German"), ("sw", "Swahili"), ("ln", "Lingala"), ("fa", "Persian"),
    ("ps", "Pashto"), ("ur", "Urdu"), ("hi", "Hindi"), ("ne", "Nepali"), ("vi", "Vietnamese"), ("lo", "Lao"),
    ("id", "Indonesian"), ("ar", "Arabic"), ("ja", "Japanese"), ("kk", "Kazakh"), ("ky", "Kyrgyz"), ("tg", "Tajik"),
]  # fmt: skip


@cache
def countries() -> list[tuple[str, str]]:
    """ISO 3166-1 codes and the names readers know, by name."""
    return [(code, str(name)) for code, name in common_names]


@cache
def threat_codes() -> list[tuple[str, str]]:
    """The IUCN threats classification scheme 3.3: code, and code with name."""
    file = Path(__file__).parent / "vocabularies" / "threats-3.3.csv"
    with file.open(encoding="utf-8", newline="") as rows:
        return [(row["code"], f"{row['code']} {row['name']}") for row in csv.DictReader(rows)]
