"""Memory, time and updates of devices, on worked examples."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.estimates import (
    device_memory_mb,
    device_memory_share,
    device_time_ms,
    device_time_scaled_ms,
    fleet_update_gb,
    fleet_update_hours,
    model_size_mb,
)


def test_published_sizes() -> None:
    """MobileNetV2 has 3.5 million parameters and is 14 MB (Keras Applications); BERT-base 110 million, 440 MB."""
    assert model_size_mb(parameters=3.5e6, bits=32) == pytest.approx(14)
    assert model_size_mb(parameters=110e6, bits=32) == pytest.approx(440)
    assert model_size_mb(parameters=110e6, bits=8) == pytest.approx(110)


def test_memory() -> None:
    needed = device_memory_mb(model_mb=14.0, activations_mb=5.0, runtime_mb=3.0)
    assert needed == 22
    assert device_memory_share(needed_mb=needed, device_memory_mb=11.0) == 2


def test_time_is_bound_by_arithmetic_or_by_memory() -> None:
    device = {"device_gflops": 20.0, "bandwidth_gb_per_s": 10.0, "overhead_ms": 1.0}
    assert device_time_ms(work_gflop=0.6, model_mb=14.0, **device) == pytest.approx(31)
    assert device_time_ms(work_gflop=0.1, model_mb=400.0, **device) == pytest.approx(41)


def test_time_scales_with_what_machines_sustain() -> None:
    assert device_time_scaled_ms(inference_ms=6.0, measured_on_gflops=50.0, device_gflops=25.0) == 12


def test_update_of_a_fleet() -> None:
    assert fleet_update_gb(devices=1e6, update_mb=5.0, repeated_share=0.1) == pytest.approx(5500)


def test_update_time_against_simulated_devices() -> None:
    random = np.random.default_rng(1)
    offline = np.sort(random.exponential(9.0, 100_000))
    reached = offline[int(0.95 * offline.size)]
    update = {"devices": 100_000, "update_mb": 5.0, "device_mb_per_s": 2.0, "offline_h": 9.0, "share_reached": 0.95}
    assert float(fleet_update_hours(**update, send_mb_per_s=1000.0)) == pytest.approx(reached, rel=0.02)
    assert float(fleet_update_hours(**update, send_mb_per_s=1.0)) == pytest.approx(95_000 * 5 / 3600)
