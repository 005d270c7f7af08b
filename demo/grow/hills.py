"""Country seen from a hill: ground of grass and wood, water in its hollows, air between."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from demo.grow.fields import blur, graded, noise, places, ramp, sample, step
from demo.grow.land import Camera, crowns, doubled, halved, haze, lit, look, mountains, open_sky, shadow, sky
from demo.grow.recipes import PAGE, Colour, Field, plate

type Stops = Sequence[tuple[float, Colour]]

DAY: Stops = [(0, (0.50, 0.66, 0.82)), (0.24, (0.86, 0.89, 0.90)), (1, (0.84, 0.87, 0.89))]
GREEN: Stops = [
    (0, (0.10, 0.17, 0.09)),
    (0.5, (0.19, 0.28, 0.13)),
    (0.9, (0.32, 0.38, 0.18)),
    (1.1, (0.44, 0.44, 0.24)),
]
STRAW: Stops = [(-2, (0.50, 0.45, 0.25)), (0, (0.66, 0.59, 0.34)), (2, (0.78, 0.71, 0.46))]


@dataclass(frozen=True)
class Country:
    """What a landscape is made of. Lengths are in cells of its map, 4000 long and 2700 wide at its far end."""

    hills: float = 430  # size
    rise: float = 66
    sharp: float = 0  # 0 rolling, 1 worn ridges
    level: float = 100  # of the land over the water
    wood: Stops = field(default_factory=lambda: GREEN)
    grass: Stops = field(default_factory=lambda: STRAW)
    open: float = -3  # share of grass: about -3 none, 0 half, 3 all
    patch: float = 300  # size of a piece of wood
    tree: float = 5
    tall: float = 5
    water: Colour = (0.62, 0.71, 0.76)
    sun: tuple[float, float, float] = (0.35, -1.0, 0.5)
    warm: Colour = (1.75, 1.5, 1.16)
    cool: Colour = (0.34, 0.40, 0.47)
    air: Colour = (0.82, 0.86, 0.89)
    clear: float = 7000  # how far one sees
    mist: float = 0  # how much of that is lost low down, from 0 to 1
    damp: float = 60  # the height up to which mist lies
    heaven: Stops = field(default_factory=lambda: DAY)
    eye: float = 380
    near: float = 1000
    far: float = 5600
    horizon: float = 0.20


def terrain(rng: Generator, land: Country, shape: tuple[int, int]) -> Field:
    rows, _ = places(shape)
    rolling = noise(rng, shape, land.hills, 6, 0.42)
    if land.sharp:
        ridges = mountains(rng, shape, land.hills * 1.25, 9, 0.6, 0.47) * 3.4 - 1.4
        rolling = (1 - land.sharp) * rolling + land.sharp * ridges
    # Low before the camera, so that no hill stands in its way.
    return (land.level + land.rise * rolling) * step(rows, -0.25, 0.25)


def country(rng: Generator, land: Country) -> Field:
    shape = (4000, 2700)
    ground = np.maximum(terrain(rng, land, shape), 0)
    dry = ground > 1.5
    crown, tree = crowns(rng, shape, land.tree)
    tuft = noise(rng, shape, 3.2, 2, 0.7)
    grown = noise(rng, shape, land.patch, 6, 0.55) - 0.35 * noise(rng, shape, 900, 2) > land.open
    wooded = grown & dry
    canopy = ground + np.where(wooded, land.tall * crown + 0.7 * tuft, 0.25 * tuft) * dry
    hue = rng.random(tree.max() + 1).astype("f4")[tree] * 0.8 + 0.12 * noise(rng, shape, 500, 3) + 0.1
    meadow = ramp(noise(rng, shape, 120, 7, 0.6, (0.8, 1.2)), land.grass)
    cover = np.where(wooded[..., None], ramp(hue, land.wood), meadow) * (1 + 0.15 * tuft)[..., None]
    light = 0.85 * lit(canopy, land.sun) * shadow(canopy, land.sun, 260, 5)
    cover = cover * (np.array(land.warm) * light[..., None] + np.array(land.cool))
    cover = cover * open_sky(canopy, 6, 0.75)[..., None]
    sheen = np.array(land.water) * (1 + 0.03 * noise(rng, shape, 60, 4, 0.6, (0.4, 2)))[..., None]
    cover = np.where(dry[..., None], cover, sheen)
    big = doubled(PAGE)
    view = look(canopy, Camera(land.eye, land.near, land.far, land.horizon, angle=0.46), big)
    low = sample(blur(ground, 12), view.rows, view.columns) + 16 * noise(rng, big, 600, 5, 0.5, (0.25, 1))
    depth = land.clear * (1 - 0.86 * land.mist * step(low, land.damp + 60, land.damp - 40))
    seen = haze(sample(cover, view.rows, view.columns), view, land.air, depth)
    stops = [(at * land.horizon / 0.24 if at < 1 else 1, colour) for at, colour in land.heaven]
    picture = np.where(view.land[..., None], seen, sky(rng, big, stops, 0.45, (0.97, 0.95, 0.92)))
    return graded(halved(picture), 1.08, 0.25)


@plate("great-plains.jpg")
def great_plains(rng: Generator) -> Field:
    """Grass to the horizon under a high sky, trees only where water runs."""
    heaven = [(0, (0.30, 0.50, 0.74)), (0.12, (0.60, 0.74, 0.86)), (0.23, (0.90, 0.90, 0.86)), (1, (0.86, 0.87, 0.84))]
    grass = [(-2, (0.50, 0.42, 0.22)), (0, (0.68, 0.58, 0.31)), (1.2, (0.74, 0.66, 0.38)), (2, (0.55, 0.56, 0.30))]
    land = Country(
        hills=700, rise=26, level=60, open=1.5, patch=130, tree=7, tall=4, grass=grass, heaven=heaven, eye=230,
        horizon=0.42, clear=11000, sun=(0.2, -1.0, 0.34), warm=(1.7, 1.36, 0.92), air=(0.86, 0.87, 0.86),
    )  # fmt: skip
    return country(rng, land)


@plate("sikhote-alin.jpg")
def sikhote_alin(rng: Generator) -> Field:
    """Larch gold and pine dark on ridge behind ridge."""
    wood = [(0, (0.09, 0.15, 0.11)), (0.42, (0.17, 0.23, 0.13)), (0.55, (0.56, 0.41, 0.13)), (1.1, (0.72, 0.55, 0.22))]
    land = Country(hills=620, rise=105, sharp=0.55, level=130, wood=wood, eye=520, clear=5200, mist=0.5, damp=70)
    return country(rng, land)


@plate("annamites.jpg")
def annamites(rng: Generator) -> Field:
    """Steep wet green, each ridge paler than the one before it."""
    land = Country(
        hills=560, rise=125, sharp=0.85, level=150, eye=560, clear=2900, mist=0.75, damp=110, air=(0.80, 0.86, 0.87),
        warm=(1.25, 1.28, 1.05), cool=(0.42, 0.50, 0.50), sun=(-0.3, -1.0, 0.7),
        heaven=[(0, (0.72, 0.79, 0.83)), (0.24, (0.88, 0.90, 0.89)), (1, (0.84, 0.88, 0.88))],
    )  # fmt: skip
    return country(rng, land)


@plate("takamanda.jpg")
def takamanda(rng: Generator) -> Field:
    """Hills of rainforest, and grass on their tops."""
    grass = [(-2, (0.40, 0.44, 0.20)), (0, (0.55, 0.57, 0.28)), (2, (0.68, 0.66, 0.36))]
    land = Country(hills=520, rise=90, sharp=0.4, level=120, open=0.45, patch=220, grass=grass, tree=6, tall=6, eye=470)
    return country(rng, land)


@plate("kagwene.jpg")
def kagwene(rng: Generator) -> Field:
    """A grassy crest above mountain forest, cloud in the valleys."""
    grass = [(-2, (0.44, 0.46, 0.22)), (0, (0.62, 0.58, 0.30)), (2, (0.76, 0.69, 0.42))]
    land = Country(
        hills=760, rise=150, sharp=0.75, level=170, open=-0.1, patch=340, grass=grass, eye=640, clear=6500, mist=0.95,
        damp=120, sun=(0.1, -1.0, 0.42), warm=(1.8, 1.5, 1.1), air=(0.90, 0.91, 0.92), horizon=0.26,
    )  # fmt: skip
    return country(rng, land)


@plate("madidi.jpg")
def madidi(rng: Generator) -> Field:
    """Foothills of the Andes at sunrise, mist between them."""
    heaven = [(0, (0.60, 0.66, 0.78)), (0.16, (0.95, 0.83, 0.70)), (0.24, (0.99, 0.89, 0.74)), (1, (0.93, 0.86, 0.78))]
    land = Country(
        hills=600, rise=110, sharp=0.65, level=130, eye=540, clear=3600, mist=0.95, damp=120, air=(0.94, 0.88, 0.80),
        sun=(0.9, -0.7, 0.36), warm=(1.9, 1.42, 0.95), cool=(0.32, 0.38, 0.46), heaven=heaven, tree=6.5, tall=6,
    )  # fmt: skip
    return country(rng, land)


@plate("gabon.jpg")
def gabon(rng: Generator) -> Field:
    """Forest and savanna in pieces, the sun low."""
    heaven = [(0, (0.52, 0.60, 0.74)), (0.14, (0.90, 0.76, 0.60)), (0.24, (0.98, 0.86, 0.66)), (1, (0.93, 0.85, 0.72))]
    grass = [(-2, (0.56, 0.46, 0.22)), (0, (0.72, 0.60, 0.31)), (2, (0.82, 0.70, 0.42))]
    land = Country(
        hills=640, rise=32, level=60, open=0.15, patch=300, grass=grass, heaven=heaven, eye=330, clear=6000, mist=0.4,
        damp=40, sun=(0.5, -1.0, 0.26), warm=(1.9, 1.42, 0.92), air=(0.93, 0.86, 0.76), tree=7, tall=7, horizon=0.25,
    )  # fmt: skip
    return country(rng, land)


@plate("nakai-nam-theun.jpg")
def nakai_nam_theun(rng: Generator) -> Field:
    """A lake among wooded hills, its arms reaching between them."""
    land = Country(
        hills=520, rise=80, sharp=0.3, level=26, eye=420, clear=4200, mist=0.6, damp=30, water=(0.66, 0.74, 0.77),
        warm=(1.45, 1.38, 1.08), cool=(0.38, 0.45, 0.48), sun=(0.6, -1.0, 0.5),
    )  # fmt: skip
    return country(rng, land)


@plate("maya-biosphere.jpg")
def maya_biosphere(rng: Generator) -> Field:
    """Flat forest at dawn, lagoons and mist in it."""
    heaven = [(0, (0.62, 0.70, 0.80)), (0.16, (0.94, 0.86, 0.78)), (0.24, (0.98, 0.91, 0.80)), (1, (0.93, 0.89, 0.83))]
    land = Country(
        hills=420, rise=20, level=16, tree=7, tall=8, eye=330, clear=4200, mist=0.9, damp=14, heaven=heaven,
        air=(0.94, 0.90, 0.84), water=(0.74, 0.76, 0.76), sun=(0.8, -0.8, 0.3), warm=(1.8, 1.42, 1.0), horizon=0.27,
    )  # fmt: skip
    return country(rng, land)
