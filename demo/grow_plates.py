"""Grow the demo pictures: patterns made by a program, in the place of photographs.

    python demo/grow_plates.py [name ...]

grows the named plates, or all of them, into demo/plates/. Every plate has its own seed, so the same versions of the
libraries give the same picture. It needs requirements-plates.in only, nothing of the site.

Colours are display sRGB from 0 to 1. A field is a float32 array of the height and width of its picture or map.
"""

import argparse
import io
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageDraw
from scipy import ndimage, sparse
from scipy.spatial import cKDTree

Field = NDArray[np.float32]
Colour = tuple[float, float, float]
Shape = tuple[int, int]
Recipe = Callable[[Generator], Field]

PLATES = Path(__file__).resolve().parent / "plates"
LARGEST = 250_000  # bytes of one file
PAGE: Shape = (1250, 2000)
RECIPES: dict[str, Recipe] = {}


def plate(name: str) -> Callable[[Recipe], Recipe]:
    """Enter a recipe under the name of its file."""

    def enter(recipe: Recipe) -> Recipe:
        RECIPES[name] = recipe
        return recipe

    return enter


# Fields


def lattice_weights(length: int, cell: float, start: float) -> tuple[sparse.csr_array, int]:
    """Cubic B-spline weights of `length` pixels on lattice points `cell` pixels apart, and the number of points."""
    place = np.arange(length) / cell + start
    first = np.floor(place).astype(int)
    t = place - first
    weights = np.stack([(1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3], axis=1) / 6
    columns = first[:, None] + np.arange(4)
    points = int(columns.max()) + 1
    rows = np.repeat(np.arange(length), 4)
    return sparse.csr_array((weights.ravel().astype("f4"), (rows, columns.ravel())), shape=(length, points)), points


def smooth(rng: Generator, shape: Shape, cell: tuple[float, float]) -> Field:
    """One octave of smooth noise whose features are about `cell` pixels (down, across)."""
    down, n = lattice_weights(shape[0], cell[0], rng.random())
    across, m = lattice_weights(shape[1], cell[1], rng.random())
    points = rng.standard_normal((n, m), dtype="f4")
    return np.asarray(down @ (across @ points.T).T, dtype="f4")


def noise(
    rng: Generator,
    shape: Shape,
    size: float,
    octaves: int = 5,
    gain: float = 0.5,
    stretch: tuple[float, float] = (1, 1),
) -> Field:
    """Fractal noise, mean 0 and deviation 1; its largest features are `size` pixels times `stretch` (down, across)."""
    total = np.zeros(shape, "f4")
    for octave in range(octaves):
        cell = size / 2**octave
        total += gain**octave * smooth(rng, shape, (max(cell * stretch[0], 0.8), max(cell * stretch[1], 0.8)))
    return (total - total.mean()) / total.std()


def blur(field: Field, sigma: float | tuple[float, ...]) -> Field:
    return np.asarray(ndimage.gaussian_filter(field, sigma, mode="nearest"), dtype="f4")


def sample(field: Field, rows: Field, columns: Field) -> Field:
    """The field, or each channel of a picture, at fractional places; its border goes on outside."""
    if field.ndim == 3:
        return np.stack([sample(field[..., i], rows, columns) for i in range(field.shape[2])], axis=-1)
    return np.asarray(ndimage.map_coordinates(field, [rows, columns], order=1, mode="nearest"), dtype="f4")


def step(field: ArrayLike, low: float, high: float) -> Field:
    """0 below `low`, 1 above `high`, an eased slope between; `low` above `high` turns it round."""
    t = np.clip((np.asarray(field, "f4") - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def places(shape: Shape) -> tuple[Field, Field]:
    """Height and width of every pixel as fractions from 0 to 1."""
    down, across = np.mgrid[0 : shape[0], 0 : shape[1]].astype("f4")
    return down / shape[0], across / shape[1]


def mix(under: ArrayLike, over: ArrayLike, share: ArrayLike) -> Field:
    """One colour over another; `share` is a number or a field."""
    share = np.asarray(share, "f4")
    share = share[..., None] if share.ndim == 2 else share
    return np.asarray(under, "f4") * (1 - share) + np.asarray(over, "f4") * share


def ramp(field: Field, stops: Sequence[tuple[float, Colour]]) -> Field:
    """Colours of a scale at the values of a field."""
    at = [stop for stop, _ in stops]
    return np.stack([np.interp(field, at, [c[i] for _, c in stops]) for i in range(3)], axis=-1).astype("f4")


def scatter(
    rng: Generator, shape: Shape, gap: Callable[[float, float], float], tries: int = 6000
) -> NDArray[np.float32]:
    """Points (row, column) no nearer to each other than `gap(row, column)`, a margin around the picture included."""
    margin = 120.0
    points = np.full((tries, 2), -1e6, "f4")
    count = 0
    for row, column in rng.random((tries, 2)) * (np.array(shape) + 2 * margin) - margin:
        if np.hypot(points[: count + 1, 0] - row, points[: count + 1, 1] - column).min() > gap(row, column):
            points[count] = row, column
            count += 1
    return points[:count]


def graded(picture: Field, contrast: float = 1.0, vignette: float = 0.0) -> Field:
    """The finished picture: contrast about the middle grey, corners a little darker."""
    down, across = places(picture.shape[:2])
    corner = 1 - vignette * ((down - 0.5) ** 2 + (across - 0.5) ** 2) * 2
    return np.clip((picture - 0.45) * contrast + 0.45, 0, 1) * corner[..., None]


# Fur


@dataclass(frozen=True)
class Coat:
    """How hair lies: lengths and widths in pixels, `cover` in layers of hair over every pixel."""

    length: int
    cover: float
    layers: int
    spread: float = 0.12
    bend: float = 0.5
    jitter: float = 0.16
    shadow: float = 0.3
    wander: float = 3.0
    width: float = 0.55


def splat(shape: Shape, rows: Field, columns: Field, weights: Sequence[Field]) -> list[Field]:
    """Sums of each weight on the pixel grid, every point shared among its four neighbours."""
    inside = (rows >= 0) & (columns >= 0) & (rows < shape[0] - 1) & (columns < shape[1] - 1)
    rows, columns = rows[inside], columns[inside]
    r, c = rows.astype(np.int32), columns.astype(np.int32)
    fr, fc = rows - r, columns - c
    flat = r * shape[1] + c
    corners = [(0, (1 - fr) * (1 - fc)), (1, (1 - fr) * fc), (shape[1], fr * (1 - fc)), (shape[1] + 1, fr * fc)]
    sums = []
    for weight in weights:
        w = weight[inside]
        total = sum(np.bincount(flat + move, share * w, shape[0] * shape[1]) for move, share in corners)
        sums.append(np.asarray(total, "f4").reshape(shape))
    return sums


def strands(rng: Generator, coat: Coat, angle: Field, count: int) -> tuple[Field, Field, Field, Field]:
    """Root rows and columns of hairs, and the path of each as rows and columns along its length."""
    height, width = angle.shape
    row = rng.uniform(-coat.length, height + coat.length, count).astype("f4")
    column = rng.uniform(-coat.length, width + coat.length, count).astype("f4")
    start = sample(angle, row, column) + coat.spread * rng.standard_normal(count, dtype="f4")
    curve = coat.bend * rng.standard_normal(count, dtype="f4") * 0.5 / coat.length
    along = np.arange(coat.length, dtype="f4")
    length = rng.uniform(0.6, 1.0, count).astype("f4")[:, None]
    turn = start[:, None] + curve[:, None] * along
    rows = row[:, None] + np.cumsum(np.sin(turn), axis=1) * length
    columns = column[:, None] + np.cumsum(np.cos(turn), axis=1) * length
    return row, column, rows, columns


def comb(rng: Generator, coat: Coat, pigment: Field, angle: Field) -> Field:
    """Fur over a skin: each hair has the colour of the skin at its root, so hairs break the edges of every mark."""
    shape = angle.shape
    picture = pigment * 0.55
    count = int(shape[0] * shape[1] * coat.cover / coat.length / coat.layers)
    along = np.linspace(0, 1, coat.length, dtype="f4")
    tone = 0.74 + 0.34 * np.sin(along * 2.2)
    taper = 1 - along**3
    for _ in range(coat.layers):
        row, column, rows, columns = strands(rng, coat, angle, count)
        stray = coat.wander * rng.standard_normal((2, count), dtype="f4")
        colour = sample(pigment, row + stray[0], column + stray[1])
        colour *= 1 + coat.jitter * rng.standard_normal((count, 1), dtype="f4")
        weights = [np.broadcast_to(taper, rows.shape)]
        weights += [colour[:, i, None] * (tone * taper) for i in range(3)]
        alpha, *channels = (blur(s, coat.width) for s in splat(shape, rows, columns, weights))
        body = np.stack(channels, -1) / np.maximum(alpha, 1e-3)[..., None]
        under = ndimage.shift(blur(alpha, 1.6), (2, 1), order=0, mode="nearest")
        picture *= (1 - coat.shadow * np.clip(under, 0, 1))[..., None]
        picture = mix(picture, body, 1 - np.exp(-1.5 * alpha))
    return picture


def form(rng: Generator, shape: Shape, size: float, strength: float) -> Field:
    """Soft light from above on the body under the fur: about 1, brighter where the flank turns up."""
    body = noise(rng, shape, size, 2, 0.35)
    slope = np.gradient(body, axis=0) * 0.8 + np.gradient(body, axis=1) * 0.5
    return 1 + strength * np.clip(slope / slope.std(), -2.2, 2.2)


@dataclass(frozen=True)
class Rosette:
    """What one rosette may be: radius in pixels, rim as a share of it, how open the ring is, how solid it may get."""

    radius: tuple[float, float]
    rim: float
    gaps: tuple[int, int]
    open: float
    soft: float = 2.0


def draw_rosette(rng: Generator, kind: Rosette, radius: float, down: Field, across: Field) -> tuple[Field, Field]:
    """Ink and centre of one rosette about the origin: an uneven ring, cut by gaps, thick and thin along its way."""
    turn = rng.normal(0, 0.35)
    long = rng.uniform(1.0, 1.38)
    u = (across * np.cos(turn) + down * np.sin(turn)) / long
    v = (down * np.cos(turn) - across * np.sin(turn)) * long**0.5
    theta, reach = np.arctan2(v, u), np.hypot(u, v)
    outline, rim = np.full_like(theta, radius), np.ones_like(theta)
    for wave in (2, 3, 4, 5):
        phase = rng.uniform(0, 6.28, 2)
        outline += radius * rng.normal(0, 0.16 / wave**0.6) * np.cos(wave * theta + phase[0])
        rim += rng.normal(0, 0.22) * np.cos(wave * theta + phase[1])
    thick = kind.rim * radius * np.clip(rim, 0.55, 1.55)
    for _ in range(rng.integers(kind.gaps[0], kind.gaps[1] + 1)):
        away = np.abs((theta - rng.uniform(0, 6.28) + np.pi) % (2 * np.pi) - np.pi)
        cut = kind.open * rng.uniform(0.5, 1.4)
        thick = thick * step(away, cut * 0.35, cut * 1.25) - 2.5 * kind.soft * (away < cut * 0.35)
    ink = 1 / (1 + np.exp(np.clip((np.abs(reach - outline) - thick) / kind.soft, -30, 30)))
    return ink, 1 / (1 + np.exp(np.clip((reach - outline) / (2 * kind.soft), -30, 30)))


def rosettes(rng: Generator, shape: Shape, kind: Rosette, spacing: float, warp: float) -> tuple[Field, Field]:
    """Ink and centres of a field of rosettes, with small solid spots in the wider spaces, edges bent by noise."""
    ink, heart = np.zeros(shape, "f4"), np.zeros(shape, "f4")
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]].astype("f4")
    points = scatter(rng, shape, lambda row, column: spacing * (1 + 0.12 * np.sin(row / 190 + column / 310)))
    spots = scatter(rng, shape, lambda row, column: spacing * 0.55, 3000)
    far = cKDTree(points).query(spots)[0] > spacing * 0.66
    bend = [warp * noise(rng, shape, 42, 4, 0.55) for _ in range(2)]
    solid = Rosette((0, 0), 0.9, (0, 0), 0, kind.soft)
    marks = [(p, kind, rng.uniform(*kind.radius)) for p in points]
    marks += [(p, solid, kind.radius[0] * rng.uniform(0.16, 0.3)) for p in spots[far]]
    for (row, column), what, radius in marks:
        size = int(radius * 2.6 + 12)
        top, left = max(0, int(row) - size), max(0, int(column) - size)
        window = (slice(top, max(0, int(row) + size)), slice(left, max(0, int(column) + size)))
        if ink[window].size:
            down = rows[window] - row + bend[0][window]
            mark, centre = draw_rosette(rng, what, radius, down, columns[window] - column + bend[1][window])
            ink[window] = np.maximum(ink[window], mark)
            heart[window] = np.maximum(heart[window], centre)
    return ink, heart


def lie(rng: Generator, shape: Shape, toward: float, sweep: float, clump: float, size: float) -> Field:
    """The direction hair lies in, in radians: a body's sweep, and locks of `size` pixels that lean together."""
    return toward + sweep * noise(rng, shape, 900, 2) + clump * noise(rng, shape, size, 3, 0.6, (1, 1.6))


@plate("amur-leopard-winter.jpg")
def amur_leopard_winter(rng: Generator) -> Field:
    """Widely set rosettes with heavy rims on pale winter fur, the belly paler, light from above."""
    down, _ = places(PAGE)
    ink, heart = rosettes(rng, PAGE, Rosette((50, 66), 0.3, (1, 3), 0.2), 196, 5)
    flank = ramp(
        down + 0.06 * noise(rng, PAGE, 500, 2),
        [(0, (0.86, 0.68, 0.45)), (0.45, (0.93, 0.78, 0.56)), (0.75, (0.97, 0.88, 0.72)), (1, (0.99, 0.96, 0.89))],
    )
    skin = mix(flank, (0.72, 0.51, 0.29), heart * (0.62 - 0.4 * step(down, 0.6, 1.0)))
    skin = mix(skin, (0.10, 0.075, 0.065), np.clip(ink * 1.05, 0, 1))
    fur = comb(rng, Coat(64, 11, 30, spread=0.08, jitter=0.09, width=0.95), skin, lie(rng, PAGE, 0.22, 0.16, 0.17, 60))
    return graded(fur * form(rng, PAGE, 700, 0.075)[..., None] * 1.1, 1.06, 0.2)


@plate("amur-leopard-summer.jpg")
def amur_leopard_summer(rng: Generator) -> Field:
    """The same coat nearer and redder, the hair short and close."""
    ink, heart = rosettes(rng, PAGE, Rosette((78, 104), 0.27, (1, 4), 0.2, 2.4), 292, 8)
    base = mix((0.86, 0.56, 0.29), (0.93, 0.69, 0.43), step(noise(rng, PAGE, 600, 3), -1.5, 1.8))
    skin = mix(base, (0.66, 0.38, 0.16), heart * 0.72)
    skin = mix(skin, (0.085, 0.06, 0.05), np.clip(ink * 1.05, 0, 1))
    fur = comb(
        rng, Coat(38, 11, 30, spread=0.08, jitter=0.13, wander=2.2, width=0.7), skin, lie(rng, PAGE, 0.1, 0.22, 0.1, 80)
    )
    return graded(fur * form(rng, PAGE, 620, 0.1)[..., None] * 1.02, 1.06, 0.25)


@plate("snow-leopard-coat.jpg")
def snow_leopard_coat(rng: Generator) -> Field:
    """Long smoky fur with large soft rosettes, grey within, their dark rims broken."""
    ink, heart = rosettes(rng, PAGE, Rosette((84, 122), 0.2, (3, 5), 0.26, 6), 322, 15)
    down, _ = places(PAGE)
    base = mix((0.76, 0.75, 0.72), (0.94, 0.92, 0.87), step(noise(rng, PAGE, 480, 3) + 2.2 * down - 1.1, -1.9, 1.4))
    skin = mix(base, (0.50, 0.49, 0.48), heart * 0.6)
    skin = mix(skin, (0.17, 0.16, 0.165), np.clip(ink * 0.94, 0, 1))
    coat = Coat(120, 14, 32, spread=0.13, bend=0.9, wander=6, width=0.85, jitter=0.11)
    fur = comb(rng, coat, skin, lie(rng, PAGE, 0.38, 0.2, 0.26, 90))
    return graded(fur * form(rng, PAGE, 650, 0.08)[..., None] * 1.05, 1.05, 0.2)


def bands(rng: Generator, shape: Shape, period: float, spread: float) -> Field:
    """Level stripes that fork and end: noise kept only near one wavelength and one direction, about -1 to 1."""
    size = (shape[0] * 2, shape[1] * 2)
    fy, fx = np.meshgrid(np.fft.fftfreq(size[0]), np.fft.fftfreq(size[1]), indexing="ij")
    radius, turn = np.hypot(fy, fx) + 1e-9, np.arctan2(np.abs(fx), np.abs(fy))
    keep = np.exp(-((np.log(radius * period) / 0.25) ** 2) - (turn / spread) ** 2) * (fy > 0)
    wave = np.fft.ifft2(np.fft.fft2(rng.standard_normal(size)) * keep)[: shape[0], : shape[1]]
    return (wave.real / (np.abs(wave) + 0.25 * np.abs(wave).mean())).astype("f4")


@plate("okapi-stripes.jpg")
def okapi_stripes(rng: Generator) -> Field:
    """Cream stripes, uneven and ragged, across the chocolate velvet of a haunch."""
    down, across = places(PAGE)
    rows, columns = np.mgrid[0 : PAGE[0], 0 : PAGE[1]].astype("f4")
    curve = 150 * (across - 0.55) ** 2 * 4 + 26 * noise(rng, PAGE, 500, 2)
    wave = sample(bands(rng, (PAGE[0] + 500, PAGE[1]), 150, 0.13), rows + curve + 60, columns)
    wave += 0.10 * noise(rng, PAGE, 60, 4)
    plain = step(across + 0.10 * np.sin(down * 9) + 0.05 * noise(rng, PAGE, 260, 3), 0.24, 0.02)
    stripe = step(wave - 1.9 * plain + 0.14 * noise(rng, PAGE, 420, 2), 0.30, 0.52)
    brown = mix((0.20, 0.105, 0.075), (0.33, 0.17, 0.11), step(noise(rng, PAGE, 420, 3), -1.5, 1.6))
    skin = mix(brown, mix((0.86, 0.80, 0.68), (0.93, 0.89, 0.80), step(noise(rng, PAGE, 200, 3), -1, 1)), stripe)
    coat = Coat(26, 11, 30, spread=0.16, wander=3.4, jitter=0.12, shadow=0.26, width=0.7)
    fur = comb(rng, coat, skin, lie(rng, PAGE, 1.15, 0.2, 0.14, 50))
    sheen = 1 + 0.2 * (1 - stripe) * step(noise(rng, PAGE, 500, 2, 0.4, (0.6, 1.4)), 0.2, 2)
    return graded(fur * (form(rng, PAGE, 640, 0.11) * sheen)[..., None] * 1.08, 1.04, 0.3)


# Land


@dataclass(frozen=True)
class Camera:
    """A camera over a map whose rows run away from it, in the map's unit; `horizon` is a fraction from the top."""

    height: float
    near: float
    far: float
    horizon: float
    angle: float  # width of the view over the distance
    steps: int = 1800


@dataclass(frozen=True)
class View:
    """What every pixel of a picture shows: the map's row and column, the distance, and whether it is land at all."""

    rows: Field
    columns: Field
    distance: Field
    land: NDArray[np.bool_]


def look(ground: Field, camera: Camera, shape: Shape) -> View:
    """Cast a ray for every pixel over the heights `ground`, which spans near to far and the far width of the view."""
    height, width = shape
    z = np.geomspace(camera.near, camera.far, camera.steps).astype("f4")[:, None]
    aim = ((np.arange(width, dtype="f4") + 0.5) / width - 0.5) * camera.angle
    row = (z - camera.near) / (camera.far - camera.near) * (ground.shape[0] - 1) + 0 * aim
    column = (aim * z / (camera.angle * camera.far) + 0.5) * (ground.shape[1] - 1)
    rise = (sample(ground, row, column) - camera.height) / z * (width / camera.angle)
    crest = np.maximum.accumulate(rise, axis=0)
    line = camera.horizon * height - np.arange(height, dtype="f4")
    hit = np.stack([np.searchsorted(crest[:, c], line) for c in range(width)], axis=1)
    last = np.clip(hit, 1, camera.steps - 1)
    across = np.arange(width)
    before, after = rise[last - 1, across], rise[last, across]
    part = np.clip((line[:, None] - before) / np.maximum(after - before, 1e-6), 0, 1)
    distance = z[last - 1, 0] * (1 - part) + z[last, 0] * part
    rows = (distance - camera.near) / (camera.far - camera.near) * (ground.shape[0] - 1)
    columns = (aim * distance / (camera.angle * camera.far) + 0.5) * (ground.shape[1] - 1)
    return View(rows, columns, distance, hit < camera.steps)


def lit(ground: Field, sun: tuple[float, float, float]) -> Field:
    """Light from 0 to 1 on a map; heights are in cells, the sun is (away, across, up)."""
    away, across = np.gradient(ground)
    length = np.sqrt(away**2 + across**2 + 1) * float(np.linalg.norm(sun))
    return np.clip((sun[2] - away * sun[0] - across * sun[1]) / length, 0, 1)


def shadow(ground: Field, sun: tuple[float, float, float], reach: int, soft: float = 4) -> Field:
    """1 in the sun, 0 in the shadow of higher land up to `reach` cells towards the sun."""
    level = float(np.hypot(sun[0], sun[1]))
    rows, columns = np.arange(ground.shape[0]), np.arange(ground.shape[1])
    over = np.full_like(ground, -1e6)
    for far in np.geomspace(1.5, reach, 90):
        r = np.clip(rows + round(far * sun[0] / level), 0, rows[-1])
        c = np.clip(columns + round(far * sun[1] / level), 0, columns[-1])
        over = np.maximum(over, (ground[r][:, c] - ground - far * sun[2] / level) / (1 + far * 0.02))
    return step(over, soft, 0)


def open_sky(ground: Field, size: float, strength: float) -> Field:
    """How much of the sky a place sees, about 1; less in hollows of `size` cells."""
    return np.clip(1 - strength * (blur(ground, size) - ground) / size, 0.35, 1.3)


def mountains(rng: Generator, shape: Shape, size: float, octaves: int, wear: float = 0.9, gain: float = 0.5) -> Field:
    """Worn ridges from 0 to about 1: detail dies out on steep slopes, as scree covers it."""
    total = np.zeros(shape, "f4")
    slopes = [np.zeros(shape, "f4"), np.zeros(shape, "f4")]
    for octave in range(octaves):
        cell = size / 2**octave
        layer = 1 - np.sqrt(smooth(rng, shape, (cell, cell)) ** 2 * 5 + 0.04)
        for i in range(2):
            slopes[i] += np.gradient(layer, axis=i) * cell * 0.5
        total += gain**octave * layer / (1 + wear * (slopes[0] ** 2 + slopes[1] ** 2))
    low, high = np.percentile(total, [0.5, 99.8])
    return np.maximum((total - low) / (high - low), 0)


def crowns(rng: Generator, shape: Shape, gap: float, spread: float = 0.62) -> tuple[Field, NDArray[np.intp]]:
    """A wood from above: height of the canopy from 0 to 1 and the number of the tree at every cell.

    `spread` is the radius of the smallest crown as a share of `gap`; under 0.4 crowns stand apart.
    """
    n, m = int(shape[0] / gap) + 2, int(shape[1] / gap) + 2
    points = np.stack(np.mgrid[0:n, 0:m], -1).reshape(-1, 2) + rng.uniform(-0.42, 0.42, (n * m, 2))
    points[:, 1] += 0.5 * (np.floor(points[:, 0]) % 2)
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]].astype("f4")
    bend = [0.08 * noise(rng, shape, gap * 0.6, 3, 0.6) for _ in range(2)]
    distance, tree = cKDTree(points).query(np.stack([rows / gap + bend[0], columns / gap + bend[1]], -1))
    grown = rng.uniform(0.55, 1.0, n * m).astype("f4")
    dome = np.sqrt(np.clip(1 - (distance.astype("f4") / (spread + 0.2 * grown[tree])) ** 2, 0, 1))
    return dome * grown[tree], tree


