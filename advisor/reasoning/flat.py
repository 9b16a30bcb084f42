"""An elimination order as plain arrays of integers, for code that runs over many scenarios cell by cell.

A *row* is one number of every scenario: a cell of a table or of a message. Rows lie one after the other: the states
of all variables, the cells of the pairwise tables that differ between scenarios, the cells of what was joined ahead,
the cells of all messages, and one that changes nothing.

What meets in a bucket is joined ahead, the smallest scopes first, until at most two tables are left, so that a cell of
the joined table is the sum (or product) of two rows and one number that all scenarios share.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from advisor.reasoning.buckets import Bucket, Edge, Join, Pairs, Table, Unary, spread

Integers = NDArray[np.int32]


class Steps(NamedTuple):
    """The arrays of a plan, for code that follows it step by step.

    Attributes:
        variables: variable that each bucket eliminates.
        states: how many states it has.
        cells: how many cells its message has.
        messages: the row at which its message begins.
        is_last: 1 where the message goes nowhere, so that it is part of the result.
        merges: where the cells joined ahead for each bucket begin among all of them, and the number of all.
        merged: the first of the rows that they fill.
        merge_left: the first row of each cell joined ahead.
        merge_right: the second row.
        joined: where the joined cells of each bucket begin among all of them, and the number of all; the states of one
            cell of the message lie beside each other.
        left: the first row of each joined cell.
        right: the second row.
        paired: 1 where the second rows of a bucket are not all neutral.
        scope_first: where the scope of each bucket begins in ``scope``, and the length of that.
        scope: variables of the scopes.
        strides: how many cells of the message one state of that variable is.
    """

    variables: Integers
    states: Integers
    cells: Integers
    messages: Integers
    is_last: Integers
    merges: Integers
    merged: Integers
    merge_left: Integers
    merge_right: Integers
    joined: Integers
    left: Integers
    right: Integers
    paired: Integers
    scope_first: Integers
    scope: Integers
    strides: Integers


@dataclass(frozen=True, eq=False)
class FlatPlan:
    """The buckets of a plan for tables of given sizes.

    Attributes:
        varying: edges whose tables differ between scenarios; the others are alike for all.
        given: number of rows of the variables and of the varying tables, which come first.
        neutral: the last row, which changes nothing.
        offsets: the row of the first state of each variable.
        steps: what is joined with what, in which order.
        shared: places among the numbers that all scenarios share whose sum is that of each cell, those joined ahead
            before the joined ones, shape (most tables that meet in one, cells).
    """

    varying: tuple[Edge, ...]
    given: int
    neutral: int
    offsets: Integers
    steps: Steps
    shared: NDArray[np.int64]

    def stacked(self, unary: Unary, pairs: Pairs, lanes: int) -> Table:
        """The rows of the variables and of the varying tables, shape (rows, B), B filled up to a multiple of ``lanes``
        by repeating the last scenario.
        """
        size = unary[0].shape[-1]
        rows = np.empty((self.given, -(-size // lanes) * lanes), dtype=unary[0].dtype)
        np.concatenate([*unary, *(pairs[edge].reshape(-1, size) for edge in self.varying)], out=rows[:, :size])
        rows[:, size:] = rows[:, size - 1 : size]
        return rows

    def common(self, pairs: Pairs, join: Join, neutral: float, kind: np.dtype[Any]) -> tuple[Table, Table]:
        """What all scenarios share of every cell that is joined ahead, and of every joined cell.

        Args:
            pairs: tables of all edges.
            join: sum or product.
            neutral: what it leaves as it is.
            kind: type of the numbers given.
        """
        tables = [pairs[edge].ravel() for edge in pairs if edge not in self.varying]
        numbers = np.concatenate([*tables, [neutral]])
        whole = numbers[self.shared[0]]
        for places in self.shared[1:]:
            whole = join(whole, numbers[places])
        whole, ahead = whole.astype(kind, copy=False), self.steps.merges[-1]
        return whole[:ahead], whole[ahead:]


def flat_plan(buckets: tuple[Bucket, ...], unary: Unary, pairs: Pairs) -> FlatPlan:
    """The plan for tables like these; made once for all of the same sizes."""
    varying = tuple(edge for edge, table in pairs.items() if table.shape[-1] == unary[0].shape[-1] > 1)
    return flattened(buckets, tuple(len(table) for table in unary), varying, tuple(pairs))


@dataclass(frozen=True)
class _Factor:
    """Rows from ``start`` on, one for each cell of a table over the variables ``own``."""

    own: tuple[int, ...]
    start: int


@dataclass(frozen=True)
class _Cells:
    """For each cell of a joined table the two rows and the shared numbers that it is joined from."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    shared: list[NDArray[np.int64]]


