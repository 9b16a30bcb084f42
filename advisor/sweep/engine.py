"""Where the chunks of a sweep are computed: in this process, in several, or on a Dask cluster, with the same rows."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import Protocol

from advisor.errors import AdvisorError, MissingTool, UserError
from advisor.reasoning.threads import cores
from advisor.sweep.job import Chunk
from advisor.sweep.run import Answered

ChunkFunction = Callable[[Chunk], Answered]
Result = tuple[Chunk, Answered]

MOST_LOSSES = 3
"""How often in a row workers may die before a sweep gives up."""

_IN_FLIGHT = 2
_THREADS_OF = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


class SweepBackend(Protocol):
    """Computes chunks in any order, each exactly once."""

    def map(self, function: ChunkFunction, chunks: Iterable[Chunk]) -> Iterator[Result]:
        """Every chunk with its result, as they are done. Only a few chunks are held at a time."""
        ...


class InThisProcess:
    """One chunk after the other."""

    def map(self, function: ChunkFunction, chunks: Iterable[Chunk]) -> Iterator[Result]:
        for chunk in chunks:
            yield chunk, function(chunk)


class ProcessPool:
    """Several processes of this machine. Chunks of a process that died are computed again.

    Args:
        workers: number of processes.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def map(self, function: ChunkFunction, chunks: Iterable[Chunk]) -> Iterator[Result]:
        """As the protocol says.

        Raises:
            AdvisorError: processes died ``MOST_LOSSES`` times without a chunk done in between.
        """
        source = iter(chunks)
        waiting: list[Chunk] = []
        losses = 0
        while True:
            running: dict[Future[Answered], Chunk] = {}
            with _one_thread_each(), self._pool() as pool:
                try:
                    while True:
                        waiting += islice(source, max(0, _IN_FLIGHT * self._workers - len(running) - len(waiting)))
                        while waiting:
                            running[pool.submit(function, waiting[-1])] = waiting[-1]
                            waiting.pop()  # only now: submitting fails where a process has just died
                        if not running:
                            return
                        done, _ = wait(running, return_when=FIRST_COMPLETED)
                        for future in done:
                            answered = future.result()
                            losses = 0
                            yield running.pop(future), answered
                except BrokenProcessPool:
                    losses += 1
                    waiting += running.values()
            if losses >= MOST_LOSSES:
                raise AdvisorError(f"worker processes died {losses} times in a row; finished chunks are kept.")

    def _pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._workers, mp_context=multiprocessing.get_context("spawn"))


class DaskCluster:
    """An existing Dask cluster, or one inside this process. Dask computes the chunks of a lost worker again.

    Args:
        scheduler: address of the scheduler; ``None`` for a cluster inside this process.
    """

    def __init__(self, scheduler: str | None = None) -> None:
        self._scheduler = scheduler

    def map(self, function: ChunkFunction, chunks: Iterable[Chunk]) -> Iterator[Result]:
        """As the protocol says.

        Raises:
            MissingTool: Dask is not installed.
            UserError: the scheduler can't be reached.
        """
        try:
            from distributed import Client, as_completed
        except ImportError:
            raise MissingTool(
                "--engine dask needs Dask. Install it with: pip install 'ml-architecture-advisor[dist]'"
            ) from None
        try:
            if self._scheduler is None:
                client = Client(processes=False, n_workers=1, threads_per_worker=1, dashboard_address=None)
            else:
                client = Client(self._scheduler)
        except (OSError, ValueError) as error:
            raise UserError(f"the Dask scheduler {self._scheduler} can't be reached: {error}.") from None
        with client:
            source = iter(chunks)
            submitted = {}
            threads = sum(client.nthreads().values()) or 1

            def submit(chunk: Chunk) -> object:
                future = client.submit(function, chunk, pure=False, retries=MOST_LOSSES)
                submitted[future.key] = chunk
                return future

            queue = as_completed([submit(chunk) for chunk in islice(source, _IN_FLIGHT * threads)], with_results=True)
            for future, answered in queue:
                yield submitted.pop(future.key), answered
                for chunk in islice(source, 1):
                    queue.add(submit(chunk))


def local_backend(chunks: int) -> SweepBackend:
    """One process a core of this machine, or just this one where starting others would not repay."""
    workers = min(cores(), chunks)
    return ProcessPool(workers) if workers > 1 else InThisProcess()


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Started processes multiply matrices with one thread, since there is one process a core."""
    before = {name: os.environ.get(name) for name in _THREADS_OF}
    os.environ.update(dict.fromkeys(_THREADS_OF, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
