"""`python -m bench.photos`: time and peak memory of one photo's files at 12, 24 and 50 megapixels, and bytes by format.

Each size has a process of its own, so that its peak is its own. The picture is a plate of the demo, larger and grained.
"""

import bisect
import io
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import django
import numpy as np
from PIL import Image

PLATES = sorted(Path("demo/plates").glob("*.jpg"))
SIZES = {12: (4243, 2828), 24: (6000, 4000), 50: (8660, 5774)}

WIDTH = 1280
SIMILAR = 0.98
# The side of the windows over which two pictures are compared, and the constants of Wang et al. (2004) for 8 bits.
WINDOW = 7
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


def photo_of(megapixels: int) -> bytes:
    """A JPEG as a camera writes it."""
    image = Image.open(PLATES[0]).convert("RGB").resize(SIZES[megapixels])
    grain = Image.effect_noise(image.size, 12)
    encoded = io.BytesIO()
    Image.blend(image, grain.convert("RGB"), 0.08).save(encoded, "JPEG", quality=88)
    return encoded.getvalue()


def one(file: Path) -> None:
    """Take in and render one photo."""
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 - settings must be there first

    from photos import credits, specs, uploads  # noqa: PLC0415
    from photos.models import Photo  # noqa: PLC0415

    data = file.read_bytes()
    began, used = time.perf_counter(), time.process_time()
    upload = uploads.take_in(SimpleUploadedFile(file.name, data))
    taken = time.perf_counter()
    image = Image.open(upload)
    image.load()
    photo = Photo(width=upload.width, height=upload.height, credit="Vera Example", licence="CC-BY-4.0")
    plan, weight = specs.wanted(photo), 0
    for want in plan:
        scaled = specs.Scaled(want.box, want.size).process(image)
        weight += len(want.spec(scaled, processors=[], inside=credits.inside(photo)).generate()[1])
    done, used = time.perf_counter(), time.process_time() - used
    print(
        f"  photo of {file.stem} megapixels, {len(data) / 1024**2:.1f} MB: taken in {taken - began:.1f} s, {len(plan)} "
        f"files ({weight / 1024**2:.1f} MB) in {done - taken:.1f} s, {used:.1f} s of CPU, peak {peak():.0f} MB",
        flush=True,
    )


def peak() -> float:
    """The most memory this process has held, in MB. What getrusage says begins with what the parent held."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024


def ssim(first: np.ndarray, second: np.ndarray) -> float:
    """Structural similarity of two pictures' lightness, over every window of 7 by 7 pixels."""
    mean_1, mean_2 = windows(first), windows(second)
    spread_1, spread_2 = windows(first**2) - mean_1**2, windows(second**2) - mean_2**2
    shared = windows(first * second) - mean_1 * mean_2
    alike = (2 * mean_1 * mean_2 + C1) * (2 * shared + C2)
    return float((alike / ((mean_1**2 + mean_2**2 + C1) * (spread_1 + spread_2 + C2))).mean())


def windows(values: np.ndarray) -> np.ndarray:
    """The mean of each window."""
    sums = np.pad(values, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    far, near = slice(WINDOW, None), slice(None, -WINDOW)
    means: np.ndarray = (sums[far, far] - sums[near, far] - sums[far, near] + sums[near, near]) / WINDOW**2
    return means


def lightness(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("L"), dtype=np.float64)


def against_jpeg() -> None:
    """AVIF bytes as a part of JPEG's at 1280 pixels, each at the lowest quality that reaches 0.98."""
    from photos import specs  # noqa: PLC0415

    found = []
    for plate in PLATES:
        image = Image.open(plate).convert("RGB")
        image.thumbnail((WIDTH, WIDTH))
        found.append([smallest(image, spec) for spec in (specs.Avif, specs.Jpeg)])
    ratios = [avif / jpeg for (_, avif), (_, jpeg) in found]
    qualities = [statistics.median_low(quality for quality, _ in spec) for spec in zip(*found, strict=True)]
    print(
        f"  AVIF against JPEG at SSIM {SIMILAR}, {WIDTH} pixels, {len(ratios)} plates: "
        f"median {statistics.median(ratios):.2f} of the bytes  [{min(ratios):.2f}–{max(ratios):.2f}], "
        f"median qualities {qualities[0]} and {qualities[1]}"
    )


def smallest(image: Image.Image, spec: Any) -> tuple[int, int]:
    """The lowest quality at which this picture looks like itself, and its bytes then."""
    seen = lightness(image)
    files: dict[int, bytes] = {}

    def alike(quality: int) -> float:
        encoded = io.BytesIO()
        image.save(encoded, spec.format, **{**spec.encoding, "quality": quality})
        files[quality] = encoded.getvalue()
        return ssim(seen, lightness(Image.open(encoded)))

    quality = bisect.bisect_left(range(100), SIMILAR, lo=10, hi=99, key=alike)
    if quality not in files:
        alike(quality)
    return quality, len(files[quality])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for megapixels in SIZES:
            file = Path(folder, f"{megapixels}.jpg")
            file.write_bytes(photo_of(megapixels))
            subprocess.run([sys.executable, "-m", "bench.photos", file], check=True)
    against_jpeg()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    run = partial(one, Path(sys.argv[1])) if len(sys.argv) > 1 else main
    run()
