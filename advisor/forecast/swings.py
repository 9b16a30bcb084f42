"""What moves a result most: each answer with a range and each reference number at its low and at its high."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from advisor.answers import Answer, Range
from advisor.estimates.formula import Values
from advisor.forecast.evaluate import evaluate
from advisor.forecast.forecast import Forecast, with_middles
from advisor.forecast.plan import Plan
from advisor.reasoning.scenarios import encode


@dataclass(frozen=True)
class Tornado:
    """What moves a result.

    Attributes:
        middle: the result with every input at its middle, in its own unit.
        swings: the greatest first.
    """

    middle: float
    swings: tuple[Swing, ...]


@dataclass(frozen=True)
class Swing:
    """A result with one input at its low and at its high, all others in the middle.

    Attributes:
        input: the answer or reference number.
        low, high: the ends of that input, in ``unit``.
        at_low, at_high: the result there, in its own unit.
    """

    input: str
    low: float
    high: float
    unit: str
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        return abs(self.at_high - self.at_low)


def swings(
    plan: Plan, known: Forecast, answers: Mapping[str, Answer], architecture: Mapping[str, str], result: str
) -> Tornado:
    """The inputs that move ``result``.

    Args:
        known: the forecast of ``architecture`` for ``answers``.
        result: a quantity that it knows.
    """
    ranged = [name for name in plan.fields.number if isinstance(answers.get(name), Range)]
    inputs = [*ranged, *known.references]
    batch = encode([{**with_middles(answers), **architecture}], plan.fields)
    batch = batch.columns(np.zeros(2 * len(inputs) + 1, dtype=np.int64))
    references: dict[str, Values] = {name: np.asarray(number.mid) for name, number in plan.references.items()}
    ends: list[tuple[float, float, str]] = []
    for place, name in enumerate(inputs):
        rows = slice(2 * place, 2 * place + 2)
        answer = answers.get(name)
        if isinstance(answer, Range):
            row = plan.fields.number.index(name)
            batch.low[row, rows] = batch.high[row, rows] = (answer.low, answer.high)
            ends.append((answer.low, answer.high, plan.vocabulary[name].unit))
        else:
            number = plan.references[name]
            varied = np.full(batch.size, number.mid)
            varied[rows] = (number.low, number.high)
            references[name] = varied
            ends.append((number.low, number.high, number.unit))
    values = evaluate(plan, batch, references)[result].values
    pairs = values[:-1].reshape(-1, 2)
    found = [
        Swing(name, low, high, unit, float(at_low), float(at_high))
        for name, (low, high, unit), (at_low, at_high) in zip(inputs, ends, pairs, strict=True)
        if np.isfinite([at_low, at_high]).all() and at_low != at_high
    ]
    return Tornado(float(values[-1]), tuple(sorted(found, key=lambda swing: (-swing.width, swing.input))))
