"""Scenarios shared out to the cores of this machine, for compiled code that lets go of the lock of Python.

Each scenario is worked out by itself, so that no result depends on how many threads there are.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def share_out(work: Callable[[int, int], None], size: int, step: int) -> None:
    """Call ``work`` with the begin and the end of every part of ``size`` scenarios, in a thread for each core.

    A process that another has started takes all of them by itself, since there is one for each core already.

    Args:
        work: gets two numbers; parts may be worked at in any order, and at once.
        size: number of scenarios.
        step: all parts begin at a multiple of it.
    """
    threads = 1 if multiprocessing.parent_process() else cores()
    each = max(1, -(-size // (threads * step))) * step
    parts = [(start, min(start + each, size)) for start in range(0, size, each)]
    waiting = [_pool().submit(work, *part) for part in parts[1:]]
    for part in parts[:1]:
        work(*part)
    for done in waiting:
        done.result()


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(1, cores() - 1), thread_name_prefix="scenarios")
