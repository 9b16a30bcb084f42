"""Conditions over batches against the plain evaluation of one condition for one sheet of answers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.answers import Range
from advisor.conditions import holds, parse
from advisor.reasoning.model import Model
from advisor.reasoning.scenarios import Fields, answers_with_priorities, encode
from advisor.reasoning.truth import NO, UNKNOWN, YES, TruthPlan
from advisor.requirements.system import System
from tests.strategies import KNOWLEDGE, systems

MODEL = Model(KNOWLEDGE)
VOCABULARY = KNOWLEDGE.vocabulary


@given(st.lists(systems(), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_every_rule_means_the_same_in_a_batch_and_alone(sheets: list[System]) -> None:
    answers = [answers_with_priorities(system, KNOWLEDGE) for system in sheets]
    truths = MODEL.truths(encode(answers, MODEL.fields))
    meaning = {True: YES, False: NO, None: UNKNOWN}
    for row, condition in enumerate(MODEL.conditions):
        for column, sheet in enumerate(answers):
            assert truths[row, column] == meaning[holds(condition, sheet, VOCABULARY)], condition.text


@pytest.mark.parametrize(
    ("text", "answers", "truth"),
    [
        ("latency_budget_ms < 50", {"latency_budget_ms": Range(10, 40)}, YES),
        ("latency_budget_ms < 50", {"latency_budget_ms": Range(10, 90)}, UNKNOWN),
        ("latency_budget_ms < 50", {}, UNKNOWN),
        ("latency_budget_ms <= '2 s'", {"latency_budget_ms": 2000.0}, YES),
        ("latency_budget_ms < '2 s'", {"latency_budget_ms": 2000.0}, NO),
        ("drift >= fast", {"drift": "very_fast"}, YES),
        ("not drift >= fast", {"drift": "fast"}, NO),
        ("any [image, audio] in modality", {"modality": ("text", "audio")}, YES),
        ("modality only [tabular, time_series]", {"modality": ("tabular", "text")}, NO),
        ("peak_requests_per_second * inference_ms > 0.6", {"peak_requests_per_second": 100.0, "inference_ms": 5.0}, NO),
        (
            "peak_requests_per_second * inference_ms > 0.4",
            {"peak_requests_per_second": 100.0, "inference_ms": 5.0},
            YES,
        ),
        ("peak_requests_per_second * inference_ms > 0.4", {"inference_ms": 5.0}, UNKNOWN),
        ("adversarial and drift == fast", {"adversarial": False}, NO),
        ("adversarial or drift == fast", {"adversarial": True}, YES),
        ("adversarial and drift == fast", {"adversarial": True}, UNKNOWN),
    ],
)
def test_truth_of_a_condition(text: str, answers: dict, truth: int) -> None:
    fields = Fields.of(VOCABULARY)
    plan = TruthPlan([parse(text, VOCABULARY)], fields)
    assert plan.evaluate(encode([answers], fields))[0, 0] == truth
