"""Vocabularies of the newsroom."""

from django.db.models import TextChoices


class NewsKind(TextChoices):
    RELEASE = "release", "Press release"
    STATEMENT = "statement", "Statement"
    STORY = "story", "Story"