class _Layout:
    """Rows and joins of one plan, bucket after bucket. Arguments as of ``flattened``."""

    def __init__(
        self, buckets: tuple[Bucket, ...], sizes: tuple[int, ...], varying: tuple[Edge, ...], edges: tuple[Edge, ...]
    ) -> None:
        self.sizes = sizes
        self.offsets = [0, *accumulate(sizes)]
        self.rows = self.offsets[-1]
        self.of_edge: dict[Edge, int] = {}
        for edge in varying:
            self.of_edge[edge] = self.rows
            self.rows += self.count(edge)
        self.given = self.rows
        self.numbers: dict[Edge, int] = {}
        self.no_number = 0
        for edge in edges:
            if edge not in self.of_edge:
                self.numbers[edge] = self.no_number
                self.no_number += self.count(edge)
        self.merges: list[list[_Cells]] = []
        self.merged: list[int] = []
        self.joined: list[_Cells] = []
        self.messages: list[_Factor] = []
        self.paired: list[bool] = []
        for bucket in buckets:
            self._add(bucket)
        self.neutral = self.rows

    def count(self, axes: Collection[int]) -> int:
        return math.prod(self.sizes[axis] for axis in axes)

    def _add(self, bucket: Bucket) -> None:
        factors = [_Factor((bucket.variable,), self.offsets[bucket.variable])]
        factors += [self.messages[source] for source in bucket.messages]
        factors += [_Factor(edge, self.of_edge[edge]) for edge in bucket.edges if edge in self.of_edge]
        shared = [edge for edge in bucket.edges if edge in self.numbers]
        self.merged.append(self.rows)
        self.merges.append([])
        while len(factors) > 1:
            pair = min(itertools.combinations(factors, 2), key=lambda two: self.count(_union(*two)))
            union = tuple(axis for axis in bucket.axes if axis in _union(*pair))
            if len(factors) == 2 and union == bucket.axes:
                break
            inside = [edge for edge in shared if set(edge) <= set(union)]
            shared = [edge for edge in shared if edge not in inside]
            self.merges[-1].append(self._cells(union, pair, inside))
            factors = [factor for factor in factors if factor not in pair] + [_Factor(union, self.rows)]
            self.rows += self.count(union)
        axes = (*bucket.scope, bucket.variable)
        self.joined.append(self._cells(axes, factors, shared))
        self.paired.append(len(factors) == 2)
        self.messages.append(_Factor(bucket.scope, self.rows))
        self.rows += self.count(bucket.scope)

    def _cells(self, axes: tuple[int, ...], factors: Sequence[_Factor], shared: Sequence[Edge]) -> _Cells:
        left, *others = [self._places(factor.own, factor.start, axes) for factor in factors]
        right = others[0] if others else np.full_like(left, -1)
        return _Cells(left, right, [self._places(edge, self.numbers[edge], axes) for edge in shared])

    def _places(self, own: tuple[int, ...], start: int, axes: tuple[int, ...]) -> NDArray[np.int64]:
        places = start + np.arange(self.count(own)).reshape(*(self.sizes[axis] for axis in own), 1)
        return np.broadcast_to(spread(places, own, axes), (*(self.sizes[axis] for axis in axes), 1)).ravel()


def _union(left: _Factor, right: _Factor) -> set[int]:
    return {*left.own, *right.own}


def _integers(values: ArrayLike) -> Integers:
    return np.asarray(values, dtype=np.int32)


def _begins(lengths: Iterable[int]) -> Integers:
    """Where each of several pieces laid end to end begins, and the length of all."""
    return _integers([0, *accumulate(lengths)])


@lru_cache(maxsize=64)
def flattened(
    buckets: tuple[Bucket, ...], sizes: tuple[int, ...], varying: tuple[Edge, ...], edges: tuple[Edge, ...]
) -> FlatPlan:
    """The plan for variables of these sizes.

    Args:
        buckets: in the order of elimination.
        sizes: states of each variable.
        varying: edges whose tables differ between scenarios.
        edges: all edges, in the order in which their tables come.
    """
    layout = _Layout(buckets, sizes, varying, edges)
    merges = [cells for merged in layout.merges for cells in merged]
    every = [*merges, *layout.joined]
    count = sum(len(cells.left) for cells in every)
    shared = np.full((max(1, *(len(cells.shared) for cells in every)), count), layout.no_number)
    start = 0
    for cells in every:
        for row, places in zip(shared, cells.shared, strict=False):
            row[start : start + len(places)] = places
        start += len(cells.left)

    def rows(side: Iterable[NDArray[np.int64]]) -> Integers:
        places = np.concatenate([np.empty(0, dtype=np.int64), *side])
        return _integers(np.where(places < 0, layout.neutral, places))

    return FlatPlan(
        varying,
        layout.given,
        layout.neutral,
        offsets=_integers(layout.offsets),
        steps=Steps(
            variables=_integers([bucket.variable for bucket in buckets]),
            states=_integers([sizes[bucket.variable] for bucket in buckets]),
            cells=_integers([layout.count(bucket.scope) for bucket in buckets]),
            messages=_integers([message.start for message in layout.messages]),
            is_last=_integers([bucket.target is None for bucket in buckets]),
            merges=_begins(sum(len(cells.left) for cells in merged) for merged in layout.merges),
            merged=_integers(layout.merged),
            merge_left=rows(cells.left for cells in merges),
            merge_right=rows(cells.right for cells in merges),
            joined=_begins(len(cells.left) for cells in layout.joined),
            left=rows(cells.left for cells in layout.joined),
            right=rows(cells.right for cells in layout.joined),
            paired=_integers(layout.paired),
            scope_first=_begins(len(bucket.scope) for bucket in buckets),
            scope=_integers([axis for bucket in buckets for axis in bucket.scope]),
            strides=_integers(
                [layout.count(bucket.scope[at + 1 :]) for bucket in buckets for at in range(len(bucket.scope))]
            ),
        ),
        shared=shared,
    )
