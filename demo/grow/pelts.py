"""Pelts: stripes along a flank, packed rosettes, wool in curls, guard hair in locks, sleek short coats."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from demo.grow.fields import blur, graded, mix, noise, places, ramp, sample, scatter, step
from demo.grow.fur import Coat, comb, form, lie, splat
from demo.grow.recipes import PAGE, Colour, Field, plate

BLACK: Colour = (0.075, 0.055, 0.05)


@dataclass(frozen=True)
class Locks:
    """How hair hangs together: `hairs` to a lock, lengths and widths in pixels, `curl` in radians from root to tip."""

    count: int
    hairs: int
    length: int
    splay: float
    lean: float
    curl: float
    frizz: float = 0.12
    gather: float = 0.6
    width: float = 0.8
    shadow: float = 0.32
    jitter: float = 0.14
    layers: int = 30


def hang(rng: Generator, locks: Locks, angle: Field, curl: Field, count: int) -> tuple[Field, Field, Field, Field]:
    """Middles of locks, one for every hair, and the path of every hair, which leans and curls with its lock.

    Where `curl` is under 1 hair is shorter and lies flatter too.
    """
    height, width = angle.shape
    middle = rng.uniform(-locks.length, (height + locks.length, width + locks.length), (count, 2)).astype("f4")
    woolly = sample(curl, *middle.T)
    lead = sample(angle, *middle.T) + locks.lean * (0.3 + 0.7 * woolly) * rng.standard_normal(count, dtype="f4")
    turn = woolly * rng.choice((-1, 1), count) * rng.uniform(0.55, 1.25, count) * locks.curl
    row, column, lead, turn, woolly = (np.repeat(a, locks.hairs).astype("f4") for a in (*middle.T, lead, turn, woolly))
    own = rng.standard_normal((4, row.size), dtype="f4")
    along = np.linspace(0, 1, locks.length, dtype="f4")
    bent = (lead + locks.frizz * own[2])[:, None] + (turn * (1 + 0.2 * own[3]))[:, None] * along**1.3
    reach = rng.uniform(0.6, 1, (row.size, 1)).astype("f4") * (0.45 + 0.55 * woolly[:, None])
    spread = locks.splay * (1 - locks.gather * along) * (2.2 - 1.2 * woolly[:, None])
    rows = row[:, None] + own[0, :, None] * spread + np.cumsum(np.sin(bent), axis=1) * reach
    columns = column[:, None] + own[1, :, None] * spread + np.cumsum(np.cos(bent), axis=1) * reach
    return row, column, rows, columns


def fleece(
    rng: Generator, locks: Locks, pigment: Field, angle: Field, curl: Field, frost: Field, under: Field | None = None
) -> Field:
    """Hair in locks over a skin, or over the picture `under`; the tips of hair whiten where `frost` lies."""
    shape, along = angle.shape, np.linspace(0, 1, locks.length, dtype="f4")
    picture = pigment * 0.4 if under is None else under.copy()
    taper, tone = 1 - along**4, 0.5 + 0.62 * np.sin(along * 2.4)
    for _ in range(locks.layers):
        row, column, rows, columns = hang(rng, locks, angle, curl, locks.count // locks.layers)
        own = 1 + locks.jitter * rng.standard_normal((row.size, 1), dtype="f4")
        own *= np.repeat(1 + 0.8 * locks.jitter * rng.standard_normal(row.size // locks.hairs), locks.hairs)[:, None]
        colour = sample(pigment, 0.5 * (row + rows[:, 0]), 0.5 * (column + columns[:, 0])) * own.astype("f4")
        white = sample(frost, row, column) * rng.random(row.size, dtype="f4") ** 0.6
        tips = np.clip(white[:, None] * (0.25 + 1.5 * along), 0, 1)
        weights = [np.broadcast_to(taper, rows.shape)]
        for i, cold in enumerate((0.84, 0.88, 0.94)):
            weights.append((colour[:, i, None] * tone * (1 - tips) + cold * (0.6 + 0.4 * tone) * tips) * taper)
        alpha, *channels = (blur(s, locks.width) for s in splat(shape, rows, columns, weights))
        over = ndimage.shift(blur(alpha, 2.2), (4, 2), order=0, mode="nearest")
        picture *= (1 - locks.shadow * np.clip(over, 0, 1))[..., None]
        picture = mix(picture, np.stack(channels, -1) / np.maximum(alpha, 1e-3)[..., None], 1 - np.exp(-1.5 * alpha))
    return picture


@dataclass(frozen=True)
class Stripe:
    """One stripe: where it lies across, its ends along, its half width and how far apart its two strands part."""

    across: float
    start: float
    end: float
    half: float
    part: float


def draw_stripe(rng: Generator, stripe: Stripe, across: Field, along: Field, soft: float) -> Field:
    """Ink of a spindle that swells and thins, bends, and may open into two strands that meet again."""
    t = (along - stripe.start) / (stripe.end - stripe.start)
    phase = rng.uniform(0, 6.28, 5)
    swell = 1 + 0.22 * np.sin(7 * t + phase[0]) + 0.16 * np.sin(15 * t + phase[1])
    body = np.clip(t, 0, 1) ** 0.55 * np.clip(1 - t, 0, 1) ** 0.8 * 1.75
    half = stripe.half * body * swell - 3 * soft * ((t < 0) | (t > 1))
    line = stripe.across + stripe.half * (1.0 * np.sin(3.4 * t + phase[2]) + 0.45 * np.sin(8 * t + phase[3]))
    open_ = stripe.part * np.clip(np.sin(np.pi * np.clip(1.5 * t - 0.25, 0, 1)), 0, 1) ** 1.4
    beside = np.abs(np.abs(across - line) - open_)
    half = half * (1 - 0.42 * step(open_, 0, 1.2 * stripe.half))
    return 1 / (1 + np.exp(np.clip((beside - half) / soft, -30, 30)))


def flank_stripes(rng: Generator, gap: float, half: float, bend: float) -> Field:
    """Upright stripes of a flank: long ones from the spine, others from the belly, short ones between."""
    rows, columns = np.mgrid[0 : PAGE[0], 0 : PAGE[1]].astype("f4")
    warp = [noise(rng, PAGE, 130, 4, 0.5, (1.6, 0.8)) for _ in range(2)]
    across = columns + bend * ((rows / PAGE[0] - 0.3) ** 2) + 9 * warp[0] + 40 * noise(rng, PAGE, 900, 2)
    along = rows + 16 * warp[1]
    ink, place, turn = np.zeros(PAGE, "f4"), -1.5 * gap, 0
    while place < PAGE[1] + 2.5 * gap:
        width, turn = half * rng.uniform(0.65, 1.3), turn + 1
        part = rng.uniform(1.5, 2.1) * width * (rng.random() < 0.34)
        middle = PAGE[0] * rng.uniform(0.56, 0.74)
        kinds = [(-rng.uniform(120, 320), PAGE[0] * rng.uniform(0.74, 1.02), 1.0)]
        if turn % 2:
            kinds = [(-rng.uniform(100, 400), middle, 0.95), (middle + rng.uniform(-30, 90), PAGE[0] * 1.3, 0.75)]
        for start, end, share in kinds:
            stripe = Stripe(place + rng.normal(0, 0.06) * gap, start, end, width * share, part * share)
            ink = np.maximum(ink, draw_stripe(rng, stripe, across, along, 2.6))
        if rng.random() < 0.5:
            start = PAGE[0] * rng.uniform(0.05, 0.62)
            small = Stripe(place + 0.5 * gap, start, start + rng.uniform(150, 360), 0.36 * half, 0)
            ink = np.maximum(ink, draw_stripe(rng, small, across, along, 2.6))
        place += gap * rng.uniform(0.82, 1.22)
    return ink


@plate("siberian-tiger-flank.jpg")
def siberian_tiger_flank(rng: Generator) -> Field:
    """Tapering stripes, some opened into two strands, on long winter fur that pales to cream at the belly."""
    down, _ = places(PAGE)
    ink = flank_stripes(rng, 225, 47, 420)
    base = ramp(
        down + 0.07 * noise(rng, PAGE, 520, 3),
        [(0, (0.77, 0.47, 0.22)), (0.4, (0.89, 0.60, 0.32)), (0.72, (0.95, 0.79, 0.57)), (0.98, (0.98, 0.94, 0.86))],
    )
    skin = mix(base, (0.70, 0.38, 0.14), 0.32 * blur(ink, 34))
    skin = mix(skin, BLACK, np.clip(1.05 * ink, 0, 1))
    angle = 0.85 + 0.3 * (down - 0.5) + lie(rng, PAGE, 0, 0.16, 0.2, 64)
    fur = comb(rng, Coat(84, 12, 30, spread=0.09, bend=0.6, wander=3.2, width=0.85, jitter=0.1), skin, angle)
    return graded(fur * form(rng, PAGE, 720, 0.085)[..., None] * 1.1, 1.06, 0.22)


def packed(rng: Generator, gap: float, rim: float) -> tuple[Field, Field]:
    """Ink and hearts of rosettes that crowd each other into many sides, narrow lanes between, dots within."""
    rows, columns = np.mgrid[0 : PAGE[0], 0 : PAGE[1]].astype("f4")
    points = scatter(rng, PAGE, lambda row, column: gap * (0.86 + 0.05 * np.sin(column / 420 + row / 300)), 9000)
    points = points * (1, 1.18) - (0, 120)
    bend = [0.05 * gap * noise(rng, PAGE, gap * 0.42, 4, 0.5) for _ in range(2)]
    spot = np.stack([rows + bend[0], columns + bend[1]], -1)
    far, which = cKDTree(points).query(spot, k=5, workers=-1)
    near, edge = 0.05 * gap, np.zeros(PAGE, "f4")
    for k in range(1, 5):
        apart = np.linalg.norm(points[which[..., k]] - points[which[..., 0]], axis=-1)
        edge += np.exp(-(far[..., k] ** 2 - far[..., 0] ** 2) / (2 * apart * near))
    edge = -near * np.log(edge + 1e-9)
    inset = gap * (0.075 + 0.025 * noise(rng, PAGE, gap * 0.8, 3))
    thick = rim * (1 + 0.42 * noise(rng, PAGE, gap * 0.34, 3, 0.45))
    thick -= 2.2 * rim * step(noise(rng, PAGE, gap * 0.3, 2, 0.4), 1.05, 1.5)
    ink = step(np.abs(edge - inset - rim) - thick, 2.5, -2.5)
    return np.maximum(ink, dots(rng, points, spot, gap)), step(edge, inset, inset + 3 * rim)


def dots(rng: Generator, points: NDArray[np.float64], spot: Field, gap: float) -> Field:
    """None to four solid dots about the middle of every rosette."""
    ink = np.zeros(PAGE, "f4")
    for row, column in points:
        turn = rng.uniform(0, 6.28)
        for k in range(rng.integers(0, 5)):
            reach = gap * rng.uniform(0.05, 0.17)
            r, c = row + reach * np.sin(turn + 1.8 * k), column + reach * np.cos(turn + 1.8 * k)
            size, radius = int(0.2 * gap), gap * rng.uniform(0.028, 0.05)
            top, left = max(0, int(r) - size), max(0, int(c) - size)
            window = (slice(top, max(0, int(r) + size)), slice(left, max(0, int(c) + size)))
            if ink[window].size:
                away = np.hypot(spot[window][..., 0] - r, (spot[window][..., 1] - c) * rng.uniform(0.65, 1))
                ink[window] = np.maximum(ink[window], step(away, radius + 3, radius - 3))
    return ink


@plate("jaguar-flank.jpg")
def jaguar_flank(rng: Generator) -> Field:
    """Rosettes packed side by side on gold, tawny within, dots in the middle of most."""
    down, _ = places(PAGE)
    ink, heart = packed(rng, 268, 15)
    base = ramp(
        down + 0.07 * noise(rng, PAGE, 480, 3),
        [(0, (0.80, 0.53, 0.22)), (0.5, (0.90, 0.67, 0.34)), (0.85, (0.95, 0.80, 0.54)), (1, (0.97, 0.89, 0.73))],
    )
    skin = mix(base, (0.70, 0.42, 0.15), heart * (0.62 - 0.2 * step(down, 0.6, 1.0)))
    skin = mix(skin, BLACK, np.clip(1.06 * ink, 0, 1))
    coat = Coat(40, 11, 30, spread=0.08, jitter=0.11, wander=2.2, width=0.75)
    fur = comb(rng, coat, skin, 0.3 * (down - 0.4) + lie(rng, PAGE, 0.14, 0.2, 0.13, 76))
    return graded(fur * form(rng, PAGE, 640, 0.1)[..., None] * 1.07, 1.06, 0.24)


@plate("western-lowland-gorilla-silverback.jpg")
def gorilla_silverback(rng: Generator) -> Field:
    """Long guard hair falls to both sides of the spine, black at the shoulders, silver over the saddle."""
    down, across = places(PAGE)
    side = across - 0.46 - 0.05 * np.sin(3 * down)
    arch = down - 0.14 - 0.35 * side**2 + 0.05 * noise(rng, PAGE, 300, 5, 0.6, (1.5, 0.7))
    saddle = step(arch, 0.02, 0.42) * (1 - 0.8 * step(np.abs(side) + 0.05 * noise(rng, PAGE, 300, 4), 0.3, 0.62))
    dark = mix((0.06, 0.058, 0.062), (0.13, 0.118, 0.115), step(noise(rng, PAGE, 300, 3), -1.5, 1.6))
    pale = mix((0.34, 0.345, 0.36), (0.80, 0.79, 0.77), step(noise(rng, PAGE, 90, 4, 0.65, (2.2, 0.6)), -1.7, 1.5))
    grain = step(saddle + 0.24 * noise(rng, PAGE, 14, 3, 0.8, (3, 0.6)), 0.16, 0.86)
    angle = 1.57 - 0.95 * np.tanh(side / 0.3) + 0.16 * noise(rng, PAGE, 380, 3)
    locks = Locks(19000, 17, 150, splay=10, lean=0.13, curl=0.5, frizz=0.12, gather=0.45, width=0.85, jitter=0.2)
    fur = fleece(rng, locks, mix(dark, pale, grain), angle, np.ones(PAGE, "f4"), np.zeros(PAGE, "f4"))
    return graded(fur * form(rng, PAGE, 620, 0.12)[..., None] * 1.22, 1.06, 0.28)


@plate("american-bison-mantle.jpg")
def bison_mantle(rng: Generator) -> Field:
    """Wool in tight curls, dark brown, thinning out into shorter hair the colour of straw."""
    down, across = places(PAGE)
    flank = step(across + 0.3 * (down - 0.5) + 0.06 * noise(rng, PAGE, 320, 5, 0.6), 0.5, 0.86)
    wool = mix((0.16, 0.105, 0.075), (0.36, 0.24, 0.16), step(noise(rng, PAGE, 190, 4, 0.6), -1.6, 1.8))
    straw = mix((0.56, 0.41, 0.255), (0.74, 0.59, 0.40), step(noise(rng, PAGE, 200, 4), -1.5, 1.6))
    angle = 0.75 + 0.5 * (1 - flank) + 0.25 * noise(rng, PAGE, 500, 2)
    locks = Locks(7200, 44, 130, splay=9, lean=0.55, curl=4.6, frizz=0.2, gather=0.5, width=0.8)
    fur = fleece(rng, locks, mix(wool, straw, flank), angle, 1 - 0.86 * flank, np.zeros(PAGE, "f4"))
    return graded(fur * form(rng, PAGE, 560, 0.11)[..., None] * 1.2, 1.05, 0.26)


def streak(line: Field, across: Field, ends: tuple[float, float], half: float) -> Field:
    """A brush stroke along `line`, full in its middle and drawn out to points at both ends."""
    t = np.clip((across - ends[0]) / (ends[1] - ends[0]), 0, 1)
    return step(np.abs(line) - half * 1.8 * t**0.6 * (1 - t) ** 0.8, 0.006, -0.006) * (t > 0) * (t < 1)


@plate("saola-neck.jpg")
def saola_neck(rng: Generator) -> Field:
    """Sleek chestnut hair with light along the curve of a neck, and a white streak edged with dark."""
    down, across = places(PAGE)
    curve = 0.50 + 0.30 * (across - 0.5) - 0.16 * np.cos(3.3 * across) + 0.005 * noise(rng, PAGE, 260, 3)
    line = down - curve
    white = streak(line, across, (-0.18, 1.04), 0.05)
    white = np.maximum(white, streak(line - 0.21 + 0.1 * across, across, (0.06, 0.52), 0.016))
    edge = step(np.abs(line + 0.006 * noise(rng, PAGE, 90, 4)), 0.17, 0.045)
    brown = mix((0.31, 0.16, 0.09), (0.50, 0.28, 0.155), step(noise(rng, PAGE, 460, 3) - 1.2 * line, -1.6, 1.7))
    skin = mix(mix(brown, (0.12, 0.07, 0.055), 0.75 * edge), (0.95, 0.92, 0.85), white)
    slope = np.arctan(np.gradient(blur(curve, 30), axis=1) * PAGE[0])
    angle = slope + 0.3 * line + lie(rng, PAGE, 0, 0.06, 0.07, 60)
    fur = comb(rng, Coat(34, 11, 30, spread=0.07, wander=2.0, jitter=0.12, width=0.7), skin, angle)
    shine = 0.78 + 0.62 * np.exp(-(((line + 0.27) / 0.11) ** 2)) + 0.3 * np.exp(-(((line - 0.34) / 0.12) ** 2))
    light = form(rng, PAGE, 560, 0.09) * mix(shine[..., None], 1.0, 0.8 * white)[..., 0]
    return graded(fur * light[..., None] * 1.16, 1.05, 0.26)


@plate("siberian-tiger-winter-face.jpg")
def siberian_tiger_winter_face(rng: Generator) -> Field:
    """Between the ears: thin bars bend over the middle of a pale winter forehead, hair fanning out from the nose."""
    rows, columns = np.mgrid[0 : PAGE[0], 0 : PAGE[1]].astype("f4")
    aside = columns - 1000 + 14 * noise(rng, PAGE, 260, 3)
    warp = 9 * noise(rng, PAGE, 120, 4, 0.5) + 22 * noise(rng, PAGE, 600, 2)
    arch = rows + (rows / PAGE[0] - 0.30) * 330 * (aside / 700) ** 2 + warp
    ink = forehead_bars(rng, arch, aside)
    down, across = places(PAGE)
    brow = np.exp(-(((np.abs(across - 0.5) - 0.27) / 0.17) ** 2) - ((down - 0.98) / 0.34) ** 2)
    base = ramp(
        down + 0.6 * np.abs(across - 0.5) + 0.06 * noise(rng, PAGE, 420, 3),
        [(0, (0.88, 0.62, 0.36)), (0.5, (0.92, 0.71, 0.46)), (1.1, (0.95, 0.83, 0.65))],
    )
    skin = mix(base, (0.985, 0.955, 0.89), np.clip(1.15 * brow, 0, 1))
    skin = mix(mix(skin, (0.72, 0.44, 0.2), 0.25 * blur(ink, 26)), BLACK, np.clip(1.05 * ink, 0, 1))
    angle = np.arctan2((down - 1.5) * 1.25, (across - 0.5) * 2.2) + lie(rng, PAGE, 0, 0.12, 0.15, 60)
    fur = comb(rng, Coat(58, 12, 30, spread=0.09, bend=0.6, wander=2.4, width=0.8, jitter=0.1), skin, angle)
    return graded(fur * form(rng, PAGE, 700, 0.075)[..., None] * 1.1, 1.05, 0.22)


def forehead_bars(rng: Generator, arch: Field, aside: Field) -> Field:
    """Bars across the middle line, and beside them pairs that are not quite each other's mirror image."""
    ink, side = np.zeros(PAGE, "f4"), np.abs(aside)
    for place in np.arange(-60, 1500, 118):
        place = place + rng.uniform(-16, 16)
        reach = rng.uniform(170, 420, 2)
        bar = Stripe(place, -reach[0], reach[1], rng.uniform(15, 25), rng.uniform(0, 30) * (rng.random() < 0.4))
        marks = [draw_stripe(rng, bar, arch, aside, 2.4)]
        start, end = rng.uniform(330, 470), rng.uniform(760, 1150)
        half, part = rng.uniform(13, 25), rng.uniform(24, 40) * (rng.random() < 0.45)
        for sign in (-1, 1):
            pair = Stripe(place + 58 + rng.normal(0, 8), start + rng.normal(0, 26), end + rng.normal(0, 50), half, part)
            marks.append(draw_stripe(rng, pair, arch, side, 2.4) * (sign * aside > 0))
        ink = np.maximum(ink, np.maximum.reduce(marks))
    return ink


