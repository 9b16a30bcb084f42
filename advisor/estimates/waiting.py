"""Waiting in a queue as a distribution, and percentiles of a time that includes it.

Most requests find a free server and do not wait; the others wait a time that is near exponential when the servers
are busy and shorter-tailed when they are not. ``Waiting`` keeps the three numbers that matter: how many wait, the
least they wait, and how fast the tail falls. ``percentile_with_waiting`` adds such a wait to an independent
shifted lognormal (service, network, look-up) by numerical convolution, not by adding percentiles: the p99 of a sum
is less than the sum of the p99s unless all parts are slow together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from advisor.estimates.formula import Values
from advisor.estimates.lognormal import Shifted, normal_density, tail_from_density
from advisor.estimates.normal import normal_quantile
from advisor.estimates.quadrature import gauss_legendre

_Z = 5.0  # the normal distribution beyond it holds 3e-7, against the 0.01 of a 99th percentile
_NODES, _WEIGHTS = gauss_legendre(24)
_BLOCK = 4096  # scenarios at a time, so that a block's quadrature stays in cache
_STEPS = 80
_PRECISION = 1e-6  # of a Newton step; what is left after it is far less

TailAndDensity = Callable[..., tuple[Values, Values]]


@dataclass(frozen=True)
class Waiting:
    """With ``probability`` a wait of ``delay`` plus an exponential time of that ``rate``; otherwise none.

    Times and ``1/rate`` are in one unit. A ``rate`` of 0 means that the queue grows without end.
    """

    probability: Values
    delay: Values
    rate: Values


class _Sum(NamedTuple):
    """The parameters of a shifted lognormal plus a wait, a column each."""

    shift: Values
    mu: Values
    sigma: Values
    probability: Values
    delay: Values
    rate: Values


def waiting_from_moments(probability: Values, mean: Values, conditional_scv: Values) -> Waiting:
    """The waiting time with that probability of waiting, mean, and squared variation among those who wait.

    Less variation than exponential (1) becomes a least wait; more becomes a smaller share of longer waits.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        given = np.where(probability > 0, mean / probability, 0.0)
        spread = np.sqrt(np.clip(conditional_scv, 0.0, 1.0))
        excess = np.maximum((1.0 + conditional_scv) / 2.0, 1.0)
        rate = np.where(given > 0, 1.0 / (given * spread * excess), np.inf)
    return Waiting(np.where(given > 0, probability / excess, 0.0), given * (1.0 - spread), rate)


def percentile_with_waiting(share: ArrayLike, rest: Shifted, waiting: Waiting) -> Values:
    """Percentile of ``rest`` plus an independent wait.

    Args:
        share: 0 to 1, exclusive.
        rest: everything but the wait.
        waiting: the wait, in the same unit.

    Returns:
        The percentile, infinite where the queue grows without end.
    """
    above = 1.0 - np.asarray(share, dtype=float)
    # P(rest + wait > r + w) <= P(rest > r) + P(wait > w), half of what is wanted for each.
    most = normal_quantile(1.0 - above / 2)
    arrays = np.broadcast_arrays(above, most, rest.percentile(share), *vars(rest).values(), *vars(waiting).values())
    above, most, alone, *columns = (np.ravel(array).astype(float) for array in arrays)
    parameters = _Sum(*columns)
    waits = (parameters.probability > 0) & (parameters.rate < np.inf)
    result = np.where(waits, np.inf, alone)
    (busy,) = np.nonzero(waits & (parameters.rate > 0) & np.isfinite(alone))
    if busy.size:
        some = _Sum(*(column[busy] for column in parameters))
        high = _upper(above[busy], most[busy], some)
        result[busy] = solve_tail(_convolution_in_blocks, above[busy], alone[busy], high, some)
    return result.reshape(arrays[0].shape)


def solve_tail(tail: TailAndDensity, above: Values, low: Values, high: Values, columns: tuple[Values, ...]) -> Values:
    """Where a falling tail probability equals ``above``: Newton on its logarithm, kept between ``low`` and ``high``.

    Args:
        tail: takes points and ``columns``, returns the probability to exceed the points and the density there.
        above: the probability wanted, flat.
        low, high: known to enclose the answer.
        columns: parameters of ``tail``, a row for each of ``above``. Rows that are solved are dropped.
    """
    result = low.copy()
    rows = np.arange(low.size)
    point = low
    for _ in range(_STEPS):
        probability, density = tail(point, *columns)
        over = probability > above
        low, high = np.where(over, point, low), np.where(over, high, point)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            step = point + np.log(probability / above) * probability / density
        following = np.where((step >= low) & (step <= high), step, (low + high) / 2.0)
        result[rows] = following
        left = np.abs(following - point) > _PRECISION * np.abs(following)
        if not left.any():
            break
        rows, point, above, low, high = rows[left], following[left], above[left], low[left], high[left]
        columns = tuple(column[left] for column in columns)
    return result


def _upper(above: Values, most: Values, parameters: _Sum) -> Values:
    """At least the percentile: the rest at ``most`` standard deviations and the wait that half of ``above`` exceed."""
    shift, mu, sigma, probability, delay, rate = parameters
    longest = delay + np.maximum(np.log(2 * probability / above), 0.0) / rate
    return np.asarray(shift + np.exp(mu + sigma * most) + longest)


def _convolution_in_blocks(time: Values, *parameters: Values) -> tuple[Values, Values]:
    """``_convolution``, so many rows at a time as fit; the few that take many steps then share a block."""
    starts = range(0, time.size, _BLOCK)
    parts = [_convolution(*(column[start : start + _BLOCK] for column in (time, *parameters))) for start in starts]
    above, density = zip(*parts, strict=True)
    return np.concatenate(above), np.concatenate(density)


def _convolution(time: Values, *parameters: Values) -> tuple[Values, Values]:
    """Tail and density of the sum. Conditioning on the rest leaves one integral over its standard normal z."""
    shift, mu, sigma, probability, delay, rate = parameters
    beyond = time - delay - shift
    both = _z(np.stack((time - shift, beyond)), mu, sigma)  # of the rest alone, and of what is left of it after a wait
    half = (both[1] + _Z) / 2.0
    nodes = half[:, None] * (_NODES + 1.0)
    nodes -= _Z
    left = sigma[:, None] * nodes
    left += mu[:, None]
    left = np.exp(left)
    left -= beyond[:, None]
    np.minimum(left, 0.0, out=left)
    left *= rate[:, None]
    nodes *= nodes
    nodes *= 0.5
    left -= nodes
    still_waiting = half * (np.exp(left) @ _WEIGHTS) / np.sqrt(2 * np.pi)
    idle = 1.0 - probability
    dense = normal_density(both)
    tail = tail_from_density(both, dense)
    density = idle * dense[0] / (sigma * np.maximum(time - shift, 1e-300)) + probability * rate * still_waiting
    return idle * tail[0] + probability * (tail[1] + still_waiting), density


def _z(scaled: Values, mu: Values, sigma: Values) -> Values:
    return np.minimum(np.maximum((np.log(np.maximum(scaled, 1e-300)) - mu) / sigma, -_Z), _Z)
