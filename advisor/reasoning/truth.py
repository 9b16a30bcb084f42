"""Many conditions over many scenarios at once.

Every distinct test of the rule base is evaluated once a scenario, by kind and as arrays; *and* and *or* follow
level by level as minimum and maximum. Truth is 0 (no), 1 (unknown), 2 (yes).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.conditions import (
    AllOf,
    AnyOf,
    Below,
    Condition,
    IsOneOf,
    Mentions,
    SumBelow,
    Term,
    Test,
    Tree,
)
from advisor.reasoning.scenarios import Fields, ScenarioBatch
from advisor.reasoning.terms import TermPlan

NO, UNKNOWN, YES = 0, 1, 2

Truths = NDArray[np.int8]


@dataclass(frozen=True)
class Level:
    """Joins of one kind whose parts all lie on lower levels, those with most parts first.

    Attributes:
        joins: where each join stands.
        parts: the first part of every join, then the second of every join that has two, and so on.
        conjunction: whether all parts must hold, or any.
    """

    joins: NDArray[np.int64]
    parts: tuple[NDArray[np.int64], ...]
    conjunction: bool

    def evaluate(self, truths: Truths) -> None:
        join = np.minimum if self.conjunction else np.maximum
        found = truths.take(self.parts[0], axis=0)
        for parts in self.parts[1:]:
            several = found[: len(parts)]
            join(several, truths.take(parts, axis=0), out=several)
        truths[self.joins] = found


class TruthPlan:
    """Conditions compiled against fields; evaluates to an array of shape (conditions, B).

    Nodes are the distinct tests and joins, numbered kind by kind: tests of choices, of ticked choices, of numbers, of
    terms, then joins level by level.

    Attributes:
        fields: that the tests read.
        choice_tests: field of each test, and truth by choice index + 1 (0 stands for unknown).
        mentions: field of each test, and as columns the bit set asked for, whether nothing else may be, and the sign.
        below: field, limit, and sign of each test of a number.
        sums: each term, and the limits and signs of its tests.
        terms: those terms.
        of_terms: the part of them that each of those tests reads, its limit, and its sign.
        levels: the joins.
        wanted: the node of each condition.
        size: number of nodes.
    """

    def __init__(self, conditions: Sequence[Condition], fields: Fields) -> None:
        self.fields = fields
        trees = [condition.tree for condition in conditions]
        tests = list(dict.fromkeys(test for tree in trees for test in _tests(tree)))
        sums = _by_term(test for test in tests if isinstance(test, SumBelow))
        ordered: list[Test] = []
        ordered += [test for kind in (IsOneOf, Mentions, Below) for test in tests if isinstance(test, kind)]
        ordered += [test for of_term in sums.values() for test in of_term]
        nodes: dict[Tree, int] = {test: position for position, test in enumerate(ordered)}
        self.choice_tests = self._compile_choice([test for test in ordered if isinstance(test, IsOneOf)])
        self.mentions = self._compile_mentions([test for test in ordered if isinstance(test, Mentions)])
        self.below = self._compile_below([test for test in ordered if isinstance(test, Below)])
        self.sums = [
            (term, [(test.limit, 1 if test.positive else -1) for test in of_term]) for term, of_term in sums.items()
        ]
        self.terms = TermPlan(sums, self.fields)
        counts = [len(of_term) for of_term in sums.values()]
        self.of_terms = np.repeat(self.terms.wanted, counts), *_limits([test for of in sums.values() for test in of])
        self.levels = _compile_levels(trees, nodes)
        self.wanted = np.array([nodes[tree] for tree in trees], dtype=np.int64)
        self.size = len(nodes)

    def evaluate(self, batch: ScenarioBatch) -> Truths:
        """Truth of every condition in every scenario, int8 of shape (conditions, B)."""
        truths = np.empty((self.size, batch.size), dtype=np.int8)
        self._evaluate_tests(batch, truths)
        for level in self.levels:
            level.evaluate(truths)
        return truths.take(self.wanted, axis=0)

    # --- tests ---

    def _evaluate_tests(self, batch: ScenarioBatch, truths: Truths) -> None:
        rows, table = self.choice_tests
        at = len(rows)
        if at:
            cells = np.arange(1, table.size, table.shape[1])[:, None] + batch.choice.take(rows, axis=0)
            truths[:at] = table.take(cells)
        fields, asked, only, positive = self.mentions
        if len(fields):
            ticked = batch.choices.take(fields, axis=0)
            found = np.where(only, ticked & ~asked == 0, ticked & asked != 0) == positive
            truths[at : at + len(fields)] = np.where(ticked < 0, UNKNOWN, np.where(found, YES, NO))
            at += len(fields)
        rows, limits, sign = self.below
        if len(rows):
            low, high = batch.low.take(rows, axis=0), batch.high.take(rows, axis=0)
            truths[at : at + len(rows)] = _below(low, high, limits[:, None], sign[:, None])
            at += len(rows)
        parts, limits, sign = self.of_terms
        if len(parts):
            least, greatest = self.terms.evaluate(batch)
            low, high = least.take(parts, axis=0), greatest.take(parts, axis=0)
            truths[at : at + len(parts)] = _below(low, high, limits[:, None], sign[:, None])

    def _compile_choice(self, tests: Sequence[IsOneOf]) -> tuple[NDArray[np.int64], Truths]:
        """Field of each test, and truth by choice index + 1 (0 stands for unknown)."""
        position = {name: place for place, name in enumerate(self.fields.choice)}
        width = 1 + max((len(self.fields.vocabulary[name].choices) for name in self.fields.choice), default=0)
        table = np.full((len(tests), width), UNKNOWN, dtype=np.int8)
        for row, test in enumerate(tests):
            for column, choice in enumerate(self.fields.vocabulary[test.field].choices):
                table[row, column + 1] = YES if choice in test.choices else NO
        return np.array([position[test.field] for test in tests], dtype=np.int64), table

    def _compile_mentions(self, tests: Sequence[Mentions]) -> tuple[NDArray[Any], ...]:
        """Field of each test, and, as columns, the bit set asked for, whether nothing else may be, and the sign."""
        asked = []
        for test in tests:
            known = self.fields.vocabulary[test.field].choices
            asked.append(sum(1 << known.index(choice) for choice in test.choices))
        return (
            np.array([self.fields.places[test.field] for test in tests], dtype=np.int64),
            np.array(asked, dtype=np.int64)[:, None],
            np.array([test.only for test in tests], dtype=bool)[:, None],
            np.array([test.positive for test in tests], dtype=bool)[:, None],
        )

    def _compile_below(self, tests: Sequence[Below]) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int8]]:
        position = {name: place for place, name in enumerate(self.fields.number)}
        return np.array([position[test.field] for test in tests], dtype=np.int64), *_limits(tests)


def _limits(tests: Sequence[Below | SumBelow]) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """The limit of each test, and 1 where its value must be below, -1 where not."""
    return np.array([test.limit for test in tests]), np.array([1 if t.positive else -1 for t in tests], dtype=np.int8)


def _by_term(tests: Iterable[SumBelow]) -> dict[Term, list[SumBelow]]:
    """The tests of every distinct term, which is worked out once for all of them."""
    found: dict[Term, list[SumBelow]] = {}
    for test in tests:
        found.setdefault(test.term, []).append(test)
    return found


def _compile_levels(trees: Iterable[Tree], nodes: dict[Tree, int]) -> list[Level]:
    """The joins of ``trees`` by height; each gets a place among ``nodes``."""
    depths: dict[Tree, int] = {}

    def depth(tree: Tree) -> int:
        if not isinstance(tree, AllOf | AnyOf):
            return 0
        if tree not in depths:
            depths[tree] = 1 + max((depth(part) for part in tree.parts), default=0)
        return depths[tree]

    for tree in trees:
        depth(tree)
    levels = []
    for height in sorted(set(depths.values())):
        for kind in (AllOf, AnyOf):
            joins = [tree for tree, at in depths.items() if at == height and isinstance(tree, kind)]
            if joins:
                levels.append(_level(joins, nodes, kind is AllOf))
    return levels


def _level(joins: Sequence[AllOf | AnyOf], nodes: dict[Tree, int], conjunction: bool) -> Level:
    joins = sorted(joins, key=lambda join: -len(join.parts))
    places = [nodes.setdefault(join, len(nodes)) for join in joins]
    parts = [
        np.array([nodes[join.parts[at]] for join in joins if at < len(join.parts)]) for at in range(len(joins[0].parts))
    ]
    return Level(np.array(places), tuple(parts), conjunction)


def _tests(tree: Tree) -> Iterable[Test]:
    if isinstance(tree, AllOf | AnyOf):
        for part in tree.parts:
            yield from _tests(part)
    else:
        yield tree


def _below(
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    limit: NDArray[np.float64],
    sign: NDArray[np.int8],
) -> Truths:
    """Whether a value is below its limit; with ``sign`` -1 whether it is not."""
    certain = (high < limit).view(np.int8) - (low >= limit).view(np.int8)
    return np.asarray(UNKNOWN + sign * certain, dtype=np.int8)
