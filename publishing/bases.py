"""Abstract parents of the draft rows in the apps above."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.validators import validate_slug
from django.db import models

from publishing import rules
from publishing.models import Page


class Ruled(models.Model):
    """A row of a draft, checked against the rules of its table."""

    class Meta:
        abstract = True

    def get_constraints(self) -> list[tuple[type[models.Model], Sequence[models.BaseConstraint]]]:
        """Those left for the database to judge, which answers one query for each."""
        return [
            (model, [rule for rule in constraints if not rules.surely_holds(rule, self)])
            for model, constraints in super().get_constraints()
        ]


class Content(Ruled):
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

    # Whether all its parts are in memory: see publishing.drafts.
    is_whole = False
    # For its form: what it and the draft of today say differently. Set by publishing.conflicts, not stored.
    collision: Any = None

    class Meta:
        abstract = True


class Part(Ruled):
    """A row of a page's draft that keeps its identity when rows move, are compared or are restored."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
