"""Probabilities as sure as the advisor has proved to be right: temperature scaling, Guo et al. (2017).

The last step of every probability that is shown. It keeps what it is given in order: no option overtakes another, and
what is impossible stays so.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.reasoning.elimination import Table

Sharpness = float | NDArray[np.float64]
"""The power of all scenarios, or of each, shape (B,)."""

LEAST_SETTLED = 0.01
"""Of what rules weigh, so that a power stays above 0 and what is impossible stays so."""


def sharpness_of(settled: float, pulls: NDArray[np.float64], share: NDArray[Any]) -> NDArray[np.float64]:
    """The power for each scenario, shape (B,): it falls with the root of how much of what rules weigh is settled.

    Expected weights alone are as sure of a system of which little is known as of one that is known well.

    Args:
        settled: the power where every condition is settled.
        pulls: how much each condition weighs, shape (conditions,).
        share: of what is not known, under which each condition holds, shape (conditions, B).
    """
    waiting = pulls @ ((share > 0) & (share < 1)).astype(np.float64) / max(float(pulls.sum()), 1.0)
    return np.asarray(settled * np.sqrt(np.maximum(1 - waiting, LEAST_SETTLED)))


def calibrated(chances: Table, sharpness: Sharpness) -> Table:
    """Each column raised to the power ``sharpness`` and made to sum to 1.

    Args:
        chances: of the options of one decision, up to a common factor, shape (options, ...); a column of zeros is
            that of a decision that does not count, and stays.
        sharpness: of all columns or of each; above 1 surer, below 1 less sure.
    """
    greatest = chances.max(axis=0)
    powers = np.power(np.divide(chances, greatest, out=np.zeros_like(chances), where=greatest > 0), sharpness)
    total = powers.sum(axis=0)
    return np.asarray(np.divide(powers, total, out=powers, where=total > 0))


def calibrated_of(
    chances: Table, starts: NDArray[np.int64], taken: NDArray[np.int8], sharpness: Sharpness
) -> NDArray[np.float32]:
    """The calibrated probability of one option of every decision, NaN where none is taken, shape (decisions, B).

    Args:
        chances: of the options of all decisions, one below the other, shape (options, B); those of a decision sum to
            the same in all scenarios in which an option of it is taken.
        starts: where the options of each decision begin.
        taken: position of the option among those of its decision, -1 for none; shape (decisions, B).
        sharpness: as of ``calibrated``.
    """
    powers = np.power(chances, np.asarray(sharpness, dtype=chances.dtype))
    own = np.take_along_axis(powers, starts[:, None] + np.maximum(taken, 0), axis=0)
    found = np.full(taken.shape, np.nan, dtype=np.float32)
    total = np.array([options.sum(axis=0) for options in np.split(powers, starts[1:])])
    np.divide(own, total, out=found, where=taken >= 0, casting="same_kind")
    return found


def calibrated_each(decisions: Sequence[Table], sharpness: float) -> list[Table]:
    """``calibrated`` for the options of several decisions in one scenario, at once; each of shape (options,)."""
    if not decisions:
        return []
    sizes = [len(chances) for chances in decisions]
    starts = [0, *accumulate(sizes[:-1])]
    chances = np.concatenate(decisions)
    greatest = np.repeat(np.maximum.reduceat(chances, starts), sizes)
    powers = np.power(np.divide(chances, greatest, out=np.zeros_like(chances), where=greatest > 0), sharpness)
    parts = np.split(powers, starts[1:])
    total = np.repeat([np.add.reduce(part) for part in parts], sizes)
    np.divide(powers, total, out=powers, where=total > 0)
    return parts
