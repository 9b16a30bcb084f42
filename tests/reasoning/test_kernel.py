"""The compiled kernel gives what numpy gives: equal scores, equal states, equal probabilities but for rounding."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.knowledge.graph import elimination_order
from advisor.reasoning.elimination import EliminationPlan, is_forbidden
from advisor.reasoning.lanes import LANES
from advisor.reasoning.scenarios import answers_with_priorities
from advisor.reasoning.tiers import FEWEST_COMPILED, kernel_pays
from advisor.requirements.system import System
from advisor.sweep.grid import read_grid
from advisor.sweep.run import Evaluator
from tests.reasoning.test_elimination import Graph, graphs
from tests.strategies import KNOWLEDGE
from tests.sweep.world import MODEL, SKETCH


@given(graphs())
@settings(deadline=None)
def test_the_kernel_finds_the_same_optimum_as_numpy(graph: Graph) -> None:
    sizes, edges, unary, pairs = graph
    plan = EliminationPlan(edges, elimination_order(len(sizes), edges))
    coarse = [np.where(is_forbidden(table), table, np.rint(table / 2000)) for table in unary]  # many ties
    for scores in (unary, coarse):
        states, score = plan.decide(scores, pairs)
        found, same = plan.decide(scores, pairs, compiled=True)
        assert (same == score).all()
        assert (found == states).all()


@given(graphs())
@settings(deadline=None)
def test_the_kernel_finds_the_same_probabilities_as_numpy(graph: Graph) -> None:
    sizes, edges, unary, pairs = graph
    plan = EliminationPlan(edges, elimination_order(len(sizes), edges))
    common = {edge: table[..., :1] if place % 2 else table for place, (edge, table) in enumerate(pairs.items())}
    expected = plan.marginals(unary, common, 1 / 1000, of_pairs=False)
    found = plan.compiled_marginals(unary, common, 1 / 1000)
    assert (found.possible == expected.possible).all()
    for table, other in zip(found.states, expected.states, strict=True):
        np.testing.assert_allclose(table, other, atol=1e-12)


@given(st.lists(st.integers(1, 9), min_size=2, max_size=4), st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_variables_of_many_states_and_blocks_that_are_not_full_are_decided_alike(sizes: list[int], seed: int) -> None:
    generator = np.random.default_rng(seed)
    edges = [(0, other) for other in range(1, len(sizes))]
    unary = [generator.integers(-4, 4, size=(size, LANES + 3)).astype(np.float32) for size in sizes]
    pairs = {edge: generator.integers(-4, 4, size=(sizes[0], sizes[edge[1]], 1)).astype(np.float32) for edge in edges}
    plan = EliminationPlan(edges, elimination_order(len(sizes), edges))
    states, score = plan.decide(unary, pairs)
    found, same = plan.decide(unary, pairs, compiled=True)
    assert (same == score).all()
    assert (found == states).all()


def test_sweeps_are_answered_alike_with_and_without_the_kernel() -> None:
    asked = (name for name, question in KNOWLEDGE.questions.items() if question.prior is not None)
    everything = [f"{name}=draw:4000" for name in (*asked, *KNOWLEDGE.qualities)]
    some = ["latency_budget_ms=log:5..5000:9", "latency=0,5", "drift=draw:1"]
    for base, varied, stop in ((System("all"), everything, 1500), (SKETCH, some, 18)):
        grid = read_grid(varied, KNOWLEDGE)
        answers = answers_with_priorities(base, KNOWLEDGE)
        own, found = (
            Evaluator(MODEL, answers, base.fixed, grid.fields, compiled=compiled).evaluate(grid.rows(0, stop))
            for compiled in (False, True)
        )
        assert own.feasible.any()
        assert (own.feasible == found.feasible).all()
        assert (own.score == found.score).all()
        assert (own.options == found.options).all()
        np.testing.assert_allclose(found.probabilities, own.probabilities, atol=2e-6)


def test_only_large_sweeps_are_worth_compiling_for() -> None:
    assert not kernel_pays(FEWEST_COMPILED - 1)
    assert kernel_pays(FEWEST_COMPILED)
