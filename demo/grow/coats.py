"""More coats: tiger, jaguar, gorilla, bison, saola."""

import numpy as np
from numpy.random import Generator

from demo.grow.fields import graded, mix, noise, places, ramp, sample, scatter, smooth, step
from demo.grow.fur import Coat, Rosette, bands, comb, form, lie, rosettes
from demo.grow.recipes import PAGE, Colour, Field, plate

INK = (0.075, 0.055, 0.05)


def stripes(rng: Generator, period: float, bend: float, share: float) -> tuple[Field, Field]:
    """Ink of upright stripes that taper, fork and end, and how near the belly is, from 0 to 1."""
    height, width = PAGE
    rows, columns = np.mgrid[0:height, 0:width].astype("f4")
    down, _ = places(PAGE)
    wave = bands(rng, (width + 600, height + 600), period, 0.2)
    lean = bend * (down - 0.35) ** 2 + 34 * noise(rng, PAGE, 420, 3)
    field = sample(wave, columns + lean + 120, rows + 60 + 30 * noise(rng, PAGE, 300, 2))
    taper = 0.55 * np.abs(down - 0.42) ** 1.5 + 0.16 * noise(rng, PAGE, 240, 3)
    return step(field + 0.10 * noise(rng, PAGE, 40, 3), share + taper, share + taper + 0.22), step(down, 0.62, 1.0)


def tiger(rng: Generator, period: float, bend: float, share: float, shades: tuple[Colour, Colour], coat: Coat) -> Field:
    """Black stripes on orange fur that pales towards the belly."""
    ink, belly = stripes(rng, period, bend, share)
    base = mix(shades[0], shades[1], step(noise(rng, PAGE, 520, 3), -1.6, 1.7))
    skin = mix(base, (0.97, 0.93, 0.84), 0.85 * belly)
    skin = mix(skin, INK, np.clip(1.04 * ink, 0, 1))
    fur = comb(rng, coat, skin, lie(rng, PAGE, 0.32, 0.2, 0.16, 70))
    return graded(fur * form(rng, PAGE, 720, 0.1)[..., None] * 1.08, 1.06, 0.24)


@plate("siberian-tiger-flank.jpg")
def siberian_tiger_flank(rng: Generator) -> Field:
    """Winter fur, long and soft, the stripes wide apart."""
    coat = Coat(78, 12, 30, spread=0.1, bend=0.6, wander=4.5, width=0.85, jitter=0.1)
    return tiger(rng, 190, 260, 0.33, ((0.83, 0.52, 0.24), (0.93, 0.67, 0.37)), coat)


@plate("siberian-tiger-shoulder.jpg")
def siberian_tiger_shoulder(rng: Generator) -> Field:
    """Nearer and redder: broad stripes over a shoulder."""
    coat = Coat(58, 12, 30, spread=0.1, bend=0.6, wander=4.0, width=0.95, jitter=0.12)
    return tiger(rng, 330, 520, 0.36, ((0.76, 0.42, 0.15), (0.88, 0.57, 0.27)), coat)


def dotted(rng: Generator, heart: Field, gap: float, radius: float) -> Field:
    """Small solid dots within the hearts of rosettes."""
    rows, columns = np.mgrid[0 : PAGE[0], 0 : PAGE[1]].astype("f4")
    bend = [6 * noise(rng, PAGE, 30, 3) for _ in range(2)]
    ink = np.zeros(PAGE, "f4")
    for row, column in scatter(rng, PAGE, lambda row, column: gap, 9000):
        size = int(radius * 3)
        window = (
            slice(max(0, int(row) - size), max(0, int(row) + size)),
            slice(max(0, int(column) - size), max(0, int(column) + size)),
        )
        if ink[window].size:
            reach = np.hypot(rows[window] - row + bend[0][window], columns[window] - column + bend[1][window])
            ink[window] = np.maximum(ink[window], step(reach, radius * 1.2, radius * 0.7))
    return ink * step(heart, 0.55, 0.8)


@plate("jaguar-flank.jpg")
def jaguar_flank(rng: Generator) -> Field:
    """Large rosettes close together on gold, dots within them."""
    down, _ = places(PAGE)
    ink, heart = rosettes(rng, PAGE, Rosette((92, 124), 0.2, (2, 5), 0.24, 2.4), 276, 9)
    base = ramp(
        down + 0.07 * noise(rng, PAGE, 480, 3),
        [(0, (0.80, 0.55, 0.24)), (0.6, (0.90, 0.68, 0.36)), (1, (0.97, 0.90, 0.76))],
    )
    skin = mix(base, (0.70, 0.44, 0.17), heart * (0.7 - 0.4 * step(down, 0.6, 1.0)))
    skin = mix(skin, INK, np.clip(1.05 * np.maximum(ink, dotted(rng, heart, 74, 12)), 0, 1))
    fur = comb(
        rng, Coat(34, 11, 30, spread=0.08, jitter=0.11, wander=2.0, width=0.7), skin, lie(rng, PAGE, 0.16, 0.2, 0.1, 80)
    )
    return graded(fur * form(rng, PAGE, 640, 0.1)[..., None] * 1.05, 1.06, 0.24)