@plate("jaguar-black.jpg")
def jaguar_black(rng: Generator) -> Field:
    """Rosettes blacker than the black about them: they come up only where light slides over the fur."""
    down, across = places(PAGE)
    ink, heart = packed(rng, 330, 19)
    base = mix((0.120, 0.098, 0.088), (0.165, 0.132, 0.112), step(noise(rng, PAGE, 500, 3), -1.5, 1.6))
    skin = mix(mix(base, (0.125, 0.094, 0.078), 0.6 * heart), (0.028, 0.026, 0.030), 0.96 * ink)
    angle = 0.25 * (down - 0.4) + lie(rng, PAGE, 0.2, 0.22, 0.14, 80)
    fur = comb(rng, Coat(44, 11, 30, spread=0.08, jitter=0.2, wander=2.6, width=0.72), skin, angle)
    back = np.exp(-(((down - 0.34 - 0.22 * (across - 0.4) - 0.05 * np.sin(5 * across)) / 0.2) ** 2))
    haunch = np.exp(-(((down - 0.92 + 0.3 * (across - 0.7)) / 0.13) ** 2) - ((across - 0.74) / 0.3) ** 2)
    light = (0.5 + 2.1 * back + 1.1 * haunch) * np.clip(form(rng, PAGE, 420, 0.24), 0.5, 1.7)
    cold = mix((1.05, 1.0, 0.97), (0.96, 1.03, 1.16), step(light, 1.2, 3.2))
    return graded(fur * cold * (1.45 * light)[..., None], 1.04, 0.32)


