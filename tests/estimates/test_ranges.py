"""Ranges mean what they say: percentiles go in, percentiles come out, and nine truths of ten lie inside."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.estimates import formulas
from advisor.estimates.ranges import Interval, InvalidEstimate, check_inputs, draw, propagate, swings

Z95 = 1.6448536269514722


def truth(interval: Interval, count: int, random: np.random.Generator, scale: str) -> np.ndarray:
    """Draws of an input whose percentiles are those of the interval, independent of the code under test."""
    forth, back = {
        "log": (np.log, np.exp),
        "odds": (lambda p: np.log(p / (1 - p)), lambda x: 1 / (1 + np.exp(-x))),
    }[scale]
    low, mid, high = (forth(float(value)) for value in (interval.low, interval.mid, interval.high))
    z = random.standard_normal(count) / Z95
    return back(mid + np.where(z < 0, z * (mid - low), z * (high - mid)))


CASES = [
    (
        "sojourn_p99_ms",
        {
            "requests_per_second": Interval(20, 50, 90),
            "service_ms": Interval(4, 10, 18),
            "service_scv": Interval(0.1, 0.3, 0.9),
        },
        {"servers": 2},
    ),
    (
        "batch_duration_s",
        {"entities": Interval(1e5, 1e6, 4e6), "item_ms": Interval(1, 5, 9), "startup_s": Interval(30, 60, 400)},
        {"workers": 8, "chunk": 100},
    ),
    (
        "chain_availability",
        {"network": Interval(0.99, 0.999, 0.9999), "service": Interval(0.95, 0.995, 0.9995)},
        {"lookup": 0.999, "other": 1.0},
    ),
    (
        "utilisation",
        {"requests_per_second": Interval(100, 300, 500), "service_ms": Interval(2, 8, 30)},
        {"replicas": 3, "workers": 2},
    ),
]


@pytest.mark.parametrize(("name", "ranges", "known"), CASES, ids=[case[0] for case in CASES])
def test_nine_truths_of_ten_lie_inside(name: str, ranges: dict[str, Interval], known: dict[str, float]) -> None:
    """Truths are drawn apart from the propagation; 20,000 of them tell the share within half a point."""
    formula = formulas()[name]
    result = propagate(formula, {**ranges, **known})
    random = np.random.default_rng(99)
    odds = {"network", "service"}
    drawn = {key: truth(value, 20_000, random, "odds" if key in odds else "log") for key, value in ranges.items()}
    true = formula(**drawn, **known)
    assert np.mean((true >= result.low) & (true <= result.high)) == pytest.approx(0.9, abs=0.01)
    assert np.mean(true < result.low) == pytest.approx(0.05, abs=0.008)
    assert np.mean(true < result.mid) == pytest.approx(0.5, abs=0.015)


@pytest.mark.parametrize("seed", range(5))
def test_one_rising_input_gives_its_percentiles(seed: int) -> None:
    range_ = Interval(10.0, 15.0, 60.0)
    known = {"requests_per_second": 10.0, "replicas": 1, "workers": 1}
    result = propagate(formulas()["utilisation"], {**known, "service_ms": range_}, seed=seed)
    np.testing.assert_allclose([result.low, result.mid, result.high], [0.1, 0.15, 0.6], rtol=2e-3)


def test_the_seed_decides() -> None:
    name, ranges, known = CASES[0]
    first, again, other = (propagate(formulas()[name], {**ranges, **known}, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert other.high == pytest.approx(first.high, rel=0.15)  # the servers are near their limit there


def test_what_one_answer_supplies_varies_together() -> None:
    """The service time and the median of the model both come from inference_ms; the look-up does not."""
    inputs = formulas()["latency_p99_ms"].inputs
    service = formulas()["offered_load"].inputs["service_ms"]
    range_ = Interval(2.0, 5.0, 9.0)
    drawn = draw("service_ms", service, range_, 100, 0)
    np.testing.assert_array_equal(drawn, draw("model_p50_ms", inputs["model_p50_ms"], range_, 100, 0))
    assert np.any(drawn != draw("lookup_p50_ms", inputs["lookup_p50_ms"], range_, 100, 0))


def test_many_scenarios_at_once() -> None:
    result = propagate(
        formulas()["utilisation"],
        {
            "requests_per_second": Interval(np.array([10.0, 20.0]), np.array([15.0, 40.0]), np.array([30.0, 60.0])),
            "service_ms": 10.0,
            "replicas": 1,
            "workers": 1,
        },
    )
    assert np.shape(result.low) == (2,)
    np.testing.assert_allclose(result.high, [0.3, 0.6], rtol=2e-3)


def test_known_inputs_give_one_number() -> None:
    result = propagate(formulas()["offered_load"], {"requests_per_second": 100.0, "service_ms": 20.0})
    assert result.exact
    assert result.mid == 2


def test_a_load_that_may_not_be_carried_shows_as_infinite() -> None:
    result = propagate(
        formulas()["sojourn_p99_ms"],
        {"requests_per_second": Interval(50, 90, 140), "service_ms": 10.0, "service_scv": 0.5, "servers": 1},
    )
    assert np.isfinite(result.mid)
    assert np.isinf(result.high)


def test_draws_stay_within_limits() -> None:
    result = propagate(formulas()["unread_share"], {"active_share": Interval(0.0, 0.3, 1.0)})
    assert 0 <= result.low <= result.high <= 1


def test_bounds_alone_have_a_geometric_middle() -> None:
    assert Interval.between(4.0, 9.0).mid == 6
    assert Interval.between(0.0, 9.0).mid == 4.5


def test_swings_are_sorted() -> None:
    found = swings(
        formulas()["utilisation"],
        {"requests_per_second": Interval(90, 100, 110), "service_ms": Interval(2, 8, 30), "replicas": 3, "workers": 2},
    )
    assert list(found) == ["service_ms", "requests_per_second"]
    assert found["service_ms"] == pytest.approx((0.1 / 3, 0.5))


def test_all_mistakes_are_named_with_their_answers() -> None:
    wrong = {
        "requests_per_second": -1.0,
        "service_ms": Interval(5, 3, 9),
        "replicas": 0,
        "wrkers": 2,
    }
    with pytest.raises(InvalidEstimate) as caught:
        check_inputs(formulas()["utilisation"], wrong)
    message = str(caught.value)
    for part in (
        "Did you mean 'workers'?",
        "must be at least 0 1/s; found -1. It comes from the answer peak_requests_per_second.",
        "must ascend from low over mid to high; found 5, 3, 9. It comes from the answer inference_ms.",
        "must be at least 1; found 0.",
        "needs workers",
    ):
        assert part in message


@pytest.mark.parametrize(
    ("name", "inputs", "words"),
    [
        ("unread_predictions", {"entities": 10.0, "active_share": 1.5}, "active_entity_fraction"),
        (
            "replicas_for_p99",
            {"requests_per_second": 1.0, "service_ms": 1.0, "service_scv": 1.0, "workers": 1, "budget_ms": 0.0},
            "longest acceptable",
        ),
        ("offered_load", {"requests_per_second": np.nan, "service_ms": 1.0}, "finite"),
    ],
)
def test_bad_input_is_refused(name: str, inputs: dict[str, float], words: str) -> None:
    with pytest.raises(InvalidEstimate, match=words):
        propagate(formulas()[name], inputs)
