"""Scenarios of one system with other priorities against the same scenarios answered one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from advisor.knowledge.base import PRIORITY_PREFIX
from advisor.reasoning.batches import optima
from advisor.reasoning.model import Model
from advisor.reasoning.scenarios import answers_with_priorities, draw
from advisor.reasoning.solution import situate
from advisor.reasoning.space import IMPOSSIBLE, Space, priority_draws
from advisor.reasoning.truth import YES
from advisor.requirements.system import System
from tests.strategies import KNOWLEDGE, systems

MODEL = Model(KNOWLEDGE)
QUALITIES = tuple(KNOWLEDGE.qualities)


def _space(system: System) -> Space:
    return Space(MODEL, system, situate(MODEL, answers_with_priorities(system, KNOWLEDGE)))


def _one_by_one(system: System, priorities: np.ndarray, space: Space) -> np.ndarray:
    """The optimum of each scenario, every condition evaluated in it and no pattern shared."""
    drawn = draw(system.requirements, KNOWLEDGE, MODEL.fields, MODEL.read)
    batch = drawn.columns(np.arange(priorities.shape[1]) % space.unknowns)
    rows = [MODEL.fields.number.index(PRIORITY_PREFIX + quality) for quality in QUALITIES]
    batch.low[rows] = batch.high[rows] = priorities
    found = [
        optima(MODEL, MODEL.truths(one) == YES, one, MODEL.fixed(system.fixed))
        for one in (batch.columns(np.array([column])) for column in range(batch.size))
    ]
    return np.concatenate([np.where(one.possible, one.options, IMPOSSIBLE) for one in found], axis=1)


@given(systems())
@settings(max_examples=5, deadline=None)
def test_every_scenario_has_the_optimum_that_it_has_alone(system: System) -> None:
    space = _space(system)
    priorities = priority_draws(QUALITIES, 40)
    assert (space.optima(priorities) == _one_by_one(system, priorities, space)).all()


@pytest.mark.parametrize("compiled", [False, True])
def test_many_scenarios_have_the_optima_of_few_at_a_time(*, compiled: bool) -> None:
    space = _space(System("sketch", {"decision_timing": "per_request"}))
    priorities = priority_draws(QUALITIES, 1536)
    together = space.optima(priorities, compiled=compiled)
    step = 2 * space.unknowns
    apart = [space.optima(priorities[:, start : start + step]) for start in range(0, 1536, step)]
    assert (together == np.concatenate(apart, axis=1)).all()


def test_scenarios_that_share_priorities_are_those_that_repeat_them() -> None:
    space = _space(System("sketch", {"decision_timing": "per_request"}))
    few = priority_draws(QUALITIES, 3)
    of = np.repeat(np.arange(3), space.unknowns)
    assert (space.optima(few, of) == space.optima(few[:, of])).all()
