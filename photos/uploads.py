"""Takes in an uploaded picture: decoded, made plain and encoded again, so that nothing of the sent file is kept.

Decided by content, never by name. What comes out is an sRGB JPEG without metadata, upright, at most 3200 pixels long.
"""

import hashlib
import io
import math
import warnings
from collections import Counter
from threading import Lock
from typing import Any

from django.core.files.base import ContentFile, File
from django.db.models import Max
from django.utils.text import Truncator
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from photos import reading
from photos.choices import Accent
from photos.models import Photo

MAX_BYTES = 30 * 1024 * 1024
MAX_PIXELS = 60_000_000
LONGEST_SIDE = 3200
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "TIFF")
# Each scan of a progressive JPEG is a pass over all its pixels, and may have a hundred bytes; cameras write ten.
MAX_SCANS = 100
WANTED = "send a JPEG, PNG, WebP, AVIF or TIFF"

# Pillow itself warns at this and refuses at twice; the header is compared with MAX_PIXELS before it is decoded.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("ignore", Image.DecompressionBombWarning)

# One picture at a time in each process: the largest takes 600 MB while it is decoded.
_decoding = Lock()

# How our formats begin, at which byte: such a file that cannot be opened is damaged.
_OURS = (
    (0, b"\xff\xd8\xff"),
    (0, b"\x89PNG"),
    (0, b"II*\0"),
    (0, b"MM\0*"),
    (4, b"ftypavif"),
    (8, b"WEBP"),
)
# What people send most often instead, likewise.
_OTHERS = (
    (0, b"GIF8", "a GIF"),
    (0, b"BM", "a BMP"),
    (0, b"%PDF", "a PDF"),
    (0, b"8BPS", "a Photoshop file"),
    (0, b"<svg", "an SVG"),
    (0, b"<?xml", "an SVG or another XML file"),
    (0, b"PK\x03\x04", "a ZIP"),
    (4, b"ftyphei", "a HEIC"),
    (4, b"ftypmif1", "a HEIC"),
    (4, b"ftyp", "a video"),
)

# Hues in degrees of the accent classes in static/css/tokens.css.
_HUES = {
    Accent.RUST: 12,
    Accent.UMBER: 27,
    Accent.OCHRE: 42,
    Accent.MOSS: 95,
    Accent.TEAL: 178,
    Accent.SLATE: 215,
}


class UploadRefused(Exception):
    """A file that is not taken; its text names the file and says why, in the editor's words."""


class Upload(ContentFile):
    """A picture taken in, as a file that storage can keep. `sha256` is that of the file as it was sent.

    `proposed` is what the sent file says of the picture, field of a photo to value: for an editor to take or leave.
    """

    def __init__(self, image: Image.Image, *, sha256: str, proposed: dict[str, Any]) -> None:
        encoded = io.BytesIO()
        image.save(encoded, "JPEG", quality=90, subsampling=0)
        super().__init__(encoded.getvalue(), name=f"{sha256}.jpg")
        self.sha256 = sha256
        self.proposed = proposed
        self.width, self.height = image.size
        self.colour = average_colour(image)
        self.accent = accent(image)


def take_in(file: File) -> Upload:
    """The picture in that file, made safe. Raises UploadRefused.

    Decodes and encodes: call it before a write transaction begins.
    """
    name = Truncator(reading.clean(file.name) or "This file").chars(80)
    if file.size > MAX_BYTES:
        size = math.ceil(file.size / 1024**2)
        raise UploadRefused(f"{name} has {size} MB; send at most {MAX_BYTES // 1024**2} MB.")
    with _decoding, _opened(file, name) as image:
        picture = _decoded(image, name)
        proposed = reading.proposals(image)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return Upload(picture, sha256=digest.hexdigest(), proposed=proposed)


def put(photo: Photo, upload: Upload) -> None:
    """Give the photo this picture. The caller saves it and, after the commit, calls `renditions.quick`.

    Saving raises IntegrityError where somebody sends the same file in that very moment.
    """
    photo.file = upload
    photo.sha256 = upload.sha256
    same = Photo.objects.filter(sha256=upload.sha256).exclude(pk=photo.pk)
    last = same.aggregate(last=Max("copy"))["last"]
    photo.copy = 0 if last is None else last + 1
    photo.width, photo.height = upload.width, upload.height
    photo.colour, photo.accent = upload.colour, upload.accent
    photo.forget_renditions()


