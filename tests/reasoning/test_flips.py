"""Flips: each is real, and none is missed."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings

from advisor.locations import knowledge_folder
from advisor.reasoning.flips import Flip, find_flips
from advisor.reasoning.model import Model
from advisor.reasoning.solution import solve
from advisor.requirements.reading import read_system
from advisor.requirements.system import System
from tests.strategies import KNOWLEDGE, systems

MODEL = Model(KNOWLEDGE)
EXAMPLES = {
    path.stem: read_system(path.read_text(encoding="utf-8"), path.name, KNOWLEDGE)
    for path in sorted((knowledge_folder() / "examples").glob("*.yaml"))
}


def _option(system: System, decision: str) -> str | None:
    return solve(MODEL, system).chosen[decision]


def _answered(system: System, name: str, value: object) -> System:
    if name.startswith("priorities."):
        return replace(system, priorities={**system.priorities, name.removeprefix("priorities."): value})
    return replace(system, requirements={**system.requirements, name: value})


def _beyond(flip: Flip) -> object:
    if flip.at is None:
        return flip.value
    step = 0.004 if flip.answer.startswith("priorities.") else 1e-8 * max(abs(flip.at), 1e-9)
    return flip.at + (step if flip.side == "above" else -step)


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_flip_is_shown_by_a_fresh_run_just_beyond_it(name: str) -> None:
    system = EXAMPLES[name]
    flips = find_flips(MODEL, system)
    assert flips
    for flip in flips:
        assert _option(system, flip.decision) == flip.before
        assert _option(_answered(system, flip.answer, _beyond(flip)), flip.decision) == flip.after, flip


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_flip_of_a_number_is_missed(name: str) -> None:
    """Whatever value a number takes, every decision is what the flips passed on the way to it say."""
    system, random = EXAMPLES[name], Random(7)
    flips = find_flips(MODEL, system)
    now = solve(MODEL, system).chosen
    numbers = [n for n, answer in system.requirements.items() if isinstance(answer, float)]
    for answer in numbers:
        here = float(system.requirements[answer])  # type: ignore[arg-type]
        question = KNOWLEDGE.questions[answer]
        for _ in range(4):
            value = here * math.exp(random.uniform(-9, 9)) if here else random.uniform(0, 100)
            if question.maximum is not None and value > question.maximum:
                continue
            found = solve(MODEL, _answered(system, answer, value)).chosen
            for decision, option in found.items():
                if option == now[decision] or option is None or now[decision] is None:
                    continue
                passed = [
                    flip
                    for flip in flips
                    if (flip.decision, flip.answer, flip.after) == (decision, answer, option) and flip.at is not None
                ]
                assert any(
                    (flip.side == "above" and value >= flip.at) or (flip.side == "below" and value <= flip.at)
                    for flip in passed
                ), (answer, value, decision, option)


@given(systems(least=3, most=8))
@settings(max_examples=6, deadline=None)
def test_every_other_choice_that_changes_a_decision_is_listed(system: System) -> None:
    solution = solve(MODEL, system)
    if not solution.feasible:
        assert find_flips(MODEL, system) == ()
        return
    flips = {(flip.decision, flip.answer, flip.value): flip.after for flip in find_flips(MODEL, system)}
    for name, answer in system.requirements.items():
        if not isinstance(answer, str):
            continue
        for choice in KNOWLEDGE.questions[name].choices:
            then = solve(MODEL, _answered(system, name, choice)).chosen
            for decision, before in solution.chosen.items():
                after = then[decision]
                changed = choice != answer and None not in (before, after) and before != after
                assert flips.get((decision, name, choice)) == (after if changed else None)
