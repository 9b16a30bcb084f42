"""A fit on a few cases: what it writes can be read again, and it starts from the experts' values."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.cases import load_cases
from advisor.documents import read_document
from advisor.errors import UserError
from advisor.fitting.fit import Fit, fit
from advisor.knowledge.loading import load_knowledge
from advisor.knowledge.schema import FittedTo, RefinedWeights
from advisor.knowledge.weights import as_experts_wrote
from advisor.locations import knowledge_folder
from advisor.rendering.fit import fit_text, weights_file

KNOWLEDGE = load_knowledge()
CASES = load_cases(knowledge_folder() / "cases", KNOWLEDGE)[:2]


@pytest.fixture(scope="module")
def fitted() -> Fit:
    return fit(KNOWLEDGE, CASES, strength=30)


def test_what_is_written_is_what_was_adopted(fitted: Fit) -> None:
    text = weights_file(fitted)
    assert RefinedWeights.model_validate(read_document(text, "weights.yaml").value) == fitted.adopted
    assert fitted.adopted.fitted_to.decisions == fitted.before.overall.count
    assert ("not adopted" in fit_text(fitted)) is not fitted.refined_are_adopted


def test_worse_weights_are_not_adopted(fitted: Fit) -> None:
    worse = fitted.refined.overall.log_likelihood <= fitted.before.overall.log_likelihood
    assert fitted.refined_are_adopted <= (not worse)
    assert bool(fitted.adopted.rules) <= fitted.refined_are_adopted


def test_a_refined_rule_base_is_fitted_from_the_experts_values(fitted: Fit) -> None:
    expert = as_experts_wrote(KNOWLEDGE)
    doubled = {
        name: rule.model_copy(
            update={"weigh": {d: {o: 2 * w for o, w in options.items()} for d, options in rule.weigh.items()}}
        )
        for name, rule in expert.rules.items()
    }
    again = fit(replace(KNOWLEDGE, rules=doubled), CASES, strength=30)
    assert again.before == fitted.before


def test_adopted_weights_are_listed_beside_the_experts(fitted: Fit) -> None:
    pairs = {"a-rule": {"mode": {"batch": (1.0, 1.25), "online": (-0.5, 0.0)}}}
    fitted_to = FittedTo(cases="sha256:0", decisions=3, strength=20)
    shown = replace(fitted, adopted=RefinedWeights(fitted_to=fitted_to, sharpness=1.4, rules=pairs))
    assert "    mode: {batch: [1, 1.25], online: [-0.5, 0]}\n" in weights_file(shown)


def test_one_case_alone_is_refused() -> None:
    with pytest.raises(UserError, match="at least two cases"):
        fit(KNOWLEDGE, CASES[:1])
