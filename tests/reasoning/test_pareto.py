"""The non-dominated architectures against brute force, and the knee and exchange rates on hand-made fronts."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.reasoning.elimination import FORBIDDEN, is_forbidden
from advisor.reasoning.model import THOUSANDTHS, Model, Tables
from advisor.reasoning.nondominated import UNKNOWN, Addend, non_dominated
from advisor.reasoning.pareto import SCORE, Point, Total, exchanges_at, knee_of, pareto_front
from advisor.reasoning.solution import solve
from advisor.reasoning.verify import violations
from advisor.requirements.system import System
from tests.strategies import KNOWLEDGE, systems

MODEL = Model(KNOWLEDGE)


@st.composite
def problems(draw: st.DrawFn) -> tuple[Tables, list[np.ndarray], bool]:
    """Up to five decisions of up to four options with small grades; some cells impossible, some decisions moot."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    possible = list(itertools.combinations(range(len(sizes)), 2))
    edges = sorted(draw(st.lists(st.sampled_from(possible), unique=True)) if possible else [])
    with_score = draw(st.booleans())
    objectives = draw(st.integers(2, 3)) - with_score
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))

    def table(*shape: int) -> np.ndarray:
        weights = generator.integers(-3, 3, size=(*shape, 1)) * 500.0
        return np.where(generator.random((*shape, 1)) < 0.15, FORBIDDEN, weights)

    applicable = generator.random((len(sizes), 1)) < 0.9
    unary = [table(size) for size in sizes]
    pairs = {edge: table(sizes[edge[0]], sizes[edge[1]]) for edge in edges}
    tables = Tables(unary, pairs, applicable, [np.arange(size) for size in sizes])
    gains = [generator.integers(-2, 3, size=(size, objectives)) for size in sizes]
    return tables, gains, with_score


def _by_brute_force(tables: Tables, gains: Sequence[np.ndarray], *, with_score: bool) -> dict[tuple[float, ...], float]:
    """The best score of every non-dominated vector."""
    best: dict[tuple[float, ...], float] = {}
    for states in itertools.product(*(range(len(kept)) for kept in tables.kept)):
        score = sum(table[state, 0] for table, state in zip(tables.unary, states, strict=True))
        score += sum(table[states[i], states[j], 0] for (i, j), table in tables.pairs.items())
        if is_forbidden(score):
            continue
        gain = sum(
            table[state] * int(tables.applicable[place, 0])
            for place, (table, state) in enumerate(zip(gains, states, strict=True))
        )
        vector = (*map(float, gain), float(score)) if with_score else tuple(map(float, gain))
        best[vector] = max(best.get(vector, -np.inf), score)

    def dominated(vector: tuple[float, ...]) -> bool:
        return any(
            other != vector and all(more >= less for more, less in zip(other, vector, strict=True)) for other in best
        )

    return {vector: score for vector, score in best.items() if not dominated(vector)}


@given(problems())
@settings(deadline=None)
def test_front_equals_brute_force(problem: tuple[Tables, list[np.ndarray], bool]) -> None:
    tables, gains, with_score = problem
    expected = _by_brute_force(tables, gains, with_score=with_score)
    sums, scores, states = non_dominated(tables, gains, with_score=with_score)
    vectors = [
        (*map(float, gain), float(score)) if with_score else tuple(map(float, gain))
        for gain, score in zip(sums, scores, strict=True)
    ]
    assert dict(zip(vectors, scores.tolist(), strict=True)) == expected
    assert len(vectors) == len(expected)
    for gain, score, chosen in zip(sums, scores, states, strict=True):
        total = sum(table[state, 0] for table, state in zip(tables.unary, chosen, strict=True))
        total += sum(table[chosen[i], chosen[j], 0] for (i, j), table in tables.pairs.items())
        assert total == score
        grades = [g[s] * int(a) for g, s, a in zip(gains, chosen, tables.applicable[:, 0], strict=True)]
        assert (np.sum(grades, axis=0) == gain).all()


