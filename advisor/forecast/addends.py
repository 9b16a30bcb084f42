"""Estimates of all architectures of one system as objectives: tables over the decisions that move them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Answer
from advisor.estimates.formula import Values
from advisor.forecast.architectures import Architectures, TooMany
from advisor.forecast.draws import drawn_answers, drawn_references, middles
from advisor.forecast.forecast import middle_references, with_middles
from advisor.forecast.plan import Plan
from advisor.reasoning.model import Model, Tables
from advisor.reasoning.nondominated import UNKNOWN, Addend
from advisor.reasoning.scenarios import encode


def at_middles(plan: Plan, model: Model, tables: Tables, answers: Mapping[str, Answer]) -> Architectures:
    """All architectures of a system, every range at its middle; arguments as those of ``Architectures``."""
    rows = encode([with_middles(answers)], plan.fields)
    return Architectures(plan, model, tables, answers, rows, middle_references(plan))


def on_draws(plan: Plan, model: Model, tables: Tables, answers: Mapping[str, Answer]) -> Architectures:
    """All architectures of a system, every range drawn as for the estimates that are shown."""
    rows = drawn_answers(plan, answers)
    return Architectures(plan, model, tables, answers, rows, drawn_references(plan))


def addends_of(architectures: Architectures, quantities: Sequence[str], unit: float) -> list[Addend] | None:
    """What each of ``quantities`` takes away, the middle of its draws where there are any, in whole units of ``unit``.

    Args:
        unit: what one whole number stands for, in the unit of the quantities; each is rounded to it.

    Returns:
        ``None`` where one depends on too many combinations of options.
    """
    try:
        found = [architectures.quantity(quantity) for quantity in quantities]
    except TooMany:
        return None
    tables = (_taken_away(middles(one.values), unit)[one.numbers] for one in found)
    return [Addend(*architectures.moving(table)) for table in tables]


def _taken_away(values: Values, unit: float) -> NDArray[np.int64]:
    whole = np.full(len(values), UNKNOWN, dtype=np.int64)
    certain = np.isfinite(values)
    whole[certain] = -np.rint(values[certain] / unit).astype(np.int64)
    return whole