def halved(picture: Field) -> Field:
    """A picture at half size, four pixels into one: edges without steps."""
    return (picture[::2, ::2] + picture[1::2, ::2] + picture[::2, 1::2] + picture[1::2, 1::2]) / 4


def doubled(shape: Shape) -> Shape:
    return shape[0] * 2, shape[1] * 2


def haze(picture: Field, view: View, colour: ArrayLike, depth: ArrayLike) -> Field:
    """Air between the camera and the land; `depth` is the distance at which two thirds of it are lost."""
    return mix(picture, colour, 1 - np.exp(-view.distance / depth))


def sky(rng: Generator, shape: Shape, stops: Sequence[tuple[float, Colour]], streak: float, light: Colour) -> Field:
    """A sky by height, with thin streaks of cloud in the colour of its light."""
    down, _ = places(shape)
    cloud = step(noise(rng, shape, shape[1] / 5, 6, 0.55, (0.22, 1.0)), 0.0, 2.6)
    return mix(ramp(down, stops), light, streak * cloud)


@plate("snow-leopard-ridge.jpg")
def snow_leopard_ridge(rng: Generator) -> Field:
    """High ridges behind one another at dusk, snow on their gentler slopes, the last light from the left."""
    shape = (3600, 2900)
    rows, _ = places(shape)
    worn = mountains(rng, shape, 700, 10, 0.5, 0.47)
    ranges = 0.5 - 0.5 * np.cos(2 * np.pi * (4.3 * rows + 0.17 * noise(rng, shape, 1100, 3)))
    ground = (110 + 330 * worn) * (0.3 + 0.85 * ranges) * (0.5 + 0.8 * rows) + 90 * rows - 40
    sun = (0.1, -1.0, 0.44)
    light = lit(ground, sun) * shadow(ground, sun, 500, 9)
    steep = np.hypot(*np.gradient(blur(ground, 1.5)))
    drift = noise(rng, shape, 110, 7, 0.62)
    snow = step(0.78 - steep * 0.78 + 0.0014 * (ground - 200) + 0.15 * drift, 0.24, 0.46)
    rock = ramp(noise(rng, shape, 50, 6, 0.65), [(-2, (0.17, 0.17, 0.20)), (2, (0.36, 0.33, 0.33))])
    land = mix(rock, (0.88, 0.90, 0.95), snow)
    glow = np.array((0.98, 0.66, 0.46)) * light[..., None] + np.array((0.33, 0.41, 0.55))
    land = land * glow * open_sky(ground, 22, 0.8)[..., None] * 1.05
    big = doubled(PAGE)
    view = look(ground, Camera(height=430, near=1000, far=5400, horizon=0.30, angle=0.52), big)
    low = step(sample(blur(ground, 20), view.rows, view.columns), 260, 40)
    air = haze(sample(land, view.rows, view.columns), view, (0.62, 0.69, 0.81), 5600 - 3300 * low)
    stops = [(0, (0.42, 0.51, 0.66)), (0.16, (0.68, 0.71, 0.79)), (0.3, (0.93, 0.80, 0.72)), (1, (0.92, 0.82, 0.76))]
    picture = np.where(view.land[..., None], air, sky(rng, big, stops, 0.5, (0.97, 0.84, 0.78)))
    return graded(halved(picture), 1.1, 0.25)


