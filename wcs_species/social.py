"""The specimen label as other sites show it: a picture of 1200 by 630 pixels, with the lead photo at its left."""

import functools
import hashlib
import io
import logging
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw, ImageFont, ImageOps, features

from photos.models import Photo, nearest
from wcs_species.documents import SpeciesProfile

WIDTH, HEIGHT = 1200, 630
PICTURE_WIDTH = 656
# The label is drawn so many times larger and then scaled down: at their own size small letters would stand unevenly.
# All measures of the label below are those of the finished card.
SCALE = 2
# Around the label; without a picture it has the whole card, and a bar of its accent at the left.
MARGIN, WIDE_MARGIN, BAR = 40, 96, 24
SECONDS = 24 * 3600
# Part of what a card is kept under: raise it when the same label is drawn otherwise.
DESIGN = 1

# The colours of static/css/tokens.css, the light ones: a card cannot know who looks at it.
PAPER, RULE, QUIET, INK = "#fbfaf6", "#d6d4ca", "#555b53", "#1d221b"
ACCENTS = {
    "ochre": "#7a4b00",
    "rust": "#93320f",
    "umber": "#6b4531",
    "moss": "#465a1a",
    "teal": "#0a5a5c",
    "slate": "#3c4f69",
}
# Ground and letters of a Red List mark; one that is not here stands on paper.
MARKS = {
    "EX": ("#000", "#fff"),
    "EW": ("#542344", "#fff"),
    "CR": ("#d81e05", "#fff"),
    "EN": ("#fc7f3f", "#000"),
    "VU": ("#f9e814", "#000"),
    "NT": ("#cce226", "#000"),
    "LC": ("#60c659", "#000"),
    "DD": ("#d1d1c6", "#000"),
}
FACES = {False: "fonts/vollkorn-latin-400-normal.woff2", True: "fonts/vollkorn-latin-400-italic.woff2"}
# Figures of one height, where Pillow was built with the library that can choose them.
FIGURES = ["lnum"] if features.check("raqm") else None

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Label:
    """All that a card shows. `picture` is the name of a rendition in storage; every part but the names may be empty."""

    name: str
    scientific_name: str
    category: str
    category_label: str
    number: str
    counted: str
    where: str
    organisation: str
    credit: str
    accent: str
    picture: str

    @property
    def key(self) -> str:
        """The same for labels of which the same card would be drawn."""
        return hashlib.blake2b(msgspec.json.encode((DESIGN, self)), digest_size=16).hexdigest()


def label_of(document: SpeciesProfile, organisation: str) -> Label:
    """The label of this profile, with the photo it opens with as that photo is now; one query."""
    photo = lead_photo(document)
    count, status = document.headline, document.status
    jpegs = photo.jpegs() if photo else []
    return Label(
        name=document.common_name,
        scientific_name=document.scientific_name,
        category=status.category if status else "",
        category_label=status.label if status else "",
        number=count.phrase if count else "",
        counted=count.counted if count else "",
        where=f"{count.year} · {count.area}" if count else "",
        organisation=organisation,
        credit=photo.credit_line if photo else "",
        accent=photo.accent if photo else "moss",
        picture=nearest(jpegs, WIDTH).name if jpegs else "",
    )


def lead_photo(document: SpeciesProfile) -> Photo | None:
    """The first photo of the profile that may be shown and has a file."""
    shown = {photo.uid: photo for photo in Photo.objects.shown(use.photo for use in document.photos)}
    photos = (shown[use.photo] for use in document.photos if use.photo in shown)
    return next((photo for photo in photos if photo.jpegs()), None)


def in_words(document: SpeciesProfile) -> str:
    """The card for one who cannot see it."""
    parts = [f"The label of the {document.common_name} ({document.scientific_name})"]
    if document.status:
        parts.append(f"Red List: {document.status.label}")
    if count := document.headline:
        parts.append(f"{count.phrase} {count.counted} in {count.year}, {count.area}")
    return "; ".join(parts) + "."


