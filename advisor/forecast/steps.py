"""The ways of a plan as functions on arrays: names, units and limits looked up once, before any scenario is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from advisor import units
from advisor.conditions import Constant, Quantity, Term
from advisor.estimates.formula import Formula, Values
from advisor.forecast.plan import Plan
from advisor.forecast.schema import Way

NO_WAY = -1


class Outcome(NamedTuple):
    """One quantity in every row.

    Attributes:
        values: in the quantity's unit; NaN where it is not known. Shape (rows,).
        ways: position of the way taken, ``NO_WAY`` where none could be. Shape (rows,).
        low: the least value; NaN where some are not known.
        high: likewise the greatest.
        way: the way that all rows took; ``None`` where they differ or some took none.
    """

    values: Values
    ways: NDArray[np.int8]
    low: float
    high: float
    way: int | None


@dataclass(frozen=True)
class Run:
    """What the ways of one run read.

    Attributes:
        size: number of rows.
        answer: the least and the greatest value of a number field in every row, by its place among the plan's.
        references: for each reference number a value, or one for each row, in the reference's unit.
        found: the quantities worked out so far.
        prepared: what formulas share, by the function that works it out and the quantities that it took.
    """

    size: int
    answer: Callable[[int], tuple[Values, Values]]
    references: Mapping[str, Values]
    found: dict[str, Outcome] = field(default_factory=dict)
    prepared: dict[tuple[Any, ...], Any] = field(default_factory=dict)


Rows = NDArray[np.intp] | None
Value = Callable[[Run, Rows], Values]


class Step(NamedTuple):
    """One way of a quantity.

    Attributes:
        row: of its condition among the plan's; ``None`` where it has none.
        constant: whether it gives the same whatever the answers.
        value: gives the quantity in its unit, in some rows or in all (``None``); NaN where an input is unknown or out
            of its formula's limits.
    """

    row: int | None
    constant: bool
    value: Value


@lru_cache(maxsize=8)
def steps(plan: Plan) -> Mapping[str, tuple[Step, ...]]:
    """The ways of every quantity, in the order of the plan."""
    return {
        name: tuple(
            Step(
                None if way.when is None else plan.places[way.when],
                way.given is not None or way.reference is not None,
                _value(plan, way, quantity.unit),
            )
            for way in quantity.ways
        )
        for name, quantity in plan.quantities.items()
    }


def _value(plan: Plan, way: Way, unit: str) -> Value:
    if way.answer is not None:
        scale = units.factor(plan.vocabulary[way.answer].unit) / units.factor(unit)
        return _of_answer(plan.fields.places[way.answer], scale)
    if way.reference is not None:
        return _of_reference(way.reference, units.factor(plan.references[way.reference].unit) / units.factor(unit))
    if way.term is not None:
        return _of_term(_term(plan.terms[way.term].term), units.factor(unit))
    if way.formula is not None:
        return _of_formula(plan, way, unit, plan.formula(way.formula))
    return _of_number(way.given)


def _of_number(number: float | None) -> Value:
    constant = np.asarray(number, dtype=float)
    return lambda _run, _rows: constant


def _of_answer(place: int, scale: float) -> Value:
    def value(run: Run, rows: Rows) -> Values:
        low, high = (_at(end, rows) for end in run.answer(place))
        return np.where(low == high, low * scale, np.nan)

    return value


def _of_reference(name: str, scale: float) -> Value:
    def value(run: Run, rows: Rows) -> Values:
        drawn = np.asarray(run.references[name], dtype=float)
        return (drawn if drawn.ndim == 0 else _at(drawn, rows)) * scale

    return value


def _of_term(term: Value, size: float) -> Value:
    def value(run: Run, rows: Rows) -> Values:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(term(run, rows) / size)

    return value


def _term(term: Term) -> Value:
    """A term in base units."""
    match term:
        case Constant(number):
            return _of_number(number)
        case Quantity(name, factor):
            return lambda run, rows: _scaled(_at(run.found[name].values, rows), factor)
    left, right, operation = _term(term.left), _term(term.right), _OPERATIONS[term.operator]
    return lambda run, rows: operation(left(run, rows), right(run, rows))


_OPERATIONS: Mapping[str, Callable[[Values, Values], Values]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
}


class _Argument(NamedTuple):
    """Where an input of a formula comes from, what it is multiplied by, and the limits it keeps."""

    name: str
    source: str
    scale: float
    minimum: float
    maximum: float


def _of_formula(plan: Plan, way: Way, unit: str, formula: Formula) -> Value:
    arguments = [_argument(plan, way, formula, name) for name in formula.inputs]
    sources = tuple(argument.source for argument in arguments)
    scale = units.factor(formula.unit) / units.factor(unit)

    def value(run: Run, rows: Rows) -> Values:
        inputs, sound = {}, bool(arguments)
        for name, source, factor, minimum, maximum in arguments:
            taken = run.found[source]
            inputs[name] = _scaled(_at(taken.values, rows), factor)
            sound = sound and minimum <= taken.low * factor > -np.inf and maximum >= taken.high * factor < np.inf
        if not sound:
            return _where_sound(formula, arguments, inputs) * scale
        if formula.via is None or formula.finish is None or rows is not None:
            return formula(**inputs) * scale
        shared = formula.via, sources
        if shared not in run.prepared:
            run.prepared[shared] = formula.via(**inputs)
        return formula.finish(run.prepared[shared]) * scale

    return value


def _argument(plan: Plan, way: Way, formula: Formula, name: str) -> _Argument:
    known, source = formula.inputs[name], way.inputs.get(name, name)
    scale = units.factor(plan.quantities[source].unit) / units.factor(known.unit)
    return _Argument(name, source, scale, known.minimum, known.maximum)


def _where_sound(formula: Formula, arguments: list[_Argument], inputs: Mapping[str, Values]) -> Values:
    """The formula in the rows in which all inputs are known and within its limits, NaN elsewhere."""
    sound: NDArray[np.bool_] | None = None
    for name, _, _, minimum, maximum in arguments:
        value = inputs[name]
        fits = (value >= minimum) & (value <= maximum) & np.isfinite(value)
        sound = fits if sound is None else sound & fits
    if sound is None or not sound.any():
        return np.asarray(np.nan)
    result = np.full(sound.shape, np.nan)
    result[sound] = formula(**{name: value[sound] for name, value in inputs.items()})
    return result


def _at(values: Values, rows: Rows) -> Values:
    return values if rows is None else values[rows]


def _scaled(values: Values, factor: float) -> Values:
    return values if factor == 1.0 else values * factor
