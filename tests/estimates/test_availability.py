"""Availability against enumeration and simulation."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from advisor.estimates import (
    availability_with_fallback,
    chain_availability,
    downtime_minutes_month,
    replicated_availability,
)
from advisor.estimates.availability import in_series


def test_chain_is_the_product() -> None:
    chain = chain_availability(network=0.999, lookup=0.9995, service=0.998, other=1.0)
    assert chain == pytest.approx(0.999 * 0.9995 * 0.998)
    assert in_series(0.9, 0.5, 0.5) == pytest.approx(0.225)


@pytest.mark.parametrize(("replicas", "needed"), [(1, 1), (2, 1), (3, 2), (6, 4), (8, 8)])
def test_replicas_against_enumeration(replicas: int, needed: int) -> None:
    one = 0.93
    up = sum(
        np.prod([one if works else 1 - one for works in state])
        for state in product((True, False), repeat=replicas)
        if sum(state) >= needed
    )
    found = replicated_availability(one=one, replicas=replicas, needed=needed, shared=0.999)
    assert float(found) == pytest.approx(up * 0.999, rel=1e-12)


def test_replicas_in_one_array() -> None:
    found = replicated_availability(
        one=0.99, replicas=np.array([1, 2, 3, 1]), needed=np.array([1, 1, 2, 2]), shared=1.0
    )
    np.testing.assert_allclose(found, [0.99, 1 - 0.01**2, 0.99**3 + 3 * 0.99**2 * 0.01, 0.0])


def test_many_replicas() -> None:
    assert replicated_availability(one=0.99, replicas=500, needed=480, shared=1.0) == pytest.approx(1.0, abs=1e-6)


def test_fallback_against_simulation() -> None:
    random = np.random.default_rng(1)
    main, fallback, switched = (random.random(1_000_000) < share for share in (0.9, 0.8, 0.95))
    answered = np.mean(main | (fallback & switched))
    assert float(availability_with_fallback(main=0.9, fallback=0.8, switched=0.95)) == pytest.approx(answered, abs=2e-3)


def test_downtime() -> None:
    """99.9 % leaves 43.8 minutes of a month of 30.44 days."""
    assert float(downtime_minutes_month(availability=0.999)) == pytest.approx(43.83)
