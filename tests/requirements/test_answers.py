"""One line typed by a person becomes an answer, or a sentence that says what is accepted."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.answers import Answer, Range
from advisor.knowledge.schema import Answers, Question
from advisor.requirements.answers import InvalidAnswer, accepted_answers, answer_from_text, answer_of
from tests.requirements.world import QUESTIONS


@pytest.mark.parametrize(
    ("name", "text", "answer"),
    [
        ("task", "ranking", "ranking"),
        ("task", " Ranking ", "ranking"),
        ("task", "2", "forecasting"),
        ("task", "none", "none"),
        ("task", "no task", "none"),
        ("task", "Unknown", None),
        ("modality", "text, tabular", ("tabular", "text")),
        ("modality", "3 1", ("tabular", "time_series")),
        ("modality", "Time series,", ("time_series",)),
        ("latency_budget_ms", "2 s", 2000.0),
        ("latency_budget_ms", "80 ms to 2 s", Range(80.0, 2000.0)),
        ("latency_budget_ms", "80..200", Range(80.0, 200.0)),
        ("latency_budget_ms", "unknown", None),
        ("availability_target", "99.9 %", 0.999),
        ("regulated", "Y", True),
        ("regulated", "no", False),
    ],
)
def test_a_typed_line_answers_the_question(name: str, text: str, answer: Answer | None) -> None:
    assert answer_from_text(QUESTIONS[name], text) == answer


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("task", "rankin", "Did you mean 'ranking'?"),
        ("task", "9", "Allowed: ranking, forecasting, none."),
        ("modality", "text, smell", "'smell' is not an answer here."),
        ("latency_budget_ms", "0", "Allowed: 0.00001 to 604800000 ms."),
        ("latency_budget_ms", "soon", "does not begin with a number"),
        ("latency_budget_ms", "5 to 3", "low is greater than high"),
        ("availability_target", "99.9", "Write '99.9 %'"),
        ("regulated", "perhaps", "neither yes nor no"),
        ("entities", "", "nothing was entered"),
    ],
)
def test_a_line_that_does_not_answer_is_refused_with_what_is_accepted(name: str, text: str, words: str) -> None:
    with pytest.raises(InvalidAnswer) as refusal:
        answer_from_text(QUESTIONS[name], text)
    assert words in str(refusal.value)


def _refusal(read: Callable[[], object]) -> str | None:
    try:
        read()
    except InvalidAnswer as refusal:
        return str(refusal)
    return None


@settings(deadline=None)
@given(st.sampled_from(sorted(QUESTIONS)), st.text(max_size=60))
def test_whatever_is_typed_gives_an_answer_or_one_line(name: str, text: str) -> None:
    refusal = _refusal(lambda: answer_from_text(QUESTIONS[name], text))
    assert refusal is None or len(refusal.splitlines()) == 1


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["low", "high", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.sampled_from(sorted(QUESTIONS)), _VALUES)
def test_whatever_stands_in_a_file_gives_an_answer_or_a_refusal(name: str, value: object) -> None:
    refusal = _refusal(lambda: answer_of(QUESTIONS[name], value))
    assert refusal is None or refusal


def test_a_number_with_more_digits_than_a_float_holds_is_refused() -> None:
    with pytest.raises(InvalidAnswer, match="not a finite number"):
        answer_of(QUESTIONS["entities"], 10**399)


def test_a_text_question_takes_text_only() -> None:
    question = Question(ask="Who asks?", help="Who is it?", why="To know.", example="us", answers=Answers.TEXT)
    assert answer_of(question, "us") == "us"
    with pytest.raises(InvalidAnswer, match="is not text"):
        answer_of(question, 5)


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_what_a_question_accepts_can_be_said_in_a_line(name: str) -> None:
    assert "unknown" in accepted_answers(QUESTIONS[name])
