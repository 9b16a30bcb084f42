"""An elimination order as plain arrays of integers, for code that is compiled to run over many scenarios.

A *row* is one number of every scenario: a cell of a table or of a message. Rows lie one after the other: the states
of all variables, the cells of the pairwise tables that differ between scenarios, the cells of all messages. Every
cell of a bucket's joined table is then a sum (or product) of rows, and ``index`` says of which.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import accumulate

import numpy as np
from numpy.typing import ArrayLike, NDArray

from advisor.reasoning.buckets import Bucket, Edge, Join, Pairs, Table, Unary, spread

Integers = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class FlatPlan:
    """The buckets of a plan for tables of given sizes.

    Attributes:
        varying: edges whose tables differ between scenarios; the others are alike for all.
        rows: number of rows of the variables and of the varying tables; messages lie behind them.
        variables: variable that each bucket eliminates.
        states: how many states it has.
        cells: how many cells its message has.
        messages: the row at which its message begins.
        is_last: 1 where the message goes nowhere, so that it is part of the result.
        first: the first operand of each bucket, and the number of all; its first operand is the variable itself.
        index: for each operand in turn the row that each cell of the joined table takes from it.
        starts: where the cells of each operand begin in ``index``.
        kinds: for each operand 1 where it is a message, else 0.
        joined: where the joined cells of each bucket begin among all of them, and the number of all.
        scope_first: where the scope of each bucket begins in ``scope``, and the length of that.
        scope: variables of the scopes.
        strides: how many cells of the message one state of that variable is.
        offsets: the row of the first state of each variable.
        shapes: axes of the joined tables.
    """

    varying: tuple[Edge, ...]
    rows: int
    variables: Integers
    states: Integers
    cells: Integers
    messages: Integers
    is_last: Integers
    first: Integers
    index: Integers
    starts: Integers
    kinds: Integers
    joined: Integers
    scope_first: Integers
    scope: Integers
    strides: Integers
    offsets: Integers
    shapes: tuple[tuple[int, ...], ...]

    def stacked(self, unary: Unary, pairs: Pairs) -> Table:
        """The rows of the variables and of the varying tables, shape (rows, B)."""
        size = unary[0].shape[-1]
        return np.concatenate([*unary, *(pairs[edge].reshape(-1, size) for edge in self.varying)])

    def common(self, buckets: Sequence[Bucket], pairs: Pairs, join: Join, neutral: float) -> Table:
        """What all scenarios share of every joined cell, shape (joined cells,)."""
        found = np.full(int(self.joined[-1]), neutral, dtype=next(iter(pairs.values())).dtype if pairs else np.float64)
        for place, (bucket, shape) in enumerate(zip(buckets, self.shapes, strict=True)):
            tables = [spread(pairs[edge], edge, bucket.axes) for edge in bucket.edges if edge not in self.varying]
            if tables:
                whole = np.broadcast_to(reduce(join, tables), (*shape, 1))
                found[self.joined[place] : self.joined[place + 1]] = whole.ravel()
        return found


def flat_plan(buckets: tuple[Bucket, ...], unary: Unary, pairs: Pairs) -> FlatPlan:
    """The plan for tables like these; made once for all of the same sizes."""
    varying = tuple(edge for edge, table in pairs.items() if table.shape[-1] == unary[0].shape[-1] > 1)
    return _flattened(buckets, tuple(len(table) for table in unary), varying)


@lru_cache(maxsize=64)
def _flattened(buckets: tuple[Bucket, ...], sizes: tuple[int, ...], varying: tuple[Edge, ...]) -> FlatPlan:
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    row, of_edge = int(offsets[-1]), {}
    for edge in varying:
        of_edge[edge] = row
        row += sizes[edge[0]] * sizes[edge[1]]
    rows = row
    messages = []
    for bucket in buckets:
        messages.append(row)
        row += _cells(bucket.scope, sizes)
    index: list[NDArray[np.int64]] = []
    kinds: list[int] = []
    first, shapes = [0], []
    for bucket in buckets:
        shape = tuple(sizes[axis] for axis in bucket.axes)
        operands: list[tuple[tuple[int, ...], int, int]] = [((bucket.variable,), int(offsets[bucket.variable]), 0)]
        operands += [(buckets[source].scope, messages[source], 1) for source in bucket.messages]
        operands += [(edge, of_edge[edge], 0) for edge in bucket.edges if edge in of_edge]
        for own, start, kind in operands:
            places = start + np.arange(_cells(own, sizes)).reshape(*(sizes[axis] for axis in own), 1)
            index.append(np.broadcast_to(spread(places, own, bucket.axes), (*shape, 1)).ravel())
            kinds.append(kind)
        first.append(len(kinds))
        shapes.append(shape)
    strides = [_cells(bucket.scope[at + 1 :], sizes) for bucket in buckets for at in range(len(bucket.scope))]
    return FlatPlan(
        varying,
        rows,
        variables=_integers([bucket.variable for bucket in buckets]),
        states=_integers([sizes[bucket.variable] for bucket in buckets]),
        cells=_integers([_cells(bucket.scope, sizes) for bucket in buckets]),
        messages=_integers(messages),
        is_last=_integers([bucket.target is None for bucket in buckets]),
        first=_integers(first),
        index=_integers(np.concatenate(index)),
        starts=_begins(len(places) for places in index),
        kinds=_integers(kinds),
        joined=_begins(_cells(bucket.axes, sizes) for bucket in buckets),
        scope_first=_begins(len(bucket.scope) for bucket in buckets),
        scope=_integers([axis for bucket in buckets for axis in bucket.scope]),
        strides=_integers(strides),
        offsets=_integers(offsets),
        shapes=tuple(shapes),
    )


def _cells(axes: Sequence[int], sizes: Sequence[int]) -> int:
    return math.prod(sizes[axis] for axis in axes)


def _integers(values: ArrayLike) -> Integers:
    return np.asarray(values, dtype=np.int32)


def _begins(lengths: Iterable[int]) -> Integers:
    """Where each of several pieces laid end to end begins, and the length of all."""
    return _integers([0, *accumulate(lengths)])
