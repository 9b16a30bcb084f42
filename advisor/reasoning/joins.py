"""The joined table of every bucket, by numpy, with as few calls as there are tables.

What joins in a bucket, along which axes and in which order, is worked out once for tables of given sizes, so that a
bucket costs one addition for each table that meets there, and one maximum.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

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
    """

    variable: int
    own: tuple[int, ...]
    operands: tuple[_Operand, ...]


def joined_tables(buckets: tuple[Bucket, ...], unary: Unary, pairs: Pairs) -> tuple[list[Table], list[Table]]:
    """The joined table of every bucket, axes (variable, scope..., B), and the message that it sends: its maximum.

    Args:
        buckets: in the order of elimination.
        unary: for each variable a table of scores of shape (states, B).
        pairs: for each edge (i, j) a table of shape (states of i, states of j, B), or (…, 1) for all alike.
    """
    joined: list[Table] = []
    sent: list[Table] = []
    is_alone = unary[0].shape[-1] == 1
    for step in _steps(buckets, tuple(len(table) for table in unary)):
        total, shared = unary[step.variable].reshape(step.own), None
        for operand in step.operands:
            table = sent[operand.source] if operand.edge is None else pairs[operand.edge]
            table = table.transpose(operand.order).reshape(operand.shape)
            if is_alone or table.shape[-1] > 1:
                total = total + table
            else:  # what is alike for all scenarios is small, and joins all of them at once
                shared = table if shared is None else shared + table
        joined.append(total if shared is None else total + shared)
        sent.append(np.maximum.reduce(joined[-1], axis=0))
    return joined, sent


@lru_cache(maxsize=64)
def _steps(buckets: tuple[Bucket, ...], sizes: tuple[int, ...]) -> tuple[_Step, ...]:
    return tuple(_step(buckets, bucket, sizes) for bucket in buckets)


def _step(buckets: tuple[Bucket, ...], bucket: Bucket, sizes: tuple[int, ...]) -> _Step:
    """The smallest tables join first. A message has its axes in ascending order, as far as the bucket's go."""
    axes = bucket.axes

    def shape(own: Collection[int]) -> tuple[int, ...]:
        return (*(sizes[axis] if axis in own else 1 for axis in axes), -1)

    operands = []
    for source in bucket.messages:
        order = sorted(buckets[source].scope, key=axes.index)
        places = tuple(buckets[source].scope.index(axis) for axis in order)
        operands.append(_Operand(None, source, (*places, len(places)), shape(order)))
    for edge in bucket.edges:
        places = (0, 1) if axes.index(edge[0]) < axes.index(edge[1]) else (1, 0)
        operands.append(_Operand(edge, -1, (*places, 2), shape(edge)))
    operands.sort(key=lambda operand: math.prod(operand.shape[:-1]))
    return _Step(bucket.variable, shape((bucket.variable,)), tuple(operands))
