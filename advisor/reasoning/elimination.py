"""Exact variable elimination over a factor graph, batched.

A factor graph has one variable a decision with a finite number of states, a unary table for each, and pairwise
tables for coupled ones. Eliminating variables in a fixed order and passing messages back gives, for every state of
every variable, the best joint score that contains it (max, +), or the summed weight of all joint assignments that
contain it (+, ×). Both are exact; the cost grows with the batch and exponentially only in the width of the order.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.reasoning.buckets import FORBIDDEN, Edge, Pairs, Table, Unary, fill_buckets, is_forbidden, project
from advisor.reasoning.joins import joined_tables
from advisor.reasoning.marginals import Marginals, compiled_marginals, marginals

__all__ = ["FORBIDDEN", "Edge", "EliminationPlan", "Marginals", "Optimum", "Pairs", "Table", "Unary", "is_forbidden"]

_NUMBERS_AT_ONCE = 2**18
_FEWEST_AT_ONCE, _MOST_AT_ONCE = 128, 1024
"""As many scenarios at a time as keep the largest joined table in the second-level cache and repay the calls of numpy.
"""


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


class EliminationPlan:
    """An elimination order for one graph, worked out once. Tables bring the number of states with them.

    Args:
        edges: coupled pairs (i, j) with i < j.
        order: every variable once, in the order of elimination.

    Attributes:
        edges: as given.
        buckets: in the order of elimination.
        width: the largest number of variables that a message speaks of.
    """

    def __init__(self, edges: Sequence[Edge], order: Sequence[int]) -> None:
        self.edges = tuple(edges)
        self.buckets = fill_buckets(edges, order)
        self.width = max((len(bucket.scope) for bucket in self.buckets), default=0)

    def cells(self, sizes: Sequence[int]) -> int:
        """Cells of all joined tables for variables of these sizes: what an elimination costs."""
        return sum(self._cells(sizes))

    def _cells(self, sizes: Sequence[int]) -> list[int]:
        return [math.prod(sizes[axis] for axis in bucket.axes) for bucket in self.buckets]

    def best(self, unary: Unary, pairs: Pairs) -> Optimum:
        """The best joint assignment of every scenario.

        Args:
            unary: for each variable a table of scores of shape (states, B).
            pairs: for each edge (i, j) a table of shape (states of i, states of j, B), or (…, 1) for all alike.
        """
        joined, sent = joined_tables(self.buckets, unary, pairs)
        score = self._score(sent)
        return Optimum(self._trace(joined, score.shape[-1]), score, self._backward(joined, sent, score))

    def decide(self, unary: Unary, pairs: Pairs, *, compiled: bool = False) -> tuple[NDArray[np.int64], Table]:
        """States and score of the best assignment alone: half the work of ``best``, a few scenarios at a time.

        Args:
            unary: as of ``best``.
            pairs: likewise.
            compiled: by the kernel that Numba compiles, with the same result wherever an assignment is possible.
        """
        if compiled:
            from advisor.reasoning import kernel

            return kernel.decide(self.buckets, unary, pairs)
        largest, size = max(self._cells([len(table) for table in unary])), unary[0].shape[-1]
        at_once = min(max(_NUMBERS_AT_ONCE // largest, _FEWEST_AT_ONCE), _MOST_AT_ONCE)
        if size <= at_once:
            return self._decide(unary, pairs)
        starts = range(0, size, at_once)
        parts = [
            self._decide([table[..., start : start + at_once] for table in unary], _at(pairs, start, at_once))
            for start in starts
        ]
        states, scores = zip(*parts, strict=True)
        return np.concatenate(states, axis=1), np.concatenate(scores)

    def several(self, unary: Unary, pairs: Pairs, scenario: int = 0) -> Iterator[tuple[float, tuple[int, ...]]]:
        """Distinct assignments of one scenario with their scores, the best first, for as long as one asks.

        Walks the buckets in reverse order; the loss of a state against the best of its bucket is exact and adds up,
        so the first complete assignment that a best-first search takes from its queue is the next best.
        """
        joined, sent = joined_tables(self.buckets, [table[..., [scenario]] for table in unary], _at(pairs, scenario, 1))
        score = float(self._score(sent)[0])
        walk = list(zip(reversed(self.buckets), (table[..., 0] for table in reversed(joined)), strict=True))
        queue: list[tuple[float, int, tuple[int, ...]]] = [(0.0, 0, ())]
        while queue:
            loss, negative_depth, taken = heapq.heappop(queue)
            depth = -negative_depth
            if depth == len(walk):
                by_variable = {bucket.variable: state for (bucket, _), state in zip(walk, taken, strict=True)}
                yield score - loss, tuple(by_variable[variable] for variable in sorted(by_variable))
                continue
            bucket, table = walk[depth]
            settled = {walk[place][0].variable: state for place, state in enumerate(taken)}
            index: tuple[Any, ...] = (slice(None), *(settled[other] for other in bucket.scope))
            row = table[index]
            for state, lost in enumerate((row.max() - row).tolist()):
                heapq.heappush(queue, (loss + lost, -(depth + 1), (*taken, state)))

    def marginals(self, unary: Unary, pairs: Pairs, scale: float = 1.0, *, of_pairs: bool = True) -> Marginals:
        """Probabilities when the weight of an assignment is the exponential of ``scale`` times its score.

        Without those of coupled pairs it is several times faster.
        """
        return marginals(self.buckets, unary, pairs, scale, of_pairs=of_pairs)

    def compiled_marginals(self, unary: Unary, pairs: Pairs, scale: float = 1.0) -> Marginals:
        """As ``marginals`` without pairs, by the kernel that Numba compiles; equal but for rounding."""
        return compiled_marginals(self.buckets, unary, pairs, scale)

    # --- passes ---

    def _decide(self, unary: Unary, pairs: Pairs) -> tuple[NDArray[np.int64], Table]:
        joined, sent = joined_tables(self.buckets, unary, pairs)
        score = self._score(sent)
        return self._trace(joined, score.shape[-1]), score

    def _score(self, messages: Sequence[Table]) -> Table:
        last = [message for bucket, message in zip(self.buckets, messages, strict=True) if bucket.target is None]
        return np.asarray(np.sum(last, axis=0))

    def _trace(self, joined: Sequence[Table], size: int) -> NDArray[np.int64]:
        if size == 1:
            return self._trace_alone(joined)
        states = np.zeros((len(self.buckets), size), dtype=np.int64)
        columns = np.arange(size)
        for bucket, table in zip(reversed(self.buckets), reversed(joined), strict=True):
            chosen = table[(slice(None), *(states[other] for other in bucket.scope), columns)]
            states[bucket.variable] = chosen.argmax(axis=0)
        return states

    def _trace_alone(self, joined: Sequence[Table]) -> NDArray[np.int64]:
        """The same of one scenario, several times faster by numbers than by arrays of one."""
        states = [0] * len(self.buckets)
        for bucket, table in zip(reversed(self.buckets), reversed(joined), strict=True):
            cells: tuple[Any, ...] = (slice(None), *(states[other] for other in bucket.scope))
            states[bucket.variable] = int(table[cells].argmax())
        return np.array(states, dtype=np.int64)[:, None]

    def _backward(self, joined: Sequence[Table], sent: Sequence[Table], score: Table) -> list[Table]:
        """For each variable the best score of the whole with each of its states."""
        found: dict[int, Table] = {}
        scopes: dict[int, Table] = {}
        for position in range(len(joined) - 1, -1, -1):
            bucket = self.buckets[position]
            outside = scopes.pop(position, score) - sent[position]
            alone = (bucket.variable,)
            wanted = (alone, *(self.buckets[source].scope for source in bucket.messages))
            views = project(joined[position] + outside, bucket.axes, wanted, _maximum)
            found[bucket.variable] = views[alone]
            scopes |= {source: views[self.buckets[source].scope] for source in bucket.messages}
        return [found[variable] for variable in sorted(found)]


def _maximum(table: Table, axes: tuple[int, ...]) -> Table:
    return np.asarray(np.maximum.reduce(table, axis=axes))


def _at(pairs: Pairs, start: int, count: int) -> dict[Edge, Table]:
    """The pairwise tables of some scenarios."""
    return {
        edge: np.ascontiguousarray(table[..., start : start + count]) if table.shape[-1] > 1 else table
        for edge, table in pairs.items()
    }
