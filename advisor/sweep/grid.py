"""Which scenarios a sweep runs through: lists, ranges and draws of answers, crossed, or the rows of a table.

Answers are kept in the numbers of :class:`~advisor.reasoning.scenarios.ScenarioBatch`, so that a million of them are
a few arrays: positions of choices, bit sets of ticked choices (both -1 where unknown), and values (NaN where unknown).
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from advisor.answers import Answer, Range
from advisor.conditions import Field
from advisor.errors import UserError, choices_hint
from advisor.knowledge.base import GREATEST_PRIORITY, PRIORITY_PREFIX, KnowledgeBase
from advisor.knowledge.schema import Answers
from advisor.requirements.answers import InvalidAnswer, answer_of
from advisor.sweep.draws import Values, drawn_answers, drawn_priorities

MOST_SCENARIOS = 100_000_000
TICKED_BY = "+"
"""Joins the choices of one answer to a question that takes several."""

Columns = Mapping[str, Values]

_RANGE = re.compile(r"(?P<log>log:)?(?P<low>.+?)\.\.(?P<high>.+?):(?P<steps>[0-9]{1,9})")
_DRAW = re.compile(r"draw:(?P<draws>[0-9]{1,9})")


@dataclass(frozen=True)
class Axis:
    """Answers that move together: one array a field, all of the same length."""

    columns: Columns

    @property
    def size(self) -> int:
        return len(next(iter(self.columns.values())))


@dataclass(frozen=True)
class Grid:
    """All combinations of the positions of several axes, the last axis fastest."""

    axes: tuple[Axis, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that are varied, by their name in conditions."""
        return tuple(name for axis in self.axes for name in axis.columns)

    @property
    def size(self) -> int:
        return math.prod(axis.size for axis in self.axes)

    def rows(self, start: int, stop: int) -> dict[str, Values]:
        """The answers of the scenarios from ``start`` up to ``stop``, one array a field."""
        places = np.unravel_index(np.arange(start, stop), [axis.size for axis in self.axes])
        return {
            name: values[place]
            for axis, place in zip(self.axes, places, strict=True)
            for name, values in axis.columns.items()
        }

    def digest(self) -> str:
        """SHA-256 of everything that the grid says, hexadecimal."""
        found = hashlib.sha256()
        for axis in self.axes:
            for name, values in axis.columns.items():
                found.update(f"{name} {values.dtype.str} {len(values)}\n".encode())
                found.update(np.ascontiguousarray(values).tobytes())
            found.update(b"axis\n")
        return found.hexdigest()


def read_grid(texts: Sequence[str], knowledge: KnowledgeBase) -> Grid:
    """The grid that texts such as ``latency_budget_ms=log:5..500:20`` describe.

    What follows the ``=`` is a list ``a,b,c`` (``unknown`` among them, choices of one answer joined by ``+``), a range
    ``low..high:n`` of n even steps, linear or after ``log:`` on a logarithmic scale, or ``draw:n``, which draws from
    what the rule base expects. Everything is crossed, save that all draws are made together, as one axis.

    Raises:
        UserError: with one line for each text that can't be read.
    """
    axes: list[Axis] = []
    drawn: dict[str, Values] = {}
    seen: set[str] = set()
    problems = []
    for text in texts:
        try:
            name, what = _split(text, knowledge)
            if name in seen:
                problems.append(f"--vary {text}: {name!r} is varied twice.")
            seen.add(name)
            if draw := _DRAW.fullmatch(what):
                drawn[name] = _drawn(name, int(draw["draws"]), knowledge)
            else:
                axes.append(Axis({name: _listed(name, what, knowledge)}))
        except UserError as error:
            problems.append(f"--vary {text}: {error}")
    if len({len(values) for values in drawn.values()}) > 1:
        problems.append("all 'draw:n' are made together and need the same n.")
    if problems:
        raise UserError("\n".join(problems))
    return _bounded((*axes, Axis(drawn)) if drawn else tuple(axes))


def grid_of_table(columns: Mapping[str, Sequence[str]], knowledge: KnowledgeBase) -> Grid:
    """The grid whose scenarios are the rows of a table of texts; an empty cell is unknown.

    Raises:
        UserError: with one line for each column or cell that can't be read.
    """
    problems: list[str] = []
    found: dict[str, Values] = {}
    for header, cells in columns.items():
        try:
            name = _field_name(header, knowledge)
        except UserError as error:
            problems.append(str(error))
            continue
        values: dict[str, float | int] = {}
        for row, cell in enumerate(cells):
            if cell in values:
                continue
            values[cell] = -1
            try:
                values[cell] = _value(name, cell, knowledge)
            except UserError as error:
                problems.append(f"row {row + 1}, {header}: {error}")
        found[name] = np.array([values[cell] for cell in cells], dtype=_dtype(knowledge.vocabulary[name]))
    if problems:
        raise UserError("\n".join(problems))
    if not found or not len(next(iter(found.values()))):
        raise UserError("the table of scenarios has no rows.")
    return _bounded((Axis(found),))


