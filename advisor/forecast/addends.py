"""A sum of estimates over all architectures at once: each part as a table over the few decisions that it reads."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from advisor.answers import Answer
from advisor.forecast.evaluate import evaluate
from advisor.forecast.forecast import middle_references, with_middles
from advisor.forecast.plan import Plan
from advisor.reasoning.model import Model, Tables
from advisor.reasoning.nondominated import UNKNOWN, Addend
from advisor.reasoning.scenarios import encode

MOST_CELLS = 200_000
"""Combinations of options that one part may have; more take longer than a reader waits."""


def addends_of(
    plan: Plan, name: str, model: Model, tables: Tables, answers: Mapping[str, Answer], unit: float
) -> list[Addend] | None:
    """What each part of the sum ``name`` takes away, in whole units of ``unit``, every range at its middle.

    Args:
        plan: the quantities.
        name: one of ``plan.parts``.
        model: whose decisions are numbered.
        tables: of one scenario: the options that are left, and the decisions that apply.
        answers: the requirements that are known.
        unit: what one whole number stands for, in the unit of the quantity; parts are rounded to it.

    Returns:
        ``None`` where a part reads so many decisions that it has more than ``MOST_CELLS`` combinations.
    """
    known = with_middles(answers)
    found = []
    for quantity in plan.parts[name].values():
        read = decisions_read(plan, quantity)
        scope = tuple(place for place, decision in enumerate(model.decisions) if decision in read)
        shape = tuple(len(tables.kept[place]) for place in scope)
        if np.prod(shape, dtype=float) > MOST_CELLS:
            return None
        cells = np.indices(shape).reshape(len(shape), -1) if shape else np.zeros((0, 1), dtype=np.int64)
        batch = encode([known], plan.fields).columns(np.zeros(cells.shape[1], dtype=np.int64))
        for place, states in zip(scope, cells, strict=True):
            decision = model.decisions[place]
            field = plan.vocabulary[decision]
            options = np.array([field.choices.index(model.options[place][kept]) for kept in tables.kept[place]])
            batch.choice[plan.fields.choice.index(decision)] = options[states] if tables.applicable[place, 0] else -1
        taken = quantities_behind(plan, quantity)
        values = evaluate(plan, batch, middle_references(plan), wanted=taken)[quantity].values
        whole = np.full(len(values), UNKNOWN, dtype=np.int64)
        certain = np.isfinite(values)
        whole[certain] = -np.rint(values[certain] / unit).astype(np.int64)
        found.append(Addend(scope, whole.reshape(shape)))
    return found


def decisions_read(plan: Plan, quantity: str) -> frozenset[str]:
    """The decisions that a condition on the way to ``quantity`` reads."""
    conditions = (
        plan.conditions[way.when]
        for name in quantities_behind(plan, quantity)
        for way in plan.quantities[name].ways
        if way.when is not None
    )
    return frozenset(name for condition in conditions for name in condition.fields if name in plan.decisions)


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
