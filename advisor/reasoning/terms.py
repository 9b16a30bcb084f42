"""Terms over many scenarios at once: the least and the greatest value of each.

Every distinct part of a term is worked out once, and all that stand at one height and are joined alike together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.conditions import Constant, Operation, Quantity, Term
from advisor.reasoning.scenarios import Fields, ScenarioBatch

Values = NDArray[np.float64]
Bounds = tuple[Values, Values]
"""The least and the greatest of something in every scenario; one array where the two are alike everywhere."""


@dataclass(frozen=True)
class Joins:
    """Parts of one height that an operator joins, one after the other; ``left`` and ``right`` say of what."""

    operator: str
    left: NDArray[np.int64]
    right: NDArray[np.int64]


class TermPlan:
    """Terms compiled against fields.

    Parts are numbered: quantities, constants, then joins height by height.

    Attributes:
        rows: the number field of each quantity.
        factors: what each is multiplied by, as a column.
        constants: as a column.
        joins: the others.
        wanted: the part that each term is.
    """

    def __init__(self, terms: Iterable[Term], fields: Fields) -> None:
        terms = list(terms)
        heights: dict[Term, int] = {}
        for term in terms:
            _measure(term, heights)
        quantities = [part for part in heights if isinstance(part, Quantity)]
        constants = [part for part in heights if isinstance(part, Constant)]
        groups: dict[tuple[int, str], list[Operation]] = {}
        for part, height in heights.items():
            if isinstance(part, Operation):
                groups.setdefault((height, part.operator), []).append(part)
        ordered = [*quantities, *constants, *(part for group in sorted(groups) for part in groups[group])]
        places = {part: place for place, part in enumerate(ordered)}
        self.rows = np.array([fields.places[part.field] for part in quantities], dtype=np.int64)
        self.factors = np.array([part.factor for part in quantities])[:, None]
        self.constants = np.array([part.value for part in constants])[:, None]
        self.joins = [
            Joins(
                operator,
                np.array([places[part.left] for part in groups[height, operator]]),
                np.array([places[part.right] for part in groups[height, operator]]),
            )
            for height, operator in sorted(groups)
        ]
        self.wanted = np.array([places[term] for term in terms], dtype=np.int64)
        self.size = len(ordered)

    def evaluate(self, batch: ScenarioBatch) -> Bounds:
        """The bounds of every part, shape (parts, B)."""
        least, greatest = batch.low.take(self.rows, axis=0), batch.high.take(self.rows, axis=0)
        low = np.empty((self.size, batch.size))
        high = low if (least == greatest).all() else np.empty_like(low)
        at, end = len(self.rows), len(self.rows) + len(self.constants)
        for bounds, ends in ((low, least), (high, greatest)):
            np.multiply(ends, self.factors, out=bounds[:at])
            bounds[at:end] = self.constants
        with np.errstate(divide="ignore", invalid="ignore"):
            for joins in self.joins:
                left, right = (_some(low, high, parts) for parts in (joins.left, joins.right))
                found = _joined(joins.operator, left, right)
                if high is low and found[0] is not found[1]:
                    high = low.copy()
                at, end = end, end + len(joins.left)
                low[at:end] = found[0]
                if high is not low:
                    high[at:end] = found[1]
        return low, high


def _measure(term: Term, heights: dict[Term, int]) -> int:
    """How many operations stand one on the other in ``term``; all its parts get theirs, the inner ones first."""
    if term not in heights:
        below = [_measure(part, heights) for part in (term.left, term.right)] if isinstance(term, Operation) else [-1]
        heights[term] = 1 + max(below)
    return heights[term]


def _some(low: Values, high: Values, parts: NDArray[np.int64]) -> Bounds:
    some = low.take(parts, axis=0)
    return some, some if high is low else high.take(parts, axis=0)


def _joined(operator: str, left: Bounds, right: Bounds) -> Bounds:
    """The arithmetic of ``conditions.combine`` on arrays."""
    is_one = left[0] is left[1] and right[0] is right[1]
    if operator == "+":
        low = left[0] + right[0]
        return low, low if is_one else left[1] + right[1]
    if operator == "-":
        low = left[0] - right[1]
        return low, low if is_one else left[1] - right[0]
    by = right if operator == "*" else (1 / right[1], 1 / right[0])
    if is_one:
        low = high = left[0] * by[0]
    else:
        some, others = (left[0] * by[0], left[0] * by[1]), (left[1] * by[0], left[1] * by[1])
        low = np.minimum(np.minimum(*some), np.minimum(*others))
        high = np.maximum(np.maximum(*some), np.maximum(*others))
    unbounded = np.isnan(low)  # 0 times infinity
    if operator == "/":
        unbounded |= (right[0] <= 0) & (right[1] >= 0)
    if not unbounded.any():
        return low, high
    return np.where(unbounded, -np.inf, low), np.where(unbounded, np.inf, high)
