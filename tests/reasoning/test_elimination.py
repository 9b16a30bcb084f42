"""The elimination against brute force on small graphs, and on its own laws."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.knowledge.graph import elimination_order
from advisor.reasoning.elimination import FORBIDDEN, EliminationPlan, is_forbidden

Graph = tuple[list[int], list[tuple[int, int]], list[np.ndarray], dict[tuple[int, int], np.ndarray]]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Up to six variables of up to four states, some cells impossible, two scenarios."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=6))
    possible = list(itertools.combinations(range(len(sizes)), 2))
    edges = sorted(draw(st.lists(st.sampled_from(possible), unique=True)) if possible else [])
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))

    def table(*shape: int) -> np.ndarray:
        weights = generator.integers(-3000, 3000, size=(*shape, 2)).astype(float)
        return np.where(generator.random((*shape, 2)) < 0.15, FORBIDDEN, weights)

    unary = [table(size) for size in sizes]
    return sizes, edges, unary, {edge: table(sizes[edge[0]], sizes[edge[1]]) for edge in edges}


def _scores(
    sizes: Sequence[int], unary: Sequence[np.ndarray], pairs: Mapping[tuple[int, int], np.ndarray]
) -> tuple[list[tuple[int, ...]], np.ndarray]:
    assignments = list(itertools.product(*(range(size) for size in sizes)))
    totals = [
        sum(unary[v][state] for v, state in enumerate(states))
        + sum((table[states[i], states[j]] for (i, j), table in pairs.items()), np.zeros(2))
        for states in assignments
    ]
    return assignments, np.array(totals)


@given(graphs())
def test_best_joint_assignment_equals_brute_force(graph: Graph) -> None:
    sizes, edges, unary, pairs = graph
    plan = EliminationPlan(edges, elimination_order(len(sizes), edges))
    assignments, totals = _scores(sizes, unary, pairs)
    found = plan.best(unary, pairs)
    states, score = plan.decide(unary, pairs)
    assert (states == found.states).all()
    assert (score == found.score).all()
    for scenario in range(2):
        assert score[scenario] == totals[:, scenario].max()
        assert totals[assignments.index(tuple(states[:, scenario])), scenario] == score[scenario]
        for variable, size in enumerate(sizes):
            for state in range(size):
                mask = [assignment[variable] == state for assignment in assignments]
                assert found.with_state[variable][state, scenario] == totals[mask, scenario].max()


@given(graphs(), st.integers(0, 1))
def test_one_scenario_alone_is_decided_as_among_others(graph: Graph, scenario: int) -> None:
    sizes, edges, unary, pairs = graph
    plan = EliminationPlan(edges, elimination_order(len(sizes), edges))
    states, score = plan.decide(unary, pairs)
    own = slice(scenario, scenario + 1)
    alone, same = plan.decide([table[:, own] for table in unary], {edge: pairs[edge][..., own] for edge in edges})
    assert (same == score[own]).all()
    assert (alone == states[:, own]).all()


@given(graphs(), st.integers(0, 1))
def test_k_best_assignments_equal_brute_force(graph: Graph, scenario: int) -> None:
    sizes, edges, unary, pairs = graph
    plan = EliminationPlan(edges, elimination_order(len(sizes), edges))
    assignments, totals = _scores(sizes, unary, pairs)
    found = list(itertools.islice(plan.several(unary, pairs, scenario), 12))
    assert len({states for _, states in found}) == len(found) == min(12, len(assignments))
    assert [score for score, _ in found] == sorted(totals[:, scenario], reverse=True)[: len(found)]
    for score, states in found:
        assert totals[assignments.index(states), scenario] == score


@given(graphs())
def test_probabilities_equal_brute_force(graph: Graph) -> None:
    sizes, edges, unary, pairs = graph
    plan = EliminationPlan(edges, elimination_order(len(sizes), edges))
    assignments, totals = _scores(sizes, unary, pairs)
    found = plan.marginals(unary, pairs, scale=1 / 1000)
    for scenario in range(2):
        assert found.possible[scenario] == (not is_forbidden(totals[:, scenario].max()))
        logs = totals[:, scenario] / 1000
        weights = np.exp(logs - logs.max()) * found.possible[scenario]
        total = weights.sum() or 1.0
        for variable, size in enumerate(sizes):
            for state in range(size):
                mask = np.array([assignment[variable] == state for assignment in assignments])
                expected = weights[mask].sum() / total
                assert found.states[variable][state, scenario] == pytest.approx(expected, abs=1e-9)
        for first, second in edges:
            for i, j in itertools.product(range(sizes[first]), range(sizes[second])):
                mask = np.array([(taken[first], taken[second]) == (i, j) for taken in assignments])
                expected = weights[mask].sum() / total
                assert found.pairs[first, second][i, j, scenario] == pytest.approx(expected, abs=1e-9)


@given(graphs(), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_order_of_elimination_changes_no_score(graph: Graph, random: object) -> None:
    sizes, edges, unary, pairs = graph
    order = list(range(len(sizes)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one = EliminationPlan(edges, elimination_order(len(sizes), edges)).best(unary, pairs)
    other = EliminationPlan(edges, order).best(unary, pairs)
    assert (one.score == other.score).all()
    for first, second in zip(one.with_state, other.with_state, strict=True):
        assert (first == second).all()


def test_width_is_the_largest_neighbourhood_at_elimination() -> None:
    cycle = [(0, 1), (1, 2), (2, 3), (0, 3)]
    assert EliminationPlan(cycle, elimination_order(4, cycle)).width == 2
    chain = [(0, 1), (1, 2), (2, 3)]
    assert EliminationPlan(chain, elimination_order(4, chain)).width == 1
