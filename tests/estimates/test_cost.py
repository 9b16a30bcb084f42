"""Monthly costs against a ledger that is kept hour by hour or event by event."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.estimates import formulas
from advisor.estimates.cost import PARTS

ALL = formulas()
HOURS = 730.5


def test_serving_against_an_hourly_ledger() -> None:
    ledger = sum(3 * 0.5 * 1.25 for _ in range(1461)) / 2
    found = ALL["serving_cost_usd_month"](replicas=3, machine_price=0.5, managed_premium=1.25)
    assert found == pytest.approx(ledger)


def test_batch_and_training_against_a_ledger_of_runs() -> None:
    year = 12 * HOURS
    runs = np.arange(0, year, 6.0)
    found = ALL["batch_cost_usd_month"](interval=6, machines=4, run_duration=1.5, machine_price=0.4)
    assert found == pytest.approx(runs.size * 4 * 1.5 * 0.4 / 12)
    trainings = np.arange(0, 24 * 365.25, 24 * 14.0).size
    found = ALL["training_cost_usd_month"](
        retraining_interval=14, attempts=5, machines=2, run_duration=8, machine_price=3.5
    )
    assert found == pytest.approx(trainings * 5 * 2 * 8 * 3.5 / 12, rel=0.04)


def test_storage_against_a_store_that_fills_and_empties() -> None:
    stored = 0.0
    for day in range(200):
        stored += 2.0 - (2.0 if day >= 90 else 0.0)
    found = ALL["storage_cost_usd_month"](new_data=2, retention=90, copies=3, storage_price=0.02)
    assert found == pytest.approx(stored * 3 * 0.02)


def test_streaming_transfer_labelling_review_and_people_against_arithmetic_by_hand() -> None:
    seconds = HOURS * 3600
    expected = {
        "streaming_cost_usd_month": (
            {"events_per_second": 100, "event_size": 2, "stream_price": 0.08},
            100 * seconds * 2e3 / 1e9 * 0.08,
        ),
        "transfer_cost_usd_month": (
            {"requests_per_second": 50, "response_size": 4, "transfer_price": 0.09},
            50 * seconds * 4e3 / 1e9 * 0.09,
        ),
        "labelling_cost_usd_month": ({"items_labelled": 1000, "workers_per_item": 3, "label_price": 0.03}, 90.0),
        "review_cost_usd_month": (
            {"requests_per_second": 1, "reviewed_share": 0.01, "review_time": 20, "reviewer_wage": 18},
            seconds * 0.01 * 20 / 3600 * 18,
        ),
        "people_cost_usd_month": ({"people": 1.5, "build_effort": 6, "lifetime": 24, "salary": 10_000}, 17_500.0),
    }
    for name, (inputs, by_hand) in expected.items():
        assert ALL[name](**inputs) == pytest.approx(by_hand), name


def test_total_is_the_sum_of_its_parts_and_a_thousand_predictions_cost_their_share() -> None:
    parts = {part: 100.0 * (number + 1) for number, part in enumerate(PARTS)}
    total = ALL["cost_usd_month"](**parts)
    assert total == sum(parts.values())
    each = ALL["cost_usd_per_1000_predictions"](cost=total, requests_per_second=10)
    assert each * 10 * HOURS * 3600 / 1000 == pytest.approx(float(total))


def test_every_part_has_its_formula() -> None:
    assert all(f"{part}_cost_usd_month" in ALL for part in PARTS)


def test_costs_take_arrays_of_scenarios() -> None:
    found = ALL["serving_cost_usd_month"](replicas=np.arange(4.0), machine_price=0.1, managed_premium=1)
    assert found.shape == (4,)
    assert found[2] == pytest.approx(2 * 0.1 * HOURS)
