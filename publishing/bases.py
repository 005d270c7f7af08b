"""Abstract parents of the draft rows in the apps above."""

import uuid

from django.core.validators import validate_slug
from django.db import models

from publishing.models import Page


class Content(models.Model):
    """A row that is the working copy of a page. Nothing in it is public before it is published."""

    page = models.OneToOneField(Page, models.PROTECT, editable=False, related_name="+")
    slug = models.SlugField(
        "address",
        max_length=80,
        unique=True,
        validators=[validate_slug],
        help_text="The last part of the page's address: small letters, digits and hyphens. "
        "Readers see a new one when you publish; the old one then leads to it.",
        error_messages={"unique": "That address is taken by another page. Choose a different one."},
    )

    class Meta:
        abstract = True


class Part(models.Model):
    """A row of a page's draft that keeps its identity when rows move, are compared or are restored."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
