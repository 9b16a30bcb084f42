"""All non-dominated sums of one factor graph, exactly.

Bucket elimination whose messages are sets of non-dominated vectors: an architecture's vector is the sum of the
vectors of its options, so a part that is dominated among parts with the same open neighbours can be dropped for
good. See Rollón and Larrosa (2006), "Bucket elimination for multiobjective optimization problems".
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce

import numpy as np
from numpy.typing import NDArray

from advisor.knowledge.graph import elimination_order
from advisor.reasoning.elimination import Edge, is_forbidden
from advisor.reasoning.model import Tables

Gains = Sequence[NDArray[np.int64]]
_Whole = NDArray[np.int64]

UNKNOWN = np.iinfo(np.int64).min
"""Stands for an addend that is not known; architectures with it are left out."""


@dataclass(frozen=True)
class Addend:
    """What the options of a few decisions add together to one objective.

    Attributes:
        scope: the decisions, ascending.
        values: for each combination of their states what it adds, higher is better; ``UNKNOWN`` where it is not known.
    """

    scope: tuple[int, ...]
    values: _Whole


@dataclass(frozen=True)
class _Factor:
    """Partial architectures: at most one for each vector and each assignment of the open variables.

    Attributes:
        scope: the open variables.
        cells: their states, shape (points, scope).
        gains: shape (points, qualities).
        scores: shape (points,).
        settled: states of the variables eliminated so far, -1 for the others, shape (points, variables).
    """

    scope: tuple[int, ...]
    cells: _Whole
    gains: _Whole
    scores: NDArray[np.float64]
    settled: NDArray[np.int8]

    def take(self, wanted: NDArray[np.int64]) -> _Factor:
        return _Factor(self.scope, self.cells[wanted], self.gains[wanted], self.scores[wanted], self.settled[wanted])


def non_dominated(
    tables: Tables, gains: Gains, *, with_score: bool, addends: Sequence[Addend] = ()
) -> tuple[_Whole, NDArray[np.float64], _Whole]:
    """All non-dominated vectors of one scenario.

    Args:
        tables: a factor graph of one scenario.
        gains: for each decision what each of its options adds to the objectives, shape (options, n).
        addends: what options of several decisions add together to the last of the n, beside ``gains``.
        with_score: whether the score is an objective too; else it only decides between equal vectors.
            Two or three objectives in all.

    Returns:
        Sums of gains (points, n), scores in thousandths (points,), and states (points, decisions).
    """
    sizes = tuple(len(kept) for kept in tables.kept)
    factors = [
        *(_unary_factor(place, tables, gains[place]) for place in range(len(sizes))),
        *(_pair_factor(edge, tables, gains[0].shape[1]) for edge in tables.pairs),
        *(_addend_factor(addend, tables, gains[0].shape[1]) for addend in addends),
    ]
    together = {edge for addend in addends for edge in itertools.combinations(addend.scope, 2)}
    for variable in _order(len(sizes), tuple(sorted({*tables.pairs, *together}))):
        touching = sorted((f for f in factors if variable in f.scope), key=lambda factor: len(factor.scores))
        factors = [factor for factor in factors if variable not in factor.scope]
        joined = reduce(lambda one, other: _join(one, other, sizes, with_score=with_score), touching)
        factors.append(_prune(_settle(joined, variable), sizes, with_score=with_score))
    whole = reduce(lambda one, other: _join(one, other, sizes, with_score=with_score), factors)
    return whole.gains, whole.scores, whole.settled.astype(np.int64)


@lru_cache(maxsize=8)
def _order(variables: int, edges: tuple[Edge, ...]) -> tuple[int, ...]:
    return tuple(elimination_order(variables, edges))


def _unary_factor(variable: int, tables: Tables, gains: _Whole) -> _Factor:
    scores = tables.unary[variable][:, 0].astype(np.float64)
    cells = np.flatnonzero(~np.asarray(is_forbidden(scores)))
    chosen = gains[tables.kept[variable][cells]] * int(tables.applicable[variable, 0])
    settled = np.full((len(cells), len(tables.kept)), -1, dtype=np.int8)
    return _Factor((variable,), cells[:, None], chosen, scores[cells], settled)


def _pair_factor(edge: Edge, tables: Tables, qualities: int) -> _Factor:
    scores = tables.pairs[edge][..., 0].astype(np.float64)
    cells = np.argwhere(~np.asarray(is_forbidden(scores)))
    settled = np.full((len(cells), len(tables.kept)), -1, dtype=np.int8)
    return _Factor(edge, cells, np.zeros((len(cells), qualities), dtype=np.int64), scores[tuple(cells.T)], settled)


def _addend_factor(addend: Addend, tables: Tables, objectives: int) -> _Factor:
    cells = np.argwhere(addend.values != UNKNOWN)
    gains = np.zeros((len(cells), objectives), dtype=np.int64)
    gains[:, -1] = addend.values[tuple(cells.T)]
    settled = np.full((len(cells), len(tables.kept)), -1, dtype=np.int8)
    return _Factor(addend.scope, cells, gains, np.zeros(len(cells)), settled)


def _join(one: _Factor, other: _Factor, sizes: Sequence[int], *, with_score: bool) -> _Factor:
    """Every pair of partial architectures that agree on the variables both have open, the dominated ones dropped."""
    shared = [variable for variable in one.scope if variable in other.scope]
    new = [place for place, variable in enumerate(other.scope) if variable not in shared]
    left = _flat(one, shared, sizes)
    right = _flat(other, shared, sizes)
    by_key = np.argsort(right, kind="stable")
    first = np.searchsorted(right[by_key], left, side="left")
    count = np.searchsorted(right[by_key], left, side="right") - first
    mine = np.repeat(np.arange(len(left)), count)
    within = np.arange(len(mine)) - np.repeat(np.cumsum(count) - count, count)
    theirs = by_key[first[mine] + within]
    joined = _Factor(
        (*one.scope, *(other.scope[place] for place in new)),
        np.concatenate([one.cells[mine], other.cells[theirs][:, new]], axis=1),
        one.gains[mine] + other.gains[theirs],
        one.scores[mine] + other.scores[theirs],
        np.maximum(one.settled[mine], other.settled[theirs]),
    )
    return _prune(joined, sizes, with_score=with_score)


def _settle(factor: _Factor, variable: int) -> _Factor:
    place = factor.scope.index(variable)
    settled = factor.settled.copy()
    settled[:, variable] = factor.cells[:, place]
    scope = (*factor.scope[:place], *factor.scope[place + 1 :])
    return _Factor(scope, np.delete(factor.cells, place, axis=1), factor.gains, factor.scores, settled)


def _flat(factor: _Factor, variables: Sequence[int], sizes: Sequence[int]) -> _Whole:
    """The states of ``variables`` as one number a point."""
    flat = np.zeros(len(factor.scores), dtype=np.int64)
    for variable in variables:
        flat = flat * sizes[variable] + factor.cells[:, factor.scope.index(variable)]
    return flat


def _prune(factor: _Factor, sizes: Sequence[int], *, with_score: bool) -> _Factor:
    """Drop what is dominated within its cell, and of equal vectors all but one of the best score."""
    if not len(factor.scores):
        return factor
    last = factor.scores if with_score else factor.gains[:, -1].astype(float)
    levels = factor.gains if with_score else factor.gains[:, :-1]
    cells = _flat(factor, factor.scope, sizes)
    if levels.shape[1] == 1:
        return factor.take(_undominated_pairs(cells, levels[:, 0], last, factor.scores))
    return factor.take(_undominated(cells, levels, last, factor.scores, math.prod(sizes[one] for one in factor.scope)))


def _undominated_pairs(
    cells: _Whole, levels: _Whole, last: NDArray[np.float64], scores: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Of two objectives: sorted by the first, what is left has more of the second than all before it in its cell."""
    order = np.lexsort((-scores, -last, -levels, cells))
    _, ranks = np.unique(last[order], return_inverse=True)
    heights = cells[order] * (len(order) + 1) + ranks + 1
    before = np.concatenate([[-1], np.maximum.accumulate(heights)[:-1]])
    return np.asarray(order[heights > before])