def _opened(file: File, name: str) -> Image.Image:
    """The picture with only its header read."""
    file.seek(0)
    start = file.read(16)
    file.seek(0)
    try:
        image = Image.open(file, formats=FORMATS)
    except UnidentifiedImageError:
        if any(start[at:].startswith(mark) for at, mark in _OURS):
            raise _damaged(name) from None
        kind = next((kind for at, mark, kind in _OTHERS if start[at:].startswith(mark)), "not a picture we can read")
        raise UploadRefused(f"{name} is {kind}; {WANTED}.") from None
    except Image.DecompressionBombError:
        raise UploadRefused(_too_many_pixels(name)) from None
    except Exception:  # what a parser raises on a hostile header is not listed anywhere
        raise _damaged(name) from None
    if image.width * image.height > MAX_PIXELS:
        raise UploadRefused(_too_many_pixels(name))
    if image.format in {"JPEG", "MPO"} and _scans(file) > MAX_SCANS:
        raise _damaged(name)
    # A phone's JPEG may hold further pictures (MPO), a scanner's TIFF further pages: the first one counts.
    if getattr(image, "is_animated", False) and image.format in {"PNG", "WEBP", "AVIF"}:
        raise UploadRefused(f"{name} is animated; send a still picture.")
    if image.mode == "F":
        raise UploadRefused(f"{name} holds measurements, not colours; {WANTED} in colours or greys.")
    return image


def _scans(file: File) -> int:
    """How often the marker of a scan is in there; within what a scan holds it cannot be."""
    file.seek(0)
    return bytes(file.read()).count(b"\xff\xda")


def _decoded(image: Image.Image, name: str) -> Image.Image:
    """The whole picture, upright, in sRGB, with no metadata left."""
    try:
        # On a JPEG this decodes no more pixels than needed. Unlike verify(), it fails on a truncated file.
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        image.load()
        picture = _to_srgb(ImageOps.exif_transpose(image))
    except Exception:  # as in _opened: decoders raise whatever they stumble on
        raise _damaged(name) from None
    picture.info = {}
    return picture


def _to_srgb(image: Image.Image) -> Image.Image:
    """Opaque 8-bit sRGB: what was transparent is white."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        # Pillow would clip 16 bits to white.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        picture = image.convert("RGBA")
        image = Image.new("RGBA", picture.size, "white")
        image.alpha_composite(picture)
        image = image.convert("RGB")
    elif image.mode not in {"RGB", "L", "CMYK", "LAB"}:
        image = image.convert("RGB")
    if profile:
        try:
            source: Any = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile, or one for other channels than these, says nothing
        else:
            return converted or image
    return image.convert("RGB")


def average_colour(image: Image.Image) -> str:
    """As #rrggbb."""
    pixel: Any = image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    return "#{:02x}{:02x}{:02x}".format(*pixel)


def accent(image: Image.Image) -> Accent:
    """The accent nearest to the hue that the picture's saturated colours add up to; slate where it has none."""
    small = image.resize((48, 48), Image.Resampling.BOX).convert("HSV")
    weights: Counter[int] = Counter()
    pixels: Any = small.get_flattened_data()
    for hue, saturation, value in pixels:
        if saturation > 40 and value > 40:
            weights[hue * 360 // 256 // 15 * 15 + 7] += saturation * value
    if not weights:
        return Accent.SLATE
    ((dominant, _),) = weights.most_common(1)
    return min(_HUES, key=lambda name: abs((dominant - _HUES[name] + 180) % 360 - 180))


def _too_many_pixels(name: str) -> str:
    return f"{name} has more than {MAX_PIXELS // 1_000_000} megapixels; make it smaller and send that."


def _damaged(name: str) -> UploadRefused:
    return UploadRefused(f"{name} is damaged or incomplete and cannot be read to its end; export it again.")
