"""The backends give the same rows, and lose none when workers die."""

from __future__ import annotations

import os
import signal
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from advisor.errors import AdvisorError
from advisor.sweep.engine import DaskCluster, InThisProcess, ProcessPool, SweepBackend
from advisor.sweep.job import Chunk
from advisor.sweep.run import Answered

CHUNKS = [Chunk(number, {"x": np.arange(number, number + 3.0)}, np.ones(3, dtype=bool)) for number in range(6)]


def double(chunk: Chunk) -> Answered:
    """Stands in for the engine."""
    x = chunk.varied["x"]
    return Answered(x > 0, 2.0 * x, np.zeros((1, len(x)), np.int8), np.ones((1, len(x)), np.float32))


def die_once(folder: Path, chunk: Chunk) -> Answered:
    """Kills its own process when it meets chunk 2 for the first time."""
    mark = folder / "died"
    if chunk.number == 2 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return double(chunk)


def die_always(chunk: Chunk) -> Answered:
    os.kill(os.getpid(), signal.SIGKILL)
    return double(chunk)


def _scores(backend: SweepBackend) -> dict[int, list[float]]:
    return {chunk.number: answered.score.tolist() for chunk, answered in backend.map(double, CHUNKS)}


def test_a_pool_gives_the_rows_of_one_process() -> None:
    assert _scores(ProcessPool(2)) == _scores(InThisProcess())


def test_chunks_of_a_killed_process_are_computed_again(tmp_path: Path) -> None:
    found = [chunk.number for chunk, _ in ProcessPool(2).map(partial(die_once, tmp_path), CHUNKS)]
    assert sorted(found) == list(range(6))


def test_a_pool_whose_processes_always_die_gives_up() -> None:
    with pytest.raises(AdvisorError, match="died 3 times"):
        list(ProcessPool(1).map(die_always, CHUNKS))


@pytest.mark.filterwarnings("ignore")
def test_dask_gives_the_rows_of_one_process() -> None:
    pytest.importorskip("distributed")
    assert _scores(DaskCluster()) == _scores(InThisProcess())


@pytest.mark.filterwarnings("ignore")
def test_dask_survives_a_killed_worker(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True)
    with cluster:
        backend = DaskCluster(cluster.scheduler_address)
        found = [chunk.number for chunk, _ in backend.map(partial(die_once, tmp_path), CHUNKS)]
    assert sorted(found) == list(range(6))