def card(label: Label) -> bytes:
    """The card as a JPEG file, kept in the cache."""
    key = f"social:{label.key}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        picture = opened(label.picture)
        kept = draw(label, picture)
        # Storage that does not answer is asked again by the next one who wants the card.
        if picture or not label.picture:
            cache.set(key, kept, SECONDS)
    return kept


def opened(name: str) -> Image.Image | None:
    """The picture of this name, as large as its part of the card; None where there is none or it cannot be read."""
    if not name:
        return None
    try:
        with default_storage.open(name) as file, Image.open(file) as image:
            fitted = ImageOps.fit(image.convert("RGB"), (PICTURE_WIDTH, HEIGHT), Image.Resampling.LANCZOS)
            # Who made it and on what terms: it goes with every file that shows the photo.
            fitted.info["xmp"] = image.info.get("xmp", b"")
            return fitted
    except OSError:
        logger.exception("The picture %s of a social card cannot be read", name)
        return None


def draw(label: Label, picture: Image.Image | None) -> bytes:
    """The label on paper, beside the picture or alone, as a JPEG file."""
    left = PICTURE_WIDTH if picture else 0
    paper = Image.new("RGB", ((WIDTH - left) * SCALE, HEIGHT * SCALE), PAPER)
    pen = Pen(ImageDraw.Draw(paper), width=WIDTH - left, margin=MARGIN if picture else WIDE_MARGIN)
    write(label, pen, credit=label.credit if picture else "")
    image = Image.new("RGB", (WIDTH, HEIGHT), ACCENTS.get(label.accent, INK))
    image.paste(paper.resize((WIDTH - left, HEIGHT), Image.Resampling.LANCZOS), (left or BAR, 0))
    options = {}
    if picture:
        image.paste(picture)
        options["xmp"] = picture.info["xmp"]
    file = io.BytesIO()
    # Letters stay sharp without chroma subsampling.
    image.save(file, "JPEG", quality=85, optimize=True, progressive=True, subsampling=0, **options)
    return file.getvalue()


def write(label: Label, pen: "Pen", *, credit: str) -> None:
    """Line under line; the heights are chosen so that the fullest label ends above its foot."""
    pen.write(label.name, range(72, 29, -2), 146, INK)
    pen.y += 6
    pen.write(label.scientific_name, range(31, 19, -1), 62, QUIET, italic=True)
    if label.category:
        pen.rule()
        pen.mark(label.category, label.category_label)
    if label.number:
        pen.rule()
        pen.write(label.number, range(80, 37, -2), 95, ACCENTS.get(label.accent, INK))
        pen.write(label.counted, range(28, 21, -1), 34, INK)
        pen.write(label.where, range(22, 17, -1), 50, QUIET)
    pen.at_the_foot(label.organisation, credit)


class Setting(NamedTuple):
    """A text in lines of one size, in pixels of the finished card."""

    size: int
    font: ImageFont.FreeTypeFont
    lines: list[str]

    @property
    def leading(self) -> int:
        return round(self.size * 1.18)

    @property
    def height(self) -> int:
        return self.leading * len(self.lines)


