"""The gradient of the likelihood is that of differences, and what it counts is what was built."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from advisor.cases import load_cases
from advisor.conditions import parse
from advisor.fitting.likelihood import Entries, Evidence, log_likelihood_and_gradient
from advisor.knowledge.loading import load_knowledge
from advisor.knowledge.weights import as_experts_wrote
from advisor.locations import knowledge_folder
from advisor.reasoning.model import Model

MODEL = Model(as_experts_wrote(load_knowledge()))
ENTRIES = Entries.of(MODEL)
CASES = load_cases(knowledge_folder() / "cases", MODEL.knowledge)[:3]
OPINIONS = {"monitoring": {"service_metrics": 0.6, "data_drift": 0.3}, "fallback": {"none": 1.0, "human": 0.0}}
EVIDENCE = [
    *(Evidence.of_case(MODEL, case, OPINIONS) for case in CASES),
    Evidence.of_opinions(MODEL, CASES[0].system, OPINIONS, 0.5),
]


def likelihood(shifts: np.ndarray) -> tuple[float, np.ndarray]:
    shifted = MODEL.shifted(ENTRIES.states, ENTRIES.rows, shifts)
    return log_likelihood_and_gradient(shifted, ENTRIES, EVIDENCE)


def test_the_gradient_is_that_of_differences() -> None:
    nowhere = np.zeros(len(ENTRIES.expert))
    _, gradient = likelihood(nowhere)
    for steepest in np.argsort(-np.abs(gradient))[[0, 1, 5, 20]]:
        step = nowhere.copy()
        step[steepest] = 0.02
        difference = (likelihood(step)[0] - likelihood(-step)[0]) / 0.04
        assert gradient[steepest] == pytest.approx(difference, rel=0.02, abs=0.01)


def test_an_opinion_counts_its_chance_among_those_named_and_never_beside_a_documented_decision() -> None:
    said = {(one.decision, one.options): one.weight for one in EVIDENCE[-1].observed}
    position = MODEL.decisions.index("monitoring")
    likely, other = (MODEL.options[position].index(option) for option in ("service_metrics", "data_drift"))
    assert said[position, (likely,)] == pytest.approx(0.5 * 0.6 / 0.9)
    assert said[position, (other,)] == pytest.approx(0.5 * 0.3 / 0.9)
    assert len(said) == 3, "what has no chance says nothing"
    for case, evidence in zip(CASES, EVIDENCE, strict=False):
        spoken = [MODEL.decisions[one.decision] for one in evidence.observed if one.weight == 1]
        assert set(case.decisions) <= set(spoken)
        weights = dict.fromkeys((*case.decisions, *OPINIONS), 0.0)
        for one in evidence.observed:
            weights[MODEL.decisions[one.decision]] += one.weight
        assert weights == pytest.approx(dict.fromkeys(weights, 1.0)), "each decision counts once"


def test_going_uphill_makes_what_was_built_more_likely() -> None:
    nowhere = np.zeros(len(ENTRIES.expert))
    before, gradient = likelihood(nowhere)
    assert likelihood(0.02 * gradient)[0] > before


def test_weights_of_zero_and_hard_rules_are_not_touched() -> None:
    assert np.all(ENTRIES.expert != 0)
    assert {name for name, _, _ in ENTRIES.names} <= {
        name for name, rule in MODEL.knowledge.rules.items() if rule.weigh
    }


def test_practice_weighs_every_option_under_every_condition_and_steps_of_one_answer_are_tied() -> None:
    groups = (("always",), ("regulated",), ("drift >= slow", "drift >= fast"))
    knowledge = replace(MODEL.knowledge, practice={when: {} for group in groups for when in group})
    added = {when: parse(when, knowledge.vocabulary) for when in knowledge.practice if when != "always"}
    model = Model(replace(knowledge, conditions={**knowledge.conditions, **added}))
    entries = Entries.of(model, groups)
    options = sum(len(names) for names in model.options)
    learned = entries.only(entries.learned)
    assert len(learned.names) == 4 * options
    assert set(learned.steps[: 2 * options]) == {1}
    assert set(learned.steps[2 * options :]) == {2}
    assert set(learned.rows[:options]) == {-1}
    assert list(learned.tied[2 * options : 3 * options]) == list(learned.tied[3 * options :])
    assert list(entries.only(~entries.learned).expert) == list(ENTRIES.expert)
    evidence = [Evidence.of_case(model, case, OPINIONS) for case in CASES]
    shifts = np.zeros(len(entries.expert))

    def at(shifts: np.ndarray) -> tuple[float, np.ndarray]:
        shifted = model.shifted(entries.states, entries.rows, shifts)
        return log_likelihood_and_gradient(shifted, entries, evidence)

    slopes = np.where(entries.learned, at(shifts)[1], 0.0)
    steepest = int(np.argmax(np.abs(slopes)))
    shifts[steepest] = 0.02
    assert slopes[steepest] == pytest.approx((at(shifts)[0] - at(-shifts)[0]) / 0.04, rel=0.02, abs=0.01)
