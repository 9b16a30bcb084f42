"""Retraining intervals against a brute-force simulation of decay, day by day."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from advisor.estimates import formulas
from advisor.estimates.periods import DAYS_PER_MONTH
from advisor.estimates.retraining import best_interval

LINEAR = formulas()["retraining_interval_days"]
POWER = formulas()["retraining_interval_days_power"]
LEVELLING = formulas()["retraining_interval_days_levelling"]
COST = formulas()["retraining_and_decay_usd_month"]
STEPS_PER_DAY = 20


def simulated_cost(interval: float, loss: Callable[[np.ndarray], np.ndarray], run: float, value: float) -> float:
    """USD a day of a system that is simulated in steps over one cycle: quality lost, and one run."""
    steps = max(1, round(interval * STEPS_PER_DAY))
    ages = (np.arange(steps) + 0.5) / STEPS_PER_DAY
    lost = value / DAYS_PER_MONTH * loss(ages).sum() / STEPS_PER_DAY
    return (lost + run) * STEPS_PER_DAY / steps


def cheapest(loss: Callable[[np.ndarray], np.ndarray], run: float, value: float) -> tuple[float, float]:
    """The best of all intervals up to 300 days, and what it costs a day."""
    intervals = np.arange(1, 300 * STEPS_PER_DAY) / STEPS_PER_DAY
    costs = np.array([simulated_cost(interval, loss, run, value) for interval in intervals])
    return float(intervals[costs.argmin()]), float(costs.min())


@pytest.mark.parametrize(("run", "value", "decay"), [(500, 20_000, 0.01), (50, 100_000, 0.05), (2_000, 30_000, 0.02)])
def test_linear_decay_against_simulation(run: float, value: float, decay: float) -> None:
    found = LINEAR(retraining_cost=run, value=value, decay=decay)
    best, _ = cheapest(lambda ages: decay / 7 * ages, run, value)
    assert found == pytest.approx(best, abs=2 / STEPS_PER_DAY)


@pytest.mark.parametrize("shape", [0.5, 1.0, 2.0])
def test_decay_of_any_shape_against_simulation(shape: float) -> None:
    run, value, decay = 400.0, 30_000.0, 0.02
    found = float(POWER(retraining_cost=run, value=value, decay=decay, shape=shape))
    best, cost = cheapest(lambda ages: decay * (ages / 7) ** shape, run, value)
    assert found == pytest.approx(best, rel=0.02)
    assert simulated_cost(found, lambda ages: decay * (ages / 7) ** shape, run, value) <= cost * 1.0005


@pytest.mark.parametrize(("final_loss", "constant"), [(0.2, 30.0), (0.5, 100.0)])
def test_levelling_decay_against_simulation(final_loss: float, constant: float) -> None:
    run, value = 300.0, 20_000.0
    found = float(LEVELLING(retraining_cost=run, value=value, final_loss=final_loss, time_constant=constant))
    best, cost = cheapest(lambda ages: final_loss * (1 - np.exp(-ages / constant)), run, value)
    assert found == pytest.approx(best, rel=0.02)
    at_found = simulated_cost(found, lambda ages: final_loss * (1 - np.exp(-ages / constant)), run, value)
    assert at_found <= cost * 1.0005


def test_square_root_law_is_that_of_the_economic_order_quantity() -> None:
    """Demand D of 1200 a year, S of 5 USD an order, H of 2 USD a unit and year: sqrt(2 D S / H) is 77.46 units.

    An order of Q lasts Q / D years and holding costs H D a year squared, as decay does.
    """
    units, per_year = 1200.0, 365.25
    days = LINEAR(retraining_cost=5, value=2 * units / per_year * DAYS_PER_MONTH, decay=7 / per_year)
    assert days / per_year * units == pytest.approx(77.46, abs=0.01)


def test_general_interval_equals_the_closed_forms() -> None:
    run, value, decay = 500.0, 20_000.0, 0.01
    daily = decay / 7
    general = best_interval(lambda age: daily * age**2 / 2, run, value)
    assert general == pytest.approx(LINEAR(retraining_cost=run, value=value, decay=decay), rel=1e-12)
    assert POWER(retraining_cost=run, value=value, decay=decay, shape=1) == pytest.approx(general, rel=1e-12)


def test_quality_that_is_not_lost_or_not_worth_a_run_is_never_retrained() -> None:
    assert LINEAR(retraining_cost=500, value=20_000, decay=0) == np.inf
    assert LINEAR(retraining_cost=500, value=0, decay=0.01) == np.inf
    assert LEVELLING(retraining_cost=1e6, value=20_000, final_loss=0.1, time_constant=70) == np.inf


def test_monthly_cost_is_least_at_the_interval() -> None:
    setting = {"retraining_cost": 500, "value": 20_000, "decay": 0.01}
    best = LINEAR(**setting)
    costs = COST(interval=best * np.array([0.9, 1.0, 1.1]), label_delay=14, **setting)
    assert costs[1] < min(costs[0], costs[2])
    without_delay = COST(interval=best, label_delay=0, **setting)
    assert costs[1] - without_delay == pytest.approx(20_000 * 0.01 * 2)
