"""The architectures that nothing beats on two or three objectives at once, exactly, with knee and exchange rates."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.reasoning.model import THOUSANDTHS, Model, Tables
from advisor.reasoning.nondominated import UNKNOWN, Addend, non_dominated
from advisor.reasoning.solution import Solution
from advisor.requirements.system import System

SCORE = "score"
"""Names the total log-odds among the objectives."""


@dataclass(frozen=True)
class Total:
    """An estimate that is the sum of parts, each of which only a few decisions move, as an objective.

    Attributes:
        name: of the estimate, among the objectives.
        addends: the parts, negative where less is better.
        unit: what a whole number of theirs stands for, in the unit of the estimate.
    """

    name: str
    addends: Sequence[Addend]
    unit: float

    def of(self, states: NDArray[np.int64]) -> float | None:
        """The estimate of the architecture of the ``states`` of all decisions; ``None`` where it is not known."""
        parts = [int(addend.values[tuple(states[list(addend.scope)])]) for addend in self.addends]
        return None if UNKNOWN in parts else sum(parts) * self.unit


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


def pareto_front(
    model: Model, system: System, solution: Solution, objectives: Sequence[str], total: Total | None = None
) -> Front:
    """The non-dominated architectures among those that satisfy every hard rule.

    Args:
        model: the rule base.
        system: for its fixed decisions.
        solution: of ``system``; unknown answers count with their expected weight, as in the recommendation.
        objectives: two or three qualities; ``SCORE``, or the name of ``total``, may stand for one of them, or both
            for the two.
        total: an estimate that may be an objective; where it is, architectures of which it is not known are left out.

    Raises:
        ValueError: not two or three distinct objectives, an unknown one, or both ``SCORE`` and ``total`` with a third.
    """
    known = {*model.knowledge.qualities, SCORE, *(() if total is None else (total.name,))}
    if len(objectives) not in {2, 3} or len(set(objectives)) < len(objectives) or not known.issuperset(objectives):
        raise ValueError(f"two or three distinct objectives out of {sorted(known)}, found {list(objectives)}")
    if total is not None and len(objectives) == 3 and {SCORE, total.name}.issubset(objectives):
        raise ValueError(f"{SCORE} and {total.name} make a front of two objectives")
    qualities = [objective for objective in objectives if objective in model.knowledge.qualities]
    units = dict.fromkeys(qualities, 1.0)
    if total is not None:
        units[total.name] = total.unit
    tables = expected_tables(model, system, solution)
    gains = [
        np.array([[_grade(model, decision, option, quality) for quality in units] for option in options])
        for decision, options in enumerate(model.options)
    ]
    addends = () if total is None else total.addends
    found = non_dominated(tables, gains, with_score=SCORE in objectives, addends=addends)
    points = [_point(model, tables, objectives, units, *one) for one in zip(*found, strict=True)]
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


def states_of(model: Model, tables: Tables, architecture: Mapping[str, str | None]) -> NDArray[np.int64]:
    """The states of the only scenario of ``tables`` that stand for ``architecture``, which it allows."""
    return np.array(
        [
            0 if option is None else tables.kept[place].tolist().index(model.options[place].index(option))
            for place, option in enumerate(architecture[decision] for decision in model.decisions)
        ]
    )


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
    units: Mapping[str, float],
    gain: NDArray[np.int64],
    score: float,
    states: NDArray[np.int64],
) -> Point:
    log_odds = float(score) / THOUSANDTHS
    values = {SCORE: log_odds} | {
        name: int(whole) * unit for (name, unit), whole in zip(units.items(), gain, strict=True)
    }
    architecture = architecture_of(model, tables, states)
    return Point({objective: values[objective] for objective in objectives}, architecture, log_odds)
