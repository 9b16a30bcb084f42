"""The interview with the engine beside it: what is asked next, when to stop, and what edits leave behind."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.interview import wording
from advisor.interview.outlook import Outlook, guide_of
from advisor.interview.session import Answered, Edited, Event, ImpossibleEvent, Jump, Session, Skip, Undo, Unknown
from advisor.interview.steps import Questionnaire
from advisor.knowledge.loading import load_knowledge
from advisor.reasoning.information import AnswerValue, Outcome
from advisor.requirements.system import System
from tests.interview.world import QUESTIONNAIRE, begin

KNOWLEDGE = load_knowledge()
REAL = Questionnaire.of(KNOWLEDGE)
GUIDE = guide_of(KNOWLEDGE)
NAMED = System("x", "y")


def _value(name: str, regret: float, *, moves: bool = True) -> AnswerValue:
    return AnswerValue(name, {}, regret, (Outcome(True, 1.0, True, {"mode": "batch"} if moves else {}),))


def _guided(values: dict[str, AnswerValue], system: System = NAMED, most: int | None = None) -> Session:
    outlook = Outlook({"mode": "online"}, {"mode": 0.5}, values)
    return Session.begin(QUESTIONNAIRE, system, lambda _: outlook, most)


def test_the_question_whose_answer_is_worth_most_comes_first() -> None:
    session = _guided({"task": _value("task", 1.0), "regulated": _value("regulated", 2.0)})
    assert session.step is not None
    assert session.step.id == "regulated"


def test_a_question_of_the_same_group_comes_first_when_it_is_worth_nearly_as_much() -> None:
    values = {"regulated": _value("regulated", 1.0), "priorities.cost": _value("priorities.cost", 1.5)}
    steps = [step for step in QUESTIONNAIRE.steps if step.id in values]
    outlook = Outlook(values=values)
    assert [getattr(outlook.next_of(steps, group), "id", None) for group in ("Demand", "")] == [
        "regulated",
        "priorities.cost",
    ]
    assert outlook.next_of([], "Demand") is None


def test_a_question_left_for_later_is_not_put_again() -> None:
    session = _guided({"task": _value("task", 1.0), "regulated": _value("regulated", 2.0)}).take(Skip())
    assert session.step is not None
    assert session.step.id == "task"
    assert session.take(Skip()).over


def test_a_quick_interview_ends_after_its_answers() -> None:
    values = {name: _value(name, 1.0) for name in ("task", "modality", "regulated")}
    session = _guided(values, most=2).take(Answered("ranking"))
    assert session.take(Unknown()).over
    assert not session.take(Undo()).take(Answered("ranking")).over


def test_one_is_told_when_no_answer_left_would_change_anything() -> None:
    answered = replace(NAMED, requirements={"task": "ranking"})
    still = _guided({"regulated": _value("regulated", 0.1, moves=False)}, answered)
    assert wording.stop_line(still).startswith("You can stop here (:quit): 1 answered, 1 decision still open")
    assert wording.stop_line(_guided({"regulated": _value("regulated", 0.1)}, answered)) == ""


def test_undo_takes_back_the_answer_and_what_it_dropped() -> None:
    session = begin(System("x", "y", {"task": "ranking", "entities": 10.0})).take(Jump("task"))
    changed = session.take(Answered("forecasting"))
    assert changed.system.requirements == {"task": "forecasting"}
    undone = changed.take(Undo())
    assert undone.system == session.system
    assert undone.step == session.step
    with pytest.raises(ImpossibleEvent, match="Nothing was changed"):
        undone.take(Undo())


def test_what_each_answer_would_move_is_shown_and_is_what_it_moves() -> None:
    session = Session.begin(REAL, replace(NAMED, requirements={"task": "ranking"}), GUIDE).take(Jump("input_space"))
    before = session.outlook.options
    lines = wording.implication_lines(session)
    assert lines[0].startswith("It bears most on: ")
    for choice, line in zip(("enumerable", "open"), lines[1:], strict=True):
        after = session.take(Answered(choice)).outlook.options
        moved = {name: option for name, option in after.items() if before.get(name) != option}
        assert all(f"{name}: {option}" in line for name, option in list(moved.items())[:4])


def test_a_contradiction_is_shown_with_the_ways_out() -> None:
    requirements = {"cloud_allowed": False, "latency_budget_ms": 0.00001, "task": "generation", "modality": ("text",)}
    system = replace(NAMED, requirements=requirements, fixed={"compute_location": "cloud"})
    lines = wording.conflict_lines(Session.begin(REAL, system, GUIDE))
    assert lines[0].startswith("No architecture is left: ")
    assert any(line.startswith("  way out: ") for line in lines)


def test_after_an_answer_that_leaves_no_architecture_the_question_stays_and_others_follow_in_order() -> None:
    fixed = replace(NAMED, requirements={"task": "ranking"}, fixed={"compute_location": "cloud"})
    session = Session.begin(REAL, fixed, GUIDE).take(Jump("cloud_allowed"))
    stuck = session.take(Answered(False))
    assert (stuck.step, stuck.history) == (session.step, session.history)
    assert stuck.outlook.conflicts
    left = stuck.take(Skip())
    assert left.step is not None
    assert left.step.id == "modality"
    after = left.take(Unknown())
    assert (after.over, after.step == left.step) == (False, False)
    assert not stuck.take(Answered(True)).outlook.conflicts
    assert stuck.take(Undo()).system == session.system


def test_what_is_not_known_and_what_the_system_is_called_change_no_outlook() -> None:
    system = replace(NAMED, requirements={"task": "ranking"})
    known = GUIDE(system)
    assert GUIDE(replace(system, unknown=frozenset({"drift"}), purpose="z")) is known
    assert GUIDE(replace(system, requirements={"task": "forecasting"})) != known


_EDITS: st.SearchStrategy[Event] = st.sampled_from(
    [Unknown(), Skip(), Undo(), *(Jump(name) for name in ("task", "entities", "regulated", "modality"))]
) | st.one_of(
    st.builds(Answered, st.sampled_from(["ranking", "forecasting", True, 5.0, ("text",)])),
    st.builds(Edited, st.just("task"), st.sampled_from(["ranking", "forecasting", None])),
    st.builds(Edited, st.just("entities"), st.sampled_from([5.0, None])),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(_EDITS, max_size=25))
def test_any_path_of_edits_ends_as_a_fresh_run_with_the_final_answers(events: list[Event]) -> None:
    session = begin(NAMED)
    for event in events:
        try:
            session = session.take(event)
        except ImpossibleEvent:
            continue
    fresh = NAMED
    for step in QUESTIONNAIRE.steps:
        if step.settled_in(session.system):
            fresh = QUESTIONNAIRE.record(fresh, step, step.answer_in(session.system))
    assert fresh == session.system
