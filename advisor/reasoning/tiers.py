"""Which code works through a plan: numpy, or the compiled kernel where there is enough to do."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

FEWEST_COMPILED = 50_000
"""Scenarios from which on the kernel repays its loading."""


def kernel_pays(scenarios: int) -> bool:
    """Whether the compiled kernel is installed and worth loading for this many scenarios."""
    return scenarios >= FEWEST_COMPILED and _installed()


@cache
def _installed() -> bool:
    return find_spec("numba") is not None
