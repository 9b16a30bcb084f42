"""States left out of a graph against brute force: no optimum loses any, and none is taken instead of it."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from advisor.knowledge.graph import elimination_order
from advisor.reasoning.dead_ends import living
from advisor.reasoning.elimination import EliminationPlan, is_forbidden
from tests.reasoning.test_elimination import Graph, graphs


def _coarse(table: np.ndarray) -> np.ndarray:
    """Few distinct scores, so that many assignments are equally good."""
    return np.where(is_forbidden(table), table, np.rint(table / 1500))


@given(graphs())
@settings(max_examples=200, deadline=None)
def test_without_dead_ends_the_same_assignment_is_the_best(graph: Graph) -> None:
    sizes, edges, unary, pairs = graph
    plan = EliminationPlan(edges, elimination_order(len(sizes), edges))
    for change in (lambda table: table, _coarse, lambda table: table.astype(np.float32)):
        scores, couplings = [change(table) for table in unary], {edge: change(table) for edge, table in pairs.items()}
        states, score = plan.decide(scores, couplings)
        left = living(scores, couplings)
        found, same = plan.decide(
            [table[some] for table, some in zip(scores, left, strict=True)],
            {(a, b): table[np.ix_(left[a], left[b])] for (a, b), table in couplings.items()},
        )
        possible = ~np.asarray(is_forbidden(score))
        assert (is_forbidden(same) == is_forbidden(score)).all()
        assert (same[possible] == score[possible]).all()
        mapped = np.array([some[row] for some, row in zip(left, found, strict=True)])
        assert (mapped[:, possible] == states[:, possible]).all()


def test_a_state_that_another_always_beats_goes_and_one_that_a_coupling_may_save_stays() -> None:
    unary = [np.array([[0.0], [5.0]]), np.array([[0.0], [0.0]])]
    for help_of_a_coupling, left in ((4.0, [1]), (5.0, [0, 1]), (6.0, [0, 1])):
        pairs = {(0, 1): np.array([[[help_of_a_coupling], [0.0]], [[0.0], [0.0]]])}
        assert [some.tolist() for some in living(unary, pairs)] == [left, [0, 1]]
