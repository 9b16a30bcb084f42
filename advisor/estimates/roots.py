"""Where an increasing function reaches zero, on arrays, by bracketing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from advisor.estimates.formula import Values

_DOUBLINGS = 200
_HALVINGS = 100
_RELATIVE = 1e-14


def increasing_root(function: Callable[[Values], Values], start: ArrayLike) -> Values:
    """The positive x, element by element, at which ``function`` rises through zero.

    The bracket grows from ``start`` (> 0) by doubling and halving and is then halved down to 14 digits. Where the
    function is negative everywhere the answer is infinity; where it is never negative, zero; where it is not a
    number, NaN.
    """
    begin = np.asarray(start, dtype=float)
    begin, sample = np.broadcast_arrays(begin, function(begin))
    high = begin.copy()
    low = np.zeros_like(high)
    missing = np.isnan(sample)
    for _ in range(_DOUBLINGS):
        short = function(high) < 0
        if not short.any():
            break
        low = np.where(short, high, low)
        high = np.where(short, 2 * high, high)
    never = function(high) < 0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        below = function(middle) < 0
        low, high = np.where(below, middle, low), np.where(below, high, middle)
        if (high - low <= _RELATIVE * high).all():
            break
    root = np.where(low == 0, 0.0, (low + high) / 2)
    return np.where(missing, np.nan, np.where(never, np.inf, root))
