"""Pages of no single app, their downloads, the menus, the glossary, and what the site says of itself."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django_prose_editor.fields import ProseEditorField

from photos.bases import PhotoOnPage
from photos.models import Photo
from publishing import richtext
from publishing.bases import Content, Part
from publishing.models import Page

# A plain page stands at /<slug>/, so it may not take the address of a section.
TAKEN = {
    "species", "newsroom", "places", "search", "newsletter", "admin", "accounts", "api", "data", "oembed", "static",
    "media", "healthz", "readyz", "styleguide", "glossary", "report", "downloads", "preview",
}  # fmt: skip


def free_address(slug: str) -> None:
    if slug in TAKEN:
        raise ValidationError("That address belongs to a section of the site. Choose a different one.")


class PlainPage(Content):
    """The draft of a page such as Saving Wild Places, about, privacy or contact."""

    title = models.CharField(max_length=120)
    lead = models.CharField(max_length=300, blank=True, help_text="The sentence under the title, also used in lists.")
    body = ProseEditorField(
        "text", max_length=100_000, blank=True, extensions=richtext.EXTENSIONS, sanitize=richtext.clean
    )
    photo = models.ForeignKey(Photo, models.PROTECT, null=True, blank=True, related_name="+")
    has_press_contact = models.BooleanField(
        "media contact and boilerplate",
        default=False,
        help_text="Shows both, as the site settings have them, and the latest news under the text.",
    )
    is_unlisted = models.BooleanField(
        "keep out of search and site map",
        default=False,
        help_text="For pages one only comes to from elsewhere, such as the thanks after a gift.",
    )

    objects = models.Manager()

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/{self.slug}/"

    def clean(self) -> None:
        try:
            free_address(self.slug)
        except ValidationError as error:
            raise ValidationError({"slug": error}) from None


class PagePhoto(PhotoOnPage):
    """One use of a photo under the text of a plain page."""

    owner = models.ForeignKey(PlainPage, models.CASCADE, related_name="photos")

    objects = models.Manager()

    class Meta(PhotoOnPage.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "photo"],
                name="photo_once_per_plain_page",
                violation_error_code="photo",
                violation_error_message="That photo is already on this page.",
            )
        ]


class Download(models.Model):
    """A PDF that pages offer. What is served is a file checked by website.downloads, under a name of its content."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=120, help_text="What it is, for readers: Annual report 2025.")
    name = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField("size in bytes", editable=False)
    pages = models.PositiveIntegerField(editable=False)
    added_at = models.DateTimeField("added", auto_now_add=True)

    objects = models.Manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="download_once",
                violation_error_message="That file is here already.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class PageDownload(Part):
    """A download offered on a plain page."""

    owner = models.ForeignKey(PlainPage, models.CASCADE, related_name="downloads")
    download = models.ForeignKey(Download, models.PROTECT, related_name="uses")

    objects = models.Manager()

    class Meta(Part.Meta):
        verbose_name = "download"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "download"],
                name="download_once_per_plain_page",
                violation_error_code="download",
                violation_error_message="That download is already on this page.",
            )
        ]

    def __str__(self) -> str:
        return str(self.download)


class PageVideo(Part):
    """A film elsewhere: its poster and a link. Nothing of it is loaded before a reader follows the link."""

    owner = models.ForeignKey(PlainPage, models.CASCADE, related_name="videos")
    title = models.CharField(max_length=120)
    url = models.URLField("address", max_length=500)
    length = models.CharField(max_length=20, blank=True, help_text="3 min 20 s")
    poster = models.ForeignKey(Photo, models.PROTECT, related_name="+")

    objects = models.Manager()

    class Meta(Part.Meta):
        verbose_name = "video"

    def __str__(self) -> str:
        return self.title


class Term(models.Model):
    """A word that not every reader knows, and what it means: the glossary."""

    word = models.CharField(max_length=60, unique=True, error_messages={"unique": "That word is explained already."})
    slug = models.SlugField(max_length=70, unique=True, editable=False)
    forms = models.CharField(
        "other forms",
        max_length=200,
        blank=True,
        help_text="Plurals and the like, with commas between: mature individual, mature animals.",
    )
    meaning = models.CharField(max_length=400, help_text="One or two sentences that a twelve-year-old understands.")

    objects = models.Manager()

    class Meta:
        ordering = ["word"]
        verbose_name = "glossary term"

    def __str__(self) -> str:
        return self.word

    def get_absolute_url(self) -> str:
        return f"/glossary/#{self.slug}"

    def spellings(self) -> list[str]:
        return [self.word, *(form for part in self.forms.split(",") if (form := part.strip()))]


class SiteSettings(models.Model):
    """What the site says of the organisation: one row."""

    name = models.CharField("name of the organisation", max_length=120)
    tagline = models.CharField(max_length=160, blank=True)
    mission = models.TextField("what we do and for whom", max_length=600, blank=True, help_text="On the home page.")
    charity_number = models.CharField(max_length=60, blank=True)
    postal_address = models.TextField(max_length=300, blank=True)
    email = models.EmailField("address that a person reads", blank=True)
    newsletter_rhythm = models.CharField(
        "how often the newsletter comes",
        max_length=80,
        default="about once a month",
        help_text="Beside the form to sign up: “… writes it, about once a month.”",
    )
    donate_url = models.CharField(
        "donate link", max_length=300, help_text="An address, or the path of a page here: /donate/"
    )
    donate_code_name = models.CharField(
        "donate link: name of the campaign code",
        max_length=40,
        default="campaign",
        blank=True,
        help_text="As your payment service calls it, such as utm_campaign. Blank: no code is added.",
    )
    donate_amount_name = models.CharField(
        "donate link: name of the amount",
        max_length=40,
        default="amount",
        blank=True,
        help_text="As your payment service calls it. Blank: no amount is added.",
    )
    media_contact = models.CharField(max_length=200, blank=True, help_text="Name, telephone, e-mail.")
    boilerplate = models.TextField(max_length=1_500, blank=True, help_text="The paragraph about us under a release.")
    lead_photo = models.ForeignKey(
        Photo,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="At the top of the home page.",
    )
    lead_page = models.ForeignKey(
        Page,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="lead story",
        help_text="The page that the home page opens with.",
    )

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "site settings"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_site_settings")]

    def __str__(self) -> str:
        return self.name


class MenuItem(Part):
    """One entry of the menu at the head or the foot of every page."""

    class Where(models.TextChoices):
        HEAD = "head", "Head"
        FOOT = "foot", "Foot"

    where = models.CharField(max_length=10, choices=Where, default=Where.HEAD)
    title = models.CharField("words", max_length=40)
    page = models.ForeignKey(
        Page,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Shown only while that page is live.",
    )
    url = models.CharField(
        "or an address",
        max_length=300,
        blank=True,
        help_text="A section, /species/, or another site, https://…",
    )

    objects = models.Manager()

    class Meta(Part.Meta):
        ordering = ["where", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=False, url="") | (Q(page__isnull=True) & ~Q(url="")),
                name="menu_item_leads_somewhere",
                violation_error_code="url",
                violation_error_message="Choose a page or write an address, one of the two.",
            )
        ]

    def __str__(self) -> str:
        return self.title
