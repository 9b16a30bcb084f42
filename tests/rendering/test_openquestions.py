from dataclasses import replace

import pytest

from advisor.recommendation.recommendation import OpenQuestion
from advisor.rendering.openquestions import bits_text, changes_text, row, worth_text
from tests.rendering import world

QUESTION = OpenQuestion("ml_maturity", 0.31, 0.25, 0.4, 0.42, ("prediction_mode", "compute_location"))


def test_sentence_gives_chance_changes_bits_and_what_it_bears_on() -> None:
    assert worth_text(QUESTION, world.knowledge()) == (
        "25 % likely to change the recommendation, by 0.4 decisions on average over all answers; it tells 0.42 bits, "
        "mostly about Prediction mode and Compute location."
    )


def test_answer_that_turns_nothing_alone_says_so() -> None:
    still = replace(QUESTION, chance=0.0, changes=0.0, decisions=())
    expected = "No answer changes the recommendation by itself; it tells 0.42 bits."
    assert worth_text(still, world.knowledge()) == expected


def test_row_names_decisions_in_few_letters() -> None:
    short = [world.knowledge().decisions[name].short for name in QUESTION.decisions]
    assert row(QUESTION, world.knowledge()) == ("ml_maturity", "25 %", "0.4", "0.42", ", ".join(short))


@pytest.mark.parametrize(("number", "shown"), [(0.0, "0.0"), (0.01, "under 0.1"), (0.05, "0.1"), (2.19, "2.2")])
def test_small_expectation_is_not_shown_as_nothing(number: float, shown: str) -> None:
    assert changes_text(replace(QUESTION, changes=number)) == shown


@pytest.mark.parametrize(("number", "shown"), [(0.0, "0.00"), (0.001, "under 0.01"), (0.005, "0.01"), (1.541, "1.54")])
def test_few_bits_are_not_shown_as_none(number: float, shown: str) -> None:
    assert bits_text(replace(QUESTION, bits=number)) == shown
