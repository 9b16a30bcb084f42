"""The sharpness is the lowest with which every kind of systems left out is as sure as it is right."""

from __future__ import annotations

import pytest

from advisor.cases import load_cases
from advisor.evaluation.agreement import Judgement, calibration_error, reliability
from advisor.evaluation.leftout import agreement_left_out
from advisor.fitting.sharpness import SHARPNESSES, TOLERANCE, fitted_sharpness, sharpened
from advisor.knowledge.loading import load_knowledge
from advisor.locations import knowledge_folder


def judged(said: float, right: int, of: int) -> list[Judgement]:
    """``of`` decisions between two options, all as sure, of which ``right`` came as recommended."""
    chances = {"batch": said, "online": 1 - said}
    return [
        Judgement(
            case=f"case-{number}",
            decision="prediction_mode",
            built=("batch",) if number < right else ("online",),
            recommended="batch",
            ranking=("batch", "online"),
            probability=said,
            built_probability=chances["batch" if number < right else "online"],
            probabilities=chances,
        )
        for number in range(of)
    ]


def error(judgements: list[Judgement], sharpness: float) -> float:
    return calibration_error(reliability(sharpened(judgements, sharpness)))


def test_it_is_the_lowest_with_which_no_kind_is_off_by_more_than_asked() -> None:
    kinds = [judged(0.7, 16, 20), judged(0.8, 17, 20)]
    found = fitted_sharpness(kinds)
    assert all(error(kind, found) <= TOLERANCE for kind in kinds)
    below = SHARPNESSES[SHARPNESSES.index(found) - 1]
    assert any(error(kind, below) > TOLERANCE for kind in kinds)


def test_where_kinds_ask_for_different_ones_the_worse_off_decides() -> None:
    surer, less_sure = judged(0.7, 20, 20), judged(0.7, 12, 20)
    found = fitted_sharpness([surer, less_sure])
    assert fitted_sharpness([less_sure]) < found < fitted_sharpness([surer])
    assert max(error(surer, found), error(less_sure, found)) > TOLERANCE


def test_probabilities_are_raised_and_the_order_stays() -> None:
    (one,) = sharpened(judged(0.8, 1, 1), 2.0)
    assert one.probability == pytest.approx(0.64 / 0.68)
    assert one.built_probability == one.probability
    assert one.ranking == ("batch", "online")
    assert sum(one.probabilities.values()) == pytest.approx(1)


def test_a_decision_held_not_to_apply_has_no_probability_with_any() -> None:
    none = Judgement("case", "explanation", ("none",), None, (), 0.0, 0.0, {"none": 0.0, "global": 0.0})
    (found,) = sharpened([none], 1.4)
    assert (found.probability, found.built_probability) == (0, 0)


def test_with_that_of_the_rule_base_the_systems_left_out_are_as_sure_as_they_are_right() -> None:
    knowledge = load_knowledge()
    for name in ("cases", "published"):
        cases = load_cases(knowledge_folder() / name, knowledge)
        found = agreement_left_out(knowledge_folder(), cases, knowledge)
        assert found is not None
        assert found.systems == len(cases)
        assert found.agreement.calibration_error <= TOLERANCE + 0.001, name


def test_all_sharpnesses_are_even_steps_from_a_half_to_two() -> None:
    assert SHARPNESSES[0] == 0.5
    assert SHARPNESSES[-1] == 2.0
    assert len(SHARPNESSES) == 31
