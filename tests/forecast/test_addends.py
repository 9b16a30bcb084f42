"""The parts of the monthly cost as tables over decisions, and the front that comes of them, against brute force."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence

import numpy as np
import pytest

from advisor.forecast.addends import addends_of, at_middles, on_draws
from advisor.forecast.forecast import evaluate_middle, forecast
from advisor.forecast.plan import forecast_plan
from advisor.locations import knowledge_folder
from advisor.reasoning.elimination import is_forbidden
from advisor.reasoning.model import THOUSANDTHS, Model, Tables
from advisor.reasoning.nondominated import UNKNOWN, Addend
from advisor.reasoning.pareto import SCORE, Total, architecture_of, expected_tables, pareto_front
from advisor.reasoning.solution import solve
from advisor.requirements.reading import read_system
from advisor.requirements.system import System
from tests.strategies import KNOWLEDGE

COST, LATENCY = "cost_usd_month", "latency_p99_ms"
MODEL, PLAN = Model(KNOWLEDGE), forecast_plan(KNOWLEDGE)
EXAMPLE = knowledge_folder() / "examples" / "payment-fraud.yaml"


@pytest.fixture(scope="module")
def system() -> System:
    return read_system(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE.name, KNOWLEDGE)


def _total(system: System) -> Total:
    tables = expected_tables(MODEL, system, solve(MODEL, system))
    addends = addends_of(at_middles(PLAN, MODEL, tables, system.requirements), tuple(PLAN.parts[COST].values()), 0.01)
    assert addends is not None
    return Total(COST, addends, 0.01)


def _cost(system: System, architectures: list[dict[str, str]]) -> np.ndarray:
    return evaluate_middle(PLAN, [system.requirements] * len(architectures), architectures)[COST].values


def _taken(architecture: dict[str, str | None]) -> dict[str, str]:
    return {name: option for name, option in architecture.items() if option is not None}


def test_the_parts_add_up_to_the_estimate_of_the_whole(system: System) -> None:
    tables, total = expected_tables(MODEL, system, solve(MODEL, system)), _total(system)
    generator = random.Random(3)
    states = [np.array([generator.randrange(len(kept)) for kept in tables.kept]) for _ in range(200)]
    found = [total.of(one) for one in states]
    whole = _cost(system, [_taken(architecture_of(MODEL, tables, one)) for one in states])
    known = np.isfinite(whole)
    assert known.sum() > 50
    assert [one is not None for one in found] == known.tolist()
    assert [-one for one in found if one is not None] == pytest.approx(whole[known], abs=0.05)


def _with_free(system: System, free: Sequence[str]) -> System:
    """All other decisions fixed as recommended, so that every architecture can be listed."""
    chosen = _taken(dict(solve(MODEL, system).chosen))
    return System(system.name, "", system.requirements, {}, {k: v for k, v in chosen.items() if k not in free})


def _listed(tables: Tables) -> list[np.ndarray]:
    """The states of every architecture that no hard rule forbids."""
    every = itertools.product(*(range(len(kept)) for kept in tables.kept))
    return [np.array(states) for states in every if not is_forbidden(_score(tables, states))]


def test_the_front_with_cost_equals_brute_force(system: System) -> None:
    fixed = _with_free(system, ("model_complexity", "hardware", "retraining", "data_pipeline"))
    solution = solve(MODEL, fixed)
    tables = expected_tables(MODEL, fixed, solution)
    found = pareto_front(MODEL, fixed, solution, ("accuracy", "latency", COST), _total(fixed))
    listed = [_taken(architecture_of(MODEL, tables, states)) for states in _listed(tables)]
    costs = _cost(fixed, listed)
    vectors = {
        (_grades(taken, "accuracy"), _grades(taken, "latency"), -round(float(cost), 1))
        for taken, cost in zip(listed, costs, strict=True)
        if np.isfinite(cost)
    }
    best = sorted(
        one
        for one in vectors
        if not any(other != one and all(a >= b for a, b in zip(other, one, strict=True)) for other in vectors)
    )
    assert len(vectors) > 20
    assert len(best) > 2
    values = sorted(tuple(point.values.values()) for point in found.points)
    assert [one[:2] for one in values] == [one[:2] for one in best]
    assert [one[2] for one in values] == pytest.approx([one[2] for one in best], abs=0.11)


def _score(tables: Tables, states: tuple[int, ...]) -> float:
    score = sum(table[state, 0] for table, state in zip(tables.unary, states, strict=True))
    return float(score + sum(table[states[i], states[j], 0] for (i, j), table in tables.pairs.items()))


def _grades(taken: dict[str, str], quality: str) -> int:
    effects = [KNOWLEDGE.decisions[name].options[option].effects.get(quality) for name, option in taken.items()]
    return sum(effect.grade for effect in effects if effect is not None)


def test_architectures_of_unknown_cost_are_left_out() -> None:
    bare = System("x", "", {"task": "classification"})
    front = pareto_front(MODEL, bare, solve(MODEL, bare), ("accuracy", COST), _total(bare))
    costs = _cost(bare, [_taken(dict(point.architecture)) for point in front.points])
    assert [-point.values[COST] for point in front.points] == pytest.approx(costs, abs=0.05)


def test_without_any_known_cost_there_is_no_front(system: System) -> None:
    unknown = Total(COST, [Addend((), np.array(UNKNOWN))], 0.01)
    front = pareto_front(MODEL, system, solve(MODEL, system), ("accuracy", COST), unknown)
    assert front.points == ()
    assert front.knee is None


@pytest.mark.parametrize("objective", ["accuracy", SCORE])
def test_the_front_with_the_99th_percentile_of_latency_equals_brute_force(system: System, objective: str) -> None:
    fixed = _with_free(system, ("model_complexity", "hardware", "feature_computation", "compute_location"))
    solution = solve(MODEL, fixed)
    tables = expected_tables(MODEL, fixed, solution)
    addends = addends_of(on_draws(PLAN, MODEL, tables, fixed.requirements), [LATENCY], 0.001)
    assert addends is not None
    found = pareto_front(MODEL, fixed, solution, (objective, LATENCY), Total(LATENCY, addends, 0.001))
    vectors = set()
    for states in _listed(tables):
        taken = _taken(architecture_of(MODEL, tables, states))
        estimate = forecast(PLAN, fixed.requirements, taken, 2026).results.get(LATENCY)
        if estimate is not None and math.isfinite(estimate.mid):
            gained = _grades(taken, objective) if objective != SCORE else _score(tables, tuple(states)) / THOUSANDTHS
            vectors.add((gained, -round(estimate.mid, 3)))
    best = [one for one in vectors if not any(o != one and o[0] >= one[0] and o[1] >= one[1] for o in vectors)]
    assert len(vectors) > 20
    values = sorted(tuple(point.values.values()) for point in found.points)
    assert values == [pytest.approx(one, abs=1e-6) for one in sorted(best)]
