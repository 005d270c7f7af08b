"""Abstract parents of rows that show a photo."""

from django.db import models

from photos.models import Photo
from publishing.bases import Part


class PhotoOnPage(Part):
    """One use of a photo on a page, with its own words; the first leads."""

    photo = models.ForeignKey(Photo, models.PROTECT, related_name="+")
    caption = models.CharField(max_length=300, blank=True, help_text="Here; blank takes the photo’s own.")
    alt_text = models.CharField("alt text", max_length=300, blank=True, help_text="Here; blank takes the photo’s own.")

    class Meta(Part.Meta):
        abstract = True
        verbose_name = "photo"

    def __str__(self) -> str:
        return str(self.photo)

    def show_instead(self, photo: Photo) -> None:
        """Show another photo here, in its own words: those that stood here told of the one before."""
        self.photo, self.caption, self.alt_text = photo, "", ""
        self.save()