@plate("jaguar-black.jpg")
def jaguar_black(rng: Generator) -> Field:
    """The same coat in black: rosettes that show only where light slides over the fur."""
    ink, heart = rosettes(rng, PAGE, Rosette((104, 138), 0.2, (2, 5), 0.24, 3.0), 306, 9)
    base = mix((0.085, 0.066, 0.06), (0.15, 0.115, 0.095), step(noise(rng, PAGE, 500, 3), -1.5, 1.6))
    skin = mix(base, (0.125, 0.088, 0.066), 0.6 * heart)
    skin = mix(skin, (0.022, 0.019, 0.02), np.clip(np.maximum(ink, dotted(rng, heart, 82, 13)), 0, 1))
    angle = lie(rng, PAGE, 0.2, 0.24, 0.12, 90)
    fur = comb(rng, Coat(36, 11, 30, spread=0.08, jitter=0.2, wander=2.0, width=0.7), skin, angle)
    light = np.clip(form(rng, PAGE, 560, 0.42), 0.35, 2.2)
    sheen = np.array((0.55, 0.62, 0.72)) * (0.10 * step(light, 1.1, 1.9) * (1 - 0.5 * ink))[..., None]
    return graded(fur * light[..., None] * 2.9 + sheen * (0.6 + 0.4 * smooth(rng, PAGE, (3, 24)))[..., None], 1.05, 0.3)


def guard_hair(rng: Generator, skin: Field, coat: Coat, toward: float, light: float, size: float) -> Field:
    fur = comb(rng, coat, skin, lie(rng, PAGE, toward, 0.3, 0.3, size))
    return fur * form(rng, PAGE, 680, light)[..., None]


@plate("western-lowland-gorilla-silverback.jpg")
def gorilla_silverback(rng: Generator) -> Field:
    """A saddle of silver over black guard hair."""
    down, across = places(PAGE)
    saddle = step(
        0.62 - np.hypot((down - 0.42) * 1.25, (across - 0.52) * 0.86) + 0.05 * noise(rng, PAGE, 320, 4), 0.08, 0.36
    )
    dark = mix((0.065, 0.06, 0.062), (0.12, 0.105, 0.10), step(noise(rng, PAGE, 360, 3), -1.5, 1.6))
    silver = mix((0.44, 0.445, 0.455), (0.74, 0.735, 0.72), step(noise(rng, PAGE, 150, 4, 0.6, (0.5, 1.8)), -1.4, 1.6))
    coat = Coat(120, 14, 32, spread=0.13, bend=0.9, wander=9, width=0.9, jitter=0.2)
    return graded(guard_hair(rng, mix(dark, silver, saddle), coat, 0.55, 0.13, 120) * 1.12, 1.08, 0.3)


@plate("western-lowland-gorilla-crown.jpg")
def gorilla_crown(rng: Generator) -> Field:
    """The crown, rust red, and the black of the neck below it."""
    down, _ = places(PAGE)
    rust = step(0.62 - down + 0.07 * noise(rng, PAGE, 380, 4), -0.12, 0.34)
    dark = mix((0.07, 0.06, 0.06), (0.14, 0.115, 0.105), step(noise(rng, PAGE, 300, 3), -1.5, 1.6))
    red = mix((0.34, 0.15, 0.075), (0.56, 0.28, 0.14), step(noise(rng, PAGE, 140, 4, 0.6, (1.6, 0.6)), -1.5, 1.6))
    coat = Coat(64, 14, 32, spread=0.16, bend=0.8, wander=5, width=0.75, jitter=0.2)
    return graded(guard_hair(rng, mix(dark, red, rust), coat, 1.3, 0.12, 90) * 1.2, 1.06, 0.3)


