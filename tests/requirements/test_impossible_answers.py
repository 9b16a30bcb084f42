"""Answers of the real questionnaire that can't be: the refusal names the answer and what is allowed."""

from __future__ import annotations

import pytest

from advisor.errors import InvalidInput
from advisor.knowledge.loading import load_knowledge
from advisor.requirements.reading import read_system

REFUSED = {
    "monthly_budget_usd: 0": ("monthly_budget_usd: 0 is out of range", "1 USD/month or more"),
    "entities: 0": ("entities: 0 is out of range", "1 or more"),
    "peak_requests_per_second: -5/s": ("peak_requests_per_second: '-5/s'", "is out of range", "0/s or more"),
    "peak_requests_per_second: 5 USD": ("peak_requests_per_second: '5 USD'", "can't be converted to 1/s"),
    "inference_ms: 3 km": ("inference_ms: '3 km'", "'km' is not a unit"),
    "active_entity_fraction: 150 %": ("active_entity_fraction: '150 %'", "is out of range", "0 to 1"),
    "mean_requests_per_second: 50/s, peak_requests_per_second: 20/s": (
        "mean_requests_per_second: 50/s is more than peak_requests_per_second, which is 20/s",
        "Allowed: 20/s or less, or a greater peak_requests_per_second",
    ),
    "mean_requests_per_second: {low: 50, high: 80}, peak_requests_per_second: {low: 5, high: 20}": (
        "mean_requests_per_second: 50/s is more than peak_requests_per_second, which is 20/s",
    ),
}


@pytest.mark.parametrize("answers", REFUSED)
def test_an_impossible_answer_is_refused_by_name(answers: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_system(f"name: x\nrequirements: {{{answers}}}\n", "x.yaml", load_knowledge())
    assert str(refusal.value).startswith("x.yaml:2:")
    for words in REFUSED[answers]:
        assert words in str(refusal.value)
    assert refusal.value.exit_status == 2


@pytest.mark.parametrize(
    "answers",
    [
        "mean_requests_per_second: 20/s, peak_requests_per_second: 20/s",
        "mean_requests_per_second: {low: 5, high: 80}, peak_requests_per_second: {low: 5, high: 20}",
        "mean_requests_per_second: 50/s, peak_requests_per_second: unknown",
    ],
)
def test_answers_that_may_hold_together_are_taken(answers: str) -> None:
    read_system(f"name: x\nrequirements: {{{answers}}}\n", "x.yaml", load_knowledge())
