"""Batch runs against a simulated schedule, staleness and waste against simulated reads."""

from __future__ import annotations

import heapq

import numpy as np
import pytest

from advisor.estimates import (
    active_share_from_reads,
    batch_duration_s,
    batch_workers,
    longest_interval_s,
    scheduled_interval_s,
    staleness_mean_s,
    staleness_worst_s,
    unread_predictions,
    unread_share,
)


def simulated_duration(entities: int, item_ms: float, workers: int, chunk: int, startup_s: float) -> float:
    """Free workers take the next chunk until nothing is left."""
    free = [startup_s] * workers
    left = entities
    while left > 0:
        taken = min(chunk, left)
        left -= taken
        heapq.heapreplace(free, free[0] + taken * item_ms / 1000)
    return max(free) if entities else startup_s


def test_duration_against_a_simulated_schedule() -> None:
    random = np.random.default_rng(1)
    for _ in range(200):
        entities, workers, chunk = (int(random.integers(1, most)) for most in (20_000, 40, 200))
        item_ms, startup = random.uniform(0.1, 50), random.uniform(0, 60)
        system = {"item_ms": item_ms, "workers": workers, "chunk": chunk, "startup_s": startup}
        formula = float(batch_duration_s(entities=entities, **system))
        simulated = simulated_duration(entities, **system)
        assert simulated - 1e-6 <= formula <= simulated + chunk * item_ms / 1000 + 1e-6


def test_workers_finish_in_time() -> None:
    workers = float(batch_workers(entities=1e6, item_ms=20.0, allowed_s=3600.0, startup_s=120.0))
    run = {"entities": 1e6, "item_ms": 20.0, "chunk": 1, "startup_s": 120.0}
    assert batch_duration_s(**run, workers=workers) <= 3600 < batch_duration_s(**run, workers=workers - 1)
    assert batch_workers(entities=10, item_ms=1.0, allowed_s=60.0, startup_s=60.0) == np.inf


@pytest.mark.parametrize(("interval", "duration"), [(3600.0, 600.0), (600.0, 600.0), (600.0, 900.0)])
def test_staleness_against_simulated_reads(interval: float, duration: float) -> None:
    """Runs start every interval, or when the run before has ended; a read sees the last run that has ended."""
    period, data_age = max(interval, duration), 30.0
    starts = np.arange(200) * period
    reads = np.random.default_rng(4).uniform(10 * period, 150 * period, 200_000)
    seen = np.searchsorted(starts + duration, reads, side="right") - 1
    ages = reads - starts[seen] + data_age
    system = {"interval_s": interval, "duration_s": duration, "data_age_s": data_age}
    assert float(staleness_mean_s(**system)) == pytest.approx(ages.mean(), rel=0.01)
    assert float(staleness_worst_s(**system)) == pytest.approx(ages.max(), rel=0.001)


def test_longest_interval_keeps_the_age() -> None:
    interval = float(longest_interval_s(allowed_age_s=7200.0, duration_s=900.0, data_age_s=60.0))
    assert staleness_worst_s(interval_s=interval, duration_s=900.0, data_age_s=60.0) == 7200
    assert longest_interval_s(allowed_age_s=1000.0, duration_s=600.0, data_age_s=0.0) == 0


def test_waste_against_simulated_reads() -> None:
    random = np.random.default_rng(5)
    entities, reads = 20_000, 15_000
    active = len(np.unique(random.integers(0, entities, reads))) / entities
    assert float(active_share_from_reads(entities=entities, reads=reads)) == pytest.approx(active, rel=0.02)
    assert unread_share(active_share=0.07) == pytest.approx(0.93)
    assert unread_predictions(entities=1e6, active_share=0.07) == pytest.approx(930_000)


def test_uneven_interest_leaves_more_unread() -> None:
    random = np.random.default_rng(6)
    interest = 1 / np.arange(1, 20_001)
    read = random.choice(20_000, 15_000, p=interest / interest.sum())
    assert len(np.unique(read)) / 20_000 < active_share_from_reads(entities=20_000, reads=15_000)


def test_runs_are_scheduled_at_times_that_people_remember() -> None:
    longest = np.array([0.5, 30, 60, 5 * 3600, 86_400, 30 * 86_400])
    found = scheduled_interval_s(longest_s=longest)
    assert found == pytest.approx(np.array([np.nan, 30, 60, 3600, 86_400, 7 * 86_400]), nan_ok=True)
