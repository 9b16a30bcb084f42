"""Agreement, calibration, and the guesses beside it, on judgements small enough to count by hand."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import pairwise

import pytest

from advisor.advise import advise
from advisor.cases import Case, CaseDecision, load_cases
from advisor.evaluation import comparisons
from advisor.evaluation.agreement import Judgement, agreement, calibration_error, evaluate, judge, reliability
from advisor.evaluation.leftout import LeftOut
from advisor.knowledge.loading import load_knowledge
from advisor.locations import knowledge_folder
from advisor.reasoning.compiled import compiled
from advisor.rendering.agreement import agreement_json, agreement_text, left_out_text
from advisor.rendering.reliability import reliability_diagram
from advisor.requirements.system import System

KNOWLEDGE = load_knowledge()
CASES = load_cases(knowledge_folder() / "cases", KNOWLEDGE)


def judgement(case: str, built: str, recommended: str | None, probability: float) -> Judgement:
    ranking = (recommended, *(option for option in "abc" if option != recommended)) if recommended else ()
    of_built = probability if built == recommended else 0
    probabilities = {recommended: probability} if recommended else {}
    return Judgement(case, "d", (built,), recommended, ranking, probability, of_built, probabilities)


def case(name: str, trigger: str, mode: str) -> Case:
    taken = CaseDecision(chosen=(mode,), evidence="", basis="stated")
    system = System(name=name, requirements={"prediction_trigger": trigger})
    return Case(name, "", "", 2020, "", (), system, (), {"prediction_mode": taken})


def test_shares_and_calibration_are_those_counted_by_hand() -> None:
    judgements = [judgement("1", "a", "a", 0.9), judgement("2", "b", "a", 0.7), judgement("3", "c", None, 0.0)]
    elsewhere = {("1", "d"): ("b", "c"), ("2", "d"): ("a", "c"), ("3", "d"): ("c",)}
    found = agreement(judgements, ["d"], elsewhere, None)
    tally = found.overall
    assert (tally.count, tally.agreement, tally.agreement_in_two) == (3, pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert tally.log_likelihood == pytest.approx((math.log(0.9) + 2 * math.log(1e-4)) / 3)
    assert (tally.majority_elsewhere, tally.majority_elsewhere_in_two) == (pytest.approx(1 / 3),) * 2
    assert (tally.tree, tally.tree_in_two) == (None, None)
    assert found.calibration_error == pytest.approx((0.1 + 0.7 + 0) / 3)
    assert calibration_error(reliability([])) == 0


def test_a_guess_about_a_case_does_not_count_the_case() -> None:
    cases = [case("1", "schedule", "batch"), case("2", "schedule", "batch"), case("3", "user_request", "online")]
    guesses = comparisons.most_frequent_elsewhere(cases)
    assert guesses["1", "prediction_mode"] == ("batch", "online")
    assert guesses["3", "prediction_mode"] == ("batch",)


def test_a_tree_learns_from_the_other_cases_alone() -> None:
    pytest.importorskip("sklearn")
    cases = [case(f"s{n}", "schedule", "batch") for n in range(4)]
    cases += [case(f"u{n}", "user_request", "online") for n in range(4)]
    odd = case("odd", "schedule", "hybrid")
    guesses = comparisons.decision_tree_elsewhere([*cases, odd], KNOWLEDGE)
    assert guesses is not None
    assert all(guesses[one.id, "prediction_mode"][0] in one.decisions["prediction_mode"].chosen for one in cases)
    assert guesses["odd", "prediction_mode"][0] == "batch"


def test_on_the_published_cases_the_advisor_is_ahead_of_both() -> None:
    overall = evaluate(compiled(KNOWLEDGE), CASES).overall
    assert overall.tree is not None
    assert overall.agreement > max(overall.tree, overall.majority, overall.majority_elsewhere) + 0.1


def test_without_scikit_learn_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sklearn.tree", None)
    assert comparisons.decision_tree_elsewhere(CASES[:2], KNOWLEDGE) is None
    found = evaluate(compiled(KNOWLEDGE), CASES[:2])
    (line,) = [line for line in agreement_text(found, 2).splitlines() if line.startswith("tree:")]
    assert "pip install 'ml-architecture-advisor[lab]'" in line


def test_the_json_carries_the_bins_and_the_diagram_draws_them() -> None:
    found = evaluate(compiled(KNOWLEDGE), CASES[:8])
    shown = json.loads(json.dumps(agreement_json(found, 1.5)))
    assert shown["sharpness"] == 1.5
    assert sum(part["count"] for part in shown["reliability"]) == shown["overall"]["count"]
    assert all(
        judgement["probabilities"][judgement["recommended"]] == judgement["probability"]
        for judgement in shown["judgements"]
    )
    assert all(low["probability"] < high["probability"] for low, high in pairwise(shown["reliability"]))
    diagram = reliability_diagram(found)
    assert diagram == reliability_diagram(found)
    assert f"of {found.bins[-1].count}</desc>" in diagram


def test_where_weights_were_fitted_to_the_systems_the_left_out_figures_stand_beside() -> None:
    found = evaluate(compiled(KNOWLEDGE), CASES[:2])
    halved = replace(found.overall, agreement=0.5, agreement_in_two=0.75)
    left_out = LeftOut(2, 12, replace(found, overall=halved))
    text = agreement_text(found, 2, left_out.agreement)
    (header,) = [line for line in text.splitlines() if line.startswith("decision")]
    (overall,) = [line for line in text.splitlines() if line.startswith("all")]
    assert header.index("agrees") < header.index("left out") < header.index("majority")
    assert overall[header.index("left out") :].split()[:2] == ["50%", "75%"]
    assert "left out" not in agreement_text(found, 2)
    told = left_out_text(left_out)
    assert "fitted to 2 of these systems" in told
    assert "in 12 parts" in told
    assert f"expected calibration error {found.calibration_error:.3f}" in told
    shown = agreement_json(found, 1.5, left_out.agreement)
    assert shown["left_out"]["overall"]["agreement"] == 0.5
    assert agreement_json(found, 1.5)["left_out"] is None


def test_a_case_is_not_among_its_own_nearest_systems() -> None:
    one = CASES[0]
    near = advise(KNOWLEDGE, one.system, CASES).similar
    assert near
    assert one.id not in [system.case for system in near]


def test_judgements_give_the_probability_of_what_was_built() -> None:
    for found in judge(compiled(KNOWLEDGE), CASES[:3]):
        assert 0 <= found.built_probability <= 1 + 1e-9
        if found.agrees and len(found.built) == 1:
            assert found.built_probability == pytest.approx(found.probability)
