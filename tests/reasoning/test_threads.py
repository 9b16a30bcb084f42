"""Sharing out covers every scenario once, whatever the number of threads, and hands errors on."""

from __future__ import annotations

import threading
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.reasoning import threads


@given(size=st.integers(0, 1000), step=st.integers(1, 64), cores=st.integers(1, 9))
def test_every_scenario_is_in_one_part_and_parts_begin_at_whole_steps(size: int, step: int, cores: int) -> None:
    parts: list[tuple[int, int]] = []
    with patch.object(threads, "cores", lambda: cores):
        threads.share_out(lambda first, last: parts.append((first, last)), size, step)
    assert sorted(place for first, last in parts for place in range(first, last)) == list(range(size))
    assert all(first % step == 0 for first, _ in parts)
    assert len(parts) <= cores


def test_an_error_of_any_part_reaches_the_caller() -> None:
    def work(first: int, last: int) -> None:
        if last == 10:
            raise ValueError("the last part")

    with patch.object(threads, "cores", lambda: 3), pytest.raises(ValueError, match="the last part"):
        threads.share_out(work, 10, 1)


def test_a_process_that_another_has_started_works_alone() -> None:
    used: list[threading.Thread] = []
    with patch.object(threads.multiprocessing, "parent_process", object):
        threads.share_out(lambda first, last: used.append(threading.current_thread()), 1000, 1)
    assert used == [threading.current_thread()]
