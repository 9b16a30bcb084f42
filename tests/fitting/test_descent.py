"""The most probable weights on a likelihood whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.fitting.descent import STILL, most_probable


def test_a_quadratic_likelihood_is_met_half_way_by_the_prior() -> None:
    expert, best, strength = np.array([1.0, -1.0, 0.5]), np.array([2.0, -1.5, 0.4]), np.full(3, 10.0)
    found = most_probable(lambda weights: 10 * (best - weights), expert, strength)
    assert found.weights == pytest.approx((expert + best) / 2, abs=STILL)


def test_a_weight_goes_to_zero_and_not_beyond() -> None:
    expert = np.array([0.3, -0.3])
    found = most_probable(lambda weights: 50 * (np.array([-2.0, 2.0]) - weights), expert, np.full(2, 5.0))
    assert found.weights == pytest.approx([0.0, 0.0], abs=1e-12)


def test_where_nothing_pulls_no_step_is_taken() -> None:
    expert = np.array([1.0])
    assert most_probable(lambda weights: np.zeros(1), expert, np.ones(1)).steps == 0


def test_each_weight_has_its_own_strength_and_one_of_which_the_expert_says_nothing_is_free() -> None:
    expert, best = np.zeros(2), np.array([-1.0, 1.0])
    found = most_probable(lambda weights: 10 * (best - weights), expert, np.array([10.0, 90.0]))
    assert found.weights == pytest.approx([-0.5, 0.1], abs=STILL)