def autumn_leaves(rng: Generator, tree: NDArray[np.intp], pine: NDArray[np.bool_]) -> Field:
    """A colour for every tree of a wood in October: rust to straw for oaks, near black green for pines."""
    hue = rng.random(tree.max() + 1).astype("f4")[tree] * 0.8 + 0.2 * noise(rng, tree.shape, 260, 4)
    stops = [
        (-0.1, (0.24, 0.17, 0.13)),
        (0.25, (0.40, 0.23, 0.13)),
        (0.6, (0.56, 0.33, 0.16)),
        (0.85, (0.63, 0.46, 0.23)),
        (1.1, (0.50, 0.46, 0.26)),
    ]
    return np.where(pine[..., None], ramp(hue, [(0, (0.08, 0.13, 0.105)), (1, (0.17, 0.22, 0.15))]), ramp(hue, stops))


@plate("primorye-oak-hills.jpg")
def primorye_oak_hills(rng: Generator) -> Field:
    """Wooded hills in October: oak rust, pine dark, mist between them and the sea behind."""
    shape = (4200, 2700)
    rows, _ = places(shape)
    hills = noise(rng, shape, 430, 6, 0.42)
    shore = step(rows - 0.84 + 0.04 * noise(rng, shape, 400, 4), 0.06, -0.1)
    ground = np.maximum(96 + 66 * hills, 16 + 5 * hills) * shore * step(rows, -0.2, 0.3)
    wood, tree = crowns(rng, shape, 4.8)
    tuft = noise(rng, shape, 3.2, 2, 0.7)
    pine = 0.5 * rng.random(tree.max() + 1).astype("f4")[tree] + 0.5 * step(noise(rng, shape, 260, 5), -0.3, 1.6) > 0.53
    canopy = ground + (np.where(pine, 6.5, 3.8) * wood + 0.75 * tuft) * (ground > 4)
    sun = (0.35, -1.0, 0.5)
    light = 0.85 * lit(canopy, sun) * shadow(canopy, sun, 260, 5) * (0.75 + 0.25 * step(wood, 0, 0.8))
    land = autumn_leaves(rng, tree, pine) * (1 + 0.16 * tuft)[..., None]
    land = land * (np.array((1.75, 1.45, 1.08)) * light[..., None] + np.array((0.34, 0.40, 0.47)))
    land = land * open_sky(canopy, 5, 0.8)[..., None]
    land = np.where((ground > 2)[..., None], land, np.array((0.70, 0.77, 0.81), "f4"))
    big = doubled(PAGE)
    view = look(canopy, Camera(height=370, near=1020, far=5600, horizon=0.20, angle=0.46), big)
    low = sample(blur(ground, 12), view.rows, view.columns) + 16 * noise(rng, big, 600, 5, 0.5, (0.25, 1))
    air = haze(sample(land, view.rows, view.columns), view, (0.83, 0.85, 0.87), 6500 - 5500 * step(low, 112, 12))
    stops = [(0, (0.60, 0.71, 0.82)), (0.1965, (0.95, 0.91, 0.85)), (0.2015, (0.75, 0.805, 0.845))]
    stops += [(0.27, (0.84, 0.86, 0.87)), (0.4, (0.83, 0.86, 0.88))]
    picture = np.where(view.land[..., None], air, sky(rng, big, stops, 0.4, (0.95, 0.93, 0.90)))
    return graded(halved(picture), 1.08, 0.25)


