"""Replicas, utilisation and head-room."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.estimates import (
    batched_capacity_per_second,
    capacity_per_second,
    headroom,
    headroom_one_down,
    kept_replicas,
    replicas_for_p99,
    replicas_for_utilisation,
    sojourn_p99_ms,
    utilisation,
)
from advisor.estimates.simulation import Arrivals, Service, simulate

PEAK = {"requests_per_second": 900.0, "service_ms": 20.0}


def test_utilisation_and_headroom() -> None:
    assert utilisation(**PEAK, replicas=6, workers=4) == 0.75
    assert headroom(**PEAK, replicas=6, workers=4) == 0.25
    assert headroom_one_down(**PEAK, replicas=6, workers=4) == pytest.approx(1 - 18 / 20)
    assert headroom_one_down(**PEAK, replicas=1, workers=40) == -np.inf
    assert headroom_one_down(requests_per_second=0.0, service_ms=20.0, replicas=1, workers=1) == 1


def test_utilisation_against_simulation() -> None:
    """Busy time over the time of the run."""
    random = np.random.default_rng(2)
    arrived = np.cumsum(random.exponential(1000 / 300, 100_000))
    busy = random.exponential(8.0, arrived.size).sum() / (4 * arrived[-1])
    assert busy == pytest.approx(
        float(utilisation(requests_per_second=300.0, service_ms=8.0, replicas=2, workers=2)), rel=0.02
    )


def test_replicas_for_utilisation_are_the_least() -> None:
    rate = np.arange(0.0, 500.0, 7.0)
    replicas = replicas_for_utilisation(requests_per_second=rate, service_ms=15.0, workers=2, target_utilisation=0.6)
    system = {"requests_per_second": rate, "service_ms": 15.0, "workers": 2}
    assert np.all(utilisation(**system, replicas=replicas) <= 0.6 + 1e-9)
    fewer = replicas > 1
    assert np.all(utilisation(**system, replicas=np.maximum(replicas - 1, 1))[fewer] > 0.6 - 1e-9)
    assert replicas_for_utilisation(requests_per_second=70.0, service_ms=10.0, workers=1, target_utilisation=0.1) == 7


def test_replicas_for_p99_are_the_least() -> None:
    random = np.random.default_rng(3)
    system = {
        "requests_per_second": random.uniform(0, 3000, 500),
        "service_ms": random.uniform(1, 40, 500),
        "service_scv": random.uniform(0, 1, 500),
    }
    workers, budget = random.integers(1, 5, 500), random.uniform(20, 200, 500)
    replicas = replicas_for_p99(**system, workers=workers, budget_ms=budget)
    met = np.isfinite(replicas)
    assert 0.5 < met.mean() < 1
    assert np.all(sojourn_p99_ms(**system, servers=np.where(met, replicas, 1) * workers)[met] <= budget[met])
    several = met & (replicas > 1)
    assert several.sum() > 100
    assert np.all(sojourn_p99_ms(**system, servers=np.maximum(replicas - 1, 1) * workers)[several] > budget[several])
    service_alone = sojourn_p99_ms(**{**system, "requests_per_second": 0.0}, servers=1)
    assert np.all(service_alone[~met] > budget[~met])


def test_capacity_is_the_inverse_of_utilisation() -> None:
    carried = capacity_per_second(service_ms=20.0, replicas=3, workers=2, target_utilisation=0.7)
    assert utilisation(requests_per_second=carried, service_ms=20.0, replicas=3, workers=2) == pytest.approx(0.7)


def test_batched_capacity_against_simulation() -> None:
    """Just below the capacity the queue lasts, just above it grows."""
    service = Service(servers=2, mean_ms=12.0, size=8, item_ms=1.0)
    most = float(batched_capacity_per_second(replicas=2, batch_size=8, batch_fixed_ms=11.0, item_ms=1.0))
    assert most == pytest.approx(2 * 8 / 0.019)
    below = simulate(Arrivals(0.93 * most), service, requests=100_000)
    above = simulate(Arrivals(1.07 * most), service, requests=100_000)
    assert np.quantile(below[-10_000:], 0.99) < 200
    assert above[-1] > 3000


def test_as_many_replicas_are_kept_as_load_and_availability_both_need() -> None:
    assert kept_replicas(needed=np.array([1.0, 5.0]), least=np.array([2.0, 2.0])).tolist() == [2.0, 5.0]
