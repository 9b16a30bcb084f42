"""What a fit said of systems that it was not fitted to is read where it belongs to the weights that count."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.cases import load_cases
from advisor.errors import InvalidInput
from advisor.evaluation.leftout import LEFT_OUT, agreement_left_out, judgement_of
from advisor.knowledge.loading import load_knowledge
from advisor.locations import knowledge_folder

KNOWLEDGE = load_knowledge()
CASES = load_cases(knowledge_folder() / "cases", KNOWLEDGE)


def written(folder: Path, **changes: object) -> Path:
    """A copy of what the last fit wrote, with some of it changed."""
    content = json.loads((knowledge_folder() / LEFT_OUT).read_text())
    (folder / LEFT_OUT).write_text(json.dumps({**content, **changes}))
    return folder


def test_every_documented_decision_of_every_system_fitted_to_was_judged_without_it() -> None:
    assert KNOWLEDGE.refined is not None
    every = [case for name in ("cases", "published") for case in load_cases(knowledge_folder() / name, KNOWLEDGE)]
    found = agreement_left_out(knowledge_folder(), every, KNOWLEDGE)
    assert found is not None
    judged = {(one.case, one.decision) for one in found.agreement.judgements}
    assert judged == {(case.id, name) for case in every for name in case.decisions}
    assert {case.id for case in every} == set(KNOWLEDGE.refined.fitted_to.systems)


def test_systems_that_nothing_was_fitted_to_are_not_in_it() -> None:
    held_out = load_cases(knowledge_folder() / "heldout", KNOWLEDGE)
    assert agreement_left_out(knowledge_folder(), held_out, KNOWLEDGE) is None


def test_what_belongs_to_other_weights_does_not_count(tmp_path: Path) -> None:
    assert agreement_left_out(written(tmp_path), CASES, KNOWLEDGE) is not None
    assert agreement_left_out(written(tmp_path, fitted_to="sha256:0"), CASES, KNOWLEDGE) is None
    assert agreement_left_out(tmp_path, CASES, replace(KNOWLEDGE, refined=None)) is None


def test_a_broken_file_is_told_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"left-out.json:\d+:\d+: folds"):
        agreement_left_out(written(tmp_path, folds=1), CASES, KNOWLEDGE)


def test_the_first_option_is_the_recommended_one_and_none_says_that_the_decision_does_not_apply() -> None:
    case = CASES[0]
    name, decided = next(iter(case.decisions.items()))
    right = judgement_of(case, name, {decided.chosen[0]: 0.4, "other": 0.6})
    assert right.agrees
    assert (right.probability, right.built_probability) == (0.4, 0.4)
    nothing = judgement_of(case, name, {})
    assert nothing.recommended is None
    assert not nothing.agrees_in_two
    assert nothing.built_probability == 0
