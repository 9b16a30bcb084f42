"""Exact probabilities by sums of products over the buckets of an elimination order.

Messages go forward as in the search for the optimum, with (+, ×) for (max, +), and come back so that every variable
learns the weight of the whole. See Shafer and Shenoy (1990), "Axiomatic schemes for probability and belief
propagation".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.reasoning.buckets import Bucket, Edge, Pairs, Table, Unary, is_forbidden, project


@dataclass(frozen=True)
class Marginals:
    """Probabilities over all joint assignments.

    Attributes:
        possible: whether any assignment is, shape (B,).
        states: for each variable the probability of each state, shape (states, B); 0 where nothing is possible.
        pairs: for each edge the joint probability, shape (states, states, B); empty unless asked for.
    """

    possible: NDArray[np.bool_]
    states: list[Table]
    pairs: dict[Edge, Table]


@dataclass(frozen=True)
class _Sent:
    """One bucket after its message has gone.

    Attributes:
        table: the joined table; of a contracted bucket what arrived at it.
        matrix: couplings of a contracted bucket, shape (states, cells of the scope): one for all scenarios, and
            nothing arrives but the variable's own weights, so that its sums are products of matrices.
        message: sums over the variable, as they left.
    """

    table: Table
    matrix: Table | None
    message: Table


def marginals(buckets: Sequence[Bucket], unary: Unary, pairs: Pairs, scale: float, *, of_pairs: bool) -> Marginals:
    """Probabilities when the weight of an assignment is the exponential of ``scale`` times its score.

    Tables in single precision give single precision; scenarios whose sums come near the least number that it can
    hold are repeated in double precision.

    Args:
        buckets: in the order of elimination.
        unary: for each variable a table of scores of shape (states, B).
        pairs: for each edge (i, j) a table of shape (states of i, states of j, B), or (…, 1) for all alike.
        scale: factor on scores.
        of_pairs: whether to work out the joint probabilities of coupled variables too.
    """
    weights, coupled, possible = _weigh(unary, pairs, scale)
    sent, least = _forward(buckets, weights, coupled, not of_pairs)
    faint = np.flatnonzero(possible & (least < math.sqrt(np.finfo(unary[0].dtype).tiny)))
    for bucket, left in zip(buckets, sent, strict=True):
        if bucket.target is None:
            possible = possible & (left.message > 0)
    found = _backward(buckets, sent, possible, of_pairs)
    if len(faint) and unary[0].dtype == np.float32:
        _replace(found, faint, marginals(buckets, *_in_double(unary, pairs, faint), scale, of_pairs=of_pairs))
    return found


def compiled_marginals(buckets: tuple[Bucket, ...], unary: Unary, pairs: Pairs, scale: float) -> Marginals:
    """As ``marginals`` without pairs, by the compiled kernel; equal but for rounding."""
    from advisor.reasoning import kernel

    weights, coupled, possible = _weigh(unary, pairs, scale)
    shares, least = kernel.shares(buckets, weights, coupled)
    faint = np.flatnonzero(possible & (least < math.sqrt(np.finfo(unary[0].dtype).tiny)))
    possible &= least > 0
    found = Marginals(possible, shares if possible.all() else [np.where(possible, one, 0) for one in shares], {})
    if len(faint) and unary[0].dtype == np.float32:
        _replace(found, faint, marginals(buckets, *_in_double(unary, pairs, faint), scale, of_pairs=False))
    return found


def _in_double(unary: Unary, pairs: Pairs, columns: NDArray[np.int64]) -> tuple[list[Table], dict[Edge, Table]]:
    """Some scenarios in double precision."""
    return (
        [table[..., columns].astype(np.float64) for table in unary],
        {
            edge: (table if table.shape[-1] == 1 else table[..., columns]).astype(np.float64)
            for edge, table in pairs.items()
        },
    )


def _replace(found: Marginals, columns: NDArray[np.int64], better: Marginals) -> None:
    found.possible[columns] = better.possible
    for table, other in zip(found.states, better.states, strict=True):
        table[:, columns] = other
    for edge, table in found.pairs.items():
        table[..., columns] = better.pairs[edge]


def _forward(
    buckets: Sequence[Bucket], unary: Unary, pairs: Pairs, contract: bool
) -> tuple[list[_Sent], NDArray[np.floating[Any]]]:
    """What every bucket sent, and the least of the greatest sums of any bucket, shape (B,).

    Messages are scaled to a maximum of one when they are taken, so that nothing underflows unless all that is near the
    maximum turns out impossible later; then the greatest sum of that bucket is very small.
    """
    sent: list[_Sent] = []
    messages: list[Table] = []
    least = np.ones(unary[0].shape[-1], dtype=unary[0].dtype)
    for bucket in buckets:
        couplings = bucket.couplings(pairs, np.multiply)
        table = bucket.arrived(unary, messages, buckets, np.multiply)
        matrix = None
        if couplings is None:
            message = _sum(table, (0,))
        elif contract and not bucket.messages and couplings.shape[-1] == 1:
            matrix = couplings.reshape(len(couplings), -1)
            table = unary[bucket.variable]
            message = (matrix.T @ table).reshape(*couplings.shape[1:-1], -1)
        else:
            table = table * couplings
            message = _sum(table, (0,))
        greatest = message.max(axis=tuple(range(message.ndim - 1)))
        least = np.minimum(least, greatest)
        messages.append(message / np.where(greatest > 0, greatest, 1))
        sent.append(_Sent(table, matrix, message))
    return sent, least


def _backward(
    buckets: Sequence[Bucket], sent: Sequence[_Sent], possible: NDArray[np.bool_], of_pairs: bool
) -> Marginals:
    """Each bucket multiplies what the rest of the graph says of its scope; its sums are weights of the whole."""
    states: dict[int, Table] = {}
    couples: dict[Edge, Table] = {}
    scopes: dict[int, Table] = {}
    for position in range(len(buckets) - 1, -1, -1):
        bucket, left = buckets[position], sent[position]
        whole = scopes.pop(position, possible.astype(left.table.dtype))
        outside = whole / np.maximum(left.message, np.finfo(left.message.dtype).tiny)  # where that is 0, so is whole
        alone = (bucket.variable,)
        if left.matrix is not None:
            weights = left.table * (left.matrix @ outside.reshape(left.matrix.shape[1], -1))
            states[bucket.variable] = _share(weights, possible)
            continue
        wanted = (alone, *(buckets[source].scope for source in bucket.messages))
        views = project(left.table * outside, bucket.axes, (*wanted, *bucket.edges) if of_pairs else wanted, _sum)
        states[bucket.variable] = _share(views[alone], possible)
        scopes |= {source: views[buckets[source].scope] for source in bucket.messages}
        if of_pairs:
            couples |= {edge: _share(views[edge], possible) for edge in bucket.edges}
    return Marginals(possible, [states[variable] for variable in sorted(states)], couples)


def _weigh(unary: Unary, pairs: Pairs, scale: float) -> tuple[list[Table], dict[Edge, Table], NDArray[np.bool_]]:
    """The weights of all tables, and whether each table by itself allows something, shape (B,).

    Weights are exponentials, the greatest of every table and scenario being one. Tables that all scenarios share are
    small and many, so they are worked out as one.
    """
    possible = np.ones(unary[0].shape[-1], dtype=bool)
    tables = [*unary, *pairs.values()]
    weights = list(tables)
    shared = [place for place, table in enumerate(tables) if table.shape[-1] == 1]
    if shared:
        scores = np.concatenate([tables[place].ravel() for place in shared])
        sizes = [tables[place].size for place in shared]
        ends = list(accumulate(sizes))
        greatest = np.maximum.reduceat(scores, [0, *ends[:-1]])
        possible &= not np.any(is_forbidden(greatest))
        joined = np.exp(scale * (scores - np.repeat(greatest, sizes)))
        for place, size, end in zip(shared, sizes, ends, strict=True):
            weights[place] = joined[end - size : end].reshape(tables[place].shape)
    for place, table in enumerate(tables):
        if table.shape[-1] > 1:
            greatest = np.maximum.reduce(table, axis=tuple(range(table.ndim - 1)))
            possible &= ~np.asarray(is_forbidden(greatest))
            weights[place] = np.exp(scale * (table - greatest))
    return weights[: len(unary)], dict(zip(pairs, weights[len(unary) :], strict=True)), possible


def _sum(table: Table, axes: tuple[int, ...]) -> Table:
    return np.asarray(np.add.reduce(table, axis=axes))


def _share(weights: Table, possible: NDArray[np.bool_]) -> Table:
    total = weights.sum(axis=tuple(range(weights.ndim - 1)))
    return np.asarray(np.divide(weights, total, out=np.zeros_like(weights), where=possible & (total > 0)))
