"""A fit on a few cases: what it writes can be read again, and it starts from the experts' values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from advisor.cases import load_cases
from advisor.documents import read_document
from advisor.errors import UserError
from advisor.evaluation.agreement import Agreement
from advisor.evaluation.leftout import LEFT_OUT, agreement_left_out
from advisor.fitting import fit as fitting
from advisor.fitting.fit import Fit, Pair, better, fit
from advisor.fitting.panel import NO_PANEL, JudgedSystem, Panel
from advisor.fitting.sharpness import SHARPNESSES, sharpened
from advisor.knowledge.loading import load_knowledge
from advisor.knowledge.schema import FittedTo, RefinedWeights
from advisor.knowledge.weights import as_experts_wrote
from advisor.locations import knowledge_folder
from advisor.rendering.fit import fit_text, left_out_file, weights_file

KNOWLEDGE = load_knowledge()
CASES = load_cases(knowledge_folder() / "cases", KNOWLEDGE)[:2]
FITTED_TO = FittedTo(cases="sha256:0", systems=("one",), decisions=3, strength=20)


@pytest.fixture(scope="module")
def fitted() -> Fit:
    return fit(KNOWLEDGE, [CASES], strength=30)


def pairs(weights: RefinedWeights) -> dict[tuple[str, str, str], tuple[float, float]]:
    return {
        (rule, decision, option): pair
        for rule, decisions in weights.rules.items()
        for decision, options in decisions.items()
        for option, pair in options.items()
    }


def with_overall(found: Agreement, **changes: float) -> Agreement:
    return replace(found, overall=replace(found.overall, **changes))


def test_what_is_written_is_what_was_adopted(fitted: Fit) -> None:
    text = weights_file(fitted)
    assert RefinedWeights.model_validate(read_document(text, "weights.yaml").value) == fitted.adopted
    assert fitted.adopted.fitted_to.decisions == fitted.before.overall.count
    assert fitted.adopted.fitted_to.systems == tuple(case.id for case in CASES)
    assert fitted.adopted.sharpness in SHARPNESSES
    assert ("not adopted" in fit_text(fitted)) is not fitted.refined_are_adopted


def test_every_case_is_judged_by_what_was_fitted_without_it(fitted: Fit) -> None:
    def said(found: Fit, case: str) -> dict[str, float]:
        plain = sharpened(found.left_out.refined.judgements, 1 / found.adopted.sharpness)
        return {at.decision: round(at.probability, 9) for at in plain if at.case == case}

    first, second = CASES
    emptied = replace(second, decisions=dict(list(second.decisions.items())[:1]))
    by_both, by_one = (fit(KNOWLEDGE, [cases], strength=1) for cases in (CASES, (first, emptied)))
    assert by_both.folds == by_one.folds == len(CASES)
    assert said(by_both, second.id).items() >= said(by_one, second.id).items(), "its own decisions teach it nothing"
    assert said(by_both, first.id) != said(by_one, first.id), "those of the other case do"


def test_what_was_said_of_systems_left_out_can_be_read_again(fitted: Fit, tmp_path: Path) -> None:
    (tmp_path / LEFT_OUT).write_text(left_out_file(fitted))
    found = agreement_left_out(tmp_path, CASES, replace(KNOWLEDGE, refined=fitted.adopted))
    assert found is not None
    assert (found.systems, found.folds) == (len(CASES), fitted.folds)
    expected = fitted.left_out.refined if fitted.refined_are_adopted else fitted.left_out.experts
    assert found.agreement.overall.agreement == expected.overall.agreement
    assert found.agreement.overall.agreement_in_two == expected.overall.agreement_in_two
    assert found.agreement.calibration_error == pytest.approx(expected.calibration_error, abs=2e-3)


def test_weights_go_six_tenths_of_the_way_to_the_most_probable_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "better", lambda pair: True)
    some = pairs(fit(KNOWLEDGE, [CASES], strength=1).adopted)
    monkeypatch.setattr(fitting, "TRUST", 1.0)
    whole = pairs(fit(KNOWLEDGE, [CASES], strength=1).adopted)
    moved = {key: (expert, refined) for key, (expert, refined) in whole.items() if abs(refined - expert) >= 0.1}
    assert len(moved) > 10
    for key, (expert, refined) in moved.items():
        assert some[key][1] == pytest.approx(expert + 0.6 * (refined - expert), abs=0.011)


def test_refined_weights_must_win_in_agreement_and_likelihood(fitted: Fit) -> None:
    same = fitted.before
    likelier = with_overall(same, log_likelihood=same.overall.log_likelihood + 0.1)
    surer = with_overall(likelier, agreement=same.overall.agreement + 0.1)
    assert not better(Pair(same, likelier))
    assert better(Pair(same, surer))
    assert not better(Pair(surer, same))


def test_systems_held_out_judge_and_where_there_are_none_systems_left_out_do(fitted: Fit) -> None:
    held_out = load_cases(knowledge_folder() / "cases", KNOWLEDGE)[2:3]
    found = fit(KNOWLEDGE, [CASES], held_out=held_out, strength=30)
    assert found.left_out == fitted.left_out
    assert found.held_out is not None
    assert {one.case for one in found.held_out.refined.judgements} == {held_out[0].id}
    assert found.refined_are_adopted is better(found.held_out)
    assert fitted.held_out is None
    assert fitted.refined_are_adopted is better(fitted.left_out)
    assert bool(fitted.adopted.rules) <= fitted.refined_are_adopted


def test_what_a_panel_holds_likely_of_a_case_is_left_out_with_it_and_of_other_systems_always_teaches() -> None:
    first, second = CASES
    opinions = {"monitoring": {"full": 1.0}, "fallback": {"human": 1.0}}

    def said(panel: Panel, case: str) -> list[float]:
        found = fit(KNOWLEDGE, [CASES], panel, strength=1)
        return [at.built_probability for at in found.left_out.refined.judgements if at.case == case]

    alone = said(NO_PANEL, first.id)
    assert said(Panel({first.id: opinions}), first.id) == alone
    assert said(Panel({second.id: opinions}), first.id) != alone
    other = (JudgedSystem("one", first.system, opinions),)
    remembered, ordinary = (said(panel, first.id) for panel in (Panel({}, other), Panel({}, (), other)))
    assert len({tuple(alone), tuple(remembered), tuple(ordinary)}) == 3


def test_a_refined_rule_base_is_fitted_from_the_experts_values(fitted: Fit) -> None:
    expert = as_experts_wrote(KNOWLEDGE)
    doubled = {
        name: rule.model_copy(
            update={"weigh": {d: {o: 2 * w for o, w in options.items()} for d, options in rule.weigh.items()}}
        )
        for name, rule in expert.rules.items()
    }
    again = fit(replace(KNOWLEDGE, rules=doubled), [CASES], strength=30)
    assert again.before == fitted.before


def test_adopted_weights_are_listed_beside_the_experts(fitted: Fit) -> None:
    pairs = {"a-rule": {"mode": {"batch": (1.0, 1.25), "online": (-0.5, 0.0)}}}
    practice = {"always": {"mode": {"batch": 0.25}}, "drift >= slow": {"mode": {"online": -0.5}}}
    adopted = RefinedWeights(fitted_to=FITTED_TO, sharpness=1.4, rules=pairs, practice=practice)
    text = weights_file(replace(fitted, adopted=adopted))
    assert "    mode: {batch: [1, 1.25], online: [-0.5, 0]}\n" in text
    assert RefinedWeights.model_validate(read_document(text, "weights.yaml").value) == adopted


def test_one_case_alone_is_refused() -> None:
    with pytest.raises(UserError, match="at least two cases"):
        fit(KNOWLEDGE, [CASES[:1]])


def test_a_case_in_two_folders_is_refused() -> None:
    with pytest.raises(UserError, match=f"{CASES[1].id}: more than once"):
        fit(KNOWLEDGE, [CASES], held_out=CASES[1:])
