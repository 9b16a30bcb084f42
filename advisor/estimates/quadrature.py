"""Integrals as weighted sums."""

from __future__ import annotations

import numpy as np

from advisor.estimates.formula import Values

_STEPS = 8  # of Newton; the first guess is good to three digits and every step doubles them


def gauss_legendre(points: int) -> tuple[Values, Values]:
    """Nodes, ascending, and weights that integrate polynomials of degree ``2 * points - 1`` over -1 to 1 exactly.

    The nodes are the roots of the Legendre polynomial, by Newton from Abramowitz and Stegun 22.16.6; the weights are
    25.4.29 there. ``numpy.polynomial`` has the same and takes longer to load than a forecast takes.
    """
    x = -np.cos(np.pi * (np.arange(points) + 0.75) / (points + 0.5))
    for _ in range(_STEPS):
        before, here = np.ones(points), x
        for degree in range(2, points + 1):
            before, here = here, ((2 * degree - 1) * x * here - (degree - 1) * before) / degree
        slope = points * (x * here - before) / (x * x - 1.0)
        x = x - here / slope
    return x, 2.0 / ((1.0 - x * x) * slope * slope)
