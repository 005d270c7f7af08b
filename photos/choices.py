"""Vocabularies of a photo."""

from functools import cache

from django.db.models import TextChoices
from django_countries import countries as common_names


class Licence(TextChoices):
    RIGHTS_MANAGED = "rights-managed", "Rights managed: used here by permission"
    CC_BY = "CC-BY-4.0", "CC BY 4.0"
    CC_BY_SA = "CC-BY-SA-4.0", "CC BY-SA 4.0"
    CC_BY_ND = "CC-BY-ND-4.0", "CC BY-ND 4.0"
    CC_BY_NC = "CC-BY-NC-4.0", "CC BY-NC 4.0"
    CC_BY_NC_SA = "CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0"
    CC_BY_NC_ND = "CC-BY-NC-ND-4.0", "CC BY-NC-ND 4.0"
    CC0 = "CC0-1.0", "Public domain (CC0)"
    PUBLIC_DOMAIN = "PDM-1.0", "Public domain (no known copyright)"


LICENCE_LINKS = {
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    Licence.CC_BY_ND: "https://creativecommons.org/licenses/by-nd/4.0/",
    Licence.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/",
    Licence.CC_BY_NC_SA: "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    Licence.CC_BY_NC_ND: "https://creativecommons.org/licenses/by-nc-nd/4.0/",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
    Licence.PUBLIC_DOMAIN: "https://creativecommons.org/publicdomain/mark/1.0/",
}


class Shape(TextChoices):
    """What a crop is for. Each has one ratio of width to height, see RATIOS."""

    CARD = "card", "Card, 3:2"
    HERO = "hero", "Head of a page, 8:5"
    SQUARE = "square", "Square"
    SOCIAL = "social", "Shared link, 1200 × 630"


RATIOS = {
    Shape.CARD: (3, 2),
    Shape.HERO: (8, 5),
    Shape.SQUARE: (1, 1),
    Shape.SOCIAL: (1200, 630),
}


class ShowPlace(TextChoices):
    """What readers may learn at most of where a picture was taken; coarse ones first."""

    NOTHING = "nothing", "Nothing"
    COUNTRY = "country", "The country only"
    AREA = "area", "The park or province and the country"


class ReleaseKind(TextChoices):
    MODEL = "model", "A person in the picture"
    PROPERTY = "property", "Property in the picture"
    MINOR = "minor", "A child in the picture, signed by a guardian"


@cache
def countries() -> list[tuple[str, str]]:
    """ISO 3166-1 codes and the names readers know, by name."""
    return [(code, str(name)) for code, name in common_names]


class Accent(TextChoices):
    """The colours a page may take from its lead photo; each is a class in static/css/tokens.css."""

    OCHRE = "ochre"
    RUST = "rust"
    UMBER = "umber"
    MOSS = "moss"
    TEAL = "teal"
    SLATE = "slate"
