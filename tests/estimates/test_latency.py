"""Latency of a call against sampling and simulation of the same parts."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.estimates import (
    latency_p50_ms,
    latency_p99_ms,
    latency_percentile_ms,
    latency_together_ms,
    slowest_call_ms,
)
from advisor.estimates.latency import PARTS, latency_of
from advisor.estimates.simulation import fifo_waits

Z99 = 2.3263478740408408
CALL = {
    "network_p50_ms": 20.0,
    "network_p99_ms": 45.0,
    "lookup_p50_ms": 3.0,
    "lookup_p99_ms": 10.0,
    "model_p50_ms": 8.0,
    "model_p99_ms": 20.0,
    "serialisation_p50_ms": 0.2,
    "serialisation_p99_ms": 0.5,
    "requests_per_second": 150.0,
    "servers": 2,
}


def simulated(call: dict[str, float], count: int = 400_000, seed: int = 5) -> np.ndarray:
    """Every part drawn by itself; the wait comes from a queue with the same model times."""
    random = np.random.default_rng(seed)

    def part(name: str) -> np.ndarray:
        median, p99 = call[f"{name}_p50_ms"], call[f"{name}_p99_ms"]
        return median * np.exp(np.log(p99 / median) / Z99 * random.standard_normal(count))

    model = part("model")
    arrived = np.cumsum(random.exponential(1000 / call["requests_per_second"], count))
    waits = fifo_waits(arrived, model, int(call["servers"]))
    return (waits + model + part("network") + part("lookup") + part("serialisation"))[count // 10 :]


@pytest.mark.parametrize(
    "change",
    [{}, {"requests_per_second": 20.0}, {"servers": 1, "requests_per_second": 85.0}, {"network_p99_ms": 120.0}],
)
def test_percentiles_against_simulation(change: dict[str, float]) -> None:
    call = {**CALL, **change}
    times = simulated(call)
    assert float(latency_p50_ms(**call)) == pytest.approx(np.quantile(times, 0.5), rel=0.10)
    assert float(latency_p99_ms(**call)) == pytest.approx(np.quantile(times, 0.99), rel=0.10)


def test_breakdown_adds_up_in_order() -> None:
    latency = latency_of(**CALL)
    for share in (0.5, 0.99):
        parts = latency.breakdown(share)
        assert tuple(parts) == PARTS
        assert sum(parts.values()) == pytest.approx(latency.percentile(share))
    at_p99 = latency.breakdown(0.99)
    assert max(at_p99, key=lambda name: float(at_p99[name])) == "network"


def test_percentiles_do_not_add() -> None:
    """Independent parts are below the sum of their 99th percentiles, which holds for parts slow together."""
    assert latency_p99_ms(**CALL) < latency_together_ms(**CALL)
    together = latency_together_ms(**{**CALL, "requests_per_second": 0.0})
    assert together == pytest.approx(45 + 10 + 20 + 0.5, rel=1e-3)


def test_a_look_up_has_no_model() -> None:
    call = {**CALL, "model_p50_ms": 0.0, "model_p99_ms": 0.0, "serialisation_p50_ms": 0.0, "serialisation_p99_ms": 0.0}
    assert 20 < latency_p50_ms(**call) < 27
    assert latency_of(**call).breakdown(0.99)["model"] == 0


def test_overload_has_no_end() -> None:
    assert np.isinf(latency_p99_ms(**{**CALL, "requests_per_second": 400.0}))


def test_percentile_formula_agrees_with_the_named_ones() -> None:
    assert latency_percentile_ms(**CALL, percentile=0.99) == latency_p99_ms(**CALL)


def test_slowest_call_against_sampling() -> None:
    random = np.random.default_rng(6)
    calls = 5.0 * np.exp(np.log(4) / Z99 * random.standard_normal((100_000, 30)))
    found = slowest_call_ms(call_p50_ms=5.0, call_p99_ms=20.0, calls=30, percentile=0.99)
    assert float(found) == pytest.approx(np.quantile(calls.max(axis=1), 0.99), rel=0.03)
    assert slowest_call_ms(call_p50_ms=5.0, call_p99_ms=20.0, calls=1, percentile=0.99) == pytest.approx(20.0)
