"""Quantiles against the standard library; roots against functions whose root is known."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

from advisor.estimates.normal import normal_quantile
from advisor.estimates.roots import increasing_root


@pytest.mark.parametrize("probability", [1e-300, 1e-12, 0.025, 0.3, 0.5, 0.8, 0.975, 1 - 1e-12])
def test_quantile_equals_that_of_the_standard_library(probability: float) -> None:
    assert normal_quantile(probability) == pytest.approx(NormalDist().inv_cdf(probability), rel=1e-14, abs=1e-15)


def test_quantile_outside_zero_to_one_is_no_number() -> None:
    assert np.isnan(normal_quantile([0.0, 1.0, -1.0, 2.0])).all()


def test_root_is_found_far_above_and_below_the_start() -> None:
    target = np.array([1e-9, 1.0, 1e9])
    assert increasing_root(lambda x: x**3 - target**3, 1.0) == pytest.approx(target, rel=1e-13)


def test_functions_without_a_root_say_so() -> None:
    sign = np.array([-1.0, 1.0, np.nan])
    assert increasing_root(lambda x: sign + 0 * x, 1.0).tolist()[:2] == [np.inf, 0.0]
    assert np.isnan(increasing_root(lambda x: sign + 0 * x, 1.0)[2])