class Pen:
    """Writes on the paper of a label, `width` by HEIGHT."""

    def __init__(self, draw: ImageDraw.ImageDraw, *, width: int, margin: int) -> None:
        self.draw, self.left, self.right, self.y = draw, margin, width - margin, MARGIN

    def write(self, text: str, sizes: range, height: int, colour: str, *, italic: bool = False) -> None:
        setting = fit(text, sizes, self.right - self.left, height, italic=italic)
        self.set_down(setting, self.left, self.y, colour)
        self.y += setting.height

    def set_down(self, setting: Setting, left: int, y: float, colour: str) -> None:
        for number, line in enumerate(setting.lines):
            # The baseline lies where capitals stand in the middle of their line.
            baseline = y + (number + 0.82) * setting.leading
            at = (left * SCALE, baseline * SCALE)
            self.draw.text(at, line, colour, setting.font, anchor="ls", features=FIGURES)

    def line(self, y: int, colour: str) -> None:
        self.draw.line((self.left * SCALE, y * SCALE, self.right * SCALE, y * SCALE), colour, 2 * SCALE)

    def rule(self) -> None:
        self.line(self.y + 14, RULE)
        self.y += 28

    def mark(self, letters: str, words: str) -> None:
        """The letters of a category on its colour, and its words beside them."""
        size, high = 28, 46
        ground, ink = MARKS.get(letters, (PAPER, INK))
        font = face(size)
        wide = max(64, round(font.getlength(letters) / SCALE) + 24)
        box = [side * SCALE for side in (self.left, self.y, self.left + wide, self.y + high)]
        self.draw.rectangle(box, ground, ground if letters in MARKS else INK, 2 * SCALE)
        middle = (self.left + wide / 2) * SCALE, (self.y + high / 2 + size * 0.33) * SCALE
        self.draw.text(middle, letters, ink, font, anchor="ms")
        left = self.left + wide + 16
        setting = fit(words, range(29, 19, -1), self.right - left, 64)
        self.set_down(setting, left, self.y + (high - setting.height) / 2, INK)
        self.y += high

    def at_the_foot(self, organisation: str, credit: str) -> None:
        width = self.right - self.left
        name = fit(organisation, range(25, 17, -1), width, 30)
        by = fit(f"Picture: {credit}" if credit else "", range(16, 13, -1), width, 20)
        y = HEIGHT - MARGIN + 8 - name.height - by.height
        self.line(y - 10, INK)
        self.set_down(name, self.left, y, INK)
        self.set_down(by, self.left, y + name.height, QUIET)


def fit(text: str, sizes: range, width: int, height: int, *, italic: bool = False) -> Setting:
    """The text in the largest of these sizes that keeps it within the box; cut short where even the last does not."""
    words = drawable(text, italic=italic).split()
    for size in sizes:
        font = face(size, italic=italic)
        setting = Setting(size, font, wrap(words, font, width * SCALE))
        if setting.height <= height and all(font.getlength(line) <= width * SCALE for line in setting.lines):
            return setting
    most = max(1, height // setting.leading)
    lines = setting.lines[:most]
    if len(setting.lines) > most:
        lines[-1] += f" {setting.lines[most]}"
    return setting._replace(lines=[shortened(line, setting.font, width * SCALE) for line in lines])


def wrap(words: list[str], font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and font.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def shortened(line: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    if font.getlength(line) <= width:
        return line
    while line and font.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def drawable(text: str, *, italic: bool = False) -> str:
    """The text without what the face cannot draw: a letter it lacks stands without its accent, or not at all."""
    return "".join(_letter(letter, italic=italic) for letter in unicodedata.normalize("NFC", text))


@functools.lru_cache(maxsize=2000)
def _letter(letter: str, *, italic: bool) -> str:
    if letter.isspace():
        return " "
    plain = unicodedata.normalize("NFKD", letter)[0]
    return next((one for one in (letter, plain) if _has(one, italic=italic)), "")


def _has(letter: str, *, italic: bool) -> bool:
    if unicodedata.category(letter)[0] in "CM":
        return False
    font = face(40, italic=italic)
    # Every face draws the same box for all it lacks; no Latin face has this character.
    return bytes(font.getmask(letter)) != bytes(font.getmask("\N{REPLACEMENT CHARACTER}"))


@functools.lru_cache(maxsize=200)
def face(size: int, *, italic: bool = False) -> ImageFont.FreeTypeFont:
    """Vollkorn as the pages have it, for a size on the finished card: Pillow's FreeType reads WOFF2."""
    path = finders.find(FACES[italic])
    assert path is not None, FACES[italic]
    return ImageFont.truetype(path, size * SCALE)
