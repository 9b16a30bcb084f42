"""The most probable weights on a likelihood whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from advisor.fitting.descent import NotConverged, most_probable
from advisor.fitting.likelihood import Vector

NEAR = 0.01


def parabola(best: Vector, curvature: float) -> tuple[float, Vector]:
    """A log-likelihood that is greatest at nothing, and its slope, for distances from there."""
    return -curvature * float(best @ best) / 2, -curvature * best


def test_a_quadratic_likelihood_is_met_half_way_by_the_prior() -> None:
    expert, best, strength = np.array([1.0, -1.0, 0.5]), np.array([2.0, -1.5, 0.4]), np.full(3, 10.0)
    found = most_probable(lambda weights: parabola(weights - best, 10), expert, strength)
    assert found == pytest.approx((expert + best) / 2, abs=NEAR)


def test_a_weight_goes_to_zero_and_not_beyond() -> None:
    expert, best = np.array([0.3, -0.3]), np.array([-2.0, 2.0])
    found = most_probable(lambda weights: parabola(weights - best, 50), expert, np.full(2, 5.0))
    assert found == pytest.approx([0.0, 0.0], abs=1e-12)


def test_where_nothing_pulls_the_expert_keeps_the_last_word() -> None:
    expert = np.array([1.0, -2.0])
    assert most_probable(lambda weights: (0.0, np.zeros(2)), expert, np.ones(2)).tolist() == expert.tolist()


def test_each_weight_has_its_own_strength_and_one_of_which_the_expert_says_nothing_is_free() -> None:
    expert, best = np.zeros(2), np.array([-1.0, 1.0])
    found = most_probable(lambda weights: parabola(weights - best, 10), expert, np.array([10.0, 90.0]))
    assert found == pytest.approx([-0.5, 0.1], abs=NEAR)


def test_much_evidence_against_a_weak_prior_is_followed_all_the_way() -> None:
    """Of 400 systems 399 built the same, and the prior counts like two."""

    def likelihood(weights: Vector) -> tuple[float, Vector]:
        chance = 1 / (1 + np.exp(-weights))
        return float(399 * np.log(chance[0]) + np.log(1 - chance[0])), 399 - 400 * chance

    best = minimize_scalar(lambda weight: weight**2 - likelihood(np.array([weight]))[0], bounds=(0, 9)).x
    assert most_probable(likelihood, np.zeros(1), np.full(1, 2.0)) == pytest.approx([best], abs=NEAR)


def test_what_does_not_come_to_rest_is_said() -> None:
    with pytest.raises(NotConverged, match="did not come to rest"):
        most_probable(lambda weights: (float(-weights.sum()), np.ones(2)), np.zeros(2), np.ones(2))
