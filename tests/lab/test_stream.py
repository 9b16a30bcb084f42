"""The two ways of computing features agree on a clean stream, and each trouble does what its name says."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.lab.stream import TROUBLES, Events, arrived, from_warehouse, happened, replayed


@pytest.fixture
def clean() -> Events:
    return happened(3_000, 100, np.random.default_rng(5))


def test_both_ways_give_the_same_features_without_trouble(clean: Events) -> None:
    stream = arrived(clean, frozenset(), np.random.default_rng(6))
    np.testing.assert_allclose(replayed(stream), from_warehouse(clean), rtol=1e-9, atol=1e-6)


def test_the_warehouse_counts_an_hour_as_by_hand() -> None:
    stamps, amounts = np.array([0.0, 1800.0, 3600.0, 3601.0]), np.array([1.0, 2.0, 4.0, 8.0])
    events = Events(np.arange(4), np.zeros(4, dtype=np.int64), stamps, stamps, amounts)
    assert from_warehouse(events)[:, :4].tolist() == [
        [1, 1, 1, 86400], [2, 2, 3, 1800], [4, 3, 7, 1800], [8, 3, 14, 1]
    ]  # fmt: skip


@pytest.mark.parametrize("trouble", TROUBLES)
def test_each_trouble_changes_the_stream_in_its_own_way(clean: Events, trouble: str) -> None:
    stream = arrived(clean, frozenset({trouble}), np.random.default_rng(7))
    assert (np.diff(stream.arrival) >= 0).all()
    unique = len(np.unique(stream.event))
    assert (unique < len(clean)) == (trouble == "missing")
    assert (len(stream) > unique) == (trouble == "duplicate")
    amounts, stamps = clean.amount[stream.event], clean.stamp[stream.event]
    assert (stream.amount != amounts).any() == (trouble == "units")
    assert (stream.stamp != stamps).any() == (trouble == "time zones")
    assert (np.diff(stream.stamp) < 0).any() == (trouble in {"late", "out of order", "duplicate", "time zones"})
