"""The sharpness is that which makes first looks as sure as they were right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.cases import load_cases
from advisor.errors import InvalidInput, UserError
from advisor.fitting.sharpness import SHARPNESSES, FirstLook, Look, fitted_sharpness, read_first_looks, squared_error
from advisor.knowledge.loading import load_knowledge
from advisor.locations import knowledge_folder

FOLDER = knowledge_folder() / "first-looks"


def look(said: float, right: int, of: int, sharpness: float = 1.0) -> FirstLook:
    """``right`` of ``of`` decisions between two options came as advised with the probability ``said``."""
    probabilities = {"a": said, "b": 1 - said}
    judgements = tuple(
        Look(
            case=f"c{n}", decision="d", built=("a" if n < right else "b",), recommended="a", probabilities=probabilities
        )
        for n in range(of)
    )
    return FirstLook(sharpness=sharpness, judgements=judgements)


def test_what_is_as_sure_as_it_is_right_stays() -> None:
    assert fitted_sharpness([look(0.8, 8, 10)]) == 1.0


def test_what_is_too_sure_is_taken_back_by_the_power_that_makes_it_right() -> None:
    """Odds of 9 are odds of 3 raised to the power 2."""
    assert squared_error([look(0.9, 3, 4)], 0.5) == pytest.approx(0.75 * 0.25)
    assert fitted_sharpness([look(0.9, 3, 4)]) == 0.5


def test_the_sharpness_that_a_look_had_already_counts() -> None:
    assert fitted_sharpness([look(0.9, 3, 4, sharpness=2.0)]) == 1.0


def test_nothing_recommended_was_never_right_and_never_sure() -> None:
    judgement = Look(case="c", decision="d", built=("a",), recommended=None, probabilities={"a": 0.0})
    assert squared_error([FirstLook(sharpness=1, judgements=(judgement,))], 1.0) == 0


def test_the_sharpness_of_the_rule_base_is_the_fitted_one() -> None:
    assert load_knowledge().preference.sharpness == fitted_sharpness(read_first_looks(FOLDER))


def test_first_looks_are_of_published_systems_with_the_decisions_they_hold_and_never_of_held_out_ones() -> None:
    knowledge = load_knowledge()
    published = {case.id: case for case in load_cases(knowledge_folder() / "published", knowledge)}
    seen = [judgement for look in read_first_looks(FOLDER) for judgement in look.judgements]
    assert {judgement.case for judgement in seen} == set(published)
    assert len({(judgement.case, judgement.decision) for judgement in seen}) == len(seen)
    assert all(judgement.decision in knowledge.decisions for judgement in seen)


def test_a_folder_without_looks_and_a_file_that_is_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no first looks"):
        read_first_looks(tmp_path)
    (tmp_path / "a.json").write_text(json.dumps({"sharpness": 0, "judgements": []}))
    with pytest.raises(InvalidInput, match=r"a.json:1:\d+: sharpness: .*greater than 0"):
        read_first_looks(tmp_path)


def test_all_sharpnesses_are_even_steps_from_a_half_to_two() -> None:
    assert (SHARPNESSES[0], SHARPNESSES[10], SHARPNESSES[-1]) == (0.5, 1.0, 2.0)
