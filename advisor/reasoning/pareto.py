"""The architectures that nothing beats on every quality at once, exactly.

Bucket elimination whose messages are sets of non-dominated vectors: an architecture's vector is the sum of the
vectors of its options, so a part that is dominated among parts with the same open neighbours can be dropped for
good. See Rollón and Larrosa (2006), "Bucket elimination for multiobjective optimization problems".
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce

import numpy as np
from numpy.typing import NDArray

from advisor.knowledge.graph import elimination_order
from advisor.reasoning.elimination import Edge, is_forbidden
from advisor.reasoning.model import THOUSANDTHS, Model, Tables
from advisor.reasoning.solution import Solution
from advisor.requirements.system import System

SCORE = "score"
"""Names the total log-odds among the objectives."""

Gains = Sequence[NDArray[np.int64]]
_Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Point:
    """One non-dominated architecture.

    Attributes:
        values: by objective, higher is better: sum of the effect grades of the chosen options, or log-odds.
        architecture: option of each decision, ``None`` where it does not apply; of all architectures with these
            values the one of the best score.
        score: its log-odds.
    """

    values: Mapping[str, float]
    architecture: Mapping[str, str | None]
    score: float


@dataclass(frozen=True)
class Exchange:
    """What one more unit of ``gained`` costs in ``paid``, with no other objective getting worse.

    Attributes:
        rate: units of ``paid`` lost for each unit of ``gained`` on the way to ``to``.
        to: of the non-dominated architectures with at least one unit more of ``gained`` the one with the least more.
    """

    gained: str
    paid: str
    rate: float
    to: Point


@dataclass(frozen=True)
class Front:
    """All non-dominated vectors.

    Attributes:
        points: one for each vector, the best on the first objective first.
        knee: the point that bulges most, see ``knee_of``; ``None`` where none does.
        exchanges: at the knee, for each pair of objectives for which the front offers one.
    """

    objectives: tuple[str, ...]
    points: tuple[Point, ...]
    knee: Point | None
    exchanges: tuple[Exchange, ...]


def pareto_front(model: Model, system: System, solution: Solution, objectives: Sequence[str]) -> Front:
    """The non-dominated architectures among those that satisfy every hard rule.

    Args:
        model: the rule base.
        system: for its fixed decisions.
        solution: of ``system``; unknown answers count with their expected weight, as in the recommendation.
        objectives: two or three qualities; ``SCORE`` may stand for one of them.

    Raises:
        ValueError: not two or three distinct objectives, or an unknown one.
    """
    known = {*model.knowledge.qualities, SCORE}
    if len(objectives) not in {2, 3} or len(set(objectives)) < len(objectives) or not known.issuperset(objectives):
        raise ValueError(f"two or three distinct objectives out of {sorted(known)}, found {list(objectives)}")
    qualities = [objective for objective in objectives if objective != SCORE]
    tables = expected_tables(model, system, solution)
    gains = [
        np.array([[_grade(model, decision, option, quality) for quality in qualities] for option in options])
        for decision, options in enumerate(model.options)
    ]
    found = non_dominated(tables, gains, with_score=SCORE in objectives)
    points = [_point(model, tables, objectives, qualities, *one) for one in zip(*found, strict=True)]
    points.sort(key=lambda point: tuple(point.values.values()), reverse=True)
    knee = knee_of(points)
    return Front(tuple(objectives), tuple(points), knee, tuple(exchanges_at(knee, points)) if knee else ())


def expected_tables(model: Model, system: System, solution: Solution) -> Tables:
    """The factor graph behind ``solution``: one scenario in which unknown answers have their expected weight."""
    situation = solution.situation
    return model.tables(situation.share[:, None], situation.known, model.fixed(system.fixed))


def architecture_of(model: Model, tables: Tables, states: NDArray[np.int64]) -> dict[str, str | None]:
    """The options that ``states`` of the only scenario of ``tables`` stand for."""
    options = tables.options(states[:, None])[:, 0]
    return {
        decision: model.options[place][options[place]] if tables.applicable[place, 0] else None
        for place, decision in enumerate(model.decisions)
    }


def knee_of(points: Sequence[Point]) -> Point | None:
    """The point farthest beyond the plane through the corners of the front, each objective scaled to 0 to 1.

    With two objectives that plane is the chord between the two ends (Das 1999, "On characterizing the knee of the
    Pareto curve based on normal-boundary intersection"). With three it goes through the corners at which one
    objective is best and the others worst. Ties go to the higher score.
    """
    if not points:
        return None
    values = np.array([list(point.values.values()) for point in points])
    span = np.ptp(values, axis=0)
    scaled = (values - values.min(axis=0))[:, span > 0] / span[span > 0]
    beyond = np.round(scaled.sum(axis=1) - 1, 12)
    best = max(range(len(points)), key=lambda place: (beyond[place], points[place].score))
    return points[best] if beyond[best] > 0 else None


def exchanges_at(point: Point, points: Sequence[Point]) -> list[Exchange]:
    """The exchange rates from ``point`` to its nearest neighbours among ``points``."""
    found = []
    for gained, paid in itertools.permutations(point.values, 2):
        others = [name for name in point.values if name not in {gained, paid}]
        offers = [
            other
            for other in points
            if other.values[gained] >= point.values[gained] + 1
            and all(other.values[name] >= point.values[name] for name in others)
        ]
        if offers:
            to = min(offers, key=lambda other: (other.values[gained], -other.values[paid]))
            lost = point.values[paid] - to.values[paid]
            found.append(Exchange(gained, paid, lost / (to.values[gained] - point.values[gained]), to))
    return found


def _grade(model: Model, decision: int, option: str, quality: str) -> int:
    effect = model.knowledge.decisions[model.decisions[decision]].options[option].effects.get(quality)
    return 0 if effect is None else effect.grade


def _point(
    model: Model,
    tables: Tables,
    objectives: Sequence[str],
    qualities: Sequence[str],
    gain: NDArray[np.int64],
    score: float,
    states: NDArray[np.int64],
) -> Point:
    log_odds = float(score) / THOUSANDTHS
    values = {SCORE: log_odds} | dict(zip(qualities, map(float, gain), strict=True))
    architecture = architecture_of(model, tables, states)
    return Point({objective: values[objective] for objective in objectives}, architecture, log_odds)


# --- elimination with sets of vectors ---


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


def non_dominated(tables: Tables, gains: Gains, *, with_score: bool) -> tuple[_Whole, NDArray[np.float64], _Whole]:
    """All non-dominated vectors of one scenario.

    Args:
        tables: a factor graph of one scenario.
        gains: for each decision what each of its options adds to the objectives, shape (options, n).
        with_score: whether the score is an objective too; else it only decides between equal vectors.
            Two or three objectives in all.

    Returns:
        Sums of gains (points, n), scores in thousandths (points,), and states (points, decisions).
    """
    sizes = tuple(len(kept) for kept in tables.kept)
    factors = [
        *(_unary_factor(place, tables, gains[place]) for place in range(len(sizes))),
        *(_pair_factor(edge, tables, gains[0].shape[1]) for edge in tables.pairs),
    ]
    for variable in _order(len(sizes), tuple(tables.pairs)):
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
    """Drop what is dominated within its cell, and of equal vectors all but one of the best score.

    All objectives but the last are small whole numbers and make a grid over which the last is compared.
    """
    if not len(factor.scores):
        return factor
    last = factor.scores if with_score else factor.gains[:, -1].astype(float)
    levels = factor.gains if with_score else factor.gains[:, :-1]
    levels = levels - levels.min(axis=0)
    depth = tuple((levels.max(axis=0) + 1).tolist())
    cells = math.prod(sizes[variable] for variable in factor.scope)
    index = np.ravel_multi_index((_flat(factor, factor.scope, sizes), *levels.T), (cells, *depth))
    grid = np.full(cells * math.prod(depth), -np.inf)
    np.maximum.at(grid, index, last)
    beaten = _beaten_by(grid.reshape(cells, *depth)).ravel()
    left = np.flatnonzero((last == grid[index]) & (last > beaten[index]))
    scores = np.full(grid.shape, -np.inf)
    np.maximum.at(scores, index[left], factor.scores[left])
    left = left[factor.scores[left] == scores[index[left]]]
    _, one_each = np.unique(index[left], return_index=True)
    return factor.take(left[one_each])


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
