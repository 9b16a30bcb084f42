"""Lognormal parts, their sums and a wait on top, against sampling."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.estimates.lognormal import from_mean_and_scv, from_median_and_p99, normal_tail, scv, shifted, total
from advisor.estimates.waiting import Waiting, percentile_with_waiting, waiting_from_moments

SHARES = (0.5, 0.9, 0.99)


def sample(median: float, p99: float, size: int, random: np.random.Generator) -> np.ndarray:
    return median * np.exp(np.log(p99 / median) / 2.3263478740408408 * random.standard_normal(size))


def test_median_and_p99_come_back() -> None:
    time = shifted(from_median_and_p99(np.array([1.0, 5.0, 20.0]), np.array([1.0, 12.0, 300.0])))
    np.testing.assert_allclose(time.percentile(0.5), [1, 5, 20], rtol=1e-3)
    np.testing.assert_allclose(time.percentile(0.99), [1, 12, 300], rtol=1e-3)


def test_mean_and_variation_come_back() -> None:
    time = from_mean_and_scv(8.0, 0.7)
    assert time.mean == 8
    assert scv(time) == pytest.approx(0.7)
    assert scv(from_median_and_p99(0.0, 0.0)) == 0


def test_a_constant_moves_a_lognormal_exactly() -> None:
    moved = shifted(total([from_median_and_p99(30.0, 30.0), from_median_and_p99(5.0, 40.0)]))
    np.testing.assert_allclose([float(moved.percentile(share)) for share in (0.5, 0.99)], [35, 70], rtol=1e-6)


def test_sums_of_random_parts_against_sampling() -> None:
    """Up to five parts whose p99 is up to eight times their median: p50, p90 and p99 within 5 %, each of 60 sums."""
    random = np.random.default_rng(7)
    for _ in range(60):
        medians = random.uniform(0.2, 30, random.integers(2, 6))
        p99s = medians * np.exp(random.uniform(0, np.log(8), medians.size))
        drawn = sum(sample(m, p, 200_000, random) for m, p in zip(medians, p99s, strict=True))
        fitted = shifted(total([from_median_and_p99(m, p) for m, p in zip(medians, p99s, strict=True)]))
        for share in SHARES:
            assert float(fitted.percentile(share)) == pytest.approx(float(np.quantile(drawn, share)), rel=0.05)


def test_a_wait_on_top_against_sampling() -> None:
    random = np.random.default_rng(8)
    for _ in range(60):
        median = random.uniform(1, 20)
        p99 = median * np.exp(random.uniform(0, np.log(6)))
        wait = Waiting(*np.array([random.uniform(0, 1), random.choice([0.0, 3.0]), 1 / random.uniform(0.2, 40)]))
        waiting = random.random(400_000) < wait.probability
        waits = waiting * (wait.delay + random.exponential(1 / wait.rate, waiting.size))
        drawn = sample(median, p99, waiting.size, random) + waits
        rest = shifted(from_median_and_p99(median, p99))
        for share in SHARES:
            found = float(percentile_with_waiting(share, rest, wait))
            assert found == pytest.approx(float(np.quantile(drawn, share)), rel=0.02)


def test_without_a_wait_the_rest_remains() -> None:
    rest = shifted(from_median_and_p99(4.0, 9.0))
    nobody = Waiting(np.array(0.0), np.array(0.0), np.array(np.inf))
    assert percentile_with_waiting(0.99, rest, nobody) == pytest.approx(9.0)


@pytest.mark.parametrize("variation", [0.4, 1.0, 1.8])
def test_waiting_has_the_moments_asked_for(variation: float) -> None:
    wait = waiting_from_moments(np.array(0.5), np.array(6.0), np.array(variation))
    scale, p, d = 1 / wait.rate, wait.probability, wait.delay
    mean = p * (d + scale)
    second = p * (d**2 + 2 * d * scale + 2 * scale**2)
    assert mean == pytest.approx(6)
    assert second == pytest.approx(0.5 * 12**2 * (1 + variation))


def test_normal_tail() -> None:
    z = np.array([-3.0, -1.0, 0.0, 1.6448536269514722, 2.3263478740408408, 4.0])
    exact = [0.9986501019683699, 0.8413447460685429, 0.5, 0.05, 0.01, 3.167124183311992e-05]
    np.testing.assert_allclose(normal_tail(z), exact, atol=1e-7)
