"""Vocabularies of a photo."""

from django.db.models import TextChoices


class Licence(TextChoices):
    RIGHTS_MANAGED = "rights-managed", "Rights managed: used here by permission"
    CC_BY = "CC-BY-4.0", "CC BY 4.0"
    CC_BY_SA = "CC-BY-SA-4.0", "CC BY-SA 4.0"
    CC_BY_NC = "CC-BY-NC-4.0", "CC BY-NC 4.0"
    CC0 = "CC0-1.0", "Public domain (CC0)"


LICENCE_LINKS = {
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    Licence.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
}


class Accent(TextChoices):
    """The colours a page may take from its lead photo; each is a class in static/css/tokens.css."""

    OCHRE = "ochre"
    RUST = "rust"
    UMBER = "umber"
    MOSS = "moss"
    TEAL = "teal"
    SLATE = "slate"
