"""Mistakes in a forecast file are told with their place; the file that comes with the advisor has none."""

from __future__ import annotations

import pytest

from advisor.errors import InvalidInput
from advisor.estimates import formulas
from advisor.forecast.plan import forecast_plan
from advisor.knowledge.loading import load_knowledge
from tests.forecast import world

CONTRACT = {
    "latency_p50_ms",
    "latency_p99_ms",
    "staleness_s",
    "batch_duration_s",
    "replicas",
    "utilisation",
    "cost_usd_month",
    "cost_usd_per_1000_predictions",
    "device_memory_mb",
    "availability",
    "retraining_interval_days",
    "experiment_days",
    "detection_days",
    "energy_kwh_month",
}


def test_ours_shows_every_estimate_of_the_contract() -> None:
    assert set(forecast_plan(load_knowledge()).shown) >= CONTRACT


def test_quantities_come_after_those_they_read() -> None:
    plan = forecast_plan(load_knowledge())
    seen: set[str] = set()
    for name, quantity in plan.quantities.items():
        assert {read for way in quantity.ways for read in plan.reads(way)} <= seen, name
        seen.add(name)


def test_ours_uses_many_formulas_and_every_quantity_leads_to_a_result() -> None:
    plan = forecast_plan(load_knowledge())
    used = {way.formula for quantity in plan.quantities.values() for way in quantity.ways if way.formula}
    assert used <= set(formulas())
    assert len(used) > 25
    axes = {axis for axis in plan.comparisons.values() if axis}
    needed = {
        *plan.shown,
        *plan.comparisons,
        *axes,
        *(part for parts in plan.parts.values() for part in parts.values()),
    }
    waiting = list(needed)
    while waiting:
        for way in plan.quantities[waiting.pop()].ways:
            waiting += [read for read in plan.reads(way) if read not in needed]
            needed |= set(plan.reads(way))
    assert set(plan.quantities) == needed


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("answer: network_rtt_ms", "answer: network_rtt", "no question with a number"),
        ("answer: network_rtt_ms", "answer: device_memory_mb", "in MB, the quantity in ms"),
        ("reference: rtt-phone-4g", "reference: rtt-phone", "no reference number"),
        ("reference: rtt-phone-4g", "reference: price-ram", "is in USD/GB/month, the quantity in ms"),
        ("term: trip + model", "term: trip + modell", "'modell' is not a known name"),
        ("term: trip + model", "term: trip * model", "the term is in s^2"),
        ("term: trip + model", "formula: nothing", "'nothing' is not a formula"),
        ("term: trip + model", "formula: unread_share", "gives fraction, the quantity is in ms"),
        ("term: trip + model", "formula: edge_latency_ms", "takes device_time, and there is no quantity"),
        ("term: trip + model", "formula: edge_latency_ms, inputs: {device: trip}", "has no input 'device'"),
        ("compute_location == edge", "compute_location == moon", "'moon' is not a choice"),
        ("answer: inference_ms", "term: latency", "quantities need each other"),
        ("unit: s\n", "unit: parsec\n", "'parsec' is not a unit"),
        ("given: 0, because", "given: 0, reference: rtt-phone-4g, because", "exactly one of"),
        (', because: "Nothing leaves the device."', "", "says because of what"),
        ("shown: [latency]", "shown: [speed]", "'speed' is no quantity"),
    ],
)
def test_a_mistake_is_named(old: str, new: str, message: str) -> None:
    assert old in world.FILE
    with pytest.raises(InvalidInput) as caught:
        world.plan(world.FILE.replace(old, new))
    assert message in str(caught.value)
    assert "forecast.yaml:" in str(caught.value)