@plate("western-lowland-gorilla-crown.jpg")
def gorilla_crown(rng: Generator) -> Field:
    """The crown from above: hair parts from a whorl, rust in the middle, brown and then black about it."""
    down, across = places(PAGE)
    y, x = (down - 0.30) * 1.25, (across - 0.47) * 2
    reach = np.hypot(y * 1.1, x * 0.82) + 0.06 * noise(rng, PAGE, 340, 5, 0.6)
    tint = reach + 0.05 * noise(rng, PAGE, 50, 3, 0.7)
    skin = ramp(
        tint,
        [
            (0.0, (0.50, 0.24, 0.12)),
            (0.3, (0.55, 0.265, 0.13)),
            (0.52, (0.40, 0.195, 0.105)),
            (0.72, (0.21, 0.13, 0.095)),
            (0.95, (0.105, 0.092, 0.09)),
        ],
    )
    skin *= (0.86 + 0.2 * step(noise(rng, PAGE, 90, 4, 0.6), -1.6, 1.6))[..., None]
    angle = np.arctan2(y + 0.02, x) + 0.85 * np.exp(-3.2 * np.hypot(y, x)) + 0.13 * noise(rng, PAGE, 360, 2)
    about = step(np.hypot(y, x), 0.0, 0.28)
    locks = Locks(24000, 17, 112, splay=8, lean=0.17, curl=0.6, frizz=0.13, gather=0.5, width=0.8, jitter=0.19)
    bare = np.zeros(PAGE, "f4")
    fur = fleece(rng, locks, skin, np.where(np.isfinite(angle), angle, 0).astype("f4"), 0.45 + 0.55 * about, bare)
    return graded(fur * form(rng, PAGE, 640, 0.1)[..., None] * 1.22, 1.06, 0.3)


