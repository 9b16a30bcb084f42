"""Large tables that come and go, in memory that stays."""

from __future__ import annotations

from functools import cache

import numpy as np

_LARGEST_POOLED = 31 << 20


@cache
def keep_freed_memory() -> None:
    """Let the C library keep freed tables for the next ones.

    The GNU library returns large freed blocks to the system, and fetching them again costs more than the arithmetic on
    them; it stops for blocks as large as the largest that was ever freed. Elsewhere this is one allocation that is
    never touched, and changes nothing.
    """
    np.empty(_LARGEST_POOLED, dtype=np.uint8)
