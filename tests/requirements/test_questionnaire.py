"""The questions that come with the advisor can be asked, answered and left unanswered."""

import math
from itertools import pairwise

import pytest

from advisor.knowledge.loading import load_knowledge
from advisor.knowledge.schema import Answers, Question
from advisor.requirements.answers import answer_from_text, answer_of

QUESTIONS = load_knowledge().questions
EACH = pytest.mark.parametrize("name", QUESTIONS)
WITH_PRIOR = pytest.mark.parametrize(
    "name", [name for name, question in QUESTIONS.items() if question.prior is not None or question.answers == "text"]
)


def _limits(question: Question) -> tuple[float, float]:
    least = -math.inf if question.minimum is None else question.minimum
    return least, math.inf if question.maximum is None else question.maximum


@EACH
def test_the_example_begins_with_an_answer_that_is_accepted(name: str) -> None:
    answer, _, situation = QUESTIONS[name].example.partition(": ")
    assert answer_from_text(QUESTIONS[name], answer) is not None
    assert situation


@EACH
def test_the_question_is_a_question_and_says_what_it_decides(name: str) -> None:
    question = QUESTIONS[name]
    assert question.ask.endswith("?")
    assert question.help.endswith(".")
    assert question.why.endswith(".")
    assert question.help != question.ask


def test_only_what_no_decision_rests_on_goes_without_a_prior() -> None:
    knowledge = load_knowledge()
    without = {name for name, question in QUESTIONS.items() if question.prior is None and question.answers != "text"}
    read = {name for condition in knowledge.conditions.values() for name in condition.fields}
    assert without == set(knowledge.groups["worth"].questions)
    assert not without & read


@WITH_PRIOR
def test_the_prior_covers_every_answer(name: str) -> None:
    question = QUESTIONS[name]
    prior = question.prior
    assert prior is not None
    if question.answers is Answers.NUMBER:
        assert prior.quantiles is not None
        least, greatest = _limits(question)
        assert all(low < high for low, high in pairwise((least, *prior.quantiles[:-1])))
        assert prior.quantiles[-2] < prior.quantiles[-1] <= greatest
        return
    assert prior.shares is not None
    assert set(prior.shares) == set(question.choices or ("true", "false"))
    assert all(0 < share < 1 for share in prior.shares.values())
    if question.answers is not Answers.CHOICES:
        assert sum(prior.shares.values()) == pytest.approx(1)


@WITH_PRIOR
def test_the_prior_consists_of_answers_that_a_file_may_give(name: str) -> None:
    question = QUESTIONS[name]
    assert question.prior is not None
    for value in question.prior.quantiles or ():
        assert answer_of(question, value) == value


def test_choices_that_rise_may_be_compared() -> None:
    assert {name for name, question in QUESTIONS.items() if question.ordered} == {
        "connectivity",
        "data_sensitivity",
        "drift",
        "error_cost",
        "accuracy_value",
        "interpretability",
        "ml_maturity",
        "knowledge_change",
    }
