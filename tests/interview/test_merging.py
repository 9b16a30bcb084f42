"""Several respondents: what they agree on stands, what they differ on is shown with what hangs on it."""

from pathlib import Path

import pytest

from advisor.advise import advise
from advisor.answers import Answer, Range
from advisor.interview.merging import fill, merge
from advisor.interview.steps import Questionnaire
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.loading import load_knowledge
from advisor.reasoning.compiled import compiled
from advisor.reasoning.solution import solve
from advisor.requirements.reading import read_system
from advisor.requirements.system import System
from tests.cli.test_commands import EXAMPLE
from tests.interview.world import QUESTIONNAIRE


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load_knowledge()


@pytest.fixture(scope="module")
def fraud(knowledge: KnowledgeBase) -> System:
    return read_system(Path(EXAMPLE).read_text(encoding="utf-8"), EXAMPLE, knowledge)


def _with(system: System, **answers: Answer) -> System:
    return System(
        system.name, system.purpose, {**system.requirements, **answers}, system.priorities, system.fixed, system.unknown
    )


def test_a_difference_shows_the_decisions_that_each_answer_would_bring(knowledge: KnowledgeBase, fraud: System) -> None:
    slow = _with(fraud, label_delay_s=60.0)
    sheets = {"ann": fraud, "bob": slow}
    found = merge(knowledge, sheets)
    (difference,) = found.differences
    assert difference.step.id == "label_delay_s"
    assert difference.merged == found.system.requirements["label_delay_s"] == Range(60, 2592000)
    advised = {name: advise(knowledge, system).decisions for name, system in sheets.items()}
    assert difference.decisions
    for decision, follows in difference.decisions.items():
        assert follows == {name: decisions[decision].option for name, decisions in advised.items()}
        assert follows["ann"] != follows["bob"]
    model = compiled(knowledge)
    one, other = solve(model, fraud).chosen, solve(model, slow).chosen
    assert found.decisions == {name: {"ann": one[name], "bob": other[name]} for name in one if one[name] != other[name]}


def test_the_same_answers_merge_to_themselves(knowledge: KnowledgeBase, fraud: System) -> None:
    found = merge(knowledge, {"ann": fraud, "bob": fraud})
    assert found.system == fraud
    assert not found.differences
    assert not found.decisions
    assert not found.fixed


def test_what_only_one_answers_is_taken_and_what_nobody_can_settle_stays_open(knowledge: KnowledgeBase) -> None:
    ann = System(
        "x", "", {"task": "ranking"}, {"cost": 5}, {"compute_location": "cloud"}, frozenset({"latency_budget_ms"})
    )
    bob = System("y", "why", {"task": "forecasting", "latency_budget_ms": 80.0}, {"cost": 2})
    eve = System("z", "", {}, {}, {"compute_location": "on_premises"})
    found = merge(knowledge, {"ann": ann, "bob": bob, "eve": eve})
    assert found.system == System("x", "why", {"latency_budget_ms": 80.0}, {"cost": 3.5})
    assert {difference.step.id: difference.merged for difference in found.differences} == {
        "task": None,
        "priorities.cost": 3.5,
    }
    assert found.fixed == {"compute_location": {"ann": "cloud", "eve": "on_premises"}}


def test_an_import_fills_gaps_and_overwrites_nothing() -> None:
    mine = System("mine", "", {"task": "forecasting", "latency_budget_ms": 80.0}, {}, {"serving": "a"})
    theirs = System(
        "theirs", "why", {"task": "ranking", "entities": 5.0, "regulated": True}, {"cost": 4}, {"serving": "b"}
    )
    filled, differing = fill(QUESTIONNAIRE, mine, theirs)
    assert filled == System(
        "mine", "why", {"task": "forecasting", "latency_budget_ms": 80.0, "regulated": True}, {"cost": 4}, mine.fixed
    )
    assert differing == {"task": ("forecasting", "ranking"), "serving": ("a", "b")}


def test_merged_answers_make_sense_together(knowledge: KnowledgeBase, fraud: System) -> None:
    found = merge(knowledge, {"ann": fraud, "bob": System("x", "", {"prediction_trigger": "schedule"})})
    assert Questionnaire.of(knowledge).without_closed(found.system) == found.system
