"""Large batches in parts whose tables are small: the scenarios of a part share the decisions that apply to them.

A decision that applies nowhere in a part has one state and its couplings are alike for all, so a part costs half of
what the same scenarios cost mixed. Results are those of any other division, exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.reasoning.columns import distinct
from advisor.reasoning.elimination import FORBIDDEN, Table, is_forbidden
from advisor.reasoning.model import Model, Tables
from advisor.reasoning.scenarios import DRAWS, ScenarioBatch

ROWS_AT_ONCE = 1024
"""Scenarios whose tables fit the second-level cache together and still repay the calls of numpy."""

_FEWEST_APART = 128
"""Scenarios from which on tables of their own repay the making of them; smaller sets stay together."""

_DIGITS_OF_SINGLE = 2**24

Shares = NDArray[Any]


@dataclass(frozen=True)
class Optima:
    """The best architecture of every scenario.

    Attributes:
        options: option position of each decision, -1 where it does not apply; shape (decisions, B).
        score: in thousandths of log-odds, shape (B,).
        possible: whether any architecture is; where none is, options and score mean nothing.
    """

    options: NDArray[np.int64]
    score: NDArray[np.float64]
    possible: NDArray[np.bool_]


def optima(
    model: Model, share: Shares, batch: ScenarioBatch, fixed: NDArray[np.int64], *, compiled: bool = False
) -> Optima:
    """The best architecture of every scenario of a batch of any size; arguments as of ``Model.tables``."""
    options = np.empty((len(model.decisions), batch.size), dtype=np.int64)
    score, possible = np.empty(batch.size), np.empty(batch.size, dtype=bool)
    for columns, tables in parts(model, share, batch, fixed):
        found = optima_of(model, tables, compiled=compiled)
        options[:, columns], score[columns], possible[columns] = found.options, found.score, found.possible
    return Optima(options, score, possible)


def optima_of(model: Model, tables: Tables, *, compiled: bool = False) -> Optima:
    """The best architecture under tables that were made already."""
    states, score = model.plan.decide(tables.unary, tables.pairs, compiled=compiled)
    options = np.where(tables.applicable, tables.options(states), -1)
    return Optima(options, score.astype(np.float64), ~np.asarray(is_forbidden(score)))


def parts(
    model: Model, share: Shares, batch: ScenarioBatch, fixed: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], Tables]]:
    """Parts of a batch, by the columns they stand for, and the tables of each; together they are the whole batch.

    Tables are in single precision where its digits hold every sum of scores exactly, else in double.

    Args:
        model: the compiled rule base.
        share: for each condition and scenario the share of the unknown under which it holds, a multiple of
            1 / ``DRAWS``, or in drawn scenarios whether it holds; shape (conditions, B).
        batch: the scenarios, for their priorities.
        fixed: decisions taken already, for each scenario or for all.
    """
    for columns in _alike(model.applicable(share)):
        some, taken = batch.columns(columns), fixed if fixed.shape[1] == 1 else fixed[:, columns]
        yield columns, _exact_tables(model, share[:, columns], some, taken)


def _alike(applicable: NDArray[np.bool_]) -> Iterator[NDArray[np.int64]]:
    """Columns to which the same decisions apply, at most ``ROWS_AT_ONCE`` at a time; small sets together."""
    first, group = distinct(np.packbits(applicable, axis=0))
    small = np.bincount(group, minlength=len(first)) < _FEWEST_APART
    group = np.where(small[group], len(first), group)
    for number in np.unique(group):
        members = np.flatnonzero(group == number)
        for start in range(0, len(members), ROWS_AT_ONCE):
            yield members[start : start + ROWS_AT_ONCE]


def _exact_tables(model: Model, share: Shares, batch: ScenarioBatch, fixed: NDArray[np.int64]) -> Tables:
    tables = model.tables(share.astype(np.float32, copy=False), batch, fixed)
    finest = 1 if share.dtype == bool or (share == np.rint(share)).all() else DRAWS
    if sum(map(_greatest, (*tables.unary, *tables.pairs.values()))) * finest < _DIGITS_OF_SINGLE:
        return tables
    return model.tables(share.astype(np.float64), batch, fixed)


def _greatest(table: Table) -> float:
    """The greatest size of any score that is not forbidden."""
    return float(np.abs(np.where(table > FORBIDDEN / 2, table, 0)).max(initial=0))
