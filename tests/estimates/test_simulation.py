"""The simulator against closed forms, against itself in two forms, and its semantics of batches by hand."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.estimates.ranges import InvalidEstimate
from advisor.estimates.simulation import (
    Arrivals,
    Service,
    batched_sojourns,
    fifo_waits,
    fifo_waits_of_many,
    percentile_of,
    simulate,
    sojourn,
)


def test_both_forms_give_the_same_waits() -> None:
    random = np.random.default_rng(1)
    arrived = np.cumsum(random.exponential(1.0, (40, 500)), axis=1)
    service = random.lognormal(0.8, 0.7, (40, 500))
    for servers in (1, 2, 5):
        many = fifo_waits_of_many(arrived, service, servers)
        one_by_one = [fifo_waits(arrived[row], service[row], servers) for row in range(40)]
        np.testing.assert_allclose(many, one_by_one, atol=1e-9)


def test_batches_by_hand() -> None:
    """One server, batches of at most 3, patience 10: who waits and when the deadline starts."""
    arrived = np.array([0.0, 1.0, 30.0, 31.0, 32.0, 33.0, 100.0])
    service = Service(servers=1, mean_ms=20.0, size=3, patience_ms=10.0, item_ms=5.0)
    # 0 and 1 start at 10 (0 has waited 10), end at 35; 30, 31 and 32 start at 35 and end at 65;
    # 33 starts at once at 65 (its deadline is past), ends at 85; 100 waits its 10 alone.
    ends = np.array([35.0, 35.0, 65.0, 65.0, 65.0, 85.0, 130.0])
    np.testing.assert_allclose(batched_sojourns(arrived, np.ones(7), service), ends - arrived)


def test_a_batch_of_one_is_a_plain_queue() -> None:
    random = np.random.default_rng(2)
    arrived = np.cumsum(random.exponential(5.0, 2000))
    factors = random.lognormal(0, 0.3, 2000)
    batched = batched_sojourns(arrived, factors, Service(servers=2, mean_ms=8.0))
    np.testing.assert_allclose(batched, fifo_waits(arrived, factors * 8.0, 2) + factors * 8.0)


def test_arrivals_keep_their_rate() -> None:
    for arrivals in (
        Arrivals(200.0),
        Arrivals(200.0, scv=0.3),
        Arrivals(200.0, scv=4.0),
        Arrivals(200.0, burst_factor=4.0, burst_share=0.1, burst_ms=300.0),
    ):
        times = arrivals.times(400_000, np.random.default_rng(3))
        assert np.all(np.diff(times) >= 0)
        assert times.size / times[-1] * 1000 == pytest.approx(200, rel=0.03)


def test_arrivals_have_their_variation() -> None:
    between = np.diff(Arrivals(100.0, scv=2.5).times(400_000, np.random.default_rng(4)))
    assert between.var() / between.mean() ** 2 == pytest.approx(2.5, rel=0.05)


def test_share_of_requests_in_bursts() -> None:
    """A tenth of the time at four times the mean rate holds four tenths of the requests."""
    times = Arrivals(200.0, burst_factor=4.0, burst_share=0.1, burst_ms=500.0).times(400_000, np.random.default_rng(5))
    per_100_ms = np.bincount((times / 100).astype(int))
    assert per_100_ms.var() / per_100_ms.mean() > 5


def test_the_formula_is_used_where_it_holds() -> None:
    service = Service(servers=2, mean_ms=15.0, scv=0.4)
    plain = sojourn(Arrivals(90.0), service)
    assert (plain.by, plain.error) == ("formula", 0.0)
    assert percentile_of(simulate(Arrivals(90.0), service), 0.99).value == pytest.approx(plain.value, rel=0.10)


@pytest.mark.parametrize(
    ("arrivals", "service"),
    [
        (Arrivals(90.0, burst_factor=1.6, burst_share=0.1, burst_ms=400.0), Service(2, 15.0, 0.4)),
        (Arrivals(90.0, scv=3.0), Service(2, 15.0, 0.4)),
        (Arrivals(90.0), Service(2, 15.0, 3.0)),
        (Arrivals(125.0), Service(2, 15.0, 0.4)),
        (Arrivals(90.0), Service(2, 15.0, 0.4, size=4, patience_ms=5.0, item_ms=1.0)),
    ],
)
def test_the_simulation_is_used_elsewhere(arrivals: Arrivals, service: Service) -> None:
    found = sojourn(arrivals, service)
    assert found.by == "simulation"
    assert 0 < found.error < 0.05 * found.value
    assert sojourn(arrivals, service) == found


def test_bursts_make_waits_longer() -> None:
    service = Service(2, 15.0, 0.4)
    bursty = Arrivals(90.0, burst_factor=3.0, burst_share=0.1, burst_ms=400.0)
    assert sojourn(bursty, service).value > 2 * sojourn(Arrivals(90.0), service).value


def test_overload_has_no_end() -> None:
    assert sojourn(Arrivals(140.0), Service(2, 15.0)).value == np.inf
    assert sojourn(Arrivals(900.0), Service(1, 10.0, size=8, item_ms=1.0)).value == np.inf


@pytest.mark.parametrize(
    "arrivals",
    [Arrivals(80.0), Arrivals(80.0, burst_factor=1.6, burst_share=0.2, burst_ms=500.0)],
    ids=["calm", "bursty"],
)
def test_the_error_of_a_percentile_is_meant(arrivals: Arrivals) -> None:
    """Of 24 runs with other seeds nearly all lie within two standard errors of their mean, and not far within."""
    service = Service(2, 15.0, 2.0)
    runs = [percentile_of(simulate(arrivals, service, requests=40_000, seed=seed), 0.99) for seed in range(24)]
    values, errors = (np.array([getattr(run, name) for run in runs]) for name in ("value", "error"))
    assert np.sum(np.abs(values - values.mean()) > 2 * errors) <= 4
    assert 0.5 < errors.mean() / values.std() < 2


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Arrivals(0.0),
        lambda: Arrivals(10.0, scv=-1.0),
        lambda: Arrivals(10.0, burst_factor=20.0, burst_share=0.1, burst_ms=5.0),
        lambda: Arrivals(10.0, burst_share=1.0),
        lambda: Service(0, 10.0),
        lambda: Service(1, 0.0),
        lambda: Service(1, 10.0, scv=-0.1),
    ],
)
def test_impossible_systems_are_refused(wrong) -> None:
    with pytest.raises(InvalidEstimate):
        wrong()
