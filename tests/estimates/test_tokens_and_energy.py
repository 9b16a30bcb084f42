"""Token rates against published measurements, costs and energy against a ledger of single requests."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.estimates import formulas

ALL = formulas()
SECONDS = 2_629_800


def decode(name: str, **changed: float) -> float:
    machine = {
        "weights": 3.6,
        "cache_per_sequence": 0.0,
        "batch": 1.0,
        "bandwidth": 400.0,
        "parameters": 7e9,
        "compute": 10.0,
        "efficiency": 1.0,
    }
    return float(ALL[name](**{**machine, **changed}))


@pytest.mark.parametrize(("bandwidth", "milliseconds"), [(95.7, 37.8), (194.4, 18.6), (315.7, 11.4)])
def test_one_user_is_bound_by_memory_as_published(bandwidth: float, milliseconds: float) -> None:
    """A 7B model in 4 bits: bandwidths and least times a token in github.com/ggml-org/llama.cpp/pull/1642."""
    assert 1000 / decode("tokens_per_second_for_user", bandwidth=bandwidth) == pytest.approx(milliseconds, rel=0.01)


def test_one_user_on_a_laptop_as_published() -> None:
    """github.com/ggml-org/llama.cpp/issues/27525: 16.34 GB of weights, 58 % of 400 GB/s, 14.29 tokens a second."""
    found = decode("tokens_per_second_for_user", weights=16.34, parameters=27e9, efficiency=0.58, compute=1000.0)
    assert found == pytest.approx(14.29, rel=0.01)


def test_a_full_card_stays_above_published_throughput() -> None:
    """The bound without losses must not lie under what was measured: 28,312 tokens/s, 8B in FP8 on one H100."""
    machine = {"weights": 8.0, "cache_per_sequence": 0.013, "bandwidth": 3350.0, "parameters": 8e9, "compute": 1979.0}
    bound = decode("tokens_per_second_of_replica", batch=4000.0, **machine)
    assert 28_312 < bound < 5 * 28_312


def test_large_batches_are_bound_by_arithmetic() -> None:
    found = [decode("tokens_per_second_of_replica", batch=batch, compute=70.0) for batch in (1, 10, 1e4, 1e5)]
    assert found[1] == pytest.approx(10 * found[0])
    assert found[2] == pytest.approx(70e12 / 14e9)
    assert found[3] == pytest.approx(found[2])


def test_api_cost_against_a_ledger_of_requests() -> None:
    random = np.random.default_rng(9)
    tokens_in, tokens_out = random.poisson(800, 20_000), random.poisson(150, 20_000)
    ledger = (tokens_in * 0.2 + tokens_out * 1.5).sum() / 1e6
    found = ALL["api_cost_usd_month"](
        requests_per_second=20_000 / SECONDS, tokens_in=800, tokens_out=150, price_in=0.2, price_out=1.5
    )
    assert found == pytest.approx(ledger, rel=0.002)


def test_own_gpus_by_month_and_by_token_agree() -> None:
    month = ALL["own_gpu_cost_usd_month"](replicas=2, gpus_per_replica=2, gpu_price=3.5, people_cost=0)
    each = ALL["own_usd_per_million_tokens"](gpus_per_replica=2, gpu_price=3.5, replica_rate=4205, utilisation=0.4)
    made = 2 * 4205 * 0.4 * SECONDS
    assert each * made / 1e6 == pytest.approx(float(month))


def test_copies_are_whole_and_never_fewer_than_kept() -> None:
    found = ALL["llm_replicas"](
        requests_per_second=[0, 10, 300], tokens_out=100, replica_rate=1000, planned_load=0.5, least_replicas=1
    )
    assert found.tolist() == [1, 2, 60]
    assert ALL["tokens_per_second"](requests_per_second=10, tokens_out=100) == 1000


def test_energy_of_servers_against_an_hourly_meter() -> None:
    """Half an hour busy and half an hour idle make a utilisation of one half."""
    metered = 4 * 730.5 * (0.5 * 300 + 0.5 * 100) / 1000 * 1.4
    found = ALL["energy_kwh_month"](machines=4, idle_power=100, busy_power=300, utilisation=0.5, building_overhead=1.4)
    assert found == pytest.approx(metered)


def test_energy_of_predictions_and_carbon_add_up() -> None:
    rate = 1e6 / SECONDS
    month = ALL["energy_of_predictions_kwh_month"](
        requests_per_second=rate, energy_per_prediction=3.6, building_overhead=1
    )
    assert month == pytest.approx(1.0)
    assert ALL["energy_j_per_prediction"](energy=month, requests_per_second=rate) == pytest.approx(3.6)
    kilograms = ALL["carbon_kg_month"](energy=month, grams_per_kwh=400)
    grams = ALL["carbon_g_per_prediction"](energy=month, grams_per_kwh=400, requests_per_second=rate)
    assert kilograms == pytest.approx(0.4)
    assert grams * 1e6 == pytest.approx(1000 * kilograms)
    assert ALL["energy_j_per_answer"](tokens_out=500, energy_per_token=0.33) == pytest.approx(165)
