"""Values of a prior at given levels of chance: one meaning for the draws of the engine and for those of sweeps."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from advisor.knowledge.schema import Answers, Prior, Question

_PERCENTILES = np.array([0.05, 0.25, 0.5, 0.75, 0.95])

Levels = NDArray[np.float64]


def number_at(prior: Prior, question: Question, levels: Levels) -> NDArray[np.float64]:
    """Values of a distribution of which five quantiles are known, linear between them in the logarithm where positive.

    Beyond the outer quantiles the slope next to them goes on, within the question's range.

    Args:
        levels: chances of a smaller value, 0 to 1.

    Raises:
        ValueError: the prior has no quantiles.
    """
    if prior.quantiles is None:
        raise ValueError("the prior has no quantiles")
    quantiles = np.array(prior.quantiles)
    positive = bool((quantiles > 0).all())
    known = np.log(quantiles) if positive else quantiles
    slopes = np.diff(known) / np.diff(_PERCENTILES)
    inner = np.interp(levels, _PERCENTILES, known)
    below = known[0] + (levels - _PERCENTILES[0]) * slopes[0]
    above = known[-1] + (levels - _PERCENTILES[-1]) * slopes[-1]
    values = np.where(levels < _PERCENTILES[0], below, np.where(levels > _PERCENTILES[-1], above, inner))
    least = -math.inf if question.minimum is None else question.minimum
    greatest = math.inf if question.maximum is None else question.maximum
    return np.asarray(np.clip(np.exp(values) if positive else values, least, greatest))


def choice_at(
    name: str, prior: Prior, question: Question, choices: Sequence[str], levels: Callable[[str], Levels]
) -> NDArray[np.int64]:
    """Positions of single choices, or bit sets where several may be ticked.

    Args:
        name: the question's id.
        levels: levels of chance for a name: the question's, or of each choice by itself as ``question:choice``.

    Raises:
        ValueError: the prior has no shares.
    """
    if prior.shares is None:
        raise ValueError(f"the prior of {name} has no shares")
    if question.answers == Answers.CHOICES:
        ticked = [levels(f"{name}:{choice}") < prior.shares.get(choice, 0.0) for choice in choices]
        return np.asarray(sum(row.astype(np.int64) << place for place, row in enumerate(ticked)))
    shares = np.array([prior.shares.get(choice, 0.0) for choice in choices])
    edges = np.cumsum(shares / shares.sum())
    return np.minimum(np.searchsorted(edges, levels(name), side="right"), len(choices) - 1)