def _undominated(
    cells: _Whole, levels: _Whole, last: NDArray[np.float64], scores: NDArray[np.float64], count: int
) -> NDArray[np.int64]:
    """Of three: all objectives but the last are small whole numbers and make a grid over which that is compared."""
    levels = levels - levels.min(axis=0)
    depth = tuple((levels.max(axis=0) + 1).tolist())
    index = np.ravel_multi_index((cells, *levels.T), (count, *depth))
    grid = np.full(count * math.prod(depth), -np.inf)
    np.maximum.at(grid, index, last)
    beaten = _beaten_by(grid.reshape(count, *depth)).ravel()
    left = np.flatnonzero((last == grid[index]) & (last > beaten[index]))
    best = np.full(grid.shape, -np.inf)
    np.maximum.at(best, index[left], scores[left])
    left = left[scores[left] == best[index[left]]]
    _, one_each = np.unique(index[left], return_index=True)
    return np.asarray(left[one_each])


def _beaten_by(grid: NDArray[np.float64]) -> NDArray[np.float64]:
    """The greatest value of a grid (cells, levels…) at places that are higher on some level and lower on none."""
    beaten = np.full(grid.shape, -np.inf)
    reach = grid
    for axis in range(1, grid.ndim):
        reach = np.flip(np.maximum.accumulate(np.flip(reach, axis), axis=axis), axis)
    for axis in range(1, grid.ndim):
        here = (slice(None),) * axis
        beaten[(*here, slice(None, -1))] = np.maximum(beaten[(*here, slice(None, -1))], reach[(*here, slice(1, None))])
    return beaten