def settle(rng: Generator, picture: Field, where: Field, size: float) -> Field:
    """Snow caught in clots of about `size` pixels, each lit from above and blue beneath, with its shadow."""
    heap = noise(rng, PAGE, size, 4, 0.6) + 1.25 * where
    cover = step(heap, 1.55, 1.95)
    rise = np.gradient(blur(np.minimum(heap, 3.2), 1.2), axis=0)
    light = np.clip(0.88 + 0.75 * rise * size / 18, 0.55, 1.0)
    snow = ramp(light, [(0.55, (0.52, 0.59, 0.70)), (0.8, (0.83, 0.87, 0.92)), (1.0, (0.99, 0.99, 0.985))])
    shade = ndimage.shift(blur(cover, size * 0.25), (size * 0.3, size * 0.12), order=1, mode="nearest")
    return mix(picture * (1 - 0.5 * shade)[..., None], snow, cover)


@plate("american-bison-winter.jpg")
def bison_winter(rng: Generator) -> Field:
    """Frost whitens the tips of dark wool; snow hangs in clots in the guard hair, more where the back turns up."""
    down, _ = places(PAGE)
    drift = 1.5 * (0.52 - down) + 0.55 * noise(rng, PAGE, 420, 4, 0.55)
    wool = mix((0.15, 0.105, 0.08), (0.33, 0.23, 0.16), step(noise(rng, PAGE, 190, 4, 0.6), -1.6, 1.8))
    angle = 1.3 + 0.35 * noise(rng, PAGE, 420, 2)
    frost = np.clip(0.12 + 0.55 * step(drift, -0.7, 1.0), 0, 1)
    one = np.ones(PAGE, "f4")
    locks = Locks(6400, 44, 130, splay=9, lean=0.5, curl=3.6, frizz=0.2, gather=0.5, width=0.8)
    fur = fleece(rng, locks, wool, angle, one, frost) * form(rng, PAGE, 560, 0.1)[..., None] * 1.15
    guard = Locks(900, 14, 150, splay=10, lean=0.45, curl=1.6, frizz=0.2, gather=0.4, width=0.75, layers=4)
    for size in (30, 13):
        fur = settle(rng, fur, drift, size)
        fur = fleece(rng, guard, wool * 1.1, angle, one, frost + 0.2, fur)
    return graded(settle(rng, fur, 0.7 * drift - 0.15, 8), 1.05, 0.25)


