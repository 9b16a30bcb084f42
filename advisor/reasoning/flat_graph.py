"""The factor graph of scenarios to which the same decisions apply, as plain arrays: sparse sums, then an elimination.

Every row of :class:`~advisor.reasoning.flat.FlatPlan` that scenarios do not share is a sum of what it has anyway and of
inputs times weights. Inputs are the conditions, 1 where they hold, and the weights of the qualities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from advisor.reasoning.buckets import FORBIDDEN, Edge, Table
from advisor.reasoning.flat import FlatPlan, flattened
from advisor.reasoning.model import DIGITS_OF_SINGLE, Model

AT_ONCE = 4
"""Weights that are added in one step; each row is filled up to a multiple of it with weights of zero."""

_GRAPHS_KEPT = 256


class Sums(NamedTuple):
    """Rows as sparse sums.

    Attributes:
        conditions: the conditions that are inputs; the qualities follow them.
        constant: what each row has anyway.
        first: where the weights of each row begin, and the number of all.
        inputs: the input of each weight.
        weights: one number each.
    """

    conditions: NDArray[np.int32]
    constant: Table
    first: NDArray[np.int32]
    inputs: NDArray[np.int32]
    weights: Table


@dataclass(frozen=True, eq=False)
class FlatGraph:
    """The graph of all scenarios to which the same decisions apply.

    Attributes:
        plan: which rows meet where.
        sums: the rows that come first in it.
        ahead: what all scenarios share of every cell that is joined ahead.
        common: likewise of every joined cell.
        pairs: tables of the edges that all scenarios share.
        kept: for each decision the options that its states stand for; of one that does not apply, the first.
        options: the same one after the other, -1 where the decision does not apply.
    """

    plan: FlatPlan
    sums: Sums
    ahead: Table
    common: Table
    pairs: dict[Edge, Table]
    kept: list[NDArray[np.int64]]
    options: NDArray[np.int8]


def exact_kind(model: Model) -> np.dtype[Any]:
    """Single precision where that holds every sum of scores exactly, else double."""
    return np.dtype(np.float32 if model.greatest_score < DIGITS_OF_SINGLE else np.float64)


def flat_graph(model: Model, applicable: NDArray[np.bool_], fixed: NDArray[np.int64]) -> FlatGraph:
    """The graph of a model, made once for all scenarios alike in this.

    Its numbers are of the ``exact_kind``.

    Args:
        model: the compiled rule base.
        applicable: which decisions apply, shape (decisions,).
        fixed: decisions taken already, -1 where free, shape (decisions,).
    """
    return _flat_graph(model, applicable.tobytes(), fixed.astype(np.int64).tobytes())


@lru_cache(maxsize=_GRAPHS_KEPT)
def _flat_graph(model: Model, applicable: bytes, fixed: bytes) -> FlatGraph:
    applies = np.frombuffer(applicable, dtype=bool)
    constant, weights, grades = model.weights_of_options()
    starts = np.cumsum([0, *map(len, model.options)])
    kept = [
        _kept(constant[start:end], taken)
        for start, end, taken in zip(starts, starts[1:], np.frombuffer(fixed, dtype=np.int64).tolist(), strict=False)
    ]
    kept = [states if here else states[:1] for states, here in zip(kept, applies.tolist(), strict=True)]
    rows = np.concatenate([start + states for start, states in zip(starts, kept, strict=False)])
    counted = np.repeat(applies, [len(states) for states in kept])
    width = len(model.conditions)
    constants = [np.where(counted, constant[rows], 0.0)]
    matrices = [np.concatenate([weights[rows], grades[rows]], axis=1) * counted[:, None]]
    varying, pairs = [], {}
    kind = exact_kind(model)
    for edge in model.edges:
        shape = tuple(len(kept[end]) for end in edge)
        cells = (kept[edge[0]][:, None] * len(model.options[edge[1]]) + kept[edge[1]]).ravel()
        own, of_conditions = (part[cells] for part in model.weights_of_pairs(edge))
        if not (applies[edge[0]] and applies[edge[1]]):
            pairs[edge] = np.zeros((*shape, 1), dtype=kind)
        elif of_conditions.any():
            varying.append(edge)
            constants.append(own)
            matrices.append(np.concatenate([of_conditions, np.zeros((len(cells), grades.shape[1]))], axis=1))
        else:
            pairs[edge] = own.astype(kind).reshape(*shape, 1)
    sizes = tuple(len(states) for states in kept)
    plan = flattened(model.plan.buckets, sizes, tuple(varying), model.edges)
    ahead, common = plan.common(pairs, np.add, 0.0, kind)
    options = np.where(counted, np.concatenate(kept), -1).astype(np.int8)
    return FlatGraph(plan, _sums(constants, matrices, width, kind), ahead, common, pairs, kept, options)


def _kept(constant: Table, taken: int) -> NDArray[np.int64]:
    """The options of a decision that are left: the one taken, else all that nothing forbids anyway."""
    if taken >= 0:
        return np.array([taken])
    allowed = np.flatnonzero(constant > FORBIDDEN / 2)
    return allowed if len(allowed) else np.arange(len(constant))


def _sums(constants: Sequence[Table], matrices: Sequence[Table], width: int, kind: np.dtype[Any]) -> Sums:
    """Sparse rows of dense ones; the first ``width`` columns are conditions, of which only some matter."""
    matrix = np.concatenate(matrices)
    conditions = np.flatnonzero(matrix[:, :width].any(axis=0))
    matrix = np.concatenate([matrix[:, conditions], matrix[:, width:]], axis=1)
    first, inputs, weights = [0], [], []
    for row in matrix:
        places = np.flatnonzero(row)
        spare = -len(places) % AT_ONCE
        inputs.append(np.pad(places, (0, spare)))
        weights.append(np.pad(row[places], (0, spare)))
        first.append(first[-1] + len(places) + spare)
    return Sums(
        conditions.astype(np.int32), np.concatenate(constants).astype(kind), np.array(first, dtype=np.int32),
        np.concatenate(inputs).astype(np.int32), np.concatenate(weights).astype(kind),
    )  # fmt: skip
