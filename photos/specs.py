"""Which files are made of a photo: the whole picture and its crops, in which widths and formats.

A photo of 3200 by 2133 pixels has 33 files, its card being the whole. Nearly every browser takes AVIF. WebP is made of
the whole picture only: of a crop, the few browsers without AVIF take the JPEG, which has to be there anyway.
"""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from imagekit import ImageSpec
from PIL import Image
from pilkit.processors import ProcessorPipeline

from photos import credits
from photos.choices import RATIOS, Shape
from photos.models import Photo

WHOLE = ""
# Raise it when the code here, or what photos.credits writes, changes what a file holds.
_CODE = 2

Box = tuple[float, float, float, float]


class Scaled:
    """A part of the picture at a size: one step, so that no pixel is rounded twice."""

    def __init__(self, box: Box, size: tuple[int, int]) -> None:
        self.box = box
        self.size = size

    def process(self, image: Image.Image) -> Image.Image:
        if self.size == image.size and self.box == (0, 0, *image.size):
            return image
        return image.resize(self.size, Image.Resampling.LANCZOS, box=self.box, reducing_gap=3)


class Spec(ImageSpec):
    """One format. `source` is a decoded picture."""

    extension: ClassVar[str]
    encoding: ClassVar[dict[str, Any]]

    def __init__(self, source: Image.Image, *, processors: list[Any], inside: dict[str, Any]) -> None:
        super().__init__(source)
        self.processors = processors
        self.options = {**self.encoding, **inside}

    def generate(self) -> tuple[Image.Image, bytes]:
        """The picture and its file.

        imagekit's own would decode the original once for each file, and save through pilkit, which points the whole
        process's stderr elsewhere meanwhile: two threads at it lose the log.
        """
        image = ProcessorPipeline(self.processors).process(self.source)
        encoded = io.BytesIO()
        image.save(encoded, self.format, **self.options)
        return image, encoded.getvalue()


class Avif(Spec):
    """Tuned for what is seen. At the same likeness, speed 5 without oblong blocks and in one tile has a twentieth less
    bytes than speed 6, for up to twice the time; with those blocks it would be a few more, for five times the time.
    """

    format = "AVIF"
    extension = "avif"
    encoding = {
        "quality": 60,
        "speed": 5,
        "autotiling": False,
        "advanced": {"tune": "ssim", "enable-rect-partitions": "0"},
    }


class WebP(Spec):
    format = "WEBP"
    extension = "webp"
    encoding = {"quality": 80, "method": 4}


class Jpeg(Spec):
    format = "JPEG"
    extension = "jpg"
    encoding = {"quality": 82, "progressive": True, "optimize": True}


# Of each crop: its widths in pixels and its formats. A picture that is narrower has its own width as the last.
SETS: dict[str, tuple[tuple[int, ...], tuple[type[Spec], ...]]] = {
    WHOLE: ((320, 640, 960, 1280, 1920, 2560), (Avif, WebP, Jpeg)),
    # 800 pixels fill a phone 390 wide and twice as fine; the next width up would cost it half as much again.
    Shape.CARD: ((320, 640, 800, 960), (Avif, Jpeg)),
    Shape.HERO: ((1280, 1920, 2560), (Avif, Jpeg)),
    # A campaign shows it small on a desk.
    Shape.SQUARE: ((320, 640, 800, 1280), (Avif, Jpeg)),
    Shape.SOCIAL: ((1200,), (Jpeg,)),
}
QUICK_WIDTH = 960


def _short(*parts: Any) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


# Changes when any file of any photo may have to be made again; `made_from` then says which.
RECIPE = _short(
    _CODE, [(name, widths, [(s.format, s.encoding) for s in specs]) for name, (widths, specs) in SETS.items()], RATIOS
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A file that a photo should have. `made_from` is the same for files that would be the same."""

    crop: str
    box: Box
    size: tuple[int, int]
    spec: type[Spec]
    made_from: str


def wanted(photo: Photo) -> list[Wanted]:
    """All files of this photo, those of one size beside each other; none before it has a picture."""
    if not (photo.width and photo.height):
        return []
    said = _short(photo.file.name, sorted(credits.inside(photo).items()))
    return [
        Wanted(
            crop=str(crop),
            box=box,
            size=size,
            spec=spec,
            made_from=_short(_CODE, said, str(crop), box, size, spec.format, spec.encoding),
        )
        for crop, (_, specs) in SETS.items()
        for box in boxes(photo, crop)
        for size in sizes(crop, box)
        for spec in specs
    ]


def quick(photo: Photo) -> Wanted:
    """The one file that is made at once."""
    jpegs = [want for want in wanted(photo) if want.crop == WHOLE and want.spec is Jpeg]
    return min(jpegs, key=lambda want: abs(want.size[0] - QUICK_WIDTH))


def boxes(photo: Photo, crop: str) -> Iterator[Box]:
    """The part of the picture that this crop shows, if there is to be one: left, top, right and bottom in pixels."""
    if crop == WHOLE:
        yield 0, 0, photo.width, photo.height
        return
    across, down = RATIOS[Shape(crop)]
    if by_hand := photo.crop_boxes().get(Shape(crop)):
        left, top, width, height = (
            part * side / 1000 for part, side in zip(by_hand, (photo.width, photo.height) * 2, strict=True)
        )
        centre = left + width / 2, top + height / 2
    else:
        left, top, width, height = 0, 0, photo.width, photo.height
        centre = photo.focal_x * width / 100, photo.focal_y * height / 100
    box = _largest(left, top, width, height, across / down, centre)
    is_too_small = crop == Shape.SOCIAL and box[2] - box[0] < SETS[crop][0][0]
    # Pages show the whole where a crop would be the same.
    is_whole = (box[2] - box[0]) * (box[3] - box[1]) > 0.995 * photo.width * photo.height
    if not is_too_small and (crop == Shape.SOCIAL or not is_whole):
        yield box


def _largest(left: float, top: float, width: float, height: float, ratio: float, centre: tuple[float, float]) -> Box:
    """The largest box of that ratio inside, as near to the centre as it can be."""
    wide, high = min(width, height * ratio), min(height, width / ratio)
    x = min(max(centre[0] - wide / 2, left), left + width - wide)
    y = min(max(centre[1] - high / 2, top), top + height - high)
    return round(x, 2), round(y, 2), round(x + wide, 2), round(y + high, 2)


def sizes(crop: str, box: Box) -> list[tuple[int, int]]:
    """The sizes in pixels at which this part is made, never larger than it is."""
    wide, high = box[2] - box[0], box[3] - box[1]
    across, down = RATIOS[Shape(crop)] if crop else (wide, high)
    widths = [width for width in SETS[crop][0] if width < wide]
    own = min(int(wide), SETS[crop][0][-1])
    return [(width, max(1, round(width * down / across))) for width in dict.fromkeys([*widths, own])]