@given(problems(), st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_front_of_the_score_and_an_estimate_equals_brute_force(
    problem: tuple[Tables, list[np.ndarray], bool], seed: int
) -> None:
    """The estimate is what several decisions add together, of any size, and not known of some architectures."""
    tables, _, _ = problem
    generator = np.random.default_rng(seed)
    sizes = [len(kept) for kept in tables.kept]
    scope = tuple(place for place in range(len(sizes)) if generator.random() < 0.7)
    values = generator.integers(-(10**9), 0, size=[sizes[place] for place in scope])
    values = np.where(generator.random(values.shape) < 0.2, UNKNOWN, values)
    nothing = [np.zeros((size, 1), dtype=np.int64) for size in sizes]
    sums, scores, _ = non_dominated(tables, nothing, with_score=True, addends=[Addend(scope, values)])
    vectors = set()
    for states in itertools.product(*map(range, sizes)):
        score = sum(table[state, 0] for table, state in zip(tables.unary, states, strict=True))
        score += sum(table[states[i], states[j], 0] for (i, j), table in tables.pairs.items())
        estimate = int(values[tuple(states[place] for place in scope)])
        if not is_forbidden(score) and estimate != UNKNOWN:
            vectors.add((estimate, float(score)))
    best = {one for one in vectors if not any(o != one and o[0] >= one[0] and o[1] >= one[1] for o in vectors)}
    assert sorted(zip(sums[:, 0].tolist(), scores.tolist(), strict=True)) == sorted(best)


@given(systems(most=30), st.sampled_from([("accuracy", "cost"), ("latency", SCORE), ("privacy", "cost", SCORE)]))
@settings(max_examples=15, deadline=None)
def test_front_of_the_rule_base_is_feasible_and_holds_the_recommendation(
    system: System, objectives: tuple[str, ...]
) -> None:
    solution = solve(MODEL, system)
    front = pareto_front(MODEL, system, solution, objectives)
    assert bool(front.points) == solution.feasible
    for point in front.points:
        assert list(violations(KNOWLEDGE, system, point.architecture)) == []
        assert not any(
            other is not point and all(other.values[name] >= point.values[name] for name in objectives)
            for other in front.points
        )
    if solution.feasible and SCORE in objectives:
        assert max(point.values[SCORE] for point in front.points) == pytest.approx(solution.score, abs=1e-9)


def test_no_architecture_within_the_hard_rules_reaches_more_of_one_quality_than_the_front() -> None:
    """Checked by the plain optimum of scores in which one grade outweighs everything else."""
    system = System("open")
    solution = solve(MODEL, system)
    front = pareto_front(MODEL, system, solution, ("accuracy", "cost"))
    situation = solution.situation
    tables = MODEL.tables(situation.share[:, None], situation.known, MODEL.fixed({}))
    heavy = [
        table + 1e6 * np.array([[_grade(place, option, "accuracy")] for option in kept]) * applies
        for place, (table, kept, applies) in enumerate(
            zip(tables.unary, tables.kept, tables.applicable[:, 0], strict=True)
        )
    ]
    _, score = MODEL.plan.decide(heavy, tables.pairs)
    assert round(score[0] / 1e6) == max(point.values["accuracy"] for point in front.points)


def _grade(place: int, option: int, quality: str) -> int:
    decision = KNOWLEDGE.decisions[MODEL.decisions[place]]
    effect = decision.options[MODEL.options[place][option]].effects.get(quality)
    return 0 if effect is None else effect.grade


def _points(*values: tuple[float, ...]) -> list[Point]:
    return [Point(dict(zip("abc", one, strict=False)), {}, 0.0) for one in values]


def test_knee_is_farthest_from_the_chord() -> None:
    points = _points((10, 0), (9, 6), (5, 8), (0, 10))
    assert knee_of(points) is points[1]


def test_a_straight_front_has_no_knee() -> None:
    assert knee_of(_points((2, 0), (1, 1), (0, 2))) is None
    assert knee_of(_points((3, 3))) is None
    assert knee_of([]) is None


def test_exchange_rate_is_what_one_more_unit_costs() -> None:
    points = _points((10, 0), (9, 6), (5, 8), (0, 10))
    rates = {(found.gained, found.paid): found.rate for found in exchanges_at(points[1], points)}
    assert rates == {("a", "b"): 6.0, ("b", "a"): 2.0}


def test_exchange_with_three_objectives_lets_the_third_get_no_worse() -> None:
    points = _points((1, 1, 1), (2, 0, 0), (3, -2, 1))
    found = {(one.gained, one.paid): (one.rate, one.to) for one in exchanges_at(points[0], points)}
    assert found == {("a", "b"): (1.5, points[2])}


def test_objectives_are_checked() -> None:
    system = System("open")
    solution = solve(MODEL, system)
    for objectives in (["cost"], ["cost", "cost"], ["cost", "beauty"], ["cost", "latency", "privacy", SCORE]):
        with pytest.raises(ValueError, match="two or three distinct objectives"):
            pareto_front(MODEL, system, solution, objectives)


def test_the_score_and_an_estimate_make_a_front_of_two() -> None:
    system = System("open")
    total = Total("money", [Addend((), np.array(-1))], 1.0)
    with pytest.raises(ValueError, match="front of two objectives"):
        pareto_front(MODEL, system, solve(MODEL, system), ["cost", SCORE, "money"], total)


def test_score_is_in_log_odds() -> None:
    system = System("open")
    solution = solve(MODEL, system)
    front = pareto_front(MODEL, system, solution, ("cost", SCORE))
    assert all(point.score == point.values[SCORE] for point in front.points)
    assert max(point.score for point in front.points) * THOUSANDTHS == pytest.approx(solution.score * THOUSANDTHS)
