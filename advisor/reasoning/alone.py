"""The best assignment of one scenario: numpy on small tables, with as few calls as there are tables.

What joins in a bucket, along which axes and in which order, is worked out once for tables of given sizes, so that a
bucket costs one addition for each table that meets there, and one maximum.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.reasoning.buckets import Bucket, Edge, Pairs, Table, Unary


@dataclass(frozen=True)
class _Operand:
    """A table that joins in a bucket: of an edge, or the message of an earlier bucket.

    Attributes:
        edge: ``None`` for a message.
        source: the bucket of the message.
        order: its axes, in the order in which the bucket has them.
        shape: in which it broadcasts over the axes of the bucket.
    """

    edge: Edge | None
    source: int
    order: tuple[int, ...]
    shape: tuple[int, ...]


@dataclass(frozen=True)
class _Step:
    """One bucket.

    Attributes:
        variable: that it eliminates.
        own: shape in which the variable's table broadcasts over the axes of the bucket.
        operands: what joins it.
        scope: the other axes.
        is_last: whether its message is part of the score.
    """

    variable: int
    own: tuple[int, ...]
    operands: tuple[_Operand, ...]
    scope: tuple[int, ...]
    is_last: bool


def decide_alone(buckets: tuple[Bucket, ...], unary: Unary, pairs: Pairs) -> tuple[NDArray[np.int64], Table]:
    """States of shape (variables, 1) and score of shape (1,), as of ``EliminationPlan.decide`` for one scenario."""
    steps = _steps(buckets, tuple(len(table) for table in unary))
    joined: list[Table] = []
    sent: list[Table] = []
    score = np.zeros(1, dtype=unary[0].dtype)
    for step in steps:
        total = unary[step.variable].reshape(step.own)
        for operand in step.operands:
            table = sent[operand.source] if operand.edge is None else pairs[operand.edge]
            total = total + table.transpose(operand.order).reshape(operand.shape)
        joined.append(total)
        sent.append(np.maximum.reduce(total, axis=0))
        if step.is_last:
            score = score + sent[-1]
    states = [0] * len(steps)
    for step, total in zip(reversed(steps), reversed(joined), strict=True):
        cells: tuple[Any, ...] = (slice(None), *(states[other] for other in step.scope))
        states[step.variable] = int(total[cells].argmax())
    return np.array(states, dtype=np.int64)[:, None], score


@lru_cache(maxsize=64)
def _steps(buckets: tuple[Bucket, ...], sizes: tuple[int, ...]) -> tuple[_Step, ...]:
    return tuple(_step(buckets, bucket, sizes) for bucket in buckets)


def _step(buckets: tuple[Bucket, ...], bucket: Bucket, sizes: tuple[int, ...]) -> _Step:
    """The smallest tables join first. A message has its axes in ascending order, as far as the bucket's go."""
    axes = bucket.axes

    def shape(own: Collection[int]) -> tuple[int, ...]:
        return (*(sizes[axis] if axis in own else 1 for axis in axes), 1)

    operands = []
    for source in bucket.messages:
        order = sorted(buckets[source].scope, key=axes.index)
        places = tuple(buckets[source].scope.index(axis) for axis in order)
        operands.append(_Operand(None, source, (*places, len(places)), shape(order)))
    for edge in bucket.edges:
        places = (0, 1) if axes.index(edge[0]) < axes.index(edge[1]) else (1, 0)
        operands.append(_Operand(edge, -1, (*places, 2), shape(edge)))
    operands.sort(key=lambda operand: math.prod(operand.shape))
    return _Step(bucket.variable, shape((bucket.variable,)), tuple(operands), bucket.scope, bucket.target is None)
