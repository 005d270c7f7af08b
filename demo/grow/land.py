"""Land: ground with light and haze on it, seen by a camera."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from demo.grow.fields import blur, graded, mix, noise, places, ramp, sample, smooth, step
from demo.grow.recipes import PAGE, Colour, Field, Shape, plate


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
