"""The quantile of the standard normal distribution, on arrays."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from advisor.estimates.formula import Values

# Coefficients of Wichura's AS 241 (PPND16), highest power first, in pairs of numerator and denominator.
_CENTRE = (
    (2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
     13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608),
    (5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
     5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0),
)  # fmt: skip
_SHOULDER = (
    (7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
     3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
     0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0),
)  # fmt: skip
_TAIL = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
     0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772),
    (2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
     0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0),
)  # fmt: skip


def normal_quantile(probability: ArrayLike) -> Values:
    """The z below which a standard normal variable falls with ``probability`` (0 to 1, exclusive; NaN outside).

    Accurate to about 1 part in 10^16. Source: Wichura, "Algorithm AS 241", Applied Statistics 37 (1988) 477-484.
    """
    p = np.asarray(probability, dtype=float)
    return _of_one(float(p)) if p.ndim == 0 else _of_many(p)


@lru_cache(maxsize=256)
def _of_one(probability: float) -> Values:
    """Few are asked for, again and again."""
    z = _of_many(np.asarray(probability))
    z.setflags(write=False)
    return z


def _of_many(p: Values) -> Values:
    q = p - 0.5
    with np.errstate(divide="ignore", invalid="ignore"):
        central = q * _ratio(_CENTRE, 0.180625 - q * q)
        r = np.sqrt(-np.log(np.minimum(p, 1 - p)))
        outer = np.sign(q) * np.where(r <= 5, _ratio(_SHOULDER, r - 1.6), _ratio(_TAIL, r - 5))
        inside = (p > 0) & (p < 1)
    return np.where(inside, np.where(np.abs(q) <= 0.425, central, outer), np.nan)


def _ratio(coefficients: tuple[tuple[float, ...], tuple[float, ...]], x: Values) -> Values:
    above, below = coefficients
    return np.asarray(np.polyval(above, x) / np.polyval(below, x))
