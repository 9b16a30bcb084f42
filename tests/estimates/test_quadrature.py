"""Integrals as weighted sums."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.estimates.quadrature import gauss_legendre


def test_three_points_are_those_in_print() -> None:
    """Abramowitz and Stegun, table 25.4, n = 3."""
    nodes, weights = gauss_legendre(3)
    assert nodes == pytest.approx([-0.774596669241483, 0.0, 0.774596669241483], abs=1e-15)
    assert weights == pytest.approx([0.555555555555556, 0.888888888888889, 0.555555555555556], abs=1e-15)


@pytest.mark.parametrize("points", [2, 5, 24])
def test_it_is_exact_for_the_degree_it_promises_and_not_above(points: int) -> None:
    nodes, weights = gauss_legendre(points)
    assert (np.diff(nodes) > 0).all()
    for degree in (0, 1, points, 2 * points - 1):
        assert weights @ nodes**degree == pytest.approx((1 - (-1) ** (degree + 1)) / (degree + 1), abs=1e-14)
    assert weights @ nodes ** (2 * points) != pytest.approx(2 / (2 * points + 1), rel=1e-14, abs=1e-15)
