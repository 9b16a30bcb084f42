"""What can't be more than something else: a mean rate above its peak, a median above its 99th percentile.

The relations are data: ``Question.at_most`` between answers, ``Input.at_most`` between inputs of a formula. Every way
in asks here, so that the same contradiction is told in the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from advisor.units import show_quantity


class Bounded(Protocol):
    """A number that another number may bound."""

    @property
    def unit(self) -> str | None: ...
    @property
    def at_most(self) -> str | None: ...


@dataclass(frozen=True)
class Excess:
    """A number that is greater than its bound, whatever the value within their ranges.

    Attributes:
        name: of the number.
        bound: the name of what bounds it.
        rows: where it is so, in the shape that the values broadcast to.
        found: the least that the number can be in the first of these places, with its unit.
        allowed: the greatest that the bound can be there.
    """

    name: str
    bound: str
    rows: NDArray[np.bool_]
    found: str
    allowed: str

    @property
    def fault(self) -> str:
        return f"{self.found} is more than {self.bound}, which is {self.allowed}."

    @property
    def remedy(self) -> str:
        return f"Allowed: {self.allowed} or less, or a greater {self.bound}."


def excesses(bounded: Mapping[str, Bounded], ends: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> Iterator[Excess]:
    """The numbers that exceed what bounds them, in the order of ``bounded``.

    Args:
        bounded: every number, by name; a bound is in the same unit as what it bounds.
        ends: the least and the greatest value of those that are known; NaN where one is not. Arrays broadcast.
    """
    for name, number in bounded.items():
        if number.at_most is None or name not in ends or number.at_most not in ends:
            continue
        least, greatest = np.broadcast_arrays(ends[name][0], ends[number.at_most][1])
        rows = least > greatest
        if rows.any():
            first, unit = int(np.argmax(rows)), number.unit or ""
            found, allowed = (show_quantity(float(values.flat[first]), unit) for values in (least, greatest))
            yield Excess(name, number.at_most, rows, found, allowed)
