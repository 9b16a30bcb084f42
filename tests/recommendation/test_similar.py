"""Published systems near the one at hand."""

from __future__ import annotations

import math

import pytest

from advisor.answers import Range
from advisor.cases import load_cases
from advisor.knowledge.loading import load_knowledge
from advisor.locations import knowledge_folder
from advisor.recommendation.similar import Stated, field_weights, similar_systems, similarities
from advisor.requirements.system import System

KNOWLEDGE = load_knowledge()
CASES = load_cases(knowledge_folder() / "cases", KNOWLEDGE)
WEIGHTS = {"task": 3.0, "latency_budget_ms": 1.0, "modality": 2.0}
SHRINK = 4.0 * (3.0 + 1.0 + 2.0) / 3


def _near(one: dict[str, object], other: dict[str, object]) -> float:
    (found,) = similarities(System("one", requirements=one), Stated([System("other", requirements=other)]), WEIGHTS)
    return found


@pytest.mark.parametrize(
    ("one", "other", "likeness", "weight"),
    [
        ({"task": "ranking"}, {"task": "ranking"}, 1.0, 3.0),
        ({"task": "ranking"}, {"task": "forecasting"}, 0.0, 3.0),
        ({"latency_budget_ms": 10.0}, {"latency_budget_ms": 100.0}, 2 / 3, 1.0),
        ({"latency_budget_ms": Range(1.0, 100.0)}, {"latency_budget_ms": 10.0}, 1.0, 1.0),
        ({"latency_budget_ms": 1.0}, {"latency_budget_ms": 1e6}, 0.0, 1.0),
        ({"modality": ("text", "image")}, {"modality": ("text",)}, 0.5, 2.0),
        ({"task": "ranking", "modality": ("text",)}, {"task": "ranking"}, 1.0, 3.0),
    ],
)
def test_likeness_is_weighed_and_shrunk(
    one: dict[str, object], other: dict[str, object], likeness: float, weight: float
) -> None:
    assert _near(one, other) == pytest.approx(weight * likeness / (weight + SHRINK))


def test_nothing_shared_is_not_near() -> None:
    assert _near({"task": "ranking"}, {"modality": ("text",)}) == 0.0


def test_many_systems_at_once_give_what_each_gives_alone() -> None:
    weights = field_weights(KNOWLEDGE)
    systems = [case.system for case in CASES]
    for system in systems[:5]:
        together = similarities(system, Stated(systems), weights)
        assert together == [similarities(system, Stated([other]), weights)[0] for other in systems]


def test_a_case_is_not_near_itself_and_the_nearest_comes_first() -> None:
    case = CASES[0]
    found = similar_systems(KNOWLEDGE, case.system, {}, CASES)
    near = [system.similarity for system in found]
    assert case.id not in {system.case for system in found}
    assert len(found) == 3
    assert near == sorted(near, reverse=True)
    assert all(0 < value < 1 and not math.isnan(value) for value in near)