@plate("american-bison-mantle.jpg")
def bison_mantle(rng: Generator) -> Field:
    """Dark wool in locks, falling into the straw of the flank."""
    down, across = places(PAGE)
    flank = step(across + 0.28 * (down - 0.5) + 0.05 * noise(rng, PAGE, 300, 4), 0.5, 0.8)
    wool = mix((0.12, 0.075, 0.05), (0.30, 0.185, 0.115), step(noise(rng, PAGE, 150, 4, 0.6), -1.5, 1.7))
    straw = mix((0.56, 0.40, 0.24), (0.76, 0.60, 0.40), step(noise(rng, PAGE, 220, 4), -1.5, 1.6))
    skin = mix(wool, straw, flank)
    curl = (1 - flank) * 1.5 + 0.2
    angle = 0.9 + curl * 1.15 * noise(rng, PAGE, 120, 3, 0.6) + 0.2 * noise(rng, PAGE, 800, 2)
    fur = comb(rng, Coat(86, 14, 32, spread=0.16, bend=2.2, wander=6, width=0.85, jitter=0.16), skin, angle)
    locks = 1 + 0.2 * (1 - flank) * noise(rng, PAGE, 110, 3, 0.55)
    return graded(fur * (form(rng, PAGE, 620, 0.1) * locks)[..., None] * 1.16, 1.06, 0.28)


@plate("american-bison-winter.jpg")
def bison_winter(rng: Generator) -> Field:
    """Frost and drifted snow in the wool of a bison’s back."""
    down, _ = places(PAGE)
    wool = mix((0.13, 0.085, 0.06), (0.30, 0.20, 0.135), step(noise(rng, PAGE, 170, 4, 0.6), -1.5, 1.7))
    snow = step(noise(rng, PAGE, 210, 6, 0.58, (0.7, 1.3)) + 1.9 * (0.42 - down), 0.05, 1.35)
    skin = mix(wool, mix((0.80, 0.84, 0.90), (0.97, 0.98, 1.0), step(noise(rng, PAGE, 60, 3), -1, 1)), 0.95 * snow)
    angle = 1.25 + 0.85 * noise(rng, PAGE, 130, 3, 0.6)
    fur = comb(rng, Coat(76, 14, 32, spread=0.2, bend=1.8, wander=11, width=0.85, jitter=0.14), skin, angle)
    return graded(fur * form(rng, PAGE, 600, 0.1)[..., None] * 1.16, 1.05, 0.25)


@plate("saola-neck.jpg")
def saola_neck(rng: Generator) -> Field:
    """Sleek chestnut, and the white stroke that runs along a saola’s face and neck."""
    down, across = places(PAGE)
    line = down - 0.46 - 0.24 * (across - 0.5) - 0.05 * np.sin(across * 5.2) + 0.012 * noise(rng, PAGE, 160, 4)
    white = step(np.abs(line) - 0.05 * step(across, 1.02, 0.1), 0.014, -0.014)
    dark = step(np.abs(line) - 0.115 * step(across, 1.15, 0.2), 0.07, -0.02)
    brown = mix(
        (0.27, 0.145, 0.085), (0.44, 0.25, 0.145), step(noise(rng, PAGE, 420, 3) + 0.8 * (0.5 - down), -1.5, 1.6)
    )
    skin = mix(mix(brown, (0.10, 0.065, 0.055), 0.85 * dark), (0.95, 0.91, 0.83), white)
    fur = comb(
        rng, Coat(30, 11, 30, spread=0.09, wander=2.4, jitter=0.12, width=0.7), skin, lie(rng, PAGE, 0.3, 0.2, 0.1, 70)
    )
    return graded(fur * form(rng, PAGE, 640, 0.12)[..., None] * 1.12, 1.06, 0.28)


@plate("saola-coat.jpg")
def saola_coat(rng: Generator) -> Field:
    """The back: a dark band along the spine, and a pale one over the rump."""
    down, across = places(PAGE)
    spine = step(np.abs(down - 0.3 - 0.06 * np.sin(across * 3 + 0.4)) + 0.008 * noise(rng, PAGE, 150, 4), 0.085, 0.03)
    rump = step(np.abs(across - 0.74 - 0.10 * (down - 0.3)) + 0.006 * noise(rng, PAGE, 130, 4), 0.035, 0.016)
    brown = mix((0.30, 0.17, 0.10), (0.47, 0.29, 0.18), step(noise(rng, PAGE, 380, 3) + 1.0 * (0.55 - down), -1.6, 1.7))
    skin = mix(mix(brown, (0.12, 0.08, 0.065), 0.9 * spine), (0.90, 0.83, 0.70), 0.92 * rump * step(down, 0.26, 0.34))
    fur = comb(
        rng,
        Coat(36, 11, 30, spread=0.1, wander=3.0, jitter=0.13, width=0.75),
        skin,
        lie(rng, PAGE, 0.12, 0.22, 0.12, 80),
    )
    return graded(fur * form(rng, PAGE, 620, 0.12)[..., None] * 1.12, 1.05, 0.28)
