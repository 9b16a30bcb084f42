"""The most probable weights: the likelihood of the cases, and a normal prior around each expert's value."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from advisor.errors import MissingTool, UserError
from advisor.fitting.likelihood import Vector

MOST_STEPS = 300
LEAST_GAIN = 0.01
"""Log-likelihood that a step must win for another to follow: less may be rounding, which marginals of single precision
and weights in thousandths bring. Weights are then hundredths from where they would end."""

_REMEMBERED = 20
"""Steps by which the curvature is known; more were no faster."""


class NotConverged(UserError):
    """No step wins anything, or there is more to win after ``MOST_STEPS``: weights that say nothing of the systems."""


def most_probable(likelihood: Callable[[Vector], tuple[float, Vector]], expert: Vector, strength: Vector) -> Vector:
    """Weights that maximise log-likelihood minus ``strength / 2`` times the squared distance from the expert's values.

    L-BFGS-B (Byrd, Lu, Nocedal and Zhu 1995), in units in which the prior is as wide in all directions. A weight may go
    to 0 and not beyond; one of which the expert says 0 is free.

    Args:
        likelihood: the log-likelihood and its gradient.
        expert: the values that the prior is centred on.
        strength: inverse variance of the prior of each; how many cases an expert's value counts like.

    Raises:
        MissingTool: SciPy is not installed.
        NotConverged: as it says.
    """
    try:
        from scipy.optimize import minimize
    except ImportError:
        raise MissingTool(
            "Refining weights needs SciPy. Install it with: pip install 'ml-architecture-advisor[fit]'"
        ) from None
    width = 1 / np.sqrt(strength)

    def loss(distance: Vector) -> tuple[float, Vector]:
        value, slope = likelihood(expert + width * distance)
        return float(distance @ distance) / 2 - value, distance - width * slope

    start = np.zeros_like(expert)
    ends = -expert / width
    least = LEAST_GAIN / max(abs(loss(start)[0]), 1.0)  # SciPy wants it as a share of the objective
    found = minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=np.stack([np.where(expert > 0, ends, -np.inf), np.where(expert < 0, ends, np.inf)], axis=1),
        options={"maxiter": MOST_STEPS, "ftol": least, "gtol": 0.0, "maxcor": _REMEMBERED},
    )
    if not found.success:
        raise NotConverged(f"the weights did not come to rest in {found.nit} steps ({found.message}).")
    return np.asarray(expert + width * found.x)
