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

from advisor.reasoning.dead_ends import living
from advisor.reasoning.elimination import FORBIDDEN, Table, is_forbidden
from advisor.reasoning.memory import keep_freed_memory
from advisor.reasoning.model import DIGITS_OF_SINGLE, Model, Tables
from advisor.reasoning.scenarios import DRAWS, ScenarioBatch

ROWS_AT_ONCE = 1024
"""Scenarios whose tables fit the second-level cache together and still repay the calls of numpy."""

_FEWEST_APART = 128
"""Scenarios from which on tables of their own repay the making of them; smaller sets stay together."""

_FEWEST_PRUNED, _SAMPLE, _WORTH_PRUNING = 256, 64, 0.6
"""Scenarios from which on the search for dead ends may repay itself, how many show whether it would, and the share of
the cells that may be left then."""

_BITS = 60

Shares = NDArray[Any]


@dataclass(frozen=True)
class Optima:
    """The best architecture of every scenario.

    Attributes:
        options: option position of each decision, -1 where it does not apply; shape (decisions, B).
        score: in thousandths of log-odds, shape (B,).
        possible: whether any architecture is; where none is, options and score mean nothing.
    """

    options: NDArray[np.signedinteger[Any]]
    score: NDArray[np.float64]
    possible: NDArray[np.bool_]


def optima(
    model: Model,
    share: Shares,
    batch: ScenarioBatch,
    fixed: NDArray[np.int64],
    *,
    pattern: NDArray[np.int64] | None = None,
) -> Optima:
    """The best architecture of every scenario of a batch of any size; arguments as of ``parts``."""
    if batch.size > ROWS_AT_ONCE:
        keep_freed_memory()
    options = np.empty((len(model.decisions), batch.size), dtype=np.int64)
    score, possible = np.empty(batch.size), np.empty(batch.size, dtype=bool)
    for columns, tables in parts(model, share, batch, fixed, pattern=pattern):
        found = optima_of(model, tables)
        options[:, columns], score[columns], possible[columns] = found.options, found.score, found.possible
    return Optima(options, score, possible)


def optima_of(model: Model, tables: Tables) -> Optima:
    """The best architecture under tables that were made already."""
    left = _without_dead_ends(model, tables)
    states, score = model.plan.decide(left.unary, left.pairs)
    options = np.where(tables.applicable, left.options(states), -1)
    return Optima(options, score.astype(np.float64), ~np.asarray(is_forbidden(score)))


def parts(
    model: Model,
    share: Shares,
    batch: ScenarioBatch,
    fixed: NDArray[np.int64],
    *,
    pattern: NDArray[np.int64] | None = None,
) -> Iterator[tuple[NDArray[np.int64], Tables]]:
    """Parts of a batch, by the columns they stand for, and the tables of each; together they are the whole batch.

    Tables are in single precision where its digits hold every sum of scores exactly, else in double.

    Args:
        model: the compiled rule base.
        share: for each condition and scenario the share of the unknown under which it holds, a multiple of
            1 / ``DRAWS``, or in drawn scenarios whether it holds; shape (conditions, B).
        batch: the scenarios, for their priorities.
        fixed: decisions taken already, for each scenario or for all.
        pattern: which column of ``share`` each scenario has, where many have the same; its own where not given.
    """
    applicable = model.applicable(share)
    if pattern is not None:
        applicable = applicable.take(pattern, axis=1)
    is_whole = share.dtype == bool or bool((share == np.rint(share)).all())
    priorities = ScenarioBatch(batch.choice[:0], batch.choices[:0], batch.low, batch.high[:0])
    for columns in _alike(applicable, ROWS_AT_ONCE):
        some, taken = priorities.columns(columns), fixed if fixed.shape[1] == 1 else fixed[:, columns]
        own = columns if pattern is None else pattern[columns]
        held, again = _gathered(share, own, repeat=pattern is not None)
        yield columns, _exact_tables(model, held, some, taken, again, is_whole=is_whole)


def _gathered(share: Shares, columns: NDArray[np.int64], *, repeat: bool) -> tuple[Shares, NDArray[np.int64] | None]:
    """Some columns of ``share``; those that repeat once, and which of them each scenario has."""
    if not repeat:
        return share.take(columns, axis=1), None
    first, again = np.unique(columns, return_inverse=True)
    return share.take(first, axis=1), again


def _without_dead_ends(model: Model, tables: Tables) -> Tables:
    """The same without states that no optimum has, if a few of the scenarios show that many would go."""
    unary, pairs = tables.unary, tables.pairs
    size = unary[0].shape[-1]
    if size < _FEWEST_PRUNED:
        return tables
    some = np.linspace(0, size - 1, _SAMPLE).astype(np.int64)
    sample = living(
        [table[:, some] for table in unary],
        {edge: table if table.shape[-1] == 1 else table[..., some] for edge, table in pairs.items()},
    )
    before, after = (model.plan.cells([len(states) for states in every]) for every in (unary, sample))
    return tables.of(living(unary, pairs)) if after < _WORTH_PRUNING * before else tables


def _alike(applicable: NDArray[np.bool_], at_once: int) -> Iterator[NDArray[np.int64]]:
    """Columns to which the same decisions apply, at most ``at_once`` at a time; small sets together."""
    group = _groups(applicable)
    count = np.bincount(group)
    group = np.where(count[group] < _FEWEST_APART, len(count), group)
    for number in np.unique(group):
        members = np.flatnonzero(group == number)
        for start in range(0, len(members), at_once):
            yield members[start : start + at_once]


def _groups(table: NDArray[np.bool_]) -> NDArray[np.int64]:
    """A number from 0 on for each column, equal where columns are."""
    group = np.zeros(table.shape[1], dtype=np.int64)
    for number, row in enumerate(table[table.any(axis=1) & ~table.all(axis=1)], 1):
        group = 2 * group + row
        if number % _BITS == 0:
            group = np.unique(group, return_inverse=True)[1]
    return np.asarray(np.unique(group, return_inverse=True)[1])


def _exact_tables(
    model: Model,
    share: Shares,
    batch: ScenarioBatch,
    fixed: NDArray[np.int64],
    pattern: NDArray[np.int64] | None,
    *,
    is_whole: bool,
) -> Tables:
    finest = 1 if is_whole else DRAWS
    tables = model.tables(share.astype(np.float32, copy=False), batch, fixed, pattern)
    if model.greatest_score * finest < DIGITS_OF_SINGLE:
        return tables
    if (model.greatest_coupling + sum(map(_greatest, tables.unary))) * finest < DIGITS_OF_SINGLE:
        return tables
    return model.tables(share.astype(np.float64), batch, fixed, pattern)


def _greatest(table: Table) -> float:
    """The greatest size of any score that is not forbidden."""
    return float(np.abs(np.where(table > FORBIDDEN / 2, table, 0)).max(initial=0))
