"""Sample sizes against printed tables and worked examples, and against simulated experiments."""

from __future__ import annotations

import math

import numpy as np
import pytest

from advisor.estimates import formulas
from advisor.estimates.normal import normal_quantile

SHARE = formulas()["experiment_units_per_arm_for_share"]
MEAN = formulas()["experiment_units_per_arm_for_mean"]
DAYS = formulas()["experiment_days"]


@pytest.mark.parametrize(
    ("before", "after", "power", "printed"),
    [
        (0.50, 0.75, 0.90, 76.7),  # R, help page of power.prop.test, second example
        (0.08, 0.06, 0.80, 2554),  # JMP 13 documentation, "Sample size for two proportions"
    ],
)
def test_shares_agree_with_printed_examples(before: float, after: float, power: float, printed: float) -> None:
    units = SHARE(base_rate=before, relative_effect=after / before - 1, significance=0.05, power=power)
    assert units == pytest.approx(printed, rel=0.01, abs=0.4)


def test_shares_agree_with_the_rule_of_thumb_of_kohavi_and_others() -> None:
    """Kohavi et al., "Controlled experiments on the web", DMKD 18 (2009), section 3.2: 5 % conversion, 5 % change."""
    units = SHARE(base_rate=0.05, relative_effect=0.05, significance=0.05, power=0.8)
    assert units == pytest.approx(121_600, rel=0.02)


def test_means_agree_with_the_rule_of_thumb_of_kohavi_and_others() -> None:
    """The same section: 3.75 USD a user with a deviation of 30 USD, 5 % change: 409,600 users."""
    units = MEAN(deviation=30, difference=3.75 * 0.05, significance=0.05, power=0.8)
    assert units == pytest.approx(409_600, rel=0.02)


def test_means_agree_with_the_table_of_cohen() -> None:
    """Cohen, Statistical Power Analysis for the Behavioral Sciences (1988), table 2.4.1, two-sided 0.05."""
    effects = np.array([0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0])
    for power, printed in (
        (0.8, [393, 175, 99, 64, 45, 33, 26, 17]),
        (0.9, [526, 234, 132, 85, 59, 44, 34, 22]),
    ):
        units = MEAN(deviation=1, difference=effects, significance=0.05, power=power)
        assert np.abs(np.ceil(units) - printed).max() <= 1


@pytest.mark.parametrize(
    ("base_rate", "effect", "power"), [(0.05, 0.2, 0.8), (0.3, -0.1, 0.9), (0.5, 0.05, 0.8), (0.02, 0.5, 0.95)]
)
def test_simulated_experiments_on_a_share_have_the_power_asked_for(
    base_rate: float, effect: float, power: float
) -> None:
    units = math.ceil(SHARE(base_rate=base_rate, relative_effect=effect, significance=0.05, power=power))
    random = np.random.default_rng(4)
    control = random.binomial(units, base_rate, 40_000) / units
    treated = random.binomial(units, base_rate * (1 + effect), 40_000) / units
    pooled = (control + treated) / 2
    z = (treated - control) / np.sqrt(2 * pooled * (1 - pooled) / units)
    seen = np.mean(np.abs(z) > normal_quantile(0.975))
    assert seen == pytest.approx(power, abs=0.012)


def test_simulated_experiments_on_a_mean_have_the_power_asked_for() -> None:
    units = math.ceil(MEAN(deviation=2.0, difference=0.5, significance=0.05, power=0.8))
    random = np.random.default_rng(5)
    control, treated = (random.normal(mean, 2.0, (4_000, units)) for mean in (10.0, 10.5))
    spread = np.sqrt((control.var(axis=1, ddof=1) + treated.var(axis=1, ddof=1)) / units)
    z = (treated.mean(axis=1) - control.mean(axis=1)) / spread
    assert np.mean(np.abs(z) > normal_quantile(0.975)) == pytest.approx(0.8, abs=0.03)


def test_days_count_arms_arrivals_exposure_and_the_delay_of_outcomes() -> None:
    setting = {"base_rate": 0.05, "relative_effect": 0.1, "significance": 0.05, "power": 0.8}
    days = DAYS(**setting, arms=3, units_per_day=10_000, exposure=0.5, outcome_delay=7)
    assert days == pytest.approx(3 * SHARE(**setting) / 5_000 + 7)
    assert DAYS(**setting, arms=2, units_per_day=0, exposure=1, outcome_delay=7) == np.inf


def test_impossible_and_absent_effects() -> None:
    setting = {"base_rate": 0.9, "significance": 0.05, "power": 0.8}
    assert np.isnan(SHARE(relative_effect=0.5, **setting))
    assert SHARE(relative_effect=0.0, **setting) == np.inf


def test_days_of_an_experiment_on_a_mean_follow_from_its_units() -> None:
    """The example of Kohavi and others above: 30 USD of deviation, a difference of 5 % of 3.75 USD."""
    setting = {"deviation": 30.0, "difference": 0.1875, "significance": 0.05, "power": 0.8}
    days = formulas()["experiment_days_for_mean"](
        **setting, arms=2, units_per_day=100_000, exposure=0.5, outcome_delay=3
    )
    assert days == pytest.approx(2 * MEAN(**setting) / 50_000 + 3)
    assert days == pytest.approx(2 * 409_600 / 50_000 + 3, rel=0.03)
