"""The draft of a news item."""

from django.db import models
from django.db.models import Q
from django_prose_editor.fields import ProseEditorField

from newsroom.choices import NewsKind
from photos.bases import PhotoOnPage
from places.models import Place
from publishing import richtext
from publishing.bases import Content
from sources.models import Source
from wcs_species.models import Species


class NewsItem(Content):
    """A release, a statement or a story. Its figures stay as written on its day."""

    kind = models.CharField(max_length=20, choices=NewsKind, default=NewsKind.STORY)
    headline = models.CharField(max_length=160)
    dek = models.CharField(max_length=300, blank=True, help_text="The sentence under the headline, also used in lists.")
    dated = models.DateField("date", help_text="The day the news is of: lists are ordered by it.")
    dateline = models.CharField(
        "place of the dateline", max_length=120, blank=True, help_text="NEW YORK, or VLADIVOSTOK, Russia."
    )
    byline = models.CharField(max_length=120, blank=True, help_text="Who wrote it, where it is signed.")
    body = ProseEditorField(
        "text", max_length=50_000, blank=True, extensions=richtext.EXTENSIONS, sanitize=richtext.clean
    )
    species = models.ManyToManyField(Species, blank=True, help_text="The pages of these species list this item.")
    places = models.ManyToManyField(Place, blank=True)
    related_title = models.CharField("related link: words", max_length=120, blank=True)
    related_url = models.URLField("related link: address", max_length=500, blank=True)
    sources = models.ManyToManyField(Source, blank=True)

    objects = models.Manager()

    class Meta:
        ordering = ["-dated", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(related_url="") | ~Q(related_title=""),
                name="related_link_has_words",
                violation_error_code="related_title",
                violation_error_message="Say in words where the link leads.",
            ),
            models.CheckConstraint(
                condition=Q(related_title="") | ~Q(related_url=""),
                name="related_words_have_link",
                violation_error_code="related_url",
                violation_error_message="Give the address of the link, or leave its words out.",
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        return f"/newsroom/{self.dated:%Y/%m}/{self.slug}/"


class NewsPhoto(PhotoOnPage):
    """One use of a photo in a news item."""

    item = models.ForeignKey(NewsItem, models.CASCADE, related_name="photos")

    objects = models.Manager()

    class Meta(PhotoOnPage.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["item", "photo"],
                name="photo_once_per_news_item",
                violation_error_code="photo",
                violation_error_message="That photo is already in this item.",
            )
        ]
