"""Times to notice a drop against Monte-Carlo runs of the tests themselves and against printed run lengths."""

from __future__ import annotations

import math

import numpy as np
import pytest

from advisor.estimates import formulas
from advisor.estimates.normal import normal_quantile

WINDOW = formulas()["detection_days_window"]
WINDOW_MEAN = formulas()["detection_days_window_for_mean"]
SEQUENTIAL = formulas()["detection_days"]
SEQUENTIAL_MEAN = formulas()["detection_days_for_mean"]


def mean_run_length(
    random: np.random.Generator, share: float, before: float, after: float, threshold: float, runs: int
) -> float:
    """Mean number of labels until a CUSUM tuned from ``before`` to ``after`` alarms on labels right with ``share``."""
    right, wrong = math.log(after / before), math.log((1 - after) / (1 - before))
    evidence, lengths, active = np.zeros(runs), np.zeros(runs), np.arange(runs)
    for _ in range(2_000_000):
        steps = np.where(random.random(active.size) < share, right, wrong)
        evidence[active] = np.maximum(evidence[active] + steps, 0)
        lengths[active] += 1
        active = active[evidence[active] < threshold]
        if not active.size:
            break
    return float(lengths.mean())


@pytest.mark.parametrize(("before", "drop", "threshold"), [(0.9, 0.05, 4.0), (0.8, 0.1, 4.0), (0.95, 0.03, 3.5)])
def test_sequential_test_on_a_share_against_simulation(before: float, drop: float, threshold: float) -> None:
    random = np.random.default_rng(6)
    after = before - drop
    between_alarms = mean_run_length(random, before, before, after, threshold, runs=1_500)
    delay = mean_run_length(random, after, before, after, threshold, runs=4_000)
    found = SEQUENTIAL(
        quality=before, drop=drop, labels_per_day=1, label_delay=0, days_between_false_alarms=between_alarms
    )
    assert found == pytest.approx(delay, rel=0.1)


@pytest.mark.parametrize(("between_alarms", "printed"), [(336, 8.38), (930, 10.4)])
def test_sequential_test_on_a_mean_agrees_with_printed_run_lengths(between_alarms: float, printed: float) -> None:
    """NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.3.1: k = 0.5, h = 4 and 5, a fall of one sigma."""
    found = SEQUENTIAL_MEAN(
        deviation=1, fall=1, labels_per_day=1, label_delay=0, days_between_false_alarms=between_alarms
    )
    assert found == pytest.approx(printed, rel=0.02)


@pytest.mark.parametrize(("k", "h"), [(0.5, 4.0), (0.5, 5.0), (0.25, 8.0)])
def test_sequential_test_on_a_mean_against_exact_run_lengths(k: float, h: float) -> None:
    between_alarms, delay = (_exact_run_length(mean, k, h) for mean in (0.0, 2 * k))
    found = SEQUENTIAL_MEAN(
        deviation=1, fall=2 * k, labels_per_day=1, label_delay=0, days_between_false_alarms=between_alarms
    )
    assert found == pytest.approx(delay, rel=0.02)


def _exact_run_length(mean: float, k: float, h: float, states: int = 400) -> float:
    """Run length of a CUSUM from zero by the Markov chain of Brook and Evans, Biometrika 59 (1972)."""
    width = 2 * h / (2 * states - 1)
    edges = (np.arange(states) + 0.5) * width
    normal = np.vectorize(lambda z: 0.5 * math.erfc(-z / math.sqrt(2)))
    below = normal(edges[None, :] - np.arange(states)[:, None] * width - (mean - k))
    moves = np.diff(below, axis=1, prepend=0.0)
    return float(np.linalg.solve(np.eye(states) - moves, np.ones(states))[0])


@pytest.mark.parametrize(("quality", "drop", "power"), [(0.9, 0.03, 0.8), (0.7, 0.05, 0.9), (0.95, 0.02, 0.8)])
def test_window_on_a_share_against_simulation(quality: float, drop: float, power: float) -> None:
    setting = {"quality": quality, "drop": drop, "labels_per_day": 50.0, "false_alarm": 0.01, "power": power}
    labels = math.ceil((WINDOW(label_delay=3, **setting) - 3) * 50)
    random = np.random.default_rng(7)
    limit = quality - normal_quantile(0.99) * math.sqrt(quality * (1 - quality) / labels)
    noticed = np.mean(random.binomial(labels, quality - drop, 40_000) / labels < limit)
    false = np.mean(random.binomial(labels, quality, 40_000) / labels < limit)
    assert noticed == pytest.approx(power, abs=0.02)
    assert false == pytest.approx(0.01, abs=0.006)


def test_window_on_a_mean_against_simulation() -> None:
    days = WINDOW_MEAN(deviation=4, fall=1, labels_per_day=20, label_delay=0, false_alarm=0.05, power=0.9)
    labels = math.ceil(days * 20)
    means = np.random.default_rng(8).normal(-1.0, 4 / math.sqrt(labels), 40_000)
    assert np.mean(means < -normal_quantile(0.95) * 4 / math.sqrt(labels)) == pytest.approx(0.9, abs=0.01)


def test_label_delay_is_added_and_no_labels_notice_nothing() -> None:
    setting = {"quality": 0.9, "drop": 0.05, "days_between_false_alarms": 365.0}
    late = SEQUENTIAL(label_delay=30, labels_per_day=100, **setting)
    assert late - SEQUENTIAL(label_delay=0, labels_per_day=100, **setting) == pytest.approx(30)
    assert SEQUENTIAL(label_delay=0, labels_per_day=0, **setting) == np.inf


def test_drop_beyond_the_quality_is_no_number() -> None:
    assert np.isnan(SEQUENTIAL(quality=0.5, drop=0.6, labels_per_day=1, label_delay=0, days_between_false_alarms=100))
    assert np.isnan(WINDOW(quality=0.5, drop=0.6, labels_per_day=1, label_delay=0, false_alarm=0.05, power=0.8))
