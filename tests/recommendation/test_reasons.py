"""Reasons: what is said for the recommended options adds up to the score of the architecture."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings

from advisor.advise import advise
from advisor.answers import Answer
from advisor.recommendation.reasons import contribution
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


PHONE: dict[str, Answer] = {
    "task": "perception",
    "modality": ("image",),
    "prediction_trigger": "user_request",
    "input_space": "open",
    "point_of_use": "phone",
    "latency_budget_ms": 80.0,
    "network_rtt_ms": 120.0,
    "inference_ms": 20.0,
}


def test_a_budget_that_arithmetic_rules_out_is_named_with_both_numbers() -> None:
    recommendation = advise(KNOWLEDGE, System("x", requirements=PHONE))
    location = recommendation.decisions["compute_location"]
    assert location.option == "edge"
    said = [reason.text for reason in location.options["cloud"].reasons if reason.effect == -math.inf]
    assert any("at least 121 ms" in text and "the budget is 80 ms" in text for text in said)


def test_a_call_that_is_too_slow_conflicts_and_each_relaxation_is_enough_by_itself() -> None:
    fixed = {"prediction_mode": "online", "compute_location": "cloud"}
    recommendation = advise(KNOWLEDGE, System("x", requirements=PHONE, fixed=fixed))
    assert not recommendation.feasible
    (conflict,) = recommendation.conflicts
    changes = {change.answer: change.to for change in conflict.relaxations}
    assert changes["latency_budget_ms"] == pytest.approx(121.0)
    for answer in ("latency_budget_ms", "network_rtt_ms"):
        assert advise(KNOWLEDGE, System("x", requirements={**PHONE, answer: changes[answer]}, fixed=fixed)).feasible


@pytest.mark.parametrize(
    ("answers", "decision", "option", "number"),
    [
        ({"inference_ms": 9000.0, "latency_budget_ms": 100.0}, "prediction_mode", "online", "at least 450 ms"),
        (
            {"model_memory_mb": 4000.0, "device_memory_mb": 16.0, "point_of_use": "phone"},
            "compute_location", "edge", "at least 80 MB",
        ),
        (
            {"entities": 1e9, "inference_ms": 100.0, "staleness_tolerance_s": 3600.0},
            "prediction_mode", "batch", "at least 13.89 h",
        ),
        (
            {"task": "generation", "mean_requests_per_second": 50.0, "tokens_in": 2000.0, "tokens_out": 500.0,
             "monthly_budget_usd": 1000.0},
            "llm_access", "hosted_api", "at least 31,558 USD/month",
        ),
    ],
)  # fmt: skip
def test_limits_in_time_memory_age_and_money_exclude_with_their_number(
    answers: dict[str, Answer], decision: str, option: str, number: str
) -> None:
    advice = advise(KNOWLEDGE, System("x", requirements=answers)).decisions[decision].options[option]
    assert not advice.feasible
    assert any(number in reason.text for reason in advice.reasons if reason.effect == -math.inf)
