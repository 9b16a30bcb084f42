"""Conditions as plain arrays, for code that evaluates them step by step for some scenarios at a time.

Nodes are those of :class:`~advisor.reasoning.truth.TruthPlan`, and so are their truths. An *interval* is the least and
the greatest value of something in every scenario: of a number field, or of a part of a term.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from advisor.conditions import Constant, Quantity, Term
from advisor.reasoning.truth import Level, TruthPlan

CONSTANT, SCALED, PLUS, MINUS, TIMES, OVER = range(6)

_KINDS = {"+": PLUS, "-": MINUS, "*": TIMES, "/": OVER}


class RuleProgram(NamedTuple):
    """The nodes of some conditions in an order in which they can be evaluated. Truth is 0, 1, 2 as everywhere.

    Attributes:
        sets: the fields of choices that are read, those that take one choice before those that take several.
        numbers: the number fields that are read.
        ticked: of each test of choices the field, numbered likewise.
        mask: the choices of which one must be ticked, as a bit set.
        positive: 1 where the test holds if one is, 0 where it holds if none is.
        terms: of each interval after those of the fields how it comes about: one of the constants above.
        left: the interval it is made from, -1 for a constant.
        right: the other one, -1 where there is none.
        number: the constant, or the factor of a scaled interval.
        interval: of each test of an interval which one.
        limit: below which it must lie.
        sign: 1 where it must, -1 where it must not.
        joins: the node of each join.
        conjunction: 1 where all parts must hold, 0 where any.
        parts_first: where the parts of each join begin in ``parts``, and the length of that.
        parts: nodes.
        wanted: the node of each condition.
    """

    sets: NDArray[np.int32]
    numbers: NDArray[np.int32]
    ticked: NDArray[np.int32]
    mask: NDArray[np.int64]
    positive: NDArray[np.int8]
    terms: NDArray[np.int32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    number: NDArray[np.float64]
    interval: NDArray[np.int32]
    limit: NDArray[np.float64]
    sign: NDArray[np.int8]
    joins: NDArray[np.int32]
    conjunction: NDArray[np.int8]
    parts_first: NDArray[np.int32]
    parts: NDArray[np.int32]
    wanted: NDArray[np.int32]

    @property
    def nodes(self) -> int:
        return len(self.ticked) + len(self.interval) + len(self.joins)


class _Terms:
    """Parts of terms as intervals after those of ``numbers`` fields, each distinct part once."""

    def __init__(self, plan: TruthPlan) -> None:
        self._places = plan.fields.places
        self._numbers = len(plan.fields.number)
        self._of: dict[Term, int] = {}
        self.rows: list[tuple[int, int, int, float]] = []

    def interval(self, term: Term) -> int:
        if term not in self._of:
            match term:
                case Constant(value):
                    row = CONSTANT, -1, -1, value
                case Quantity(name, factor):
                    row = SCALED, self._places[name], -1, factor
                case _:
                    row = _KINDS[term.operator], self.interval(term.left), self.interval(term.right), 0.0
            self._of[term] = self._numbers + len(self.rows)
            self.rows.append(row)
        return self._of[term]


@lru_cache(maxsize=16)
def rule_program(plan: TruthPlan) -> RuleProgram:
    """The same conditions as arrays."""
    terms = _Terms(plan)
    of_terms = [(terms.interval(term), limit, sign) for term, tests in plan.sums for limit, sign in tests]
    below = [*zip(*(part.tolist() for part in plan.below), strict=True), *of_terms]
    choice_fields, table = plan.choice_tests
    fields, asked, only, positive = (part.ravel() for part in plan.mentions)
    joins = [join for level in plan.levels for join in _joins(level)]
    ticked = [*choice_fields.tolist(), *(len(plan.fields.choice) + field for field in fields.tolist())]
    read = {interval for interval, *_ in below} | {left for _, left, *_ in terms.rows}
    return RuleProgram(
        sets=_integers(sorted(set(ticked))),
        numbers=_integers(sorted(row for row in read if 0 <= row < len(plan.fields.number))),
        ticked=_integers(ticked),
        mask=np.concatenate([_bits(table), np.where(only, ~asked, asked)]).astype(np.int64),
        positive=np.concatenate([np.ones(len(table)), only ^ positive]).astype(np.int8),
        terms=_integers([kind for kind, *_ in terms.rows]),
        left=_integers([left for _, left, *_ in terms.rows]),
        right=_integers([right for *_, right, _ in terms.rows]),
        number=np.array([number for *_, number in terms.rows], dtype=np.float64),
        interval=_integers([interval for interval, *_ in below]),
        limit=np.array([limit for _, limit, _ in below], dtype=np.float64),
        sign=np.array([sign for *_, sign in below], dtype=np.int8),
        joins=_integers([node for node, *_ in joins]),
        conjunction=np.array([conjunction for _, conjunction, _ in joins], dtype=np.int8),
        parts_first=_integers([0, *np.cumsum([len(parts) for *_, parts in joins])]),
        parts=_integers([part for *_, parts in joins for part in parts]),
        wanted=_integers(plan.wanted),
    )


def _joins(level: Level) -> list[tuple[int, bool, list[int]]]:
    """The node of each join of a level, whether it is a conjunction, and its parts."""
    return [
        (node, level.conjunction, [int(parts[at]) for parts in level.parts if at < len(parts)])
        for at, node in enumerate(level.joins.tolist())
    ]


def _bits(table: NDArray[np.int8]) -> NDArray[np.int64]:
    """The choices that satisfy each test; of ``table`` the first column stands for unknown."""
    places = np.arange(table.shape[1] - 1, dtype=np.int64)
    return np.asarray(((table[:, 1:] == 2).astype(np.int64) << places).sum(axis=1, dtype=np.int64))


def _integers(values: Sequence[Any] | NDArray[Any]) -> NDArray[np.int32]:
    return np.asarray(values, dtype=np.int32)
