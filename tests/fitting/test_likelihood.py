"""The gradient of the likelihood is that of differences, and what it counts is what was built."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.cases import load_cases
from advisor.fitting.likelihood import Entries, Evidence, log_likelihood_and_gradient
from advisor.knowledge.loading import load_knowledge
from advisor.knowledge.weights import as_experts_wrote
from advisor.locations import knowledge_folder
from advisor.reasoning.model import Model

MODEL = Model(as_experts_wrote(load_knowledge()))
ENTRIES = Entries.of(MODEL)
CASES = load_cases(knowledge_folder() / "cases", MODEL.knowledge)[:3]
EVIDENCE = [Evidence.of(MODEL, case) for case in CASES]


def likelihood(shifts: np.ndarray) -> tuple[float, np.ndarray]:
    shifted = MODEL.shifted(ENTRIES.states, ENTRIES.rows, shifts, MODEL.knowledge)
    return log_likelihood_and_gradient(shifted, ENTRIES, EVIDENCE, 1.3)


def test_the_gradient_is_that_of_differences() -> None:
    nowhere = np.zeros(len(ENTRIES.expert))
    _, gradient = likelihood(nowhere)
    for steepest in np.argsort(-np.abs(gradient))[[0, 1, 5, 20]]:
        step = nowhere.copy()
        step[steepest] = 0.02
        difference = (likelihood(step)[0] - likelihood(-step)[0]) / 0.04
        assert gradient[steepest] == pytest.approx(difference, rel=0.02, abs=0.01)


def test_going_uphill_makes_what_was_built_more_likely() -> None:
    nowhere = np.zeros(len(ENTRIES.expert))
    before, gradient = likelihood(nowhere)
    assert likelihood(0.02 * gradient)[0] > before


def test_weights_of_zero_and_hard_rules_are_not_touched() -> None:
    assert np.all(ENTRIES.expert != 0)
    assert {name for name, _, _ in ENTRIES.names} <= {
        name for name, rule in MODEL.knowledge.rules.items() if rule.weigh
    }
