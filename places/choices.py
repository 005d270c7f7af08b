"""Vocabularies of a place."""

from django.db.models import TextChoices


class PlaceKind(TextChoices):
    COUNTRY = "country", "Country"
    LANDSCAPE = "landscape", "Landscape"
    SEASCAPE = "seascape", "Seascape"
    PROTECTED_AREA = "protected area", "Protected area"
