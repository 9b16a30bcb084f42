"""Exact variable elimination over a factor graph, batched.

A factor graph has one variable a decision with a finite number of states, a unary table for each, and pairwise
tables for coupled ones. Eliminating variables in a fixed order and passing messages back gives, for every state of
every variable, the best joint score that contains it (max, +), or the summed weight of all joint assignments that
contain it (+, ×). Both are exact; the cost grows with the batch and exponentially only in the width of the order.
See Dechter (1999), "Bucket elimination: a unifying framework for reasoning", and Shafer and Shenoy (1990) for the
backward pass.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]
Edge = tuple[int, int]
Unary = Sequence[Table]
Pairs = Mapping[Edge, Table]

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

    @property
    def axes(self) -> tuple[int, ...]:
        return (*self.scope, self.variable)


@dataclass(frozen=True)
class _Algebra:
    """How tables join, how a variable is eliminated, and how a message is taken out again."""

    join: Callable[[Table, Table], Table]
    reduce: Callable[[Table, int], Table]
    remove: Callable[[Table, Table], Table]


def _maximum(table: Table, axis: int) -> Table:
    return np.asarray(table.max(axis=axis))


def _total(table: Table, axis: int) -> Table:
    return np.asarray(table.sum(axis=axis))


def _divide(whole: Table, part: Table) -> Table:
    return np.divide(whole, part, out=np.zeros(np.broadcast_shapes(whole.shape, part.shape)), where=part > 0)


_MAX_PLUS = _Algebra(np.add, _maximum, np.subtract)
_SUM_PRODUCT = _Algebra(np.multiply, _total, _divide)


@dataclass(frozen=True)
class Optimum:
    """The best joint assignment of every scenario.

    Attributes:
        states: state taken by each variable, shape (variables, B); ties go to the earlier state.
        score: of the whole, shape (B,).
        with_state: for each variable the best score with each of its states, shape (states, B).
    """

    states: NDArray[np.int64]
    score: Table
    with_state: list[Table]


@dataclass(frozen=True)
class Marginals:
    """Probabilities over all joint assignments.

    Attributes:
        possible: whether any assignment is, shape (B,).
        states: for each variable the probability of each state, shape (states, B); 0 where nothing is possible.
        pairs: for each edge the joint probability, shape (states, states, B).
    """

    possible: NDArray[np.bool_]
    states: list[Table]
    pairs: dict[Edge, Table]


class EliminationPlan:
    """An elimination order for one graph, worked out once. Tables bring the number of states with them.

    Args:
        edges: coupled pairs (i, j) with i < j.
        order: every variable once, in the order of elimination.
    """

    def __init__(self, edges: Sequence[Edge], order: Sequence[int]) -> None:
        self.edges = tuple(edges)
        self._buckets = _buckets(edges, order)
        self.width = max((len(bucket.scope) for bucket in self._buckets), default=0)

    def best(self, unary: Unary, pairs: Pairs) -> Optimum:
        """The best joint assignment of every scenario.

        Args:
            unary: for each variable a table of scores of shape (states, B).
            pairs: for each edge (i, j) a table of shape (states of i, states of j, B), or (…, 1) for all alike.
        """
        joined, score = self._score(unary, pairs)
        states = self._trace(joined, score.shape[-1])
        beliefs = self._backward(joined, score, _MAX_PLUS)
        found = [_onto(beliefs[place], bucket.axes, (bucket.variable,), _MAX_PLUS) for place, bucket in self._placed()]
        return Optimum(states, score, self._by_variable(found))

    def decide(self, unary: Unary, pairs: Pairs) -> tuple[NDArray[np.int64], Table]:
        """States and score of the best assignment alone: half the work of ``best``."""
        joined, score = self._score(unary, pairs)
        return self._trace(joined, score.shape[-1]), score

    def several(self, unary: Unary, pairs: Pairs, scenario: int = 0) -> Iterator[tuple[float, tuple[int, ...]]]:
        """Distinct assignments of one scenario with their scores, the best first, for as long as one asks.

        Walks the buckets in reverse order; the loss of a state against the best of its bucket is exact and adds up,
        so the first complete assignment that a best-first search takes from its queue is the next best.
        """
        joined, score = self._score([table[..., [scenario]] for table in unary], _at(pairs, scenario))
        walk = list(zip(reversed(self._buckets), (table[..., 0] for table in reversed(joined)), strict=True))
        queue: list[tuple[float, int, tuple[int, ...]]] = [(0.0, 0, ())]
        while queue:
            loss, negative_depth, taken = heapq.heappop(queue)
            depth = -negative_depth
            if depth == len(walk):
                by_variable = {bucket.variable: state for (bucket, _), state in zip(walk, taken, strict=True)}
                yield float(score[0]) - loss, tuple(by_variable[variable] for variable in sorted(by_variable))
                continue
            bucket, table = walk[depth]
            settled = {walk[place][0].variable: state for place, state in enumerate(taken)}
            row = table[tuple(settled[other] for other in bucket.scope)]
            for state, lost in enumerate((row.max() - row).tolist()):
                heapq.heappush(queue, (loss + lost, -(depth + 1), (*taken, state)))

    def marginals(self, unary: Unary, pairs: Pairs, scale: float = 1.0) -> Marginals:
        """Probabilities when the weight of an assignment is the exponential of ``scale`` times its score."""
        size = unary[0].shape[-1]
        possible = np.ones(size, dtype=bool)
        weights = [np.exp(scale * (table - table.max(axis=0))) for table in unary]
        pair_weights = {edge: np.exp(scale * (table - table.max(axis=(0, 1)))) for edge, table in pairs.items()}
        for table in (*unary, *(table.reshape(-1, table.shape[-1]) for table in pairs.values())):
            possible &= ~np.asarray(is_forbidden(table.max(axis=0)))
        joined, last = self._forward(weights, pair_weights, _SUM_PRODUCT)
        for table in last:
            possible &= table > 0
        beliefs = self._backward(joined, np.ones(size), _SUM_PRODUCT)
        states = [
            _share(_onto(beliefs[place], bucket.axes, (bucket.variable,), _SUM_PRODUCT), possible)
            for place, bucket in self._placed()
        ]
        couples = {
            edge: _share(_onto(beliefs[place], bucket.axes, edge, _SUM_PRODUCT), possible)
            for place, bucket in self._placed()
            for edge in bucket.edges
        }
        return Marginals(possible, self._by_variable(states), couples)

    # --- passes ---

    def _placed(self) -> Iterator[tuple[int, _Bucket]]:
        return enumerate(self._buckets)

    def _by_variable(self, found: Sequence[Table]) -> list[Table]:
        by_variable = {bucket.variable: table for bucket, table in zip(self._buckets, found, strict=True)}
        return [by_variable[variable] for variable in sorted(by_variable)]

    def _score(self, unary: Unary, pairs: Pairs) -> tuple[list[Table], Table]:
        joined, last = self._forward(unary, pairs, _MAX_PLUS)
        score = np.zeros(unary[0].shape[-1])
        for message in last:
            score = score + message
        return joined, score

    def _trace(self, joined: Sequence[Table], size: int) -> NDArray[np.int64]:
        states = np.zeros((len(self._buckets), size), dtype=np.int64)
        columns = np.arange(size)
        for bucket, table in zip(reversed(self._buckets), reversed(joined), strict=True):
            settled = tuple(states[other] for other in bucket.scope)
            chosen = np.moveaxis(table, -2, 0)[(slice(None), *settled, columns)]
            states[bucket.variable] = chosen.argmax(axis=0)
        return states

    def _forward(self, unary: Unary, pairs: Pairs, algebra: _Algebra) -> tuple[list[Table], list[Table]]:
        """The joined table of every bucket, axes (scope..., variable, B), and the messages that nobody takes.

        Messages of the sum-product algebra are scaled to a maximum of one, so that nothing underflows; scales cancel
        in probabilities.
        """
        joined: list[Table] = []
        messages: list[Table] = []
        last: list[Table] = []
        for bucket in self._buckets:
            table = _spread(unary[bucket.variable], (bucket.variable,), bucket.axes)
            for edge in bucket.edges:
                table = algebra.join(table, _spread(pairs[edge], edge, bucket.axes))
            for source in bucket.messages:
                table = algebra.join(table, _spread(messages[source], self._buckets[source].scope, bucket.axes))
            message = algebra.reduce(table, -2)
            if algebra is _SUM_PRODUCT:
                greatest = message.max(axis=tuple(range(message.ndim - 1)), keepdims=True)
                scale = np.where(greatest > 0, greatest, 1.0)
                message, table = message / scale, table / scale
            joined.append(table)
            messages.append(message)
            if bucket.target is None:
                last.append(message)
        return joined, last

    def _backward(self, joined: Sequence[Table], total: Table, algebra: _Algebra) -> list[Table]:
        """For each bucket the score or weight of the whole, over its scope and variable."""
        beliefs: list[Table] = [np.empty(0)] * len(joined)
        for position in range(len(joined) - 1, -1, -1):
            bucket, table = self._buckets[position], joined[position]
            sent = algebra.reduce(table, -2)
            whole = total
            if bucket.target is not None:
                target = self._buckets[bucket.target]
                whole = _onto(beliefs[bucket.target], target.axes, bucket.scope, algebra)
            outside = algebra.remove(whole, sent)
            beliefs[position] = algebra.join(table, np.expand_dims(outside, -2))
        return beliefs


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


def _at(pairs: Pairs, scenario: int) -> dict[Edge, Table]:
    return {edge: table[..., [scenario if table.shape[-1] > 1 else 0]] for edge, table in pairs.items()}


def _share(weights: Table, possible: NDArray[np.bool_]) -> Table:
    total = weights.sum(axis=tuple(range(weights.ndim - 1)))
    return np.divide(weights, total, out=np.zeros_like(weights), where=possible & (total > 0))


def _spread(table: Table, own: Sequence[int], axes: Sequence[int]) -> Table:
    """``table`` over the variables ``own``, as a view that broadcasts over ``axes``."""
    order = sorted(range(len(own)), key=lambda place: axes.index(own[place]))
    table = table.transpose(*order, len(own))
    shape, following = [], iter(table.shape[:-1])
    for axis in axes:
        shape.append(next(following) if axis in own else 1)
    return table.reshape(*shape, table.shape[-1])


def _onto(table: Table, axes: Sequence[int], kept: Sequence[int], algebra: _Algebra) -> Table:
    """``table`` with every axis reduced away that is not ``kept``, and those in that order."""
    for place in range(len(axes) - 1, -1, -1):
        if axes[place] not in kept:
            table = algebra.reduce(table, place)
    left = [axis for axis in axes if axis in kept]
    return table.transpose(*(left.index(axis) for axis in kept), len(left))
