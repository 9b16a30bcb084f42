"""All quantities of a plan on arrays: one row a scenario, or a draw of one.

A row takes the first way of a quantity whose condition holds there and whose inputs are known there. What is unknown
is NaN and passes on: no number stands where none can be had.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from advisor.estimates.formula import Values
from advisor.forecast.plan import Plan
from advisor.forecast.steps import NO_WAY, Outcome, Run, Step, steps
from advisor.reasoning.scenarios import ScenarioBatch
from advisor.reasoning.truth import YES, Truths

__all__ = ["NO_WAY", "Conditions", "Outcome", "evaluate", "outcome_of"]


def evaluate(
    plan: Plan,
    batch: ScenarioBatch,
    references: Mapping[str, Values],
    truths: Truths | None = None,
    constants: dict[tuple[str, int], Outcome] | None = None,
    wanted: Collection[str] | None = None,
    prepared: dict[tuple[Any, ...], Any] | None = None,
) -> dict[str, Outcome]:
    """The quantities of ``plan`` in every row of ``batch``.

    Args:
        plan: what to work out.
        batch: answers and decisions of each row, encoded against ``plan.fields``; numbers are either exact
            (``low`` equals ``high``) or count as unknown.
        references: for each reference number a value, or one for each row, in the reference's unit.
        truths: of the plan's conditions in every row, where they are known already.
        constants: quantities that came from reference numbers alone in an earlier run of as many rows with the same
            ``references``, by name and way; those of this run are added.
        wanted: quantities, with all that they take; every one if absent. Others are left out.
        prepared: takes what formulas shared in all rows, by what ``via`` names and the quantities that it took.
    """
    holds = (plan.truth.evaluate(batch) if truths is None else truths) == YES
    conditions = Conditions.of(holds)
    prepared = {} if prepared is None else prepared
    run = Run(batch.size, lambda place: (batch.low[place], batch.high[place]), references, prepared=prepared)
    constants = {} if constants is None else constants
    for name, ways in steps(plan).items():
        if wanted is None or name in wanted:
            run.found[name] = outcome_of(run, name, ways, conditions, constants)
    return run.found


class Conditions(NamedTuple):
    """Where the conditions of a plan hold.

    Attributes:
        holds: shape (conditions, rows).
        everywhere: for each condition whether it holds in all rows.
        somewhere: whether in any.
    """

    holds: NDArray[np.bool_]
    everywhere: list[bool]
    somewhere: list[bool]

    @classmethod
    def of(cls, holds: NDArray[np.bool_]) -> Conditions:
        every, some = np.asarray(holds.all(axis=1)), np.asarray(holds.any(axis=1))
        return cls(holds, every.tolist(), some.tolist())


def outcome_of(
    run: Run,
    name: str,
    ways: tuple[Step, ...],
    conditions: Conditions,
    constants: dict[tuple[str, int], Outcome],
) -> Outcome:
    """One quantity in every row of ``run``, which has all that its ``ways`` take; ``constants`` as in ``evaluate``."""
    size = run.size
    for position, way in enumerate(ways):
        if way.row is not None and not conditions.somewhere[way.row]:
            continue
        if way.row is not None and not conditions.everywhere[way.row]:
            return _by_row(run, ways, conditions.holds)
        outcome = constants.get((name, position)) if way.constant else None
        if outcome is None:
            values = way.value(run, None)
            low, high = _ends(values)
            if math.isnan(low):
                if np.isnan(values).all():
                    continue
                return _by_row(run, ways, conditions.holds)
            outcome = Outcome(
                values if values.shape == (size,) else np.broadcast_to(values, size),
                _taken(position, size), low, high, position,
            )  # fmt: skip
            if way.constant:
                constants[name, position] = outcome
        return outcome
    return _unknown(size)


def _by_row(run: Run, ways: tuple[Step, ...], holds: NDArray[np.bool_]) -> Outcome:
    """A quantity whose rows may take different ways."""
    size = run.size
    values = np.full(size, np.nan)
    taken = np.full(size, NO_WAY, dtype=np.int8)
    left = np.ones(size, dtype=bool)  # the rows that have no way yet
    for position, way in enumerate(ways):
        chosen = np.flatnonzero(left if way.row is None else left & holds[way.row])
        if not chosen.size:
            continue
        value = np.broadcast_to(way.value(run, chosen), chosen.shape)
        known = ~np.isnan(value)
        values[chosen[known]] = value[known]
        taken[chosen[known]] = position
        left = taken == NO_WAY
        if not left.any():
            break
    low, high = _ends(values)
    same = size and not math.isnan(low) and bool((taken == taken[0]).all())
    return Outcome(values, taken, low, high, int(taken[0]) if same else None)


def _ends(values: Values) -> tuple[float, float]:
    """The least and the greatest of ``values``; NaN where one of them is."""
    if values.ndim == 0:
        return float(values), float(values)
    return float(np.minimum.reduce(values, initial=np.inf)), float(np.maximum.reduce(values, initial=-np.inf))


@lru_cache(maxsize=256)
def _taken(position: int, size: int) -> NDArray[np.int8]:
    """That all rows took one way."""
    ways = np.full(size, position, dtype=np.int8)
    ways.setflags(write=False)
    return ways


@lru_cache(maxsize=8)
def _unknown(size: int) -> Outcome:
    """That no row has a value."""
    values = np.full(size, np.nan)
    values.setflags(write=False)
    return Outcome(values, _taken(NO_WAY, size), np.nan, np.nan, None)
