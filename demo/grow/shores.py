"""Land and water from straight above: reefs, cays, coasts, lakes, a clearing in a forest."""

import numpy as np
from numpy.random import Generator

from demo.grow.fields import blur, graded, mix, noise, places, ramp, step
from demo.grow.land import crowns, doubled, halved, lit, open_sky, rainforest, shadow
from demo.grow.recipes import PAGE, Field, plate

LAGOON = [
    (-1.0, (0.02, 0.10, 0.22)),
    (-0.5, (0.03, 0.22, 0.36)),
    (-0.22, (0.07, 0.42, 0.50)),
    (-0.08, (0.30, 0.68, 0.66)),
    (-0.02, (0.62, 0.84, 0.76)),
    (0.0, (0.86, 0.85, 0.72)),
]


def ripple(rng: Generator, sea: Field, strength: float) -> Field:
    """Light that plays on water."""
    shape = sea.shape[:2]
    waves = noise(rng, shape, 14, 3, 0.6, (0.5, 1.6)) + 0.7 * noise(rng, shape, 46, 3, 0.6, (0.6, 1.5))
    return sea * (1 + strength * waves)[..., None]


def surf(rng: Generator, height: Field, low: float, high: float) -> Field:
    """Broken water where the sea bed rises through these depths."""
    shape = height.shape
    lines = np.sin(46 * height / (high - low) + 1.6 * noise(rng, shape, 90, 4)) * 0.5 + 0.5
    band = step(height, low, 0.5 * (low + high)) * step(height, high, 0.6 * high + 0.4 * low)
    return band * step(lines + 0.45 * noise(rng, shape, 12, 4, 0.65), 0.75, 1.25)


@plate("glovers-reef.jpg")
def glovers_reef(rng: Generator) -> Field:
    """The rim of an atoll: deep blue outside, a line of surf, patch reefs in the lagoon."""
    shape = doubled(PAGE)
    rows, columns = places(shape)
    ring = np.hypot((columns - 0.66) * 1.5, (rows - 0.72)) + 0.02 * noise(rng, shape, 900, 5)
    rim = np.exp(-(((ring - 0.56) / 0.045) ** 2))
    inside = step(ring, 0.60, 0.48)
    patches = step(noise(rng, shape, 150, 4, 0.6), 1.15, 1.9) * inside * step(ring, 0.5, 0.42)
    depth = -1.0 + 0.72 * inside + 0.93 * rim + 0.05 * noise(rng, shape, 260, 6, 0.6) * (0.4 + inside)
    depth = np.minimum(depth, -0.03)
    sea = ramp(depth, LAGOON)
    brown = mix((0.20, 0.30, 0.24), (0.40, 0.42, 0.28), step(noise(rng, shape, 24, 5, 0.65), -1, 1.5))
    sea = mix(sea, brown, 0.72 * patches + 0.5 * rim * step(noise(rng, shape, 40, 5, 0.65), -0.2, 1.4))
    halo = step(blur(patches, 22), 0.05, 0.5) * (1 - patches)
    sea = mix(sea, (0.58, 0.82, 0.75), 0.4 * halo)
    foam = surf(rng, ring * -1, -0.635, -0.575) * step(noise(rng, shape, 500, 3), -1.5, 0.6)
    return graded(halved(mix(ripple(rng, sea, 0.03), (0.95, 0.97, 0.97), 0.9 * foam)), 1.06, 0.25)


@plate("pearl-cays.jpg")
def pearl_cays(rng: Generator) -> Field:
    """Small islands of sand and palms in shallow water."""
    shape = doubled(PAGE)
    rows, columns = places(shape)
    height = np.full(shape, -0.42, "f4") + 0.10 * noise(rng, shape, 700, 6, 0.6)
    for row, column, size in ((0.36, 0.28, 0.15), (0.62, 0.60, 0.20), (0.24, 0.80, 0.10), (0.85, 0.17, 0.08)):
        reach = np.hypot((columns - column) * 1.6, (rows - row) * 1.25) / size
        height = np.maximum(height, 0.16 - 0.22 * reach**1.3 + 0.03 * noise(rng, shape, 300, 5))
    sea = ripple(rng, ramp(np.minimum(height, 0), LAGOON), 0.025)
    weed = step(noise(rng, shape, 240, 6, 0.6), 0.5, 1.6) * step(height, -0.08, -0.2)
    sea = mix(sea, (0.06, 0.26, 0.28), 0.5 * weed)
    sand = mix((0.86, 0.79, 0.63), (0.95, 0.90, 0.78), step(noise(rng, shape, 60, 5, 0.6), -1.5, 1.5))
    crown, tree = crowns(rng, shape, 34, 0.5)
    palms = (height > 0.055 + 0.012 * noise(rng, shape, 90, 4)) & (crown > 0.12)
    leaf = ramp(rng.random(tree.max() + 1).astype("f4")[tree], [(0, (0.12, 0.24, 0.10)), (1, (0.34, 0.44, 0.18))])
    top = np.where(palms, 30 * crown + 6 * crowns(rng, shape, 9)[0], 0).astype("f4") + 60 * np.maximum(height, 0)
    light = 0.35 + 0.75 * lit(top, (-0.6, -1.0, 1.2)) * shadow(top, (-0.6, -1.0, 1.2), 80, 6)
    land = np.where(palms[..., None], leaf * 1.25, sand) * light[..., None] * 1.2
    picture = np.where((height > 0)[..., None], land, sea)
    foam = surf(rng, height, -0.035, 0.004)
    return graded(halved(mix(picture, (0.97, 0.97, 0.95), 0.85 * foam)), 1.05, 0.22)


