"""Coats: fur that lies in a direction, rosettes and stripes in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from scipy import ndimage
from scipy.spatial import cKDTree

from demo.grow.fields import blur, graded, mix, noise, places, ramp, sample, scatter, step
from demo.grow.recipes import PAGE, Field, Shape, plate


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
