"""Skins: scutes, scales, hide and plumage; marks that overlap or crack, with light across them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy.spatial import cKDTree

from demo.grow.fields import blur, graded, mix, noise, places, ramp, sample, scatter, step
from demo.grow.fur import Coat, comb, form
from demo.grow.land import lit, open_sky
from demo.grow.recipes import PAGE, Field, Shape, plate

Light = tuple[float, float, float]


def pixels(shape: Shape) -> tuple[Field, Field]:
    """Row and column of every pixel."""
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]].astype("f4")
    return rows, columns


def gloss(height: Field, sun: Light, power: float) -> Field:
    """The glint from 0 to 1 of a polished surface seen from above; heights in pixels, the sun is (down, across, up)."""
    half = np.array(sun) / np.linalg.norm(sun) + (0, 0, 1)
    down, across = np.gradient(height)
    facing = (half[2] - down * half[0] - across * half[1]) / np.sqrt(down**2 + across**2 + 1) / np.linalg.norm(half)
    return np.asarray(np.clip(facing, 0, 1) ** power, dtype="f4")


def cells(
    points: NDArray[np.float32], rows: Field, columns: Field, soft: float = 0.02
) -> tuple[Field, NDArray[np.intp]]:
    """The distance of every place to the border of its cell, and the number of the cell: that of the nearest point.

    Corners are rounded to about `soft`.
    """
    reach, near = cKDTree(points).query(np.stack([rows, columns], -1), k=5, workers=2)
    total = np.zeros(rows.shape)
    for other in range(1, 5):
        apart = np.hypot(*np.moveaxis(points[near[..., other]] - points[near[..., 0]], -1, 0))
        total += np.exp((reach[..., 0] ** 2 - reach[..., other] ** 2) / (2 * apart + 1e-6) / soft)
    return (-soft * np.log(total + 1e-30)).astype("f4"), near[..., 0]


@dataclass(frozen=True)
class Cracks:
    """A net of cracks: cells of `size` pixels stretched (down, across), edges bent by `bend` of that, turned."""

    size: float
    stretch: tuple[float, float] = (1, 1)
    bend: float = 0.25
    turn: float = 0.0


def net(rng: Generator, rows: Field, columns: Field, kind: Cracks) -> tuple[Field, NDArray[np.intp]]:
    """Distance to the nearest crack, as a share of the size of a cell, and the number of the cell."""
    shape = rows.shape
    wave = [kind.bend * noise(rng, shape, kind.size * 1.1, 4, 0.55) for _ in range(2)]
    r = (rows * np.cos(kind.turn) - columns * np.sin(kind.turn)) / (kind.size * kind.stretch[0]) + wave[0]
    c = (columns * np.cos(kind.turn) + rows * np.sin(kind.turn)) / (kind.size * kind.stretch[1]) + wave[1]
    low, high = np.array((r.min(), c.min())) - 1, np.array((r.max(), c.max())) + 1
    n, m = np.ceil(high - low).astype(int)
    points = np.stack(np.mgrid[0:n, 0:m], -1).reshape(-1, 2) + rng.uniform(-0.4, 0.4, (n * m, 2)) + low
    points[:, 1] += 0.5 * (np.floor(points[:, 0] - low[0]) % 2)
    return cells(points.astype("f4"), r, c)


def scute(down: Field, across: Field) -> Field:
    """How far inside a scute of radius 1 a place is: blunt before (left), sides that bulge, a point behind (right)."""
    planes = [(-1.0, 0.0, 0.66), (0.12, 1.0, 0.68), (0.12, -1.0, 0.68), (0.78, 0.63, 0.70), (0.78, -0.63, 0.70)]
    total = sum(np.exp(11 * (a * across + b * down - reach)) for a, b, reach in planes)
    return -np.log(total) / 11


def tortoiseshell(rng: Generator, down: Field, across: Field, inside: Field) -> Field:
    """Amber, red-brown and near-black streaks that fan out from the front of one scute, clear behind."""
    u, v = across + 1.05, down - rng.uniform(-0.22, 0.22)
    theta, reach = np.arctan2(v, u), np.hypot(u, v)
    maps = [noise(rng, (420, 300), 46, 5, 0.66, (0.30, 2.8)), noise(rng, (420, 300), 90, 4, 0.5, (0.5, 1.0))]
    row, column = (theta + 1.35) * 155, reach * 120
    bent = row + 3.5 * sample(maps[1], column, row)
    streak, blotch = sample(maps[0], bent, column), sample(maps[1], row, column)
    tone = 0.45 + 0.21 * streak + 0.09 * blotch + 0.14 * step(reach, 0.5, 1.7) - 0.2 * step(reach, 0.62, 0.3)
    tone += 0.10 * step(inside, 0.12, 0.0) * step(across, -0.2, 0.4)
    tone = 0.48 + 0.5 * np.tanh(1.25 * (tone - 0.48) / 0.5)
    return ramp(
        tone,
        [
            (0.0, (0.055, 0.025, 0.018)),
            (0.22, (0.17, 0.065, 0.028)),
            (0.42, (0.42, 0.17, 0.04)),
            (0.62, (0.71, 0.34, 0.07)),
            (0.82, (0.89, 0.57, 0.19)),
            (1.0, (0.96, 0.78, 0.45)),
        ],
    )


def lay_scute(
    rng: Generator, picture: Field, height: Field, place: tuple[float, float], size: float, turn: float
) -> None:
    """Lay one scute over those behind it: its shadow, its colours, its thin clear edge, its rings of growth."""
    margin = int(size * 1.25)
    top, left = max(0, int(place[0]) - margin), max(0, int(place[1]) - margin)
    window = (slice(top, max(0, int(place[0]) + margin)), slice(left, max(0, int(place[1]) + margin)))
    shape = picture[window].shape[:2]
    if min(shape) < 4:
        return
    rows, columns = pixels(shape)
    y, x = rows + top - place[0], columns + left - place[1]
    bend = [0.022 * noise(rng, shape, size * 0.5, 4, 0.45) for _ in range(2)]
    down = (y * np.cos(turn) - x * np.sin(turn)) / size * rng.uniform(0.94, 1.06) + bend[0]
    across = (x * np.cos(turn) + y * np.sin(turn)) / size + bend[1]
    inside = scute(down, across)
    cast = np.exp(-np.maximum(-scute(down - 0.03, across - 0.045), 0) / 0.055)
    picture[window] *= 1 - cast[..., None] * np.array((0.62, 0.74, 0.84), "f4")
    colour = tortoiseshell(rng, down, across, inside)
    thin = step(inside, 0.13, 0.0) * step(across, 0.0, 0.5)
    cover = step(inside * size, -0.9, 0.9)
    picture[window] = mix(picture[window], colour, cover * (1 - 0.34 * thin))
    rings = np.sin(inside * 95 + 1.2 * noise(rng, shape, size * 0.3, 3)) * step(inside, 0.5, 0.05)
    dome = 0.075 * size * (1 - np.exp(-np.maximum(inside, 0) / 0.09)) - 0.10 * size * across + 0.3 * rings
    height[window] = height[window] * (1 - cover) + dome * cover


@plate("hawksbill-turtle-scutes.jpg")
def hawksbill_turtle_scutes(rng: Generator) -> Field:
    """Scutes of tortoiseshell that lie over one another like slates, light through their edges, a wet gloss."""
    picture, height = np.zeros((*PAGE, 3), "f4") + 0.04, np.zeros(PAGE, "f4")
    size, turn = 400.0, 0.2
    grid = [(i, j) for j in range(6, -3, -1) for i in range(-3, 5)]
    for i, j in sorted(grid, key=lambda at: -at[1] - 0.5 * (at[0] % 2)):
        across, down = (j + 0.5 * (i % 2)) * size * 1.14 - 60, i * size * 1.02 + 180
        row, column = down * np.cos(turn) + across * np.sin(turn) - 60, across * np.cos(turn) - down * np.sin(turn)
        row, column = np.array((row, column)) + rng.normal(0, 10, 2)
        lay_scute(rng, picture, height, (row, column), size * rng.uniform(0.98, 1.07), turn + rng.normal(0, 0.04))
    grain = 0.10 * noise(rng, PAGE, 9, 3, 0.6) + 0.5 * noise(rng, PAGE, 70, 3)
    sun = (-0.8, -0.7, 1.1)
    glint = gloss(blur(height, 1.2) + grain, sun, 26)
    light = 0.55 + 0.6 * lit(blur(height, 1.5) + 0.4 * grain, sun)
    picture = picture * light[..., None] + np.array((0.95, 0.93, 0.88)) * (0.5 * glint)[..., None]
    return graded(picture * 1.1, 1.0, 0.35)


def settled(points: NDArray[np.float32], shape: Shape, margin: float, turns: int = 5) -> NDArray[np.float32]:
    """Points moved, turn by turn, to the middles of their cells, so that the cells become even."""
    down, across = np.mgrid[-margin : shape[0] + margin : 7, -margin : shape[1] + margin : 7]
    ground = np.stack([down.ravel(), across.ravel()], -1)
    for _ in range(turns):
        near = cKDTree(points).query(ground, workers=2)[1]
        count = np.maximum(np.bincount(near, minlength=len(points)), 1)
        middle = [np.bincount(near, ground[:, i], len(points)) / count for i in range(2)]
        points = np.where((count > 1)[:, None], np.stack(middle, -1), points).astype("f4")
    return points


HORN = [(0, (0.045, 0.03, 0.026)), (0.3, (0.13, 0.082, 0.058)), (0.5, (0.24, 0.145, 0.09)), (0.75, (0.44, 0.28, 0.155))]
CREAM = [(-2, (0.42, 0.325, 0.21)), (1, (0.63, 0.545, 0.40)), (2.2, (0.71, 0.64, 0.51))]


@plate("hawksbill-turtle-flipper.jpg")
def hawksbill_turtle_flipper(rng: Generator) -> Field:
    """A mosaic of dark polished scales in cream seams: large along the leading edge, ever smaller behind it."""
    rows, columns = pixels(PAGE)
    bow = 260 * (columns / PAGE[1] - 0.35) ** 2 - 60
    r = rows - bow + 7 * noise(rng, PAGE, 240, 3)
    c = columns + 0.22 * rows + 7 * noise(rng, PAGE, 240, 3)
    squeeze = 0.62
    ground = (PAGE[0] + 260, int((PAGE[1] + 420) * squeeze))
    points = scatter(rng, ground, lambda row, _: 46 + 84 * float(step(row, 750, 150)), 26000)
    points = settled(points, ground, 120)
    border, which = cells(points, r + 90, (c + 40) * squeeze, 3.4)
    count = len(points)
    big = step(rows - bow, 640, 80)
    seam = 1.2 + 2.0 * big + 1.2 * noise(rng, PAGE, 90, 3)
    inside = border - seam + 1.1 * noise(rng, PAGE, 34, 3, 0.6)
    scale = step(inside, -1.1, 1.6)
    chance = rng.random((3, count)).astype("f4")[:, which]
    pit = noise(rng, PAGE, 16, 3, 0.6)
    streak = noise(rng, PAGE, 90, 5, 0.6, (0.5, 1.3))
    tone = 0.30 + 0.24 * (chance[0] - 0.5) + 0.085 * streak + 0.18 * step(inside, 13, 0) + 0.12 * big * streak
    cream = ramp(noise(rng, PAGE, 130, 5, 0.6), CREAM)
    skin = mix(cream, ramp(tone, HORN), scale)
    swell = (10 + 22 * big) * (1 - np.exp(-np.maximum(inside, 0) / (7 + 9 * big)))
    height = blur(swell, 1.0) + 0.24 * pit + 0.5 * noise(rng, PAGE, 40, 3) + 60 * noise(rng, PAGE, 900, 2, 0.3)
    sun = (-0.75, -0.75, 1.0)
    light = 0.5 + 0.72 * lit(height, sun)
    skin = skin * light[..., None] * np.clip(open_sky(height, 8, 0.5), 0.5, 1.15)[..., None]
    skin = skin + np.array((0.80, 0.84, 0.88)) * (0.36 * scale * gloss(height, sun, 30))[..., None]
    return graded(skin * 1.42, 1.04, 0.3)


def folds(rng: Generator, rows: Field, columns: Field, size: float, turn: float) -> Field:
    """Rolls of skin from 0 in the crease to about 1 on the crest; they run mostly one way and now and then meet."""
    r = rows * np.cos(turn) - columns * np.sin(turn)
    c = columns * np.cos(turn) + rows * np.sin(turn)
    wave = sample(noise(rng, (3200, 3200), size, 3, 0.36, (1, 4.2)), r + 1100, c + 300)
    return 1 - np.exp(-np.abs(wave) / 0.42)


@plate("african-forest-elephant-hide.jpg")
def african_forest_elephant_hide(rng: Generator) -> Field:
    """Folds across the flank, cracks between them in a net of nets, dried mud on the crests, low side light."""
    rows, columns = pixels(PAGE)
    sway = [70 * noise(rng, PAGE, 900, 2) for _ in range(2)]
    r, c = rows + sway[0], columns + sway[1]
    roll = folds(rng, r, c, 330, -0.95)
    crease = folds(rng, r, c, 150, -0.75)
    middle, plot = net(rng, r, c, Cracks(84, (1.25, 0.78), 0.2, 0.6))
    small, _ = net(rng, r, c, Cracks(29, (1.1, 0.9), 0.22, 0.6))
    worn = noise(rng, PAGE, 300, 3)
    pad = 1 - np.exp(-np.maximum(middle, 0) / (0.12 + 0.03 * np.clip(worn, -2, 2)))
    bead = 1 - np.exp(-np.maximum(small, 0) / 0.2)
    lift = rng.random(plot.max() + 1).astype("f4")[plot]
    height = 62 * roll + 16 * step(crease, 0, 0.75) + 9.5 * pad * (0.75 + 0.4 * lift) + (2.0 + 0.7 * worn) * bead
    height = blur(height, 1.0) + 26 * noise(rng, PAGE, 600, 2, 0.3)
    sun = (-0.45, -1.0, 0.95)
    light = 0.62 * lit(height, sun) + 0.38 * lit(blur(height, 4), sun)
    hollow = open_sky(height, 24, 0.55) * open_sky(height, 5, 0.75)
    skin = ramp(
        0.13 * worn + 0.10 * noise(rng, PAGE, 90, 4, 0.5) + 0.35 * pad + 0.35 * roll + 0.14 * lift,
        [(0.0, (0.25, 0.205, 0.18)), (0.5, (0.47, 0.415, 0.37)), (1.0, (0.62, 0.56, 0.50))],
    )
    dust = step(noise(rng, PAGE, 420, 5, 0.5) + 0.9 * roll, 0.5, 2.3) * (0.3 + 0.7 * pad)
    skin = mix(skin, (0.60, 0.47, 0.35), 0.5 * dust)
    skin = skin * (np.array((1.34, 1.22, 1.07)) * light[..., None] + np.array((0.22, 0.25, 0.29)))
    return graded(skin * np.clip(hollow, 0.2, 1.25)[..., None], 1.08, 0.3)


@dataclass(frozen=True)
class Plumage:
    """For every pixel the feather on top: its root in rows of feathers, the place on it, and what shade falls on it.

    `along` is 0 at the root and 1 at the tip, `aside` -1 to 1 across, `shade` 0 to 1, `chance` a number of its own.
    """

    row: Field
    column: Field
    along: Field
    aside: Field
    shade: Field
    chance: Field


def plumage(
    rng: Generator, down: Field, across: Field, ragged: Field, long: float = 2.6, wide: float = 0.78
) -> Plumage:
    """Feathers in staggered rows, one unit apart, every row over the one below it; tips towards larger `down`."""
    i0, j0 = np.floor(down).astype(int), np.floor(across).astype(int)
    top, left = i0.min() - 4, j0.min() - 3
    luck = rng.random((i0.max() - top + 4, j0.max() - left + 4, 5)).astype("f4")
    found = [np.zeros_like(down) for _ in range(6)]
    for back, beside in [(b, s) for b in (1, 0, -1, -2, -3) for s in (-1, 0, 1)]:
        i, j = i0 + back, j0 + beside
        own = luck[i - top, j - left]
        row = i + 0.5 * (own[..., 0] - 0.5)
        column = j + 0.5 * (i % 2) + 0.4 * (own[..., 1] - 0.5)
        tilt = 0.28 * (own[..., 2] - 0.5)
        v = across - column - tilt * (down - row)
        u = (down - row + tilt * v) / (long * (0.9 + 0.2 * own[..., 3]))
        half = wide * np.sqrt(np.clip(u * 3.2, 0, 1)) * np.sqrt(np.clip(1 - np.clip(u - 0.35, 0, 1) ** 2 / 0.42, 0, 1))
        inside = np.where((u > 0) & (u < 1.03), half - np.abs(v) + ragged, -1)
        near = np.exp(-np.maximum(-inside, 0) / 0.14) * (u > 0.35) * (u < 1.2)
        found[4] = np.where(inside > 0, 0, np.maximum(found[4], near))
        for which, value in enumerate((row, column, u, v / wide)):
            found[which] = np.where(inside > 0, value, found[which])
        found[5] = np.where(inside > 0, own[..., 4], found[5])
    return Plumage(*found)


def barbs(feathers: Plumage, angle: Field, fan: float) -> Field:
    """The direction of the hair of feathers that lie along `angle`: it fans out from every shaft."""
    return angle - fan * np.clip(feathers.aside, -1, 1) * (0.35 + 0.65 * np.clip(feathers.along, 0, 1))


@plate("magellanic-penguin-breast.jpg")
def magellanic_penguin_breast(rng: Generator) -> Field:
    """Small white feathers, close as tiles, a broad and a thin black band bent across them, stray black ones."""
    rows, columns = pixels(PAGE)
    x = columns / PAGE[1] - 0.58
    warp = [14 * noise(rng, PAGE, 480, 2) for _ in range(2)]
    down, across = (rows + warp[0] - 190 * x**2) / 31, (columns + warp[1] + 0.3 * rows * x) / 35
    feathers = plumage(rng, down, across, 0.05 * noise(rng, PAGE, 7, 2, 0.7))
    tip = feathers.row + 1.6
    arch = 5 + 46 * x**2 - 9 * x
    ragged = 0.5 * (feathers.chance - 0.5) + 0.45 * noise(rng, PAGE, 300, 3)
    band = step(np.abs(tip - arch - 6.5 - ragged) - 4.9 - 3 * x, 0.2, -0.2)
    thin = step(np.abs(tip - arch - 22.5 - 1.3 * ragged - 3 * x) - 1.5 - 3.5 * np.abs(x), 0.2, -0.2)
    ink = np.clip(band + thin + ((feathers.chance > 0.986) & (tip > arch + 8)), 0, 1)
    tone = np.clip(feathers.along, 0, 1) + 0.25 * (feathers.chance - 0.5)
    white = ramp(tone, [(0.2, (0.62, 0.64, 0.67)), (0.6, (0.86, 0.86, 0.85)), (1, (0.985, 0.975, 0.95))])
    black = ramp(tone, [(0.2, (0.03, 0.032, 0.04)), (0.75, (0.085, 0.092, 0.11)), (1, (0.20, 0.215, 0.245))])
    skin = mix(white, black, ink) * (1 - 0.42 * feathers.shade)[..., None]
    angle = 1.57 + 0.3 * x + 0.06 * noise(rng, PAGE, 300, 2)
    coat = Coat(18, 7, 14, spread=0.13, bend=0.3, jitter=0.05, shadow=0.10, wander=1.0, width=0.75)
    fur = comb(rng, coat, skin, barbs(feathers, angle, 0.6)) * form(rng, PAGE, 800, 0.05)[..., None]
    dusk = step(x + 0.25 * rows / PAGE[0], -0.1, 0.62)[..., None]
    fur = fur * (np.array((1.25, 1.22, 1.17)) * (1 - dusk) + np.array((0.77, 0.81, 0.87)) * dusk)
    return graded(fur, 1.06, 0.2)


@plate("cross-river-gorilla-back.jpg")
def cross_river_gorilla_back(rng: Generator) -> Field:
    """Dense guard hair that parts about the neck: chestnut on the crown, grizzled brown below, grey on the saddle."""
    down, across = places(PAGE)
    locks = noise(rng, PAGE, 120, 4, 0.6, (0.6, 1.4))
    spine = across - 0.46 - 0.10 * np.sin(3.4 * down + 0.4) - 0.16 * (down - 0.5)
    turn = 1.2 - 0.85 * np.tanh(5 * spine) * step(down, 1.5, -0.2) + 0.12 * noise(rng, PAGE, 500, 2)
    angle = turn + 0.24 * locks + 0.2 * noise(rng, PAGE, 40, 3, 0.6)
    along = 0.9 * across + 0.75 * down + 0.07 * noise(rng, PAGE, 380, 4) + 0.035 * locks
    skin = ramp(
        along,
        [
            (0.05, (0.33, 0.19, 0.125)),
            (0.35, (0.255, 0.148, 0.102)),
            (0.62, (0.165, 0.122, 0.098)),
            (0.95, (0.195, 0.17, 0.15)),
            (1.4, (0.37, 0.345, 0.32)),
        ],
    )
    grizzle = (rng.random(PAGE) > 0.93).astype("f4") * step(along, 0.3, 1.2)
    skin = mix(skin, (0.62, 0.56, 0.48), 0.8 * blur(grizzle, 0.8))
    skin *= (1 + 0.14 * locks)[..., None].clip(0.5, 1.5)
    coat = Coat(62, 13, 34, spread=0.12, bend=0.8, jitter=0.27, shadow=0.4, wander=2.0, width=0.95)
    fur = comb(rng, coat, skin, angle)
    sheen = 1 + 0.3 * step(noise(rng, PAGE, 520, 2, 0.4, (0.7, 1.4)), -0.2, 2)
    return graded(fur * (form(rng, PAGE, 760, 0.10) * sheen)[..., None] * 1.75, 1.1, 0.3)


@plate("magellanic-penguin-back.jpg")
def magellanic_penguin_back(rng: Generator) -> Field:
    """Blue-black feathers in dense rows, a pale worn tip on each, a cold light over the shoulder."""
    rows, columns = pixels(PAGE)
    warp = [26 * noise(rng, PAGE, 620, 2) for _ in range(2)]
    x = columns / PAGE[1] - 0.4
    down = (rows * 0.93 + 0.36 * columns + warp[0] + 120 * x**2) / 52
    across = (columns * 0.95 - 0.34 * rows + warp[1]) / 50
    feathers = plumage(rng, down, across, 0.035 * noise(rng, PAGE, 6, 2, 0.7))
    along, aside = np.clip(feathers.along, 0, 1), np.clip(feathers.aside, -1, 1)
    reach = along + 0.10 * aside**2 + 0.02 * noise(rng, PAGE, 9, 2)
    body = ramp(
        along + 0.3 * (feathers.chance - 0.5),
        [(0.3, (0.05, 0.056, 0.07)), (0.7, (0.105, 0.12, 0.148)), (1.1, (0.20, 0.222, 0.26))],
    )
    worn = np.clip(0.60 + 0.8 * (feathers.chance - 0.5) + 0.2 * noise(rng, PAGE, 420, 3), 0.12, 1)
    pale = step(reach, 0.86, 1.02) * worn
    skin = mix(body, (0.60, 0.61, 0.615), pale)
    shaft = np.exp(-((aside / 0.05) ** 2)) * step(along, 0.2, 0.5)
    skin = mix(skin, (0.02, 0.022, 0.03), 0.5 * shaft) * (1 - 0.55 * feathers.shade)[..., None]
    turn = 1.57 - 0.36 + 0.08 * noise(rng, PAGE, 500, 2)
    coat = Coat(22, 8, 16, spread=0.08, bend=0.25, jitter=0.09, shadow=0.14, wander=0.9, width=0.7)
    fur = comb(rng, coat, skin, barbs(feathers, turn, 0.62))
    swell = np.exp(-((x + 0.12 - 0.3 * rows / PAGE[0]) ** 2) / 0.15)
    cold = np.array((0.93, 0.97, 1.02)) * (0.62 + 0.75 * swell)[..., None] + np.array((0.24, 0.23, 0.22))
    return graded(fur * cold * form(rng, PAGE, 700, 0.08)[..., None] * 1.12, 1.03, 0.25)


def veins(rng: Generator, starts: Sequence[tuple[float, float, float, float]]) -> list[NDArray[np.float64]]:
    """Vessels that wander and fork from each start (row, column, heading, width): rows of (row, column, width).

    One that meets another ends in it.
    """
    paths: list[NDArray[np.float64]] = []
    todo = [(*start, 0) for start in starts]
    taken: dict[tuple[int, int], int] = {}
    while todo:
        row, column, heading, width, order = todo.pop(0)
        path, bend, home = [(row, column, width)], 0.0, heading
        while width > 1.3 and len(path) < 260:
            bend = 0.8 * bend + rng.normal(0, 0.035 + 0.014 * order)
            heading += bend + 0.08 * (home - heading)
            row, column = row + 11 * np.sin(heading), column + 11 * np.cos(heading)
            width *= 0.9945 - 0.0025 * order
            path.append((row, column, width))
            owner = taken.setdefault((int(row // 13), int(column // 13)), len(paths))
            if owner != len(paths) and len(path) > 5:
                break
            if order < 4 and len(path) > 5 and rng.random() < 0.05:
                side = rng.choice([-1, 1])
                todo.append(
                    (row, column, heading + side * rng.uniform(0.5, 1.0), width * rng.uniform(0.35, 0.8), order + 1)
                )
                heading -= side * 0.1
        paths.append(np.array(path))
    return paths


def draw_veins(paths: Sequence[NDArray[np.float64]], shape: Shape) -> Field:
    """How full of blood every pixel is, 0 to about 1: wide vessels are dark and soft, thin ones faint."""
    total = np.zeros(shape, "f4")
    for low, high, soft, strength in ((9, 99, 4.2, 1.0), (4, 9, 2.8, 0.85), (0, 4, 2.2, 0.75)):
        canvas = Image.new("L", (shape[1], shape[0]), 0)
        brush = ImageDraw.Draw(canvas)
        for path in paths:
            for (r0, c0, w), (r1, c1, _) in pairwise(path):
                if low <= w < high:
                    brush.line([(c0, r0), (c1, r1)], fill=255, width=max(1, round(w)))
                    brush.ellipse([c1 - w / 2, r1 - w / 2, c1 + w / 2, r1 + w / 2], fill=255)
        total = np.maximum(total, strength * blur(np.asarray(canvas, "f4") / 255, soft))
    return total


@plate("african-forest-elephant-ear.jpg")
def african_forest_elephant_ear(rng: Generator) -> Field:
    """An ear against the sun: ember light through thin skin, vessels that fork, wrinkles as fine bright lines."""
    rows, columns = pixels(PAGE)
    down, across = places(PAGE)
    fan = [(190.0 + 195 * k, -60.0, -0.22 + 0.2 * k + rng.normal(0, 0.03), 27.0 - 1.5 * k) for k in range(4)]
    blood = draw_veins(veins(rng, fan), PAGE)
    deep = draw_veins(veins(rng, [(-60.0, 300.0 + 480 * k, 1.0, 13.0) for k in range(4)]), PAGE)
    wave = [60 * noise(rng, PAGE, 500, 3) for _ in range(2)]
    r, c = rows + wave[0], columns + wave[1]
    small, _ = net(rng, r, c, Cracks(36, (0.72, 1.45), 0.22, -0.45))
    middle, _ = net(rng, r, c, Cracks(88, (0.55, 1.8), 0.24, -0.3))
    roll = blur(folds(rng, r, c, 240, 0.55), 5)
    bead = 1 - np.exp(-np.maximum(small, 0) / 0.17)
    pad = 1 - np.exp(-np.maximum(middle, 0) / 0.13)
    thick = 0.30 * bead + 0.34 * pad + 0.30 * roll + 0.14 * noise(rng, PAGE, 260, 5)
    glow = np.exp(-(((across - 0.70) / 0.52) ** 2) - ((down - 0.56) / 0.62) ** 2)
    through = 0.40 + 0.58 * glow - 0.32 * thick - 0.42 * blood - 0.20 * blur(deep, 6) - 0.16 * blur(blood, 16)
    skin = ramp(
        through,
        [
            (-0.25, (0.055, 0.026, 0.024)),
            (0.1, (0.20, 0.075, 0.05)),
            (0.36, (0.50, 0.20, 0.10)),
            (0.6, (0.80, 0.43, 0.21)),
            (0.8, (0.94, 0.66, 0.40)),
            (1.05, (0.99, 0.88, 0.70)),
        ],
    )
    height = blur(2.2 * bead + 5 * pad + 24 * roll + 6 * blood, 1.4)
    light = lit(height, (-0.9, -0.8, 0.8)) - 0.5
    skin = skin * (1 + 0.5 * light)[..., None] + np.array((0.16, 0.15, 0.15)) * np.clip(light, -0.2, 1)[..., None]
    return graded(skin, 1.05, 0.25)


def ridges(rng: Generator, rows: Field, columns: Field, period: float) -> Field:
    """The fine ridges of a palm, about -1 to 1: they follow the slow swirls of a field and end in forks."""
    height = 150 * noise(rng, PAGE, 620, 2, 0.3) + 0.9 * rows + 0.25 * columns
    height += 0.55 * period * noise(rng, PAGE, period * 6, 2, 0.5)
    return np.sin(2 * np.pi * height / period)


@plate("cross-river-gorilla-hand.jpg")
def cross_river_gorilla_hand(rng: Generator) -> Field:
    """Black leather of a palm: deep lines that cross it, a net of lozenges, ridges as fine as a print."""
    rows, columns = pixels(PAGE)
    sway = [80 * noise(rng, PAGE, 800, 2, 0.35) for _ in range(2)]
    r, c = rows + sway[0], columns + sway[1]
    bow = 300 * (columns / PAGE[1] - 0.5) ** 2
    deep = np.minimum(folds(rng, r + bow, c, 620, 0.3), 0.25 + 0.75 * folds(rng, r, c, 460, -0.85))
    deep = blur(deep, 3.5)
    big, plot = net(rng, r + bow, c, Cracks(92, (0.66, 1.5), 0.13, 0.25))
    small, _ = net(rng, r + bow, c, Cracks(40, (0.7, 1.35), 0.15, -0.5))
    whorl = ridges(rng, r, c, 13.5)
    worn = noise(rng, PAGE, 320, 3)
    pad = 1 - np.exp(-np.maximum(big, 0) / 0.15)
    bead = 1 - np.exp(-np.maximum(small, 0) / 0.22)
    soft = step(worn, -0.9, 0.9) * pad * step(deep, 0.15, 0.6)
    height = 95 * step(deep, -0.15, 0.95) + 13 * pad + (5.5 - 2.5 * soft) * bead + 1.25 * soft * whorl
    height = blur(height, 1.0) + 40 * noise(rng, PAGE, 520, 2, 0.3)
    sun = (-0.85, -0.8, 0.85)
    light = 0.6 * lit(height, sun) + 0.4 * lit(blur(height, 5), sun)
    lift = rng.random(plot.max() + 1).astype("f4")[plot]
    skin = ramp(
        0.2 * worn + 0.45 * pad * step(deep, 0, 0.7) + 0.14 * lift + 0.1 * noise(rng, PAGE, 70, 4),
        [(-0.2, (0.055, 0.045, 0.042)), (0.3, (0.125, 0.102, 0.092)), (0.9, (0.24, 0.195, 0.17))],
    )
    skin = skin * (np.array((1.75, 1.62, 1.48)) * light[..., None] + np.array((0.24, 0.27, 0.32)))
    glint = 0.30 * gloss(height, sun, 14) + 0.16 * gloss(blur(height, 4), sun, 20)
    skin = skin + np.array((0.74, 0.80, 0.88)) * (glint * (0.35 + 0.65 * pad))[..., None]
    hollow = open_sky(height, 26, 0.5) * open_sky(height, 5, 0.7)
    return graded(skin * np.clip(hollow, 0.2, 1.25)[..., None] * 1.4, 1.0, 0.25)
