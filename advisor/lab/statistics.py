"""The few statistics that the experiments share."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from advisor.lab.result import Reading

CONFIDENCE = 0.95


def percentile(values: ArrayLike, share: float) -> float:
    """The value that a ``share`` of ``values`` does not exceed."""
    return float(np.quantile(np.asarray(values, dtype=float), share))


def mean_reading(name: str, values: ArrayLike, unit: str) -> Reading:
    """Mean of independent ``values`` with Student's interval; at least two values."""
    numbers = np.asarray(values, dtype=float)
    half = _student(len(numbers) - 1) * float(numbers.std(ddof=1)) / math.sqrt(len(numbers))
    mean = float(numbers.mean())
    return Reading(name, mean, mean - half, mean + half, unit)


def resampled_reading(name: str, values: ArrayLike, unit: str, *, test_share: float) -> Reading:
    """Mean over folds of repeated cross-validation, with the corrected interval.

    Folds share training rows, so their spread is too small; the variance is multiplied by
    ``1/n + test_share / (1 - test_share)`` in place of ``1/n`` (Nadeau and Bengio 2003, Inference for the
    Generalization Error, Machine Learning 52).
    """
    numbers = np.asarray(values, dtype=float)
    spread = float(numbers.var(ddof=1)) * (1 / len(numbers) + test_share / (1 - test_share))
    half = _student(len(numbers) - 1) * math.sqrt(spread)
    mean = float(numbers.mean())
    return Reading(name, mean, mean - half, mean + half, unit)


def _student(degrees: int) -> float:
    from scipy.stats import t

    return float(t.ppf((1 + CONFIDENCE) / 2, degrees))
