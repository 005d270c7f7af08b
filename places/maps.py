"""Where a place stands on the map of the world, static/img/land.svg.

The projection is Equal Earth: areas keep their size. Šavrič, Patterson, Jenny: The Equal Earth map projection,
International Journal of Geographical Information Science 33 (2019).
"""

import math

_A = (1.340264, -0.081106, 0.000893, 0.003796)
_M = math.sqrt(3) / 2
# The map is 1000 units wide from 180° W to 180° E, and its upper edge lies at 80° N.
_WIDTH, _NORTH = 1000, 80


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Equal Earth coordinates on the unit sphere, for degrees."""
    theta = math.asin(_M * math.sin(math.radians(latitude)))
    square = theta * theta
    sixth = square**3
    slope = _A[0] + 3 * _A[1] * square + sixth * (7 * _A[2] + 9 * _A[3] * square)
    x = math.radians(longitude) * math.cos(theta) / (_M * slope)
    return x, theta * (_A[0] + _A[1] * square + sixth * (_A[2] + _A[3] * square))


_EDGE = project(0, 180)[0]
_TOP = project(_NORTH, 0)[1]


def dot(latitude: float, longitude: float) -> tuple[int, int]:
    """Units from the left and the upper edge of the map."""
    x, y = project(latitude, longitude)
    scale = _WIDTH / (2 * _EDGE)
    return round((x + _EDGE) * scale), round((_TOP - y) * scale)