def dry_ground(rng: Generator, shape: tuple[int, int], bushes: float) -> Field:
    """Gravel and dust with dark low bushes, lit from the left."""
    earth = ramp(
        noise(rng, shape, 300, 8, 0.55), [(-2, (0.56, 0.45, 0.33)), (0, (0.70, 0.59, 0.45)), (2, (0.82, 0.74, 0.60))]
    )
    crown, tree = crowns(rng, shape, 26, 0.22)
    there = (rng.random(tree.max() + 1).astype("f4")[tree] < bushes) & (crown > 0.1)
    rise = (
        np.where(there, 12 * crown, 0).astype("f4")
        + 1.2 * noise(rng, shape, 30, 5, 0.6)
        + 8 * noise(rng, shape, 500, 4)
    )
    leaf = mix((0.26, 0.27, 0.16), (0.42, 0.40, 0.25), step(noise(rng, shape, 20, 3), -1, 1))
    light = 0.38 + 0.8 * lit(rise, (0.2, -1.0, 0.7)) * shadow(rise, (0.2, -1.0, 0.7), 50, 4)
    return np.where(there[..., None], leaf, earth) * light[..., None] * 1.15


COLD = [(-1.0, (0.05, 0.16, 0.24)), (-0.4, (0.10, 0.28, 0.36)), (-0.1, (0.28, 0.45, 0.47)), (0.0, (0.55, 0.58, 0.50))]


@plate("punta-tombo.jpg")
def punta_tombo(rng: Generator) -> Field:
    """A dry point of land in a cold sea, burrows and bushes to the edge of the beach."""
    shape = doubled(PAGE)
    rows, columns = places(shape)
    edge = 0.56 - 0.34 * np.exp(-(((columns - 0.62) / 0.2) ** 2)) + 0.02 * np.sin(columns * 17)
    height = (rows - edge) * -1.6 + 0.035 * noise(rng, shape, 420, 7, 0.55)
    height = -height
    beach = step(height, 0.0, 0.015) * step(height, 0.09, 0.05)
    land = mix(dry_ground(rng, shape, 0.34), (0.78, 0.71, 0.58), 0.85 * beach)
    sea = ripple(rng, ramp(np.clip(height * 2.2, -1, 0), COLD), 0.045)
    picture = np.where((height > 0)[..., None], land, sea)
    foam = surf(rng, height, -0.10, 0.008)
    return graded(halved(mix(picture, (0.94, 0.95, 0.94), 0.85 * foam)), 1.06, 0.22)


@plate("peninsula-valdes.jpg")
def peninsula_valdes(rng: Generator) -> Field:
    """Gravel spits that nearly close an inlet, the tide running between them."""
    shape = doubled(PAGE)
    rows, columns = places(shape)
    spit = 0.42 + 0.16 * np.sin(columns * 3.4 + 0.6)
    bar = 0.045 - np.abs(rows - spit) * (1 + 0.8 * columns)
    bar = np.where(columns > 0.66 + 0.03 * noise(rng, shape, 300, 4), bar - 0.5 * (columns - 0.66), bar)
    main = rows - 0.80 + 0.10 * np.sin(columns * 2.6 + 2.2)
    height = np.maximum(bar, 0.9 * main) + 0.012 * noise(rng, shape, 300, 7, 0.55)
    ridges = 0.5 + 0.5 * np.sin((rows - spit) * 620 + 3 * noise(rng, shape, 500, 3))
    land = dry_ground(rng, shape, 0.2)
    gravel = ramp(ridges + 0.3 * noise(rng, shape, 20, 4, 0.6), [(-0.3, (0.52, 0.48, 0.42)), (1.3, (0.80, 0.75, 0.66))])
    land = mix(land, gravel, step(bar, -0.01, 0.006) * step(main, 0.05, 0.0))
    calm = step(rows - spit, 0.0, 0.05)
    sea = ramp(np.clip(height * (6 - 2 * calm), -1, 0), COLD)
    silt = step(noise(rng, shape, 420, 7, 0.6, (0.5, 1.8)) + 2 * calm - 1.2, 0, 1.6)
    sea = mix(ripple(rng, sea, 0.03), (0.48, 0.58, 0.52), 0.45 * silt)
    picture = np.where((height > 0)[..., None], land, sea)
    foam = surf(rng, height, -0.03, 0.002) * (1 - calm)
    return graded(halved(mix(picture, (0.94, 0.95, 0.94), 0.85 * foam)), 1.06, 0.22)


