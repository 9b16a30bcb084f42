"""Rows take the first way that applies to them; what is unknown stays unknown."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.forecast.evaluate import NO_WAY, evaluate
from advisor.forecast.forecast import evaluate_middle, middle_references
from advisor.forecast.plan import forecast_plan
from advisor.knowledge.loading import load_knowledge
from advisor.reasoning.scenarios import encode
from tests.forecast import world

ROWS = [
    {"compute_location": "edge", "inference_ms": 10.0, "network_rtt_ms": 50.0},
    {"compute_location": "cloud", "inference_ms": 10.0, "network_rtt_ms": 50.0},
    {"compute_location": "cloud", "inference_ms": 10.0, "point_of_use": "phone"},
    {"compute_location": "cloud", "inference_ms": 10.0, "point_of_use": "server"},
    {"compute_location": "cloud", "network_rtt_ms": 50.0},
]


def test_each_row_takes_its_own_way_and_units_are_converted() -> None:
    plan = world.plan()
    found = evaluate(plan, encode(ROWS, plan.fields), middle_references(plan))
    assert found["trip"].ways.tolist() == [0, 1, 2, NO_WAY, 1]
    assert found["model"].values[0] == pytest.approx(0.01)
    np.testing.assert_allclose(
        found["latency"].values, [10, 60, 10 + plan.references["rtt-phone-4g"].mid, np.nan, np.nan]
    )


def test_many_rows_give_what_each_gives_alone() -> None:
    plan = forecast_plan(load_knowledge())
    architectures = [
        {"prediction_mode": mode, "compute_location": place, "serving_runtime": "model_service", "hardware": "cpu"}
        for mode in ("batch", "online")
        for place in ("cloud", "edge")
    ]
    answers = [
        {"inference_ms": 8.0, "peak_requests_per_second": 100.0 * (row + 1), "point_of_use": "phone", "entities": 1e5}
        for row in range(len(architectures))
    ]
    together = evaluate_middle(plan, answers, architectures)
    for row, (known, architecture) in enumerate(zip(answers, architectures, strict=True)):
        alone = evaluate_middle(plan, [known], [architecture])
        for name, outcome in alone.items():
            np.testing.assert_allclose(outcome.values[0], together[name].values[row], rtol=1e-9, err_msg=name)
            assert outcome.ways[0] == together[name].ways[row], name


def test_an_input_outside_a_formula_is_not_worked_with() -> None:
    plan = forecast_plan(load_knowledge())
    found = evaluate_middle(plan, [{"active_entity_fraction": 2.0}], [{"prediction_mode": "batch"}])
    assert np.isnan(found["unread_share"].values[0])
