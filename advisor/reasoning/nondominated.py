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
from functools import lru_cache, partial, reduce

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
        cells: their states, shape (scope, points).
        gains: shape (qualities, points).
        scores: shape (points,).
        settled: states of the variables eliminated so far, -1 for the others, shape (variables, points).
    """

    scope: tuple[int, ...]
    cells: _Whole
    gains: _Whole
    scores: NDArray[np.float64]
    settled: NDArray[np.int8]


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
    sizes, objectives = tuple(len(kept) for kept in tables.kept), gains[0].shape[1]
    factors = [
        *(_unary_factor(place, tables, gains[place]) for place in range(len(sizes))),
        *(_pair_factor(edge, tables, objectives) for edge in tables.pairs),
        *(_addend_factor(addend, tables, objectives) for addend in addends),
    ]
    nothing = _factor(
        (), np.zeros((1, 0), dtype=np.int64), np.zeros((1, objectives), dtype=np.int64), np.zeros(1), len(sizes)
    )
    join = partial(_join, sizes=sizes, with_score=with_score)
    together = {edge for addend in addends for edge in itertools.combinations(addend.scope, 2)}
    for variable in _order(len(sizes), tuple(sorted({*tables.pairs, *together}))):
        *smaller, last = sorted((f for f in factors if variable in f.scope), key=lambda factor: len(factor.scores))
        factors = [factor for factor in factors if variable not in factor.scope]
        one, other = (reduce(join, smaller), last) if smaller else (last, nothing)
        factors.append(join(one, other, settling=variable))
    whole = reduce(join, factors)
    return whole.gains.T, whole.scores, whole.settled.T.astype(np.int64)


@lru_cache(maxsize=8)
def _order(variables: int, edges: tuple[Edge, ...]) -> tuple[int, ...]:
    return tuple(elimination_order(variables, edges))


def _factor(
    scope: tuple[int, ...], cells: _Whole, gains: _Whole, scores: NDArray[np.float64], variables: int
) -> _Factor:
    """Before anything is eliminated.

    Args:
        cells: shape (points, scope).
        gains: shape (points, qualities).
    """
    settled = np.full((variables, len(scores)), -1, dtype=np.int8)
    return _Factor(scope, np.ascontiguousarray(cells.T), np.ascontiguousarray(gains.T), scores, settled)


def _unary_factor(variable: int, tables: Tables, gains: _Whole) -> _Factor:
    scores = tables.unary[variable][:, 0].astype(np.float64)
    cells = np.flatnonzero(~np.asarray(is_forbidden(scores)))
    chosen = gains[tables.kept[variable][cells]] * int(tables.applicable[variable, 0])
    return _factor((variable,), cells[:, None], chosen, scores[cells], len(tables.kept))


def _pair_factor(edge: Edge, tables: Tables, objectives: int) -> _Factor:
    scores = tables.pairs[edge][..., 0].astype(np.float64)
    cells = np.argwhere(~np.asarray(is_forbidden(scores)))
    gains = np.zeros((len(cells), objectives), dtype=np.int64)
    return _factor(edge, cells, gains, scores[tuple(cells.T)], len(tables.kept))


def _addend_factor(addend: Addend, tables: Tables, objectives: int) -> _Factor:
    cells = np.argwhere(addend.values != UNKNOWN)
    gains = np.zeros((len(cells), objectives), dtype=np.int64)
    gains[:, -1] = addend.values[tuple(cells.T)]
    return _factor(addend.scope, cells, gains, np.zeros(len(cells)), len(tables.kept))


def _join(
    one: _Factor, other: _Factor, sizes: Sequence[int], *, with_score: bool, settling: int | None = None
) -> _Factor:
    """Every pair of partial architectures that agree on the variables both have open, the dominated ones dropped.

    Args:
        settling: a variable that ``one`` has open and no third factor, to be eliminated. Of equal vectors that of its
            first state stays.
    """
    shared = [variable for variable in one.scope if variable in other.scope]
    left = _flat(one, shared, sizes)
    order = np.arange(len(left)) if settling is None else np.argsort(_states(one, settling), kind="stable")
    mine, theirs = _agreeing(left, _flat(other, shared, sizes), order)
    old = tuple(variable for variable in one.scope if variable != settling)
    new = tuple(variable for variable in other.scope if variable not in one.scope)
    old_cells, new_cells = (math.prod(sizes[variable] for variable in variables) for variables in (old, new))
    kept = _undominated(
        (_flat(one, old, sizes) * new_cells)[mine] + _flat(other, new, sizes)[theirs],
        old_cells * new_cells,
        [of_one[mine] + of_other[theirs] for of_one, of_other in zip(one.gains, other.gains, strict=True)],
        one.scores[mine] + other.scores[theirs],
        with_score=with_score,
    )
    mine, theirs = mine[kept], theirs[kept]
    settled = np.maximum(one.settled.take(mine, axis=1), other.settled.take(theirs, axis=1))
    if settling is not None:
        settled[settling] = _states(one, settling)[mine]
    cells = np.empty((len(old) + len(new), len(kept)), dtype=np.int64)
    for place, variable in enumerate(old):
        cells[place] = _states(one, variable)[mine]
    for place, variable in enumerate(new, len(old)):
        cells[place] = _states(other, variable)[theirs]
    gains = one.gains.take(mine, axis=1) + other.gains.take(theirs, axis=1)
    return _Factor((*old, *new), cells, gains, one.scores[mine] + other.scores[theirs], settled)


def _agreeing(left: _Whole, right: _Whole, order: _Whole) -> tuple[_Whole, _Whole]:
    """The places of every pair of equal numbers, those on the left in ``order``."""
    by_key = np.argsort(right, kind="stable")
    first = np.searchsorted(right[by_key], left[order], side="left")
    count = np.searchsorted(right[by_key], left[order], side="right") - first
    mine = np.repeat(np.arange(len(order)), count)
    within = np.arange(len(mine)) - np.repeat(np.cumsum(count) - count, count)
    return order[mine], by_key[first[mine] + within]


def _states(factor: _Factor, variable: int) -> _Whole:
    """The state of one open variable in every point."""
    return np.asarray(factor.cells[factor.scope.index(variable)])


def _flat(factor: _Factor, variables: Sequence[int], sizes: Sequence[int]) -> _Whole:
    """The states of ``variables`` as one number a point."""
    flat = np.zeros(len(factor.scores), dtype=np.int64)
    for variable in variables:
        flat = flat * sizes[variable] + _states(factor, variable)
    return flat


def _undominated(
    cells: _Whole, count: int, gains: Sequence[_Whole], scores: NDArray[np.float64], *, with_score: bool
) -> _Whole:
    """What is not dominated within its cell, and of equal vectors the first of the best score; by cell and vector."""
    if not len(scores):
        return np.zeros(0, dtype=np.int64)
    levels, last = (gains, scores) if with_score else (gains[:-1], gains[-1].astype(float))
    if len(levels) == 1:
        return _undominated_pairs(cells, levels[0], last, scores)
    return _undominated_levels(cells, count, levels, last, scores)


def _undominated_pairs(
    cells: _Whole, levels: _Whole, last: NDArray[np.float64], scores: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Of two objectives: sorted by the first, what is left has more of the second than all before it in its cell."""
    order = np.lexsort((-scores, -last, -levels, cells))
    _, ranks = np.unique(last[order], return_inverse=True)
    heights = cells[order] * (len(order) + 1) + ranks + 1
    before = np.concatenate([[-1], np.maximum.accumulate(heights)[:-1]])
    return np.asarray(order[heights > before])


