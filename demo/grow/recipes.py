"""What a recipe is, and the list of them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Field = NDArray[np.float32]
Colour = tuple[float, float, float]
Shape = tuple[int, int]
Recipe = Callable[[Generator], Field]

PLATES = Path(__file__).resolve().parents[1] / "plates"
LARGEST = 250_000  # bytes of one file
PAGE: Shape = (1250, 2000)
RECIPES: dict[str, Recipe] = {}


def plate(name: str) -> Callable[[Recipe], Recipe]:
    """Enter a recipe under the name of its file."""

    def enter(recipe: Recipe) -> Recipe:
        RECIPES[name] = recipe
        return recipe

    return enter
