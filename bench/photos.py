"""`python -m bench.photos`: time and peak memory of one photo's files at 12, 24 and 50 megapixels, and bytes by format.

Each size has a process of its own, so that its peak is its own. The picture is a plate of the demo, larger and grained.
"""

import io
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import django
import numpy as np
from PIL import Image

PLATES = Path("demo/plates")
SIZES = {12: (4243, 2828), 24: (6000, 4000), 50: (8660, 5774)}


def photo_of(megapixels: int) -> bytes:
    """A JPEG as a camera writes it."""
    plate = next(iter(sorted(PLATES.glob("*.*"))))
    image = Image.open(plate).convert("RGB").resize(SIZES[megapixels])
    grain = Image.effect_noise(image.size, 12)
    encoded = io.BytesIO()
    Image.blend(image, grain.convert("RGB"), 0.08).save(encoded, "JPEG", quality=88)
    return encoded.getvalue()


def one(megapixels: int) -> None:
    """Take in and render one photo."""
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415 - settings must be there first

    from photos import credits, specs, uploads  # noqa: PLC0415
    from photos.models import Photo  # noqa: PLC0415

    data = Path(sys.argv[2]).read_bytes()
    began = time.perf_counter()
    upload = uploads.take_in(SimpleUploadedFile("photo.jpg", data))
    taken = time.perf_counter()
    image = Image.open(upload)
    image.load()
    photo = Photo(width=upload.width, height=upload.height, credit="Vera Example", licence="CC-BY-4.0")
    plan, weight = specs.wanted(photo), 0
    for want in plan:
        scaled = specs.Scaled(want.box, want.size).process(image)
        weight += len(want.spec(scaled, processors=[], inside=credits.inside(photo)).generate()[1])
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{megapixels} megapixels, {len(data) / 1024**2:.1f} MB: taken in {taken - began:.1f} s, {len(plan)} files "
        f"({weight / 1024**2:.1f} MB) in {done - taken:.1f} s, peak {peak:.0f} MB"
    )


def ssim(first: Image.Image, second: Image.Image) -> float:
    """Structural similarity of the lightness, over blocks of eight by eight."""
    a, b = (blocks(image) for image in (first, second))
    mean_a, mean_b = a.mean(-1), b.mean(-1)
    covariance = (a * b).mean(-1) - mean_a * mean_b
    c1, c2 = 6.5025, 58.5225
    top = (2 * mean_a * mean_b + c1) * (2 * covariance + c2)
    return float((top / ((mean_a**2 + mean_b**2 + c1) * (a.var(-1) + b.var(-1) + c2))).mean())


def blocks(image: Image.Image) -> np.ndarray:
    grey = np.asarray(image.convert("L"), dtype=np.float64)
    high, wide = (side // 8 * 8 for side in grey.shape)
    return grey[:high, :wide].reshape(high // 8, 8, wide // 8, 8).swapaxes(1, 2).reshape(-1, 64)


def against_jpeg() -> None:
    """AVIF bytes as a part of JPEG's at 1280 pixels, each at the lowest quality that reaches 0.98."""
    ratios = []
    for plate in sorted(PLATES.glob("*.*"))[:24]:
        image = Image.open(plate).convert("RGB")
        image.thumbnail((1280, 1280))
        avif, jpeg = (smallest(image, kind, **options) for kind, options in KINDS)
        ratios.append(avif / jpeg)
    print(f"AVIF against JPEG at SSIM 0.98, median of {len(ratios)} plates: {statistics.median(ratios):.2f}")


KINDS = (("AVIF", {"speed": 8}), ("JPEG", {"progressive": True, "optimize": True}))


def smallest(image: Image.Image, kind: str, **options: object) -> int:
    for quality in range(30, 100, 4):
        encoded = io.BytesIO()
        image.save(encoded, kind, quality=quality, **options)
        if ssim(image, Image.open(encoded)) >= 0.98:
            break
    return len(encoded.getvalue())


def main() -> None:
    for megapixels in SIZES:
        file = Path(f"/tmp/bench-photo-{megapixels}.jpg")
        file.write_bytes(photo_of(megapixels))
        subprocess.run([sys.executable, "-m", "bench.photos", str(megapixels), str(file)], check=True)
        file.unlink()
    against_jpeg()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    one(int(sys.argv[1])) if len(sys.argv) > 2 else main()
