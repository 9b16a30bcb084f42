"""Practice is one reason an option: the sum over all answers, naming those that weigh most."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.advise import advise
from advisor.conditions import parse
from advisor.knowledge.base import KnowledgeBase
from advisor.recommendation.recommendation import Reason
from advisor.requirements.system import System
from tests.strategies import KNOWLEDGE

TAUGHT = replace(
    KNOWLEDGE,
    conditions={**KNOWLEDGE.conditions, "regulated": parse("regulated", KNOWLEDGE.vocabulary)},
    practice={
        "always": {"retraining": {"manual": 0.5}},
        "regulated": {"retraining": {"manual": 0.25, "continual": -0.5}},
    },
)


def said(knowledge: KnowledgeBase, system: System, option: str) -> list[Reason]:
    reasons = advise(knowledge, system).decisions["retraining"].options[option].reasons
    return [reason for reason in reasons if reason.kind == "practice"]


def test_what_holds_is_summed_and_the_answers_that_weigh_most_are_named() -> None:
    (found,) = said(TAUGHT, System("x", requirements={"regulated": True}), "manual")
    assert found.effect == pytest.approx(0.75)
    assert found.answers == ("regulated",)
    assert found.text.endswith("alike, most of all in regulated (yes).")
    assert found.sources == ("systems-on-record",)


def test_what_is_not_answered_counts_by_its_share_and_is_not_named() -> None:
    (found,) = said(TAUGHT, System("x"), "continual")
    assert -0.5 < found.effect < 0
    assert found.answers == ()
    assert found.text.endswith("answers were alike.")


def test_where_no_answer_holds_that_practice_knows_it_gives_no_reason() -> None:
    assert said(TAUGHT, System("x", requirements={"regulated": False}), "continual") == []
    assert said(replace(KNOWLEDGE, practice={}), System("x"), "manual") == []