def braids(rng: Generator, shape: Shape, passes: int = 24) -> Field:
    """Water, as the root of its flow, on rough gravel that falls row by row.

    Streams part, join and deepen their beds from pass to pass.
    """
    bed = noise(rng, shape, 26, 4, 0.55, (2.4, 1.0))
    total = np.zeros(shape, "f4")
    for _ in range(passes):
        flow = np.zeros(shape, "f4")
        flow[0] = np.exp(-(((np.arange(shape[1]) / shape[1] - 0.5) / 0.16) ** 2))
        for row in range(shape[0] - 1):
            ahead = np.pad(bed[row + 1], 1, mode="edge")
            fall = np.stack([ahead[:-2] + 0.12, ahead[1:-1], ahead[2:] + 0.12])
            share = np.exp(-4.5 * (fall - fall.min(axis=0)))
            parts = flow[row] * share / share.sum(axis=0)
            flow[row + 1] = parts[1]
            flow[row + 1, :-1] += parts[0, 1:]
            flow[row + 1, 1:] += parts[2, :-1]
        total += flow
        bed = bed - 0.05 * np.sqrt(flow) + 0.06 * noise(rng, shape, 14, 3, 0.6, (2, 1)) + 0.012 * flow
    return np.sqrt(blur(total / passes, 0.6))


