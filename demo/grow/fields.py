"""Fields of numbers: noise, blending, colour. Everything grows from these."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage, sparse

from demo.grow.recipes import Colour, Field, Shape


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
