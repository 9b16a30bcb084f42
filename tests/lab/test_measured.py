"""Measured answers go into a system file, and nothing else in it moves."""

from __future__ import annotations

import pytest

from advisor.answers import Range
from advisor.errors import UserError
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.loading import load_knowledge
from advisor.lab.measured import with_measured
from advisor.requirements.reading import read_system

ANSWERS = {"inference_ms": Range(2.5, 4.25), "model_memory_mb": Range(12.0, 12.0)}


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load_knowledge()


def test_a_line_is_replaced_and_one_is_added_and_comments_stay(knowledge: KnowledgeBase) -> None:
    text = (
        "# ours\nname: a  # short\nrequirements:\n  task: ranking\n"
        "  inference_ms: 9  # guessed\npriorities: {cost: 2}\n"
    )
    changed = with_measured(text, "a.yaml", ANSWERS, "the lab", knowledge)
    assert changed.splitlines() == [
        "# ours",
        "name: a  # short",
        "requirements:",
        '  model_memory_mb: {value: 12, measured: "the lab"}',
        "  task: ranking",
        '  inference_ms: {low: 2.5, high: 4.25, measured: "the lab"}',
        "priorities: {cost: 2}",
    ]
    system = read_system(changed, "a.yaml", knowledge)
    assert system.requirements["inference_ms"] == Range(2.5, 4.25)
    assert system.origin("inference_ms") == system.origin("model_memory_mb") == "the lab"


def test_measuring_again_replaces_what_was_measured(knowledge: KnowledgeBase) -> None:
    text = "name: a\nrequirements:\n    task: ranking\n"
    once = with_measured(text, "a.yaml", ANSWERS, "the lab", knowledge)
    assert with_measured(once, "a.yaml", ANSWERS, "the lab", knowledge) == once


@pytest.mark.parametrize(
    "text", ["name: a\nrequirements: {task: ranking}\n", "name: a\n", '{"name": "a", "requirements": {}}\n']
)
def test_a_layout_that_can_not_be_changed_by_lines_is_left_alone(text: str, knowledge: KnowledgeBase) -> None:
    with pytest.raises(
        UserError, match=r"(?s)by hand, under requirements:.*inference_ms: \{low: 2.5, high: 4.25, measured"
    ):
        with_measured(text, "a.yaml", ANSWERS, "the lab", knowledge)