def _undominated_levels(
    cells: _Whole, count: int, levels: Sequence[_Whole], last: NDArray[np.float64], scores: NDArray[np.float64]
) -> _Whole:
    """Of three: all objectives but the last are small whole numbers and make a grid over which that is compared."""
    index, size, steps, depths = cells, count, [], []
    for level in levels:
        least, most = int(level.min()), int(level.max())
        index = index + (level - least) * size
        steps.append(size)
        depths.append(most - least + 2)  # above the highest level stands nothing, which beats nobody
        size *= depths[-1]
    grid = np.full((*reversed(depths), count), -np.inf)
    flat = grid.reshape(-1)
    np.maximum.at(flat, index, last)
    left = np.flatnonzero(last == flat[index])
    for axis in range(len(levels)):
        _spread_down(np.moveaxis(grid, axis, 0))
    for step in steps:
        left = left[last[left] > flat[index[left] + step]]
    best = np.full(size, -np.inf)
    np.maximum.at(best, index[left], scores[left])
    left = left[scores[left] == best[index[left]]][::-1]
    places = np.full(size, -1)
    places[index[left]] = left  # of equal ones the first, which comes last here
    ordered = places.reshape(grid.shape).T.ravel()
    return np.asarray(ordered[ordered >= 0])


def _spread_down(grid: NDArray[np.float64]) -> None:
    """Replace every value by the greatest of it and those after it along the first axis."""
    for place in range(len(grid) - 2, -1, -1):
        np.maximum(grid[place], grid[place + 1], out=grid[place])
