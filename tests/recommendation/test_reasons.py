"""Reasons: what is said for the recommended options adds up to the score of the architecture."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings

from advisor.advise import advise
from advisor.recommendation.reasons import contribution, fill
from advisor.requirements.system import System
from tests.strategies import KNOWLEDGE, systems


@given(systems())
@settings(max_examples=40, deadline=None)
def test_contributions_add_up_to_the_score_with_each_coupling_counted_once(system: System) -> None:
    recommendation = advise(KNOWLEDGE, system)
    if not recommendation.feasible:
        return
    total, couplings = 0.0, set()
    for advice in recommendation.decisions.values():
        if advice.option is None:
            continue
        for reason in advice.options[advice.option].reasons:
            if reason.kind == "coupling":
                if reason.rule in couplings:
                    continue
                couplings.add(reason.rule)
            total += contribution(reason)
    assert total == pytest.approx(recommendation.score, abs=1e-6)


@given(systems())
@settings(max_examples=20, deadline=None)
def test_reasons_stand_strongest_first_and_name_their_sources(system: System) -> None:
    for advice in advise(KNOWLEDGE, system).decisions.values():
        for option in advice.options.values():
            strengths = [abs(contribution(reason)) for reason in option.reasons]
            assert strengths == sorted(strengths, reverse=True)
            assert all(set(reason.sources) <= set(KNOWLEDGE.sources) for reason in option.reasons)
            assert all(0 < reason.certainty <= 1 for reason in option.reasons)


def test_an_excluded_option_says_what_excludes_it() -> None:
    system = System("x", requirements={"cloud_allowed": False})
    managed = advise(KNOWLEDGE, system).decisions["platform"].options["managed"]
    assert not managed.feasible
    assert managed.reasons[0].effect == -math.inf


def test_quoted_answers_carry_their_unit_and_missing_ones_say_so() -> None:
    system = System("x", requirements={"latency_budget_ms": 80.0})
    sentence = "{inference_ms} of {latency_budget_ms}"
    assert fill(sentence, system, KNOWLEDGE) == "(not answered) of 80 ms"
