"""Temperature scaling: order and impossibility stay, sums are one."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.reasoning.calibration import calibrated

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
