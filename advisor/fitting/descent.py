"""The most probable weights: the likelihood of the cases, and a normal prior around each expert's value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from advisor.fitting.likelihood import Vector

STEPS = 40
STILL = 0.03
"""Log-odds: how far any weight may yet be from its best value. The prior alone bounds that by slope over strength."""

FIRST, LONGEST = 0.2, 1.0
"""In units of the inverse strength: how far the first step goes along the gradient, and any may."""


@dataclass(frozen=True)
class Descent:
    """Where the weights came to stand, and after how many steps."""

    weights: Vector
    steps: int


def most_probable(gradient: Callable[[Vector], Vector], expert: Vector, strength: Vector) -> Descent:
    """Weights that maximise log-likelihood minus ``strength / 2`` times the squared distance from the expert's values.

    Projected gradient ascent with the step lengths of Barzilai and Borwein (1988), in units in which the prior is as
    wide in all directions. A weight may go to 0 and not beyond; one of which the expert says 0 is free.

    Args:
        gradient: of the log-likelihood.
        expert: the values that the prior is centred on.
        strength: inverse variance of the prior of each; how many cases an expert's value counts like.
    """
    weights, before, slope_before = expert, None, None
    for step in range(STEPS):
        slope = gradient(weights) - strength * (weights - expert)
        if np.abs(_with_signs_of(expert, weights + slope / strength) - weights).max() < STILL:
            return Descent(weights, step)
        length = FIRST
        if before is not None and slope_before is not None:
            moved, turned = weights - before, slope_before - slope
            curvature = float(moved @ turned)
            if curvature > 0:
                length = min(float(moved @ (strength * moved)) / curvature, LONGEST)
        before, slope_before = weights, slope
        weights = _with_signs_of(expert, weights + length * slope / strength)
    return Descent(weights, STEPS)


def _with_signs_of(expert: Vector, weights: Vector) -> Vector:
    return np.where(expert > 0, np.maximum(weights, 0), np.where(expert < 0, np.minimum(weights, 0), weights))
