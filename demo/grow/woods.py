"""Woods: trunks, leaves and snow between them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from demo.grow.fields import blur, graded, mix, noise, places, ramp, sample, smooth, step
from demo.grow.land import halved
from demo.grow.recipes import PAGE, Field, Shape, plate


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
