"""What an answer can be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Range:
    """A number of which only the bounds are known, in the question's unit."""

    low: float
    high: float


Answer = str | bool | float | tuple[str, ...] | Range
"""A choice, a yes or no, a number in the question's unit, several choices, or a range. Unknown is absence."""
