"""Both sides of every break-even, against sums worked out by hand.

A month has 730.5 hours, 30.4375 days, 2,629,800 s.
"""

from __future__ import annotations

import numpy as np
import pytest

from advisor.estimates import formulas

MONTH_H = 730.5

SUMS = {
    # 30.4375 runs of 20 USD, half a GB kept, 26,298,000 reads of 0.0004 USD a thousand, 50 USD.
    "precomputed_cost_usd_month": (
        {
            "entities": 1e6,
            "requests_per_second": 10,
            "refresh_interval": 24,
            "batch_cost_per_1000": 0.02,
            "record_size": 0.5,
            "storage_price": 0.3,
            "read_cost_per_1000": 0.0004,
            "precomputed_fixed_cost": 50,
        },
        608.75 + 0.15 + 10.5192 + 50,
    ),
    # 26,298,000 predictions of 0.05 USD a thousand, 100 USD.
    "on_request_cost_usd_month": (
        {"requests_per_second": 10, "online_cost_per_1000": 0.05, "online_fixed_cost": 100},
        1314.9 + 100,
    ),
    # 608,750 predictions of 0.0001 USD, each sending a ten-thousandth of a GB at 0.09 USD, 30 USD.
    "cloud_cost_usd_month": (
        {
            "devices": 1000,
            "predictions_per_device": 20,
            "cloud_cost_per_1000": 0.1,
            "payload": 100,
            "network_price": 0.09,
            "cloud_fixed_cost": 30,
        },
        60.875 + 5.47875 + 30,
    ),
    # A thousand devices of 0.01 USD, each loading 0.05 GB at 0.09 USD, 500 USD.
    "edge_cost_usd_month": (
        {
            "devices": 1000,
            "device_cost": 0.01,
            "update_size": 25,
            "updates_per_month": 2,
            "network_price": 0.09,
            "edge_fixed_cost": 500,
        },
        10 + 4.5 + 500,
    ),
    # 100 kB at 1.25 MB/s are 80 ms.
    "cloud_latency_ms": ({"round_trip": 50, "payload": 100, "uplink": 1.25, "server_time": 12}, 142),
    "edge_latency_ms": ({"device_time": 35}, 35),
    # 5,259,600 predictions, one in a hundred wrong at 0.05 USD; the ensemble makes nine errors of ten.
    "single_model_cost_usd_month": (
        {"error_cost": 0.05, "requests_per_second": 2, "error_rate": 0.01, "single_cost": 400},
        2629.8 + 400,
    ),
    "ensemble_cost_usd_month": (
        {
            "error_cost": 0.05,
            "requests_per_second": 2,
            "error_rate": 0.01,
            "error_reduction": 0.1,
            "ensemble_cost": 900,
        },
        2366.82 + 900,
    ),
    # A hundred million tokens written at 0.60 USD a million, four times as many read at 0.15 USD.
    "api_cost_of_tokens_usd_month": (
        {"output_tokens": 1e8, "price_in": 0.15, "price_out": 0.6, "input_per_output": 4},
        60 + 60,
    ),
    # 1,314.9 million tokens a copy, so three copies; each two GPUs at 2 USD for 730.5 hours.
    "own_gpu_cost_of_tokens_usd_month": (
        {
            "output_tokens": 3e9,
            "replica_rate": 1000,
            "utilisation": 0.5,
            "least_replicas": 1,
            "gpus_per_replica": 2,
            "gpu_price": 2,
            "people_cost": 1000,
        },
        3 * 2922 + 1000,
    ),
}


@pytest.mark.parametrize("name", sorted(SUMS))
def test_a_side_is_the_sum_worked_out_by_hand(name: str) -> None:
    inputs, expected = SUMS[name]
    assert formulas()[name](**inputs) == pytest.approx(expected, rel=1e-9)


def test_requests_of_active_entities_against_simulated_reads() -> None:
    """A month of reads: in every refresh a random 3 % of 20,000 entities is active and reads at least once."""
    random = np.random.default_rng(8)
    refreshes = int(MONTH_H / 6)
    active = random.binomial(20_000, 0.03, refreshes)
    reads = sum(int((1 + random.poisson(1.5, number)).sum()) for number in active)
    found = formulas()["requests_from_active_share"](
        active_share=0.03, entities=20_000, reads_per_active_entity=2.5, refresh_interval=6
    )
    assert float(found) == pytest.approx(reads / (refreshes * 6 * 3600), rel=0.01)
