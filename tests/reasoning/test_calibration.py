"""Temperature scaling: order and impossibility stay, sums are one."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.reasoning.calibration import LEAST_SETTLED, calibrated, calibrated_each, sharpness_of

CHANCES = np.array([[0.6, 0.5, 0.0], [0.3, 0.5, 0.0], [0.1, 0.0, 0.0]])


@pytest.mark.parametrize("sharpness", [0.5, 1.0, 1.4, 3.0])
def test_order_and_what_is_impossible_stay(sharpness: float) -> None:
    found = calibrated(CHANCES, sharpness)
    assert found.sum(axis=0) == pytest.approx([1, 1, 0])
    assert found[0, 0] > found[1, 0] > found[2, 0] > 0
    assert found[2, 1] == 0
    assert not found[:, 2].any()


def test_a_power_of_two_by_hand_and_a_common_factor_cancels() -> None:
    assert calibrated(7 * CHANCES, 2.0)[:, 0] == pytest.approx([36 / 46, 9 / 46, 1 / 46])


def test_sharper_is_surer_of_the_most_probable() -> None:
    assert calibrated(CHANCES, 1.4)[0, 0] > CHANCES[0, 0] > calibrated(CHANCES, 0.7)[0, 0]


def test_several_decisions_at_once_are_calibrated_as_each_alone() -> None:
    decisions = [np.array([0.5, 0.3, 0.2]), np.array([1.0]), np.zeros(2), np.array([0.9, 0.05, 0.03, 0.02])]
    found = calibrated_each(decisions, 1.3)
    for chances, together in zip(decisions, found, strict=True):
        np.testing.assert_array_equal(together, calibrated(chances, 1.3))
    assert calibrated_each([], 1.3) == []


def test_the_power_falls_with_the_root_of_what_is_settled_and_never_to_nothing() -> None:
    pulls = np.array([1.0, 3.0])
    share = np.array([[0.0, 1.0, 0.5, 0.5], [1.0, 0.25, 0.0, 0.75]])
    assert sharpness_of(1.2, pulls, share) == pytest.approx(1.2 * np.sqrt([1, 0.25, 0.75, LEAST_SETTLED]))
    assert sharpness_of(1.2, np.zeros(2), share) == pytest.approx([1.2] * 4)


def test_each_column_may_have_a_power_of_its_own() -> None:
    found = calibrated(CHANCES, np.array([2.0, 1.0, 0.5]))
    for column, power in enumerate((2.0, 1.0, 0.5)):
        np.testing.assert_array_equal(found[:, column], calibrated(CHANCES, power)[:, column])