def valley(rng: Generator, shape: Shape) -> tuple[Field, Field, Field]:
    """A wide flat valley between mountains, closed far away.

    Gives heights, the distance past the edge of the floor as a fraction of the width, and peaks from 0 to 1.
    """
    rows, columns = places(shape)
    middle = 0.5 + 0.07 * np.sin(rows * 5 + 0.4)
    side = np.abs(columns - middle) - 0.185 - 0.03 * noise(rng, shape, 420, 5, 0.45)
    side = np.maximum(side, (rows - 0.83 + 0.035 * noise(rng, shape, 420, 5)) * 1.35)
    peaks = mountains(rng, shape, 560, 10, 0.5, 0.5)
    ground = step(side, -0.004, 0.34) * (90 + 520 * peaks + 330 * rows**2) + 60 * np.clip(side, 0, 0.08)
    return ground, side, peaks


@plate("wakhan-valley.jpg")
def wakhan_valley(rng: Generator) -> Field:
    """A braided river on a pale floor of gravel between dry mountains, from a high slope."""
    shape = (3500, 2700)
    rows, columns = places(shape)
    ground, side, peaks = valley(rng, shape)
    stream = np.hypot(braids(rng, (700, 300)), 0.7 * braids(rng, (700, 300)))
    bend = 0.004 * noise(rng, shape, 60, 4)
    across = (columns - 0.5 - 0.07 * np.sin(rows * 5 + 0.4) + bend) / 0.42 + 0.5
    flow = sample(stream, (1 - rows) * 699 / 0.98 + 400 * bend, across * 299) * step(side, 0.004, -0.01)
    wet = step(flow, 0.33, 0.45)
    gravel = ramp(noise(rng, shape, 240, 8, 0.55, (2.2, 1)), [(-2, (0.60, 0.57, 0.52)), (2, (0.80, 0.76, 0.69))])
    gravel = mix(gravel, (0.50, 0.475, 0.44), 0.8 * step(flow, 0.08, 0.34))
    scree = ramp(
        peaks + 0.09 * noise(rng, shape, 80, 7, 0.66),
        [(0, (0.60, 0.52, 0.43)), (0.35, (0.53, 0.43, 0.34)), (0.7, (0.42, 0.35, 0.31)), (1, (0.50, 0.47, 0.46))],
    )
    land = mix(gravel, scree, step(side + 0.012 * noise(rng, shape, 60, 5), -0.005, 0.03))
    green = step(noise(rng, shape, 140, 6, 0.6) - 55 * np.abs(side + 0.014), 0.3, 1.3)
    land = mix(land, (0.33, 0.35, 0.22), 0.8 * green * (1 - wet))
    sun = (0.2, -1.0, 0.7)
    light = lit(ground + 0.4 * noise(rng, shape, 7, 3, 0.6) * (1 + 1.3 * step(side, 0, 0.05)), sun) * shadow(
        ground, sun, 500, 9
    )
    land = land * (np.array((1.12, 0.98, 0.80)) * light[..., None] + np.array((0.34, 0.38, 0.45)))
    land = land * open_sky(ground, 20, 0.6)[..., None]
    land = mix(land, mix((0.66, 0.71, 0.70), (0.47, 0.58, 0.60), step(flow, 0.42, 1.0)), 0.92 * wet)
    land = mix(land, (0.90, 0.92, 0.96), 0.85 * step(ground + 60 * noise(rng, shape, 120, 7, 0.65), 600, 740))
    big = doubled(PAGE)
    view = look(ground, Camera(height=960, near=2750, far=7000, horizon=-0.02, angle=0.45), big)
    air = haze(sample(land, view.rows, view.columns), view, (0.74, 0.78, 0.83), 19000)
    stops = [(0, (0.66, 0.75, 0.84)), (0.16, (0.88, 0.88, 0.86)), (1, (0.86, 0.87, 0.86))]
    picture = np.where(view.land[..., None], air, sky(rng, big, stops, 0.4, (0.95, 0.94, 0.92)))
    return graded(halved(picture), 1.1, 0.2)


def rainforest(rng: Generator, shape: Shape) -> tuple[Field, Field]:
    """Heights in cells and colours of a canopy from above: great round crowns over a closed roof of small ones."""
    small, few = crowns(rng, shape, 64)
    tall, great = crowns(rng, shape, 165, 0.3)
    tuft = crowns(rng, shape, 15)[0] + 0.22 * noise(rng, shape, 9, 3, 0.7)
    stands = (rng.random(great.max() + 1) < 0.42)[great] & (tall + 0.3 * tuft > 0.36)
    tree = np.where(stands, great + few.max() + 1, few)
    hue = rng.random(tree.max() + 1).astype("f4")[tree] * 0.85 + 0.13 * noise(rng, shape, 900, 3) + 0.1
    stops = [
        (0, (0.13, 0.20, 0.12)),
        (0.35, (0.20, 0.29, 0.15)),
        (0.7, (0.30, 0.37, 0.19)),
        (0.92, (0.43, 0.46, 0.26)),
        (1.05, (0.50, 0.43, 0.30)),
    ]
    height = np.where(stands, 40 + 56 * tall, 40 * small) + 9 * tuft + 14 * noise(rng, shape, 700, 3)
    return height, ramp(hue, stops) * (0.8 + 0.25 * tuft)[..., None]


@plate("ituri-forest.jpg")
def ituri_forest(rng: Generator) -> Field:
    """Crowns of many greens from straight above, and a brown river that winds between them."""
    shape = doubled(PAGE)
    rows, columns = places(shape)
    height, colour = rainforest(rng, shape)
    bed = 0.47 + 0.19 * np.sin(columns * 6.2 + 0.7 + 0.5 * np.sin(columns * 9)) + 0.02 * noise(rng, shape, 700, 3)
    steep = np.sqrt(1 + (np.gradient(bed, axis=1) * shape[0]) ** 2)
    bank = np.abs(rows - bed) * shape[0] / steep - 165 - 22 * noise(rng, shape, 420, 3)
    land = bank + 0.8 * (height - 40) > 0
    canopy = np.where(land, height + 20, -30)
    sun = (-0.7, -1.0, 1.25)
    cast = blur(shadow(canopy, sun, 170, 10), 1.5)
    light = 0.85 * lit(canopy * 0.75, sun) * cast
    wood = colour * (np.array((1.45, 1.36, 1.10)) * light[..., None] + np.array((0.44, 0.50, 0.52)))
    wood = mix(wood * open_sky(canopy, 24, 0.7)[..., None], (0.62, 0.68, 0.70), 0.07)
    water = mix((0.50, 0.40, 0.28), (0.39, 0.30, 0.20), step(bank, -20, -150) * 0.8)
    water = water * (1 + 0.035 * noise(rng, shape, 240, 6, 0.55))[..., None]
    water = (
        mix(water, (0.74, 0.74, 0.72), 0.16 * step(noise(rng, shape, 900, 3), -0.5, 2)) * (0.5 + 0.5 * cast)[..., None]
    )
    mist = step(noise(rng, shape, 1100, 7, 0.55, (0.7, 1.3)) + 1.5 * (0.5 - rows) + 0.9 * (columns - 0.5), 0.35, 2.6)
    picture = mix(np.where(land[..., None], wood, water), (0.86, 0.89, 0.88), 0.72 * mist)
    return graded(blur(halved(picture), (0.55, 0.55, 0)), 1.06, 0.25)


