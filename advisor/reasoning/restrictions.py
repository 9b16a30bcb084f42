"""What makes states impossible: hard rules, decisions that do not apply, and those that are taken already."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.reasoning.elimination import FORBIDDEN, Table

THOUSANDTHS = 1000
"""Of log-odds: what scores are counted in."""


def restrict(scores: Table, applicable: NDArray[np.bool_], taken: NDArray[np.int64]) -> Table:
    """Leave a decision that does not apply one empty state, and one that is taken its option."""
    states = np.arange(len(scores))[:, None]
    if (taken >= 0).any():
        scores = np.where((taken >= 0) & (states != taken), scores + FORBIDDEN, scores)
    if not applicable.all():
        scores = np.where(applicable, scores, np.where(states == 0, 0.0, FORBIDDEN).astype(scores.dtype))
    return scores


def possible(scores: Table) -> NDArray[np.int64]:
    """States that some scenario allows; all of them where none does, so that the conflict shows in the score."""
    allowed = np.flatnonzero((scores > FORBIDDEN / 2).any(axis=1))
    return allowed if len(allowed) else np.arange(len(scores))


def held(share: NDArray[Any], rows: NDArray[np.int64], pattern: NDArray[np.int64] | None) -> NDArray[Any]:
    """The shares of some conditions in every scenario; ``pattern`` tells the column of each where not its own."""
    found = share[rows]
    return found if pattern is None else found.take(pattern, axis=1)


def risk(
    columns: NDArray[np.int64],
    forbids: NDArray[np.bool_],
    share: NDArray[Any],
    pattern: NDArray[np.int64] | None,
    kind: np.dtype[Any],
) -> Table:
    """Score of what hard rules forbid: impossible where they surely hold, else the log of the chance they do not.

    Args:
        columns: the conditions of hard rules.
        forbids: which of them forbid each cell, shape (cells, columns).
        share: of every condition, as of :meth:`~advisor.reasoning.model.Model.tables`.
        pattern: likewise.
        kind: type of the scores.
    """
    taken = held(share, columns, pattern)
    if taken.dtype == bool:
        scores = np.where(taken, FORBIDDEN, 0.0)
    else:
        safe = np.rint(np.log1p(-np.minimum(taken.astype(np.float64), 1 - 2.0**-40)) * THOUSANDTHS)
        scores = np.where(taken == 1.0, FORBIDDEN, safe)
    return np.asarray(forbids.astype(kind) @ scores.astype(kind))
