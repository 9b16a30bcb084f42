"""Lognormal times: their parameters from what people know, their sums, their percentiles.

Times of computers are positive and skewed to the right; two numbers (a median and a 99th percentile, or a mean and
a squared coefficient of variation) fix a lognormal that has both. A **sum** of independent parts is not lognormal,
but its first three cumulants are the sums of those of the parts, and a lognormal moved along the axis is fixed by
three cumulants. That *shifted* lognormal is exact when all parts but one are constant, and the tests compare it
with sampling elsewhere.

Times may be in any unit, the same throughout; arrays broadcast.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import ArrayLike

from advisor.estimates.formula import Values
from advisor.estimates.normal import normal_quantile

Z99 = float(normal_quantile(0.99))
"""The 99th percentile of the standard normal distribution."""

_LEAST_SIGMA = 1e-4  # a constant, for formulas that divide by sigma: 0.02 % wide at the 99th percentile
_TAIL = (0.319381530, -0.356563782, 1.781477937, -1.821255978, 1.330274429)  # Abramowitz and Stegun 26.2.17


@dataclass(frozen=True)
class Time:
    """A random time by its first three cumulants: mean, variance, third central moment."""

    mean: Values
    variance: Values
    third: Values

    def __add__(self, other: Time) -> Time:
        """The sum of two independent times."""
        return Time(self.mean + other.mean, self.variance + other.variance, self.third + other.third)


@dataclass(frozen=True)
class Shifted:
    """The distribution of ``shift + exp(mu + sigma * z)`` with z standard normal."""

    shift: Values
    mu: Values
    sigma: Values

    def percentile(self, share: ArrayLike) -> Values:
        """The value that a ``share`` (0 to 1) of the times does not exceed."""
        return np.asarray(self.shift + np.exp(self.mu + self.sigma * normal_quantile(share)))


def from_median_and_p99(median: ArrayLike, p99: ArrayLike) -> Time:
    """The lognormal time with that median and 99th percentile. A p99 below the median counts as the median."""
    middle = np.asarray(median, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(middle > 0, np.asarray(p99, dtype=float) / middle, 1.0)
    growth = np.exp((np.log(np.maximum(ratio, 1.0)) / Z99) ** 2)
    return _from_growth(middle * np.sqrt(growth), growth)


def from_mean_and_scv(mean: ArrayLike, scv: ArrayLike) -> Time:
    """The lognormal time with that mean and squared coefficient of variation (variance over mean squared)."""
    return _from_growth(np.asarray(mean, dtype=float), 1.0 + np.asarray(scv, dtype=float))


def scv(time: Time) -> Values:
    """Squared coefficient of variation; 0 for a time of 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(time.mean > 0, time.variance / time.mean**2, 0.0)


def total(parts: list[Time]) -> Time:
    """The sum of independent times."""
    return reduce(Time.__add__, parts)


def shifted(time: Time) -> Shifted:
    """The shifted lognormal with the three cumulants of ``time``.

    With skewness g, ``exp(sigma^2)`` is the root w of ``(w + 2)^2 (w - 1) = g^2``, which Cardano's formula gives.
    """
    spread = np.sqrt(np.maximum(time.variance, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        skewness = np.where(spread > 0, time.third / spread**3, 0.0)
    inner = 1.0 + skewness**2 / 2
    root = np.cbrt(inner + np.sqrt(inner**2 - 1.0))
    sigma = np.sqrt(np.log(np.maximum(root + 1.0 / root - 1.0, np.exp(_LEAST_SIGMA**2))))
    growth = np.exp(sigma**2)
    scale = np.where(spread > 0, spread / np.sqrt(growth * np.expm1(sigma**2)), np.maximum(time.mean, 1e-12))
    return Shifted(time.mean - scale * np.sqrt(growth), np.log(scale), sigma)


def normal_tail(z: Values) -> Values:
    """Share of the standard normal distribution above ``z``; absolute error below 1e-7."""
    return tail_from_density(z, normal_density(z))


def tail_from_density(z: Values, density: Values) -> Values:
    """``normal_tail`` where the density at ``z`` is known already."""
    t = 1.0 / (1.0 + 0.2316419 * np.abs(z))
    polynomial = t * (_TAIL[0] + t * (_TAIL[1] + t * (_TAIL[2] + t * (_TAIL[3] + t * _TAIL[4]))))
    above = density * polynomial
    return np.where(z >= 0, above, 1.0 - above)


def normal_density(z: Values) -> Values:
    """Density of the standard normal distribution."""
    return np.asarray(np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi))


def _from_growth(mean: Values, growth: Values) -> Time:
    """By mean and ``exp(sigma^2)``."""
    variance = mean**2 * (growth - 1.0)
    return Time(mean, variance, mean**3 * (growth - 1.0) ** 2 * (growth + 2.0))
