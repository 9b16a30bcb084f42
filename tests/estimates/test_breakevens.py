"""Every break-even by evaluating both sides at, below and above the point, on random systems."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.estimates.breakevens import BREAK_EVENS, BreakEven

SYSTEMS = 500
LARGEST = {"fraction": 1.0}


def random_inputs(break_even: BreakEven, seed: int) -> dict[str, np.ndarray]:
    """Inputs over five orders of magnitude, within their limits."""
    random = np.random.default_rng(seed)
    inputs = {}
    for name, known in break_even.point.inputs.items():
        values = 10 ** random.uniform(-2, 3, SYSTEMS)
        if known.unit == "fraction":
            values = random.uniform(0.01, 0.99, SYSTEMS)
        elif name.endswith("fixed_cost") or name == "people_cost":
            values = 10 ** random.uniform(0, 5, SYSTEMS)
        elif name in ("least_replicas", "gpus_per_replica"):
            values = random.integers(1, 5, SYSTEMS).astype(float)
        elif name == "replica_rate":
            values = 10 ** random.uniform(2, 5, SYSTEMS)
        inputs[name] = np.clip(values, known.minimum, known.maximum)
    return inputs


LINEAR = sorted(BREAK_EVENS.keys() - {"break_even_output_tokens"})


@pytest.mark.parametrize("name", LINEAR)
def test_both_sides_are_equal_at_the_point(name: str) -> None:
    break_even = BREAK_EVENS[name]
    inputs = random_inputs(break_even, 10)
    point = break_even.point(**inputs)
    meets = np.isfinite(point) & (point > 0)
    assert meets.sum() > SYSTEMS / 20
    below, above = break_even.sides(np.where(meets, point, 0), **inputs)
    assert below[meets] == pytest.approx(above[meets], rel=1e-9)


@pytest.mark.parametrize("name", LINEAR)
def test_each_way_wins_on_its_side_unless_both_costs_are_reversed(name: str) -> None:
    break_even = BREAK_EVENS[name]
    inputs = random_inputs(break_even, 11)
    point = break_even.point(**inputs)
    meets = np.isfinite(point) & (point > 0)
    at_zero = np.subtract(*break_even.sides(np.zeros(SYSTEMS), **inputs))
    for factor, sign in ((0.5, 1), (2.0, -1)):
        below, above = break_even.sides(np.where(meets, point * factor, 0), **inputs)
        # Below the point the order is that at zero, above it is the other.
        assert (np.sign(below - above)[meets] == sign * np.sign(at_zero)[meets]).all()


@pytest.mark.parametrize("name", LINEAR)
def test_zero_and_infinity_mean_that_one_way_always_wins(name: str) -> None:
    break_even = BREAK_EVENS[name]
    inputs = random_inputs(break_even, 12)
    point = break_even.point(**inputs)
    furthest = 1.0 if break_even.point.unit == "fraction" else 1e9
    for at in (0.0, furthest / 1000, furthest):
        below, above = break_even.sides(np.full(SYSTEMS, at), **inputs)
        assert (above <= below * (1 + 1e-12))[point == 0].all()
        assert (below <= above * (1 + 1e-12))[np.isinf(point)].all()


def test_own_gpus_against_a_search_over_tokens() -> None:
    break_even = BREAK_EVENS["break_even_output_tokens"]
    inputs = random_inputs(break_even, 13)
    point = break_even.point(**inputs)
    finite = np.isfinite(point)
    assert 20 < finite.sum() < SYSTEMS
    api, own = break_even.sides(np.where(finite, point * (1 + 1e-9), 1.0), **inputs)
    assert (own <= api * (1 + 1e-6))[finite].all()
    for share in np.linspace(0.001, 0.999, 400):
        api, own = break_even.sides(np.where(finite, point * share, 1.0), **inputs)
        assert (own > api)[finite].all()
    for tokens in 10 ** np.linspace(3, 18, 200):
        api, own = break_even.sides(np.full(SYSTEMS, tokens), **inputs)
        assert (own >= api * (1 - 1e-12))[~finite].all()


def test_a_worked_example_by_hand() -> None:
    """Scoring 1 M things daily at 0.01 USD a thousand is 304.375 USD; a request saves 0.09 USD a thousand."""
    point = BREAK_EVENS["break_even_requests_per_second"].point(
        entities=1e6,
        refresh_interval=24,
        batch_cost_per_1000=0.01,
        record_size=0,
        storage_price=2,
        read_cost_per_1000=0.01,
        precomputed_fixed_cost=0,
        online_cost_per_1000=0.1,
        online_fixed_cost=0,
    )
    assert point == pytest.approx(304.375 / 0.09 * 1000 / 2_629_800)


def test_a_million_points_take_under_a_second() -> None:
    import time

    break_even = BREAK_EVENS["break_even_requests_per_second"]
    inputs = {name: np.resize(values, 1_000_000) for name, values in random_inputs(break_even, 14).items()}
    begin = time.perf_counter()
    assert break_even.point(**inputs).shape == (1_000_000,)
    assert time.perf_counter() - begin < 1.0
