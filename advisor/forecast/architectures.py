"""The quantities of all architectures of one system at once.

Decisions reach a quantity through conditions alone. A quantity is therefore worked out once for each combination of
what its conditions say and of different inputs; where two such combinations come to the same, they are one from there
on, and a decision along which nothing differs is dropped.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Answer, Range
from advisor.estimates.formula import Values
from advisor.forecast.evaluate import Conditions, Outcome, outcome_of
from advisor.forecast.plan import Plan
from advisor.forecast.steps import Run, steps
from advisor.reasoning.model import Model, Tables
from advisor.reasoning.scenarios import ScenarioBatch, join
from advisor.reasoning.truth import UNKNOWN, YES

MOST_CELLS = 200_000
"""Combinations of options that one quantity may have; more take longer than a reader waits."""

_Whole = NDArray[np.int64]
T = TypeVar("T", bound=np.generic)
V = TypeVar("V")


class TooMany(Exception):
    """A quantity depends on more than ``MOST_CELLS`` combinations of options."""


@dataclass(frozen=True)
class Distinct:
    """One quantity, or the truth of a condition, in every architecture.

    Attributes:
        numbers: which of ``values`` an architecture has, by the states of the decisions that are free, one axis each;
            of length one where the decision changes nothing.
        values: shape (distinct, rows).
    """

    numbers: _Whole
    values: NDArray[Any]


class Architectures:
    """Every architecture that one system may have, for the quantities of a plan.

    Args:
        plan: the quantities.
        model: whose decisions are numbered.
        tables: of one scenario: the options that are left, and the decisions that apply.
        answers: the requirements that are known.
        rows: the same as scenarios, every range at a value: one row, or one for each draw.
        references: for each reference number a value, or one for each row, in the reference's unit.
    """

    def __init__(
        self,
        plan: Plan,
        model: Model,
        tables: Tables,
        answers: Mapping[str, Answer],
        rows: ScenarioBatch,
        references: Mapping[str, Values],
    ) -> None:
        self._plan = plan
        self._rows, self._references = rows, references
        self._places = [
            place
            for place, decision in enumerate(model.decisions)
            if decision in _read(plan) and tables.applicable[place, 0] and len(tables.kept[place]) > 1
        ]
        codes = [_codes(plan, model, place, tables.kept[place]) for place in range(len(model.decisions))]
        for place, decision in enumerate(model.decisions):
            known = tables.applicable[place, 0] and len(codes[place]) == 1
            rows.choice[plan.fields.choice.index(decision)] = codes[place][0] if known else -1
        free = [_Axis(model.decisions[place], codes[place]) for place in self._places]
        truths = _conditions(plan, free, answers, rows)
        self._conditions = [Distinct(one.numbers, one.values == YES) for one in truths]
        self._open = [_may_hold(one, plan, text) for text, one in zip(plan.conditions, truths, strict=True)]
        self._found: dict[str, Distinct] = {}
        self._applying: dict[str, NDArray[np.bool_]] = {}

    def quantity(self, name: str) -> Distinct:
        """The quantity ``name`` of every architecture, in its unit, NaN where it is not known.

        Raises:
            TooMany: it depends on too many combinations.
        """
        return self._known(name, self._found, self._quantity)

    def applies(self, name: str) -> NDArray[np.bool_]:
        """Where the quantity ``name`` applies: some answer, given or not, would make it known; axes as of ``Distinct``.

        Raises:
            TooMany: that depends on too many combinations.
        """
        return self._known(name, self._applying, self._applies)

    def moving(self, table: NDArray[T]) -> tuple[tuple[int, ...], NDArray[T]]:
        """The decisions along which ``table`` has more than one place, ascending, and it over their states alone."""
        scope = tuple(place for place, size in zip(self._places, table.shape, strict=True) if size > 1)
        return scope, table.reshape([size for size in table.shape if size > 1])

    def _known(self, name: str, known: dict[str, V], make: Callable[[str], V]) -> V:
        """What ``make`` makes of the quantity ``name``, after what it made of all that stands behind it."""
        behind = quantities_behind(self._plan, name)
        for quantity in self._plan.quantities:
            if quantity in behind and quantity not in known:
                known[quantity] = make(quantity)
        return known[name]

    def _applies(self, name: str) -> NDArray[np.bool_]:
        found = np.zeros((1,) * len(self._places), dtype=bool)
        for step, way in zip(steps(self._plan)[name], self._plan.quantities[name].ways, strict=True):
            parts = [self._applying[read] for read in self._plan.reads(way)]
            parts += [] if step.row is None else [self._open[step.row]]
            _refuse_too_many(np.broadcast_shapes(found.shape, *(part.shape for part in parts)))
            found = collapsed(found | reduce(np.logical_and, parts, np.ones_like(found)))
        return found

    def _quantity(self, name: str) -> Distinct:
        """``name``, once for each combination of its inputs and conditions; ways that none takes are not looked at."""
        ways = steps(self._plan)[name]
        judged = {way.row: self._conditions[way.row] for way in ways if way.row is not None}
        read = {
            taken
            for way, of in zip(ways, self._plan.quantities[name].ways, strict=True)
            if way.row is None or judged[way.row].values.any()
            for taken in self._plan.reads(of)
        }
        inputs = {taken: self._found[taken] for taken in sorted(read)}
        shape, first, numbers = _crossed([*judged.values(), *inputs.values()], len(self._places))
        width, count = self._rows.size, len(first)
        run = _repeated(self._rows, self._references, count)
        for taken, distinct in inputs.items():
            rows = distinct.values[_at(distinct, shape, first)].ravel()
            run.found[taken] = Outcome(rows, _NO_WAYS, float(rows.min()), float(rows.max()), None)
        holds = np.zeros((len(self._plan.conditions), count * width), dtype=bool)
        for row, distinct in judged.items():
            holds[row] = np.broadcast_to(distinct.values[_at(distinct, shape, first)], (count, width)).ravel()
        outcome = outcome_of(run, name, ways, Conditions.of(holds), {})
        values = outcome.values.reshape(count, width)
        merged, alike = _merged(values)
        return Distinct(collapsed(alike[numbers].reshape(shape)), merged)


_NO_WAYS = np.zeros(0, dtype=np.int8)


@dataclass(frozen=True)
class _Axis:
    """A decision that is free, and what its options that are left are in the plan."""

    decision: str
    codes: _Whole


def _repeated(rows: ScenarioBatch, references: Mapping[str, Values], count: int) -> Run:
    """``count`` times the rows of one architecture; few of its numbers are asked for, and only those are repeated."""

    def answer(place: int) -> tuple[Values, Values]:
        return np.tile(rows.low[place], count), np.tile(rows.high[place], count)

    return Run(rows.size * count, answer, _Repeated(references, count))


class _Repeated(dict[str, Values]):
    """Reference numbers, those with a value for each row repeated when they are first asked for."""

    def __init__(self, references: Mapping[str, Values], count: int) -> None:
        super().__init__()
        self._references, self._count = references, count

    def __missing__(self, name: str) -> Values:
        drawn = np.asarray(self._references[name])
        self[name] = np.tile(drawn, self._count) if drawn.ndim else drawn
        return self[name]


def _conditions(
    plan: Plan, free: Sequence[_Axis], answers: Mapping[str, Answer], rows: ScenarioBatch
) -> list[Distinct]:
    """The truth of each condition of the plan, by the options of the decisions that it reads."""
    settled = plan.truth.evaluate(rows)
    everywhere = (1,) * len(free)
    found = [Distinct(np.zeros(everywhere, dtype=np.int64), row[None, :]) for row in settled]
    asked = []
    for place, (condition, row) in enumerate(zip(plan.conditions.values(), settled, strict=True)):
        shape = tuple(len(axis.codes) if axis.decision in condition.fields else 1 for axis in free)
        if shape == everywhere or not (row == UNKNOWN).any():
            continue
        ranged = any(isinstance(answers.get(name), Range) for name in condition.fields)
        base = rows if ranged else rows.columns(np.zeros(1, dtype=np.int64))
        batch = base.columns(np.tile(np.arange(base.size), math.prod(shape)))
        for axis, states in zip(free, np.indices(shape).reshape(len(shape), -1), strict=True):
            if axis.decision in condition.fields:
                batch.choice[plan.fields.choice.index(axis.decision)] = np.repeat(axis.codes[states], base.size)
        asked.append((place, shape, batch))
    if not asked:
        return found
    truths = plan.truth.evaluate(join([batch for _, _, batch in asked]))
    end = 0
    for place, shape, batch in asked:
        begin, end = end, end + batch.size
        merged, alike = _merged(truths[place, begin:end].reshape(math.prod(shape), -1))
        found[place] = Distinct(collapsed(alike.reshape(shape)), merged)
    return found


def _may_hold(truths: Distinct, plan: Plan, text: str) -> NDArray[np.bool_]:
    """Where a condition holds, or may once more is answered."""
    asked = not plan.decisions.issuperset(plan.conditions[text].fields)
    held = (truths.values == YES) | (asked & (truths.values == UNKNOWN))
    return collapsed(held.any(axis=1)[truths.numbers])


def _codes(plan: Plan, model: Model, place: int, kept: _Whole) -> _Whole:
    """What the options that are left of a decision are in the plan."""
    decision = model.decisions[place]
    choices = plan.vocabulary[decision].choices
    return np.array([choices.index(model.options[place][option]) for option in kept])


def _crossed(several: Sequence[Distinct], axes: int) -> tuple[tuple[int, ...], _Whole, _Whole]:
    """The combinations of what several quantities come to.

    Returns:
        The shape of their numbers together, one place of each distinct combination in it, flat, and which
        combination each place has.

    Raises:
        TooMany: the shape has too many places.
    """
    shape = np.broadcast_shapes((1,) * axes, *(one.numbers.shape for one in several))
    _refuse_too_many(shape)
    keys = np.zeros(shape, dtype=np.int64)
    for one in several:
        if len(one.values) > 1:
            keys = np.unique(keys * len(one.values) + one.numbers, return_inverse=True)[1].reshape(shape)
    _, first, numbers = np.unique(keys, return_index=True, return_inverse=True)
    return shape, first, numbers.ravel()


def _refuse_too_many(shape: tuple[int, ...]) -> None:
    if math.prod(shape) > MOST_CELLS:
        raise TooMany


def _at(distinct: Distinct, shape: tuple[int, ...], places: _Whole) -> _Whole:
    """The numbers at ``places`` of a larger shape, flat."""
    return np.asarray(np.broadcast_to(distinct.numbers, shape)[np.unravel_index(places, shape)])


def _merged(values: NDArray[Any]) -> tuple[NDArray[Any], _Whole]:
    """The rows that differ, and which of them each row is."""
    numbers: dict[bytes, int] = {}
    alike = np.array([numbers.setdefault(row.tobytes(), len(numbers)) for row in values], dtype=np.int64)
    return values[np.unique(alike, return_index=True)[1]], alike


def collapsed(table: NDArray[T]) -> NDArray[T]:
    """``table`` with length one along every axis along which it does not differ."""
    for axis in range(table.ndim):
        one = table.take([0], axis=axis)
        if table.shape[axis] > 1 and (table == one).all():
            table = one
    return table


@lru_cache(maxsize=256)
def quantities_behind(plan: Plan, quantity: str) -> frozenset[str]:
    """``quantity``, and all that any of its ways takes, directly or not."""
    found: set[str] = set()
    waiting = [quantity]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += (read for way in plan.quantities[name].ways for read in plan.reads(way))
    return frozenset(found)


@lru_cache(maxsize=4)
def _read(plan: Plan) -> frozenset[str]:
    """The decisions that conditions of the plan read."""
    return frozenset(
        name for condition in plan.conditions.values() for name in condition.fields if name in plan.decisions
    )
