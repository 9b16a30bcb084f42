"""Ranges as draws: the rows on which every quantity of an architecture is worked out, and how they are summed up."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from advisor.answers import Answer, Range
from advisor.conditions import Field
from advisor.estimates.formula import Input, Values
from advisor.estimates.ranges import PERCENTILES, Interval, draw
from advisor.estimates.references import Reference
from advisor.forecast.evaluate import NO_WAY, Outcome
from advisor.forecast.plan import Plan
from advisor.reasoning.scenarios import ScenarioBatch, encode

if TYPE_CHECKING:
    from advisor.forecast.forecast import Figure

DRAWS = 256
_KNOWN_SHARE = 0.5


def drawn_answers(plan: Plan, answers: Mapping[str, Answer]) -> ScenarioBatch:
    """``DRAWS`` rows in which every range of ``answers``, which may hold decisions too, has a value."""
    batch = encode([answers], plan.fields).columns(np.zeros(DRAWS, dtype=np.int64))
    for place, name in enumerate(plan.fields.number):
        answer = answers.get(name)
        if isinstance(answer, Range):
            batch.low[place] = batch.high[place] = _answer_draws(name, answer, plan.vocabulary[name])
    return batch


def _answer_draws(name: str, answer: Range, field: Field) -> Values:
    known = Input(field.unit, name, minimum=field.minimum, maximum=field.maximum, answer=name)
    return draw(name, known, Interval.between(answer.low, answer.high), DRAWS)


class DrawnReferences(dict[str, Values]):
    """Reference numbers, each drawn when it is first asked for, and what follows from them alone.

    Attributes:
        constants: the quantities that do, by name and way.
        figures: the same as they are shown.
    """

    def __init__(self, references: Mapping[str, Reference]) -> None:
        super().__init__()
        self._references = references
        self.constants: dict[tuple[str, int], Outcome] = {}
        self.figures: dict[tuple[str, int], Figure] = {}

    def __missing__(self, name: str) -> Values:
        reference = self._references[name]
        known = Input(reference.unit, name, maximum=1.0 if reference.unit == "fraction" else np.inf)
        self[name] = draw(name, known, Interval(reference.low, reference.mid, reference.high), DRAWS)
        return self[name]


@lru_cache(maxsize=4)
def drawn_references(plan: Plan) -> DrawnReferences:
    """The reference numbers of ``plan`` on the same draws in every run."""
    return DrawnReferences(plan.references)


def is_known(outcome: Outcome) -> bool:
    """Whether enough of the draws have a value."""
    return bool(np.count_nonzero(outcome.ways != NO_WAY) >= _KNOWN_SHARE * outcome.ways.size)


def percentiles(values: Values) -> Values:
    """Low, mid and high of each row, shape (rows, 3). Observed values, not ones between them; NaN does not count.

    Sorted by hand: ``np.quantile`` gives the same, and loads masked arrays to do so.
    """
    ordered = np.sort(values, axis=1)
    counts = values.shape[1] - np.count_nonzero(np.isnan(values), axis=1)
    places = np.maximum(np.ceil(counts[:, None] * np.array(PERCENTILES) - 1.0), 0.0).astype(np.int64)
    return np.take_along_axis(ordered, places, axis=1)


def middles(values: Values) -> Values:
    """The middle of each row of draws, NaN where too few of them have a value; shape (rows,)."""
    known = np.count_nonzero(~np.isnan(values), axis=1) >= _KNOWN_SHARE * values.shape[1]
    return np.where(known, percentiles(values)[:, 1], np.nan)
