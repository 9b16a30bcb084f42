"""Medians of rounds in which the contenders take turns, so that a busy moment hits all of them."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence

ROUNDS = 5
_SHORTEST = 0.05


def medians(contenders: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Median seconds of one call of each contender. Short ones are called often enough for the clock in each round."""
    calls = {}
    for name, call in contenders.items():
        call()
        start = time.perf_counter()
        call()
        calls[name] = max(1, round(_SHORTEST / max(time.perf_counter() - start, 1e-9)))
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, call in contenders.items():
            gc.collect()
            start = time.perf_counter()
            for _ in range(calls[name]):
                call()
            taken[name].append((time.perf_counter() - start) / calls[name])
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def process_medians(
    commands: Mapping[str, Sequence[str]], rounds: int, cache: str, *, warm: bool = True
) -> dict[str, float]:
    """Median seconds of whole processes that keep what they cache in ``cache``; ``warm``: after one not counted.

    Python keeps its bytecode, as it does for everybody who has not forbidden it: else each start compiles this package.

    Raises:
        subprocess.CalledProcessError: a command failed.
    """
    environment = {**os.environ, "XDG_CACHE_HOME": cache}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for counted in [False] * warm + [True] * rounds:
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, env=environment)
            if counted:
                taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}