def print_in_snow(rng: Generator, down: Field, across: Field, size: float) -> Field:
    """Depth from 0 to 1 of one cat's print about the origin, toes to smaller rows: four toes, one three-lobed pad."""
    marks = [(0.42, 0.0, 0.44, 0.50), (0.62, -0.28, 0.26, 0.26), (0.62, 0.28, 0.26, 0.26)]
    marks += [
        (-0.30, -0.60, 0.27, 0.20),
        (-0.66, -0.24, 0.30, 0.20),
        (-0.68, 0.20, 0.30, 0.20),
        (-0.34, 0.58, 0.27, 0.20),
    ]
    depth = np.zeros_like(down)
    for row, column, tall, wide in marks:
        row, column = np.array((row, column)) + rng.normal(0, 0.02, 2)
        reach = np.hypot((down / size - row) / tall, (across / size - column) / wide)
        depth = np.maximum(depth, step(reach, 1.22, 0.72))
    return depth


def trail(rng: Generator, length: int, bend: float, stride: float) -> Iterator[tuple[float, float, float]]:
    """Places of a walking cat's prints from near to far: row, column off the line, and heading in radians."""
    for i, row in enumerate(np.arange(40, length, stride)):
        line = bend * np.sin(row / length * 2.6 - 0.5)
        heading = bend * 2.6 / length * np.cos(row / length * 2.6 - 0.5)
        yield row + rng.normal(0, 6), line + (-1) ** i * stride * 0.16 + rng.normal(0, 4), heading


@plate("appeal-tracks.jpg")
def appeal_tracks(rng: Generator) -> Field:
    """A line of a cat's prints that leads away over fresh snow, the sun low on the left."""
    shape, page = (3400, 2500), (1200, 1600)
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]].astype("f4")
    ground = 22 * noise(rng, shape, 900, 3, 0.35) + 2.6 * noise(rng, shape, 130, 4, 0.45, (0.45, 1.5))
    ground += 0.15 * noise(rng, shape, 11, 3, 0.6)
    pressed = np.zeros(shape, "f4")
    for row, column, heading in trail(rng, shape[0], 300, 250):
        v, u = rows - row, columns - 1120 - column
        window = (slice(max(0, int(row) - 160), int(row) + 160), slice(int(column) + 960, int(column) + 1280))
        v, u = v[window], u[window]
        ahead, beside = v * np.cos(heading) + u * np.sin(heading), u * np.cos(heading) - v * np.sin(heading)
        pressed[window] = np.maximum(pressed[window], print_in_snow(rng, -ahead, beside, 62))
        pressed[window] = np.maximum(pressed[window], 0.36 * step(np.hypot(ahead / 1.15, beside), 100, 52))
    rough = 1 + 0.05 * noise(rng, shape, 14, 3, 0.7)
    ground += 7 * step(blur(pressed, 12), 0.02, 0.3) * (1 - pressed) - 34 * blur(pressed, 2.6) * rough
    sun = (0.55, -1.0, 0.34)
    light = lit(ground, sun) * shadow(ground, sun, 260, 5)
    land = np.array((1.28, 1.04, 0.78)) * light[..., None] * 1.18 + np.array((0.36, 0.43, 0.58))
    land *= open_sky(ground, 9, 0.55)[..., None]
    sparkle = (rng.random(shape) > 0.9994) * light
    land += blur(sparkle.astype("f4"), 0.9)[..., None] * 2.2
    big = doubled(page)
    view = look(ground, Camera(height=705, near=1120, far=4500, horizon=-0.4, angle=0.56), big)
    picture = haze(sample(land, view.rows, view.columns), view, (0.86, 0.82, 0.82), 26000)
    return graded(halved(picture), 1.04, 0.25)


# Woods


@dataclass(frozen=True)
class Trunk:
    """One stem in the picture, in pixels: where it stands, how wide it is, how far it leans for each row upwards."""

    column: float
    base: float
    width: float
    lean: float = 0.0
    flare: float = 0.5


def draw_trunk(
    rng: Generator, picture: Field, trunk: Trunk, bark: Field, colours: tuple[ArrayLike, ArrayLike], side: float
) -> None:
    """Paint a stem into the picture: round, lit from the right when `side` is positive, `bark` from about -2 to 2."""
    height, width = picture.shape[:2]
    up = np.maximum(trunk.base - np.arange(height, dtype="f4"), 0)[:, None]
    sway = smooth(rng, (height, 1), (max(trunk.width * 5, 90), 1)) * trunk.width * 0.14
    centre = trunk.column + trunk.lean * up + sway
    half = trunk.width / 2 * (1 + trunk.flare * np.exp(-up / (1.3 * trunk.width)) - 0.22 * up / height)
    left, right = int(max(0, (centre - half).min() - 3)), int(min(width, (centre + half).max() + 3))
    if left >= right:
        return
    u = (np.arange(left, right, dtype="f4") - centre) / half
    edge = step((1 - np.abs(u)) * half + 0.03 * half * bark[:, left:right], -0.8, 0.8)
    foot = trunk.base - np.arange(height, dtype="f4")[:, None] - 0.16 * trunk.width * u**2
    edge = edge * step(foot, 0, 1.5 + 0.03 * trunk.width)
    shade = 0.46 + 0.36 * side * u - 0.26 * u**2 + 0.17 * bark[:, left:right]
    window = picture[:, left:right]
    picture[:, left:right] = mix(window, mix(colours[0], colours[1], np.clip(shade, 0, 1)), edge)


