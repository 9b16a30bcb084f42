"""What an answer is worth: never negative, nothing where nothing reads it, and what trying each answer alone gives."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings

from advisor.answers import Range
from advisor.knowledge.base import PRIORITY_PREFIX
from advisor.reasoning.information import MOST_REGRET, AnswerValue, values_of_answers
from advisor.reasoning.model import Model
from advisor.reasoning.scenarios import answers_with_priorities
from advisor.reasoning.solution import situate, solve
from advisor.reasoning.trials import Inquiry, inquiry
from advisor.requirements.system import System
from tests.strategies import KNOWLEDGE, systems

MODEL = Model(KNOWLEDGE)


def _values(system: System) -> dict[str, AnswerValue]:
    return values_of_answers(MODEL, system, situate(MODEL, answers_with_priorities(system, KNOWLEDGE)))


def _with(system: System, question: str, answer: object) -> System:
    if question.startswith(PRIORITY_PREFIX):
        return replace(system, priorities={**system.priorities, question.removeprefix(PRIORITY_PREFIX): answer})
    return replace(system, requirements={**system.requirements, question: answer})


@settings(max_examples=12, deadline=None)
@given(systems())
def test_what_an_answer_is_said_to_move_is_what_it_moves(system: System) -> None:
    """Against the engine, one answer at a time, from the sheet alone."""
    today = solve(MODEL, system)
    for name, value in list(_values(system).items())[::9]:
        tried = [trial.tried for trial in inquiry(MODEL).trials(name)]
        for outcome, answer in zip(value.outcomes, tried, strict=True):
            then = solve(MODEL, _with(system, name, answer))
            assert outcome.feasible == then.feasible
            if today.feasible and then.feasible:
                moved = {key: option for key, option in then.chosen.items() if option != today.chosen[key]}
                assert outcome.moves == moved


@settings(max_examples=12, deadline=None)
@given(systems())
def test_shares_are_those_of_a_sheet_with_the_answer(system: System) -> None:
    answers = answers_with_priorities(system, KNOWLEDGE)
    situation = situate(MODEL, answers)
    asking = Inquiry(MODEL)
    for name in list(_values(system))[::7]:
        trials = asking.trials(name)
        found = asking.shares(trials, answers, situation.drawn)
        for trial, share in zip(trials, found.T, strict=True):
            assert (share == situate(MODEL, {**answers, name: trial.tried}).share[asking.readers[name]]).all()


@settings(max_examples=20, deadline=None)
@given(systems())
def test_no_answer_is_worth_less_than_nothing(system: System) -> None:
    for name, value in _values(system).items():
        assert name not in system.requirements
        assert value.regret >= 0
        assert value.changes >= 0
        assert all(bits > 0 for bits in value.information.values())
        assert math.isclose(sum(outcome.chance for outcome in value.outcomes), 1)


def test_a_question_that_no_open_condition_reads_is_worth_nothing() -> None:
    values = _values(System("x", requirements={"input_space": "open", "task": "ranking"}))
    assert "entities" not in values
    assert "tokens_in" not in values
    assert "latency_budget_ms" in values


def test_a_decision_taken_already_has_nothing_to_learn() -> None:
    free, fixed = _values(System("x")), _values(System("x", fixed={"prediction_mode": "batch"}))
    assert free["prediction_trigger"].information["prediction_mode"] > 0
    assert all("prediction_mode" not in value.information for value in fixed.values())
    assert all("prediction_mode" not in outcome.moves for value in fixed.values() for outcome in value.outcomes)


def test_when_all_is_answered_only_priorities_are_left() -> None:
    asked = dict.fromkeys(KNOWLEDGE.questions)
    system = System("x", priorities=dict.fromkeys(KNOWLEDGE.qualities, 3.0))
    full = {name: inquiry(MODEL).trials(name)[0].tried for name in asked}
    assert _values(replace(system, requirements=full)) == {}
    stated = _values(System("x", requirements=full))
    assert set(stated) == {PRIORITY_PREFIX + quality for quality in KNOWLEDGE.qualities}


def test_regret_is_the_gain_of_knowing_before_choosing() -> None:
    """By hand: the mean of the best scores under each answer, less the mean score of today's architecture."""
    system = System("x", requirements={"task": "ranking"})
    today = {name: option for name, option in solve(MODEL, system).chosen.items() if option}
    name = "ml_maturity"
    value = _values(system)[name]
    expected = 0.0
    for outcome in value.outcomes:
        after = _with(system, name, outcome.answer)
        kept = solve(MODEL, replace(after, fixed=today)).score
        expected += outcome.chance * min(solve(MODEL, after).score - kept, MOST_REGRET)
    assert value.regret == pytest.approx(expected, abs=1e-3)
    assert value.regret > 0


def test_parts_of_a_number_meet_at_the_values_that_rules_name() -> None:
    outcomes = _values(System("x"))["training_examples"].outcomes
    parts = [outcome.answer for outcome in outcomes]
    assert all(isinstance(part, Range) for part in parts)
    limits = {part.low for part in parts[1:] if isinstance(part, Range)}
    texts = " ".join(condition.text for condition in MODEL.conditions if "training_examples" in condition.fields)
    assert limits
    assert all(f"{limit:.10g}" in texts.replace("_", "") for limit in limits)
