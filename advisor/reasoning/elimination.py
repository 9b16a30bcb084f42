"""Exact variable elimination over a factor graph, batched.

A factor graph has one variable a decision with a finite number of states, a unary table for each, and pairwise
tables for coupled ones. Eliminating variables in a fixed order and passing messages back gives, for every state of
every variable, the best joint score that contains it (max, +), or the logarithm of the summed weight of all
joint assignments that contain it (log-sum-exp, +). Both are exact; the cost grows with the batch and exponentially
only in the width of the order. See Dechter (1999), "Bucket elimination: a unifying framework for reasoning",
and Shafer and Shenoy (1990) for the backward pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]
Edge = tuple[int, int]

FORBIDDEN = -float(2**30)
"""Score of what is impossible: finite, so that differences stay defined, and far below any sum of weights."""


def is_forbidden(score: float | Table) -> bool | NDArray[np.bool_]:
    """Whether a joint score contains something impossible."""
    return score < FORBIDDEN / 2


@dataclass(frozen=True)
class _Bucket:
    """What happens when ``variable`` is eliminated.

    Attributes:
        scope: the other variables of the joined table, ascending.
        edges: pairwise tables that join here.
        messages: buckets whose messages join here.
        target: bucket that takes this one's message; ``None`` for the last variable of a component.
    """

    variable: int
    scope: tuple[int, ...]
    edges: tuple[Edge, ...]
    messages: tuple[int, ...]
    target: int | None


class EliminationPlan:
    """An elimination order for one graph, worked out once.

    Args:
        sizes: number of states of each variable.
        edges: coupled pairs (i, j) with i < j.
        order: every variable once, in the order of elimination.
    """

    def __init__(self, sizes: Sequence[int], edges: Sequence[Edge], order: Sequence[int]) -> None:
        self.sizes = tuple(sizes)
        self.edges = tuple(edges)
        self._buckets = _buckets(edges, order)
        self.width = max((len(bucket.scope) for bucket in self._buckets), default=0)

    def best(self, unary: Sequence[Table], pairs: Mapping[Edge, Table]) -> tuple[NDArray[np.int64], Table, list[Table]]:
        """The best joint assignment of every scenario.

        Args:
            unary: for each variable a table of shape (states, B).
            pairs: for each edge (i, j) a table of shape (states of i, states of j, B).

        Returns:
            The states taken, shape (variables, B), ties going to the earlier state; the best score, shape (B,);
            and for each variable the best score with each of its states, shape (states, B).
        """
        joined, constants = self._forward(unary, pairs, _maximum)
        states = np.zeros((len(self.sizes), constants.shape[-1]), dtype=np.int64)
        columns = np.arange(constants.shape[-1])
        for bucket, table in zip(reversed(self._buckets), reversed(joined), strict=True):
            settled = tuple(states[other] for other in bucket.scope)
            chosen = np.moveaxis(table, -2, 0)[(slice(None), *settled, columns)]
            states[bucket.variable] = chosen.argmax(axis=0)
        return states, constants, self._backward(joined, constants, _maximum)

    def marginals(self, unary: Sequence[Table], pairs: Mapping[Edge, Table]) -> tuple[Table, list[Table]]:
        """Log of the total weight, shape (B,), and of the weight with each state, each of shape (states, B).

        Tables are log weights. Subtracting the first from the second gives log probabilities.
        """
        joined, constants = self._forward(unary, pairs, _log_sum_exp)
        return constants, self._backward(joined, constants, _log_sum_exp)

    def _forward(
        self, unary: Sequence[Table], pairs: Mapping[Edge, Table], reduce: Callable[[Table, int], Table]
    ) -> tuple[list[Table], Table]:
        """The joined table of every bucket, axes (scope..., variable, B), and the score of the empty scope."""
        joined: list[Table] = []
        messages: list[Table] = []
        size = unary[0].shape[-1]
        total = np.zeros(size)
        for bucket in self._buckets:
            axes = (*bucket.scope, bucket.variable)
            table = _spread(unary[bucket.variable], (bucket.variable,), axes)
            for edge in bucket.edges:
                table = table + _spread(pairs[edge], edge, axes)
            for source in bucket.messages:
                table = table + _spread(messages[source], self._buckets[source].scope, axes)
            table = np.broadcast_to(table, (*(self.sizes[axis] for axis in axes), size))
            message = reduce(table, -2)
            joined.append(table)
            messages.append(message)
            if bucket.target is None:
                total = total + message
        return joined, total

    def _backward(self, joined: Sequence[Table], total: Table, reduce: Callable[[Table, int], Table]) -> list[Table]:
        """For each variable the score of the whole with each of its states."""
        beliefs: list[Table] = [np.empty(0)] * len(joined)
        found: list[Table] = [np.empty(0)] * len(self.sizes)
        for position in range(len(joined) - 1, -1, -1):
            bucket, table = self._buckets[position], joined[position]
            sent = reduce(table, -2)
            if bucket.target is None:
                outside = total - sent
            else:
                target = self._buckets[bucket.target]
                kept = _reduce_onto(beliefs[bucket.target], (*target.scope, target.variable), bucket.scope, reduce)
                outside = kept - sent
            belief = table + np.expand_dims(outside, -2)
            beliefs[position] = belief
            found[bucket.variable] = _reduce_onto(
                belief, (*bucket.scope, bucket.variable), (bucket.variable,), reduce
            )
        return found


def _buckets(edges: Sequence[Edge], order: Sequence[int]) -> list[_Bucket]:
    when = {variable: position for position, variable in enumerate(order)}
    scopes: list[set[int]] = [set() for _ in order]
    tables: list[list[Edge]] = [[] for _ in order]
    incoming: list[list[int]] = [[] for _ in order]
    for edge in edges:
        first = min(edge, key=lambda variable: when[variable])
        tables[when[first]].append(edge)
        scopes[when[first]] |= set(edge) - {first}
    buckets = []
    for position, variable in enumerate(order):
        scope = scopes[position]
        target = min((when[other] for other in scope), default=None)
        if target is not None:
            incoming[target].append(position)
            scopes[target] |= scope - {order[target]}
        buckets.append(
            _Bucket(variable, tuple(sorted(scope)), tuple(tables[position]), tuple(incoming[position]), target)
        )
    return buckets


def _spread(table: Table, own: Sequence[int], axes: Sequence[int]) -> Table:
    """``table`` over the variables ``own``, as a view that broadcasts over ``axes``."""
    order = sorted(range(len(own)), key=lambda place: axes.index(own[place]))
    table = table.transpose(*order, len(own))
    shape, following = [], iter(table.shape[:-1])
    for axis in axes:
        shape.append(next(following) if axis in own else 1)
    return table.reshape(*shape, table.shape[-1])


def _reduce_onto(
    table: Table, axes: Sequence[int], kept: Sequence[int], reduce: Callable[[Table, int], Table]
) -> Table:
    """``table`` with every axis reduced away that is not ``kept``, and those in that order."""
    for place in range(len(axes) - 1, -1, -1):
        if axes[place] not in kept:
            table = reduce(table, place)
    left = [axis for axis in axes if axis in kept]
    return table.transpose(*(left.index(axis) for axis in kept), len(left))


def _maximum(table: Table, axis: int) -> Table:
    return np.asarray(table.max(axis=axis))


def _log_sum_exp(table: Table, axis: int) -> Table:
    greatest = table.max(axis=axis, keepdims=True)
    total = np.log(np.exp(table - greatest).sum(axis=axis))
    return np.asarray(total + greatest.squeeze(axis))