def sprays(rng: Generator, starts: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """Leaves along drooping twigs, one twig for each start: rows of (row, column, direction)."""
    leaves = []
    for row, column in starts:
        turn = rng.choice([0.0, np.pi]) + rng.normal(0.25, 0.45) * rng.choice([1, -1])
        count = int(rng.integers(7, 15))
        along = np.linspace(0.08, 1, count) * reach * rng.uniform(0.6, 1.2)
        sides = np.where(np.arange(count) % 2, 1, -1) * rng.uniform(0.5, 1.0)
        rows = row + np.sin(turn) * along + 0.0016 * along**2
        leaves.append(np.stack([rows, column + np.cos(turn) * along, turn + sides + rng.normal(0, 0.22, count)], 1))
    return np.concatenate(leaves)


def draw_leaves(
    rng: Generator, shape: Shape, leaves: NDArray[np.float64], size: float, tone: Field
) -> tuple[Field, Field]:
    """Light from 0 to 1 of pointed leaves and what they cover; `tone` is how bright a leaf is where it hangs."""
    canvas = Image.new("LA", (shape[1] * 2, shape[0] * 2), (90, 0))
    brush = ImageDraw.Draw(canvas)
    t = np.linspace(0, 1, 7)
    rim = np.concatenate(
        [np.stack([t, np.sin(np.pi * t**0.8) * 0.2], 1), np.stack([t, -np.sin(np.pi * t**0.8) * 0.2], 1)[-2:0:-1]]
    )
    light = sample(tone, leaves[:, 0].astype("f4"), leaves[:, 1].astype("f4"))
    for (row, column, turn), bright in zip(leaves, light, strict=True):
        long = size * rng.uniform(0.6, 1.25) * 2
        wide = long * rng.uniform(0.6, 1.25)
        x = 2 * column + rim[:, 0] * long * np.cos(turn) - rim[:, 1] * wide * np.sin(turn)
        y = 2 * row + rim[:, 0] * long * np.sin(turn) + rim[:, 1] * wide * np.cos(turn)
        value = int(np.clip((bright * rng.uniform(0.6, 1.25)) * 255, 0, 255))
        brush.polygon(list(zip(x.tolist(), y.tolist(), strict=True)), fill=(value, 255))
        brush.line([(x[0], y[0]), (x[6], y[6])], fill=(int(value * 0.82), 255), width=2)
    both = halved(np.asarray(canvas, "f4") / 255)
    return both[..., 0], both[..., 1]


def foliage_starts(rng: Generator, shape: Shape, near: float, count: int) -> NDArray[np.float64]:
    """Where twigs begin at a nearness from 0 to 1: hanging from above and rising from the ground, few in the middle."""
    above = rng.random(count) < 0.62
    high = np.abs(rng.normal(0, 0.15 + 0.09 * (1 - near), count)) - 0.02
    low = 0.60 + 0.30 * near + np.abs(rng.normal(0, 0.085, count))
    clumps = rng.random(max(3, count // 14))
    column = clumps[rng.integers(0, clumps.size, count)] + rng.normal(0, 0.05, count)
    return np.stack([np.where(above, high, low) * shape[0], column * shape[1]], 1)


@plate("okapi-forest.jpg")
def okapi_forest(rng: Generator) -> Field:
    """Closed rainforest: stems behind stems in green haze, undergrowth, light that falls through in flecks."""
    shape = PAGE
    down, across = places(shape)
    glow = np.exp(-(((across - 0.42) / 0.42) ** 2) - ((down - 0.34) / 0.34) ** 2)
    air = mix((0.34, 0.43, 0.27), (0.80, 0.84, 0.64), glow)
    floor = mix((0.16, 0.17, 0.09), (0.30, 0.30, 0.16), step(noise(rng, shape, 160, 6, 0.6, (0.25, 1.2)), -1, 2))
    picture = mix(air, floor, step(down + 0.03 * noise(rng, shape, 300, 3), 0.56, 0.74))
    fleck = step(noise(rng, shape, 150, 5, 0.6), 0.75, 1.5)
    bark = noise(rng, shape, 46, 5, 0.65, (3.2, 0.5))
    tone = 0.24 + 0.14 * noise(rng, shape, 120, 3) + 0.5 * fleck + 0.15 * glow
    stops = [(0, (0.05, 0.09, 0.045)), (0.3, (0.14, 0.22, 0.09)), (0.65, (0.36, 0.46, 0.18)), (1, (0.72, 0.76, 0.42))]
    layers = 8
    for layer in range(layers):
        near = layer / (layers - 1)
        far = 0.84 * (1 - near) ** 1.15
        for column in rng.uniform(-0.05, 1.05, int(18 - 13 * near)):
            if near > 0.3 and abs(column - 0.43) < 0.13 * near + 0.03:
                continue
            stem = Trunk(
                column * shape[1],
                (0.62 + 0.36 * near + rng.normal(0, 0.012)) * shape[0],
                (10 + 105 * near**1.5) * rng.uniform(0.5, 1.5),
                rng.normal(0, 0.02),
            )
            pale = np.array((0.44, 0.40, 0.29)) * rng.uniform(0.75, 1.15)
            colours = [mix(c, (0.62, 0.70, 0.50), far) for c in ((0.07, 0.07, 0.045), pale)]
            draw_trunk(rng, picture, stem, 0.8 * bark + 0.8 * fleck * near, (colours[0], colours[1]), -0.8)
        starts = foliage_starts(rng, shape, near, int(760 - 540 * near))
        light, cover = draw_leaves(
            rng, shape, sprays(rng, starts, 40 + 150 * near), 7 + 30 * near, np.clip(tone, 0.03, 1)
        )
        soft = 0.8 + 1.2 * abs(near - 0.55) + 7 * step(near, 0.9, 1.0)
        green = mix(ramp(blur(light, soft), stops), (0.60, 0.70, 0.46), far)
        picture = mix(picture, green, blur(cover, soft))
        picture = mix(picture, air, 0.13 * (1 - near) * (0.35 + 0.65 * glow))
    shafts = step(noise(rng, shape, 120, 3, 0.5, (9, 0.9)), 0.4, 2.4) * step(down, 0.95, 0.1) * glow
    return graded(mix(picture * 1.12, (0.95, 0.95, 0.76), 0.18 * shafts), 1.08, 0.45)


def infrared(picture: Field, rng: Generator) -> Field:
    """A grey night picture as a cheap sensor sees it: soft, grainy, the flash strongest in the middle."""
    down, across = places(picture.shape[:2])
    flash = np.exp(-(((across - 0.5) / 0.52) ** 2) - ((down - 0.55) / 0.56) ** 2)
    grey = blur(picture.mean(axis=2), 0.8) * (0.35 + 1.05 * flash)
    grey += 0.016 * noise(rng, grey.shape, 3, 2, 0.8) + 0.006 * noise(rng, grey.shape, 8, 2, 0.7, (0.2, 30))
    return grey[..., None] * np.array((0.97, 1.0, 0.985), "f4") + np.array((0.012, 0.016, 0.018), "f4")


def eye_shine(shape: Shape, row: float, column: float) -> Field:
    """The light of two eyes that look back at the flash."""
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]].astype("f4")
    light = np.zeros(shape, "f4")
    for shift, size in ((-15, 5.6), (15, 5.1)):
        reach = np.hypot((rows - row - shift * 0.12) * 1.1, columns - column - shift)
        light += (
            0.95 * step(reach, size + 1.5, size - 1.5) + 0.3 * np.exp(-((reach / 12) ** 2)) + 0.07 * np.exp(-reach / 40)
        )
    return light


@plate("news-camera-trap.jpg")
def news_camera_trap(rng: Generator) -> Field:
    """A wood at night by infrared flash: near leaves pale, far stems dark, two eyes shining back."""
    shape, eyes = PAGE, (0.585, 0.40)
    down, across = places(shape)
    litter = 0.5 + 0.22 * noise(rng, shape, 50, 7, 0.75, (0.4, 1))
    picture = np.repeat((litter * step(down, 0.50, 1.0) * 0.62 + 0.012)[..., None], 3, axis=2)
    bark = noise(rng, shape, 26, 5, 0.75, (2.8, 0.45)) * 0.6
    tone = np.clip(0.6 + 0.13 * noise(rng, shape, 120, 3), 0.1, 1)
    clear = 1 - np.exp(-((np.hypot((down - eyes[0]) * 0.7, across - eyes[1]) / 0.07) ** 4))
    layers = 6
    for layer in range(layers):
        near = layer / (layers - 1)
        bright = 0.10 + 0.62 * near**1.3
        if layer == 3:
            picture = picture + eye_shine(shape, eyes[0] * shape[0], eyes[1] * shape[1])[..., None]
        for column in rng.uniform(-0.05, 1.05, int(17 - 13 * near)):
            stem = Trunk(
                column * shape[1],
                (0.57 + 0.36 * near + rng.normal(0, 0.015)) * shape[0],
                (14 + 120 * near**1.4) * rng.uniform(0.4, 1.4),
                rng.normal(0, 0.03),
            )
            if layer == 0 or abs(column - eyes[1]) > 0.09:
                draw_trunk(rng, picture, stem, bark, ((bright * 0.14,) * 3, (bright * 1.3,) * 3), 0.1)
        starts = foliage_starts(rng, shape, near, int(420 - 310 * near))
        light, cover = draw_leaves(rng, shape, sprays(rng, starts, 50 + 150 * near), 8 + 34 * near, tone)
        soft = 0.7 + 5 * step(near, 0.85, 1.0)
        shown = blur(cover, soft) * (clear if layer > 2 else 1)
        picture = mix(picture, (blur(light, soft) * bright * 1.35)[..., None], shown)
    return graded(infrared(picture, rng), 1.0, 0.3)


@dataclass(frozen=True)
class Plain:
    """A level field seen by a standing person: metres to the right and away for every pixel under the horizon."""

    right: Field
    away: Field
    horizon: float
    scale: float  # pixels for one metre at a distance of one metre
    eye: float = 1.7

    def stand(self, right: float, away: float, width: float) -> tuple[float, float, float]:
        """Column, row and width in pixels of something `width` metres wide that stands there."""
        centre = self.right.shape[1] / 2
        return (
            centre + right * self.scale / away,
            self.horizon + self.eye * self.scale / away,
            width * self.scale / away,
        )


def plain(shape: Shape, horizon: float, scale: float) -> Plain:
    """The field under a horizon at that fraction of the picture's height."""
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]].astype("f4")
    away = Plain.eye * scale / np.maximum(rows - horizon * shape[0], 1.0)
    return Plain((columns - shape[1] / 2) / scale * away, away, horizon * shape[0], scale)


