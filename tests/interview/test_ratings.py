"""All priorities in one answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.interview import wording
from advisor.interview.conversation import event_of
from advisor.interview.outlook import guide_of
from advisor.interview.ratings import (
    PRIORITIES,
    priorities_of,
    question_of_priorities,
    ratings_from_text,
    ratings_of,
    value_of_ratings,
)
from advisor.interview.session import Answered, Edited, Jump, Session
from advisor.interview.steps import Questionnaire
from advisor.knowledge.loading import load_knowledge
from advisor.reasoning.information import AnswerValue, Outcome
from advisor.requirements.answers import InvalidAnswer
from advisor.requirements.system import System

KNOWLEDGE = load_knowledge()
QUESTION = question_of_priorities(KNOWLEDGE.qualities)
QUESTIONNAIRE = Questionnaire.for_people(KNOWLEDGE)


@pytest.mark.parametrize(
    ("line", "priorities"),
    [
        ("accuracy 5, cost 4", {"accuracy": 5.0, "cost": 4.0}),
        ("cost: 4, Accuracy=5", {"accuracy": 5.0, "cost": 4.0}),
        ("time to market 3.5", {"time_to_market": 3.5}),
        ("Low cost, privacy 0", {"cost": 4.0, "privacy": 0.0}),
        ("energy 1,", {"energy": 1.0}),
    ],
)
def test_a_line_rates_qualities_by_id_or_label_and_a_quality_alone_counts_as_four(
    line: str, priorities: dict[str, float]
) -> None:
    assert priorities_of(ratings_from_text(QUESTION, line)) == priorities


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("acuracy 5", "'accuracy'"),
        ("cost 6", "Allowed: 0 to 5."),
        ("cost -1", "rates no quality"),
        ("cost 1, cost 2", "rated twice"),
        ("5", "rates no quality"),
        (",", "nothing was rated"),
    ],
)
def test_what_rates_nothing_is_refused_with_what_is_accepted(line: str, says: str) -> None:
    with pytest.raises(InvalidAnswer, match=says):
        ratings_from_text(QUESTION, line)


@given(st.dictionaries(st.sampled_from(sorted(KNOWLEDGE.qualities)), st.integers(0, 5).map(float), min_size=1))
def test_what_is_shown_is_understood_again(priorities: dict[str, float]) -> None:
    shown = ", ".join(ratings_of(priorities, QUESTION))
    assert priorities_of(ratings_from_text(QUESTION, shown)) == priorities


def test_people_are_asked_for_all_priorities_at_once_and_may_change_them() -> None:
    session = Session.begin(QUESTIONNAIRE, System("x", "y")).take(Jump(PRIORITIES))
    assert session.step is not None
    step = session.step
    session = session.take(event_of("accuracy 5, cost 4", step))
    assert session.system.priorities == {"accuracy": 5.0, "cost": 4.0}
    assert wording.received_line(step, session) == "priorities: accuracy 5, cost 4"
    assert wording.typed_answer(step, session.system) == "accuracy 5, cost 4"
    assert session.take(Edited(PRIORITIES, ("privacy 3",))).system.priorities == {"privacy": 3.0}
    assert session.take(Edited(PRIORITIES, None)).system.priorities == {}
    assert [step.id for step in QUESTIONNAIRE.steps if step.section == "priorities"] == []


def test_help_tells_what_each_quality_would_move_if_it_were_decisive() -> None:
    session = Session.begin(QUESTIONNAIRE, System("x", "y"), guide_of(KNOWLEDGE)).take(Jump(PRIORITIES))
    before = session.outlook.options
    lines = wording.implication_lines(session)
    moved = session.take(Answered(("accuracy 5",))).outlook.options
    line = next(line for line in lines if line.startswith("accuracy 5 → "))
    changed = [f"{name}: {moved[name]}" for name in before if moved.get(name, before[name]) != before[name]]
    assert all(change in line for change in changed[:4])


def test_the_one_answer_is_worth_as_much_as_the_few_qualities_that_teams_rate() -> None:
    def value(name: str, regret: float) -> AnswerValue:
        grades = (Outcome(0.0, 0.5, True, {}), Outcome(5.0, 0.5, True, {"mode": "batch"}))
        return AnswerValue(name, {"mode": regret}, regret, grades)

    found = value_of_ratings(
        {"task": value("task", 9.0), **{f"priorities.q{n}": value(f"priorities.q{n}", 1.0) for n in range(8)}}
    )
    assert found is not None
    assert (found.question, found.regret, found.information) == (PRIORITIES, 2.0, {"mode": 2.0})
    assert found.outcomes[0] == Outcome(("q0 5",), 1 / 8, True, {"mode": "batch"})
    assert value_of_ratings({"task": value("task", 9.0)}) is None