@plate("band-e-amir.jpg")
def band_e_amir(rng: Generator) -> Field:
    """Lakes of a deep blue behind pale rims of travertine, in dry rock."""
    shape = doubled(PAGE)
    rows, columns = places(shape)
    floor = 0.30 - np.abs(rows - 0.5 - 0.12 * np.sin(columns * 4.1 + 0.5)) + 0.035 * noise(rng, shape, 520, 6, 0.5)
    dams = np.minimum.reduce([np.abs(columns - at - 0.03 * np.sin(rows * 12 + at * 20)) for at in (0.2, 0.47, 0.72)])
    lake = np.minimum(floor, 1.6 * (dams - 0.012) + 0.004 * noise(rng, shape, 60, 5))
    cliff = 420 * step(-floor, -0.02, 0.06) + 260 * step(-floor, 0.08, 0.16)
    rise = cliff + 26 * noise(rng, shape, 160, 8, 0.6) + 70 * noise(rng, shape, 900, 3)
    strata = 0.5 + 0.5 * np.sin(rise / 16 + noise(rng, shape, 300, 3))
    rock = ramp(
        strata + 0.4 * noise(rng, shape, 40, 5, 0.6),
        [(-0.5, (0.55, 0.40, 0.27)), (0.6, (0.72, 0.55, 0.38)), (1.6, (0.84, 0.70, 0.53))],
    )
    sun = (0.3, -1.0, 0.75)
    light = 0.36 + 0.85 * lit(rise * 0.5, sun) * shadow(rise, sun, 260, 10)
    land = rock * light[..., None] * 1.1
    rim = step(lake, -0.035, -0.004) * step(floor, -0.02, 0.02)
    land = mix(land, mix((0.88, 0.85, 0.76), (0.97, 0.95, 0.89), step(noise(rng, shape, 30, 4), -1, 1)), 0.9 * rim)
    blue = ramp(
        np.clip(lake, 0, 0.16),
        [(0, (0.60, 0.84, 0.80)), (0.012, (0.16, 0.58, 0.68)), (0.05, (0.04, 0.33, 0.58)), (0.16, (0.02, 0.17, 0.42))],
    )
    picture = np.where((lake > 0)[..., None], ripple(rng, blue, 0.02), land)
    return graded(halved(picture), 1.06, 0.24)


@plate("nouabale-ndoki.jpg")
def nouabale_ndoki(rng: Generator) -> Field:
    """A clearing in the forest with a shallow stream, trodden by elephants."""
    shape = doubled(PAGE)
    rows, columns = places(shape)
    height, colour = rainforest(rng, shape)
    bai = np.hypot((columns - 0.50) * 1.55, (rows - 0.52) * 1.7) + 0.06 * noise(rng, shape, 420, 5, 0.55)
    clear = bai < 0.40
    bed = np.abs(rows - 0.52 - 0.06 * np.sin(columns * 13) - 0.01 * noise(rng, shape, 120, 5)) - 0.014
    paths = np.minimum.reduce(
        [np.abs(rows - 0.5 - a * (columns - 0.5) - 0.03 * np.sin(columns * 21 + a)) for a in (-1.1, 0.5, 1.6)]
    )
    grass = ramp(
        noise(rng, shape, 160, 7, 0.6), [(-2, (0.36, 0.44, 0.17)), (0, (0.52, 0.58, 0.25)), (2, (0.68, 0.68, 0.38))]
    )
    mud = mix((0.58, 0.48, 0.34), (0.72, 0.62, 0.46), step(noise(rng, shape, 40, 5), -1, 1))
    meadow = mix(grass, mud, np.maximum(0.85 * step(paths, 0.012, 0.002), step(bed, 0.02, 0.0)))
    meadow = mix(meadow, (0.62, 0.64, 0.58), 0.95 * step(bed, 0.004, -0.004))
    canopy = np.where(clear, 0, height + 24).astype("f4")
    sun = (-0.7, -1.0, 1.1)
    cast = blur(shadow(canopy, sun, 190, 10), 1.5)
    light = 0.85 * lit(canopy * 0.75, sun) * cast
    wood = colour * (np.array((1.45, 1.36, 1.10)) * light[..., None] + np.array((0.44, 0.50, 0.52)))
    wood = mix(wood * open_sky(canopy, 24, 0.7)[..., None], (0.62, 0.68, 0.70), 0.06)
    picture = np.where(clear[..., None], meadow * (0.42 + 0.68 * cast)[..., None], wood)
    return graded(blur(halved(picture), (0.55, 0.55, 0)), 1.06, 0.25)