def rough_snow(rng: Generator, field: Plain, cells: Sequence[tuple[float, float]]) -> Callable[[float, float], Field]:
    """Heights in metres of wind-worked snow, at the plain moved by (right, away); finer forms fade with distance."""
    lattices = [(cell, tall, rng.standard_normal((int(70 / cell), int(90 / cell)), dtype="f4")) for cell, tall in cells]

    def height(right: float, away: float) -> Field:
        total = np.zeros_like(field.away)
        for cell, tall, points in lattices:
            fade = step(field.away**2 / field.scale / field.eye, cell * 1.2, cell * 0.3) * tall
            spot = [(field.away + away) / cell, (field.right + right + 45) / cell * 0.6]
            total += fade * ndimage.map_coordinates(points, spot, order=2, mode="reflect").astype("f4")
        return total

    return height


def hollows(field: Plain, steps: Sequence[tuple[float, float]], right: float, away: float) -> Field:
    """Depth in metres of footprints at the plain moved by (right, away)."""
    depth = np.zeros_like(field.away)
    for x, z in steps:
        beside, ahead = field.right + right - x, field.away + away - z
        reach = ((beside + 0.3 * ahead * np.sin(9 * x)) / 0.085) ** 2 + (
            (ahead + 0.02 * np.sin(60 * beside + z)) / 0.22
        ) ** 2
        depth = np.maximum(depth, 0.07 * step(reach, 1.8, 0.4))
    return depth


def birch_bark(rng: Generator, shape: Shape) -> Field:
    """White bark: smooth, with dark level marks and a few black scars; from about -3 to 1."""
    marks = step(noise(rng, shape, 26, 4, 0.6, (0.3, 1.6)), 1.25, 2.1)
    scars = step(noise(rng, shape, 60, 4, 0.6, (0.9, 0.7)), 1.9, 2.4)
    return 0.55 + 0.25 * noise(rng, shape, 50, 4, 0.5, (2, 0.7)) - 2.4 * marks - 3.2 * scars


@dataclass(frozen=True)
class Birch:
    """Where a birch stands on the plain and how wide it is, in metres."""

    right: float
    away: float
    width: float


def stand(rng: Generator, count: int) -> list[Birch]:
    """Birches over the whole width of the view, the farthest first."""
    distances = sorted(rng.uniform(7.5, 48, count), reverse=True)
    return [Birch(rng.uniform(-1, 1) * (2 + z * 0.55), z, rng.uniform(0.09, 0.22)) for z in distances]


def long_shadows(field: Plain, birches: Sequence[Birch]) -> Field:
    """Shadow from 0 to 1 of stems before a low sun: towards the viewer and to the left, softer as they lengthen."""
    dark = np.zeros_like(field.away)
    for birch in birches:
        along = birch.away - field.away
        reach = np.abs(field.right - birch.right + 0.42 * along) - birch.width * 0.55
        soft = 0.02 + 0.006 * np.maximum(along, 0)
        fade = step(along, -0.3, -0.1) * step(along, 34, 8) * step(field.away, 60, 20)
        dark = np.maximum(dark, step(reach, soft, -soft) * fade)
    return dark


def draw_birches(rng: Generator, picture: Field, field: Plain, birches: Sequence[Birch]) -> None:
    """Paint the stems into the picture, paler the farther off they are."""
    bark = birch_bark(rng, picture.shape[:2])
    for birch in birches:
        veil = 1 - np.exp(-birch.away / 60)
        dark, pale = (mix(c, (0.93, 0.88, 0.83), veil) for c in ((0.16, 0.15, 0.18), (0.93, 0.90, 0.86)))
        own = np.roll(bark, rng.integers(0, 2000, 2), (0, 1))
        column, base, width = field.stand(birch.right, birch.away, birch.width)
        draw_trunk(rng, picture, Trunk(column, base, width, rng.normal(0, 0.03), 0.25), own, (dark, pale), 0.5)


def snow_field(rng: Generator, field: Plain, birches: Sequence[Birch]) -> Field:
    """Wind-worked snow against the light, with the shadows of the birches and one line of footprints."""
    height = rough_snow(rng, field, ((6, 0.22), (2.1, 0.06), (0.7, 0.016), (0.22, 0.006), (0.07, 0.0024)))
    ways = enumerate(np.arange(2.6, 34, 0.62))
    tracks = [(-0.2 + 0.055 * z + 0.12 * (-1) ** i + 0.5 * np.sin(z / 6), z) for i, z in ways]
    pressed = hollows(field, tracks, 0, 0)
    rise = height(0.02, 0.05) - hollows(field, tracks, 0.02, 0.05) - height(0, 0) + pressed
    sun = np.clip(0.62 - 1.6 * np.clip(rise / 0.054, -1, 1), 0, 1.25)
    light = sun * (1 - 0.92 * np.clip(np.maximum(long_shadows(field, birches), 6.5 * pressed), 0, 1))
    snow = np.array((0.55, 0.46, 0.37)) * light[..., None] + np.array((0.49, 0.57, 0.71))
    return mix(snow, (0.95, 0.90, 0.84), 1 - np.exp(-field.away / 60))


@plate("hunchun-winter.jpg")
def hunchun_winter(rng: Generator) -> Field:
    """A snow field before birches with the low sun behind them: long blue shadows, one line of tracks."""
    shape = PAGE
    down, across = places(shape)
    field = plain(shape, 0.40, 1900)
    birches = stand(rng, 92)
    air = ramp(down, [(0, (0.72, 0.79, 0.87)), (0.28, (0.93, 0.89, 0.83)), (0.4, (0.97, 0.90, 0.80))])
    edge = 0.345 + 0.012 * noise(rng, (1, shape[1]), 160, 6, 0.6)
    wood = step(down, edge - 0.05, edge + 0.03) * (0.6 + 0.14 * noise(rng, shape, 30, 5, 0.65, (5, 0.4)))
    picture = mix(air, (0.55, 0.52, 0.56), np.clip(wood * step(down, 0.412, 0.38), 0, 0.75))
    picture = mix(picture, snow_field(rng, field, birches), step(down, 0.394, 0.404))
    draw_birches(rng, picture, field, birches)
    warm = np.exp(-(((across - 0.74) / 0.3) ** 2) - ((down - 0.3) / 0.25) ** 2)
    return graded(mix(picture, (1.0, 0.93, 0.80), 0.4 * warm), 1.08, 0.25)


# Saving


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
