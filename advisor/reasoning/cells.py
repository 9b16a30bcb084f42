"""The values of a number cut into cells within which no condition changes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Answer, Range
from advisor.reasoning.breakpoints import breakpoints, drawn_breakpoints
from advisor.reasoning.model import Model
from advisor.reasoning.scenarios import answers_with_priorities, draw
from advisor.requirements.system import System

_FAR = 1e15
NARROW = 1e-9
"""Relative distance below which two numbers are one to a user."""


@dataclass(frozen=True)
class Cell:
    """Values of one number within which nothing changes: from ``low`` up to but not including ``high``."""

    low: float
    high: float
    sample: float

    @property
    def is_point(self) -> bool:
        """Whether it holds hardly more than one number, as between ``x >= 5`` and ``x > 5``: not worth a threshold."""
        return math.isclose(self.low, self.high, rel_tol=NARROW)


def is_number(answer: Answer) -> bool:
    """Whether an answer is a number or a range of numbers."""
    return isinstance(answer, float | int | Range) and not isinstance(answer, bool)


def cells_of(model: Model, system: System, names: Sequence[str]) -> dict[str, list[Cell]]:
    """For each number field the cells of its values."""
    vocabulary = model.fields.vocabulary
    answers = answers_with_priorities(system, model.knowledge)
    drawn = _drawn(model, answers)
    cells = {}
    for name in names:
        field = vocabulary[name]
        found = set(breakpoints(name, model.conditions, answers, vocabulary))
        found |= drawn_breakpoints(name, model.conditions, drawn, vocabulary)
        edges = sorted(value for value in found if field.minimum < value <= field.maximum)
        lows = [max(field.minimum, 0.0 if field.minimum > -math.inf else -_FAR), *edges]
        cells[name] = [Cell(low, high, low) for low, high in zip(lows, [*edges, math.inf], strict=True)]
    return cells


def _drawn(model: Model, answers: Mapping[str, Answer]) -> Mapping[str, NDArray[np.float64]]:
    """What the number fields are taken to be, known or drawn."""
    batch = draw(answers, model.knowledge, model.fields, frozenset(model.fields.number))
    known = zip(model.fields.number, batch.low, batch.high, strict=True)
    return {name: low for name, low, high in known if (low == high).all()}