def crossed(grids: Sequence[Grid]) -> Grid:
    """Every scenario of one grid with every one of the others.

    Raises:
        UserError: two grids vary the same field, or there are more scenarios than one sweep takes.
    """
    names = [name for grid in grids for name in grid.fields]
    for name in names:
        if names.count(name) > 1:
            raise UserError(f"{shown_name(name)!r} is varied twice.")
    return _bounded(tuple(axis for grid in grids for axis in grid.axes))


def shown_name(field: str) -> str:
    """The id under which a field stands in tables: priorities without their prefix."""
    return field.removeprefix(PRIORITY_PREFIX)


def ticked_text(bits: int, field: Field) -> str:
    """What a table shows for a bit set of ticked choices."""
    return TICKED_BY.join(choice for place, choice in enumerate(field.choices) if bits >> place & 1)


def _bounded(axes: tuple[Axis, ...]) -> Grid:
    grid = Grid(axes)
    if grid.size > MOST_SCENARIOS:
        raise UserError(f"{grid.size:,} scenarios are more than the {MOST_SCENARIOS:,} that one sweep takes.")
    return grid


def _split(text: str, knowledge: KnowledgeBase) -> tuple[str, str]:
    name, equals, what = text.partition("=")
    if not equals or not what.strip():
        raise UserError("write ID=a,b,c or ID=low..high:n or ID=draw:n.")
    return _field_name(name.strip(), knowledge), what.strip()


def _field_name(name: str, knowledge: KnowledgeBase) -> str:
    if name in knowledge.qualities:
        return PRIORITY_PREFIX + name
    if name not in knowledge.vocabulary:
        known = [shown_name(field) for field in knowledge.vocabulary]
        raise UserError(f"{name!r} is no requirement or priority that rules read. {choices_hint(name, known)}")
    return name


def _dtype(field: Field) -> type[np.int64] | type[np.float64]:
    return np.float64 if field.kind == "number" else np.int64


def _listed(name: str, what: str, knowledge: KnowledgeBase) -> Values:
    field = knowledge.vocabulary[name]
    ends = _RANGE.fullmatch(what)
    if ends is None or field.kind != "number":
        return np.array([_value(name, item.strip(), knowledge) for item in what.split(",")], dtype=_dtype(field))
    low, high, steps = (_value(name, ends["low"], knowledge), _value(name, ends["high"], knowledge), int(ends["steps"]))
    if not low < high or steps < 2:
        raise UserError("a range needs low below high and at least two steps.")
    if not ends["log"]:
        return np.linspace(low, high, steps)
    if low <= 0:
        raise UserError("a logarithmic range starts above zero.")
    return np.clip(np.geomspace(low, high, steps), low, high)


def _value(name: str, text: str, knowledge: KnowledgeBase) -> float | int:
    """One answer in the numbers of a scenario batch."""
    field = knowledge.vocabulary[name]
    if text in ("", "unknown"):
        if name not in knowledge.questions:
            raise UserError("a priority can't be unknown.")
        return math.nan if field.kind == "number" else -1
    if name not in knowledge.questions:
        return _priority(text)
    question = knowledge.questions[name]
    read = text.split(TICKED_BY) if question.answers == Answers.CHOICES else text
    try:
        return _encoded(answer_of(question, read), field)
    except InvalidAnswer as error:
        raise UserError(str(error)) from None


def _encoded(answer: Answer | None, field: Field) -> float | int:
    match answer:
        case bool():
            return int(answer)
        case str():
            return field.choices.index(answer)
        case tuple():
            return sum(1 << field.choices.index(choice) for choice in answer)
        case None | Range():
            raise UserError("one value is needed here.")
        case _:
            return float(answer)


def _priority(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= GREATEST_PRIORITY:
        raise UserError(f"{text!r} is not a priority. Allowed: a number from 0 to {GREATEST_PRIORITY}.")
    return value


def _drawn(name: str, draws: int, knowledge: KnowledgeBase) -> Values:
    if not 1 <= draws <= MOST_SCENARIOS:
        raise UserError(f"between 1 and {MOST_SCENARIOS:,} draws can be made.")
    question = knowledge.questions.get(name)
    if question is None:
        return drawn_priorities(name, draws)
    return drawn_answers(name, question, knowledge.vocabulary[name], draws)
