"""Grow the demo pictures: patterns made by a program, in the place of photographs.

    python -m demo.grow [name ...]

grows the named plates, or all of them, into demo/plates/. Every plate has its own seed, so the same versions of the
libraries give the same picture. It needs requirements-plates.txt only, nothing of the site.

Colours are display sRGB from 0 to 1. A field is a float32 array of the height and width of its picture or map.
"""

import argparse
import io
import sys
import zlib

import numpy as np
from PIL import Image

from demo.grow import coats, fur, hills, land, shores, skins, woods  # noqa: F401 - they enter their recipes
from demo.grow.recipes import LARGEST, PLATES, RECIPES, Field


def tables(image: Image.Image, quality: int) -> tuple[list[int], list[int]]:
    """JPEG's tables for light and colour at a quality.

    The lowest frequencies stay fine at every quality: coarse, they turn a sky into bands and grey fur green.
    """
    found = []
    for grade in (quality, 90):
        out = io.BytesIO()
        image.resize((16, 16)).save(out, "JPEG", quality=grade)
        with Image.open(out) as small:
            found.append({which: list(table) for which, table in small.quantization.items()})
    colour = [best if best <= 5 else usual for usual, best in zip(found[0][1], found[1][1], strict=True)]
    return [min(8, found[0][0][0]), *found[0][0][1:]], colour


def encoded(picture: Field) -> bytes:
    """The picture as a progressive JPEG within LARGEST: at full size and a fair quality, else a little smaller."""
    image = Image.fromarray((np.clip(picture, 0, 1) * 255 + 0.5).astype("u1"))
    for size in (1.0, 0.92, 0.86, 0.8):
        small = image.resize((round(image.width * size), round(image.height * size)), Image.Resampling.LANCZOS)
        for quality in range(88, 29, -3):
            out = io.BytesIO()
            small.save(out, "JPEG", qtables=tables(small, quality), optimize=True, progressive=True)
            if out.tell() <= LARGEST:
                return out.getvalue()
    raise ValueError(f"The picture does not fit into {LARGEST} bytes.")


def grow(name: str) -> int:
    """Grow one plate into its file and return the file's size in bytes."""
    data = encoded(RECIPES[name](np.random.default_rng(zlib.crc32(name.encode()))))
    PLATES.mkdir(exist_ok=True)
    return (PLATES / name).write_bytes(data)


def main() -> None:
    parser = argparse.ArgumentParser(description="Grow the demo plates.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of {', '.join(RECIPES)}; all when left out")
    names = parser.parse_args().names or list(RECIPES)
    if unknown := set(names) - set(RECIPES):
        parser.error(f"no plate is called {', '.join(sorted(unknown))}")
    for name in names:
        sys.stdout.write(f"{name} {grow(name) / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
