"""All quantities of a plan on arrays: one row a scenario, or a draw of one.

A row takes the first way of a quantity whose condition holds there and whose inputs are known there. What is unknown
is NaN and passes on: no number stands where none can be had.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor import units
from advisor.conditions import Constant, Quantity, Term
from advisor.estimates.formula import Values
from advisor.forecast.plan import Plan
from advisor.forecast.schema import Way
from advisor.reasoning.scenarios import ScenarioBatch
from advisor.reasoning.truth import YES, Truths

NO_WAY = -1


@dataclass(frozen=True)
class Outcome:
    """One quantity in every row.

    Attributes:
        values: in the quantity's unit; NaN where it is not known. Shape (rows,).
        ways: position of the way taken, ``NO_WAY`` where none could be. Shape (rows,).
    """

    values: Values
    ways: NDArray[np.int8]


def evaluate(
    plan: Plan, batch: ScenarioBatch, references: Mapping[str, Values], truths: Truths | None = None
) -> dict[str, Outcome]:
    """Every quantity of ``plan`` in every row of ``batch``.

    Args:
        plan: what to work out.
        batch: answers and decisions of each row, encoded against ``plan.fields``; numbers are either exact
            (``low`` equals ``high``) or count as unknown.
        references: for each reference number a value, or one for each row, in the reference's unit.
        truths: of the plan's conditions in every row, where they are known already.
    """
    holds = (plan.truth.evaluate(batch) if truths is None else truths) == YES
    everywhere, somewhere = holds.all(axis=1).tolist(), holds.any(axis=1).tolist()
    found: dict[str, Outcome] = {}
    for name, quantity in plan.quantities.items():
        values = np.full(batch.size, np.nan)
        ways = np.full(batch.size, NO_WAY, dtype=np.int8)
        left: NDArray[np.bool_] | None = None  # the rows that have no way yet; all of them
        for position, way in enumerate(quantity.ways):
            rows = left
            if way.when is not None:
                place = plan.places[way.when]
                if not somewhere[place]:
                    continue
                if not everywhere[place]:
                    rows = holds[place] if left is None else left & holds[place]
            if rows is None:
                value = _value(plan, way, quantity.unit, batch, references, found, slice(None))
                known = ~np.isnan(value)
                if known.all():
                    values, ways = np.broadcast_to(value, batch.size), np.full(batch.size, position, dtype=np.int8)
                    break
                if not known.any():
                    continue
                values = value.copy()
                ways[known] = position
            else:
                chosen = np.flatnonzero(rows)
                value = np.broadcast_to(
                    _value(plan, way, quantity.unit, batch, references, found, chosen), chosen.shape
                )
                known = ~np.isnan(value)
                values[chosen[known]] = value[known]
                ways[chosen[known]] = position
            left = ways == NO_WAY
            if not left.any():
                break
        found[name] = Outcome(values, ways)
    return found


def _value(
    plan: Plan,
    way: Way,
    unit: str,
    batch: ScenarioBatch,
    references: Mapping[str, Values],
    found: Mapping[str, Outcome],
    rows: NDArray[np.intp] | slice,
) -> Values:
    """What a way gives in some rows, in ``unit``; NaN where an input is unknown or out of its formula's limits."""
    if way.given is not None:
        return np.asarray(way.given)
    if way.answer is not None:
        place = plan.fields.number.index(way.answer)
        low, high = batch.low[place][rows], batch.high[place][rows]
        scale = units.factor(plan.vocabulary[way.answer].unit) / units.factor(unit)
        return np.where(low == high, low * scale, np.nan)
    if way.reference is not None:
        value = np.asarray(references[way.reference], dtype=float)
        scale = units.factor(plan.references[way.reference].unit) / units.factor(unit)
        return (value if value.ndim == 0 else value[rows]) * scale
    if way.term is not None:
        return _term(plan, plan.terms[way.term].term, found, rows) / units.factor(unit)
    formula = plan.formula(way.formula or "")
    inputs = {}
    sound: NDArray[np.bool_] | None = None
    for argument, known in formula.inputs.items():
        source = way.inputs.get(argument, argument)
        scale = units.factor(plan.quantities[source].unit) / units.factor(known.unit)
        value = found[source].values[rows]
        inputs[argument] = value = value if scale == 1.0 else value * scale
        fits = (value >= known.minimum) & (value <= known.maximum) & np.isfinite(value)
        sound = fits if sound is None else sound & fits
    if sound is None or not sound.any():
        return np.asarray(np.nan)
    if sound.all():
        return formula(**inputs) * (units.factor(formula.unit) / units.factor(unit))
    result = np.full(sound.shape, np.nan)
    result[sound] = formula(**{name: value[sound] for name, value in inputs.items()})
    return result * (units.factor(formula.unit) / units.factor(unit))


def _term(plan: Plan, term: Term, found: Mapping[str, Outcome], rows: NDArray[np.intp] | slice) -> Values:
    """A term in base units."""
    match term:
        case Constant(value):
            return np.asarray(value)
        case Quantity(name, factor):
            return found[name].values[rows] * factor
    left, right = _term(plan, term.left, found, rows), _term(plan, term.right, found, rows)
    with np.errstate(divide="ignore", invalid="ignore"):
        match term.operator:
            case "+":
                return np.asarray(left + right)
            case "-":
                return np.asarray(left - right)
            case "*":
                return np.asarray(left * right)
            case "/":
                return np.asarray(left / right)