@plate("saola-coat.jpg")
def saola_coat(rng: Generator) -> Field:
    """The back from above: a dark band down the spine, hair lying away from it, and a pale crescent at the rump."""
    down, across = places(PAGE)
    line = down - 0.47 - 0.05 * np.sin(2.6 * across + 0.5) + 0.006 * noise(rng, PAGE, 220, 3)
    spine = step(np.abs(line) + 0.008 * noise(rng, PAGE, 70, 4), 0.085 - 0.03 * across, 0.035 - 0.02 * across)
    bow = across - 0.79 + 0.62 * line**2 + 0.005 * noise(rng, PAGE, 200, 3)
    half = 0.042 * np.clip(1 - (line / 0.47) ** 2, 0, 1) ** 0.7
    rump = step(np.abs(bow) - half, 0.005, -0.005) * (half > 0.002)
    behind = step(bow, 0.0, 0.07)
    brown = ramp(
        np.abs(line) + 0.05 * noise(rng, PAGE, 380, 3),
        [(0, (0.33, 0.19, 0.115)), (0.25, (0.46, 0.275, 0.165)), (0.5, (0.40, 0.235, 0.14))],
    )
    skin = mix(mix(brown, (0.20, 0.12, 0.085), 0.7 * behind), (0.115, 0.075, 0.06), 0.92 * spine)
    skin = mix(skin, (0.94, 0.88, 0.76), rump)
    angle = 0.62 * np.tanh(line / 0.16) + lie(rng, PAGE, 0, 0.09, 0.09, 60)
    fur = comb(rng, Coat(40, 11, 30, spread=0.08, jitter=0.13, wander=2.2, width=0.72), skin, angle)
    shine = 0.8 + 0.5 * np.exp(-(((line + 0.22) / 0.12) ** 2)) + 0.22 * np.exp(-(((line - 0.24) / 0.13) ** 2))
    light = form(rng, PAGE, 520, 0.09) * mix(shine[..., None], 1.0, 0.8 * rump)[..., 0]
    return graded(fur * light[..., None] * 1.14, 1.05, 0.27)
