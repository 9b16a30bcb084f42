from __future__ import annotations

import pytest

from advisor.answers import Range
from advisor.conditions import parse
from advisor.recommendation.quoting import fill
from advisor.requirements.system import System
from tests.strategies import KNOWLEDGE


def test_quoted_answers_carry_their_unit_and_missing_ones_are_named() -> None:
    system = System("x", requirements={"latency_budget_ms": 80.0})
    sentence = "{inference_ms} of {latency_budget_ms}"
    assert fill(sentence, system, KNOWLEDGE) == "inference_ms of 80 ms"


def test_quoted_arithmetic_is_worked_out_and_gives_its_least_where_an_answer_is_missing() -> None:
    sentence = "at least {network_rtt_ms + inference_ms / 20}"
    both = System("x", requirements={"network_rtt_ms": 120.0, "inference_ms": 20.0})
    assert fill(sentence, both, KNOWLEDGE) == "at least 121 ms"
    one = System("x", requirements={"network_rtt_ms": 120.0})
    assert fill(sentence, one, KNOWLEDGE) == "at least 120 ms"
    ranged = System("x", requirements={"network_rtt_ms": Range(100.0, 120.0), "inference_ms": 0.0})
    assert fill(sentence, ranged, KNOWLEDGE) == "at least 100 ms to 120 ms"
    assert fill(sentence, System("x"), KNOWLEDGE) == "at least network_rtt_ms + inference_ms / 20"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("latency_budget_ms < 150", "under 150 ms"),
        ("latency_budget_ms <= 150", "at most 150 ms"),
        ("latency_budget_ms >= '2 s'", "at least 2 s"),
        ("latency_budget_ms > '2 s'", "over 2 s"),
        ("latency_budget_ms > 10 and latency_budget_ms <= 50", "10 ms to 50 ms"),
        ("regulated and latency_budget_ms < 150", "under 150 ms"),
        ("regulated or latency_budget_ms < 150", "latency_budget_ms"),
        ("latency_budget_ms / inference_ms < 2", "latency_budget_ms"),
    ],
)
def test_a_missing_answer_is_said_as_the_rule_presumes_it(when: str, said: str) -> None:
    condition = parse(when, KNOWLEDGE.vocabulary)
    assert fill("{latency_budget_ms}", System("x"), KNOWLEDGE, condition) == said
    answered = System("x", requirements={"latency_budget_ms": 30.0})
    assert fill("{latency_budget_ms}", answered, KNOWLEDGE, condition) == "30 ms"


def test_arithmetic_with_a_missing_answer_rests_on_what_the_rule_presumes() -> None:
    least = parse("new_data_gb_per_day > 100", KNOWLEDGE.vocabulary)
    assert fill("{new_data_gb_per_day * '10 day'}", System("x"), KNOWLEDGE, least) == "1 TB"
    whole = parse("network_rtt_ms + inference_ms <= '80 ms'", KNOWLEDGE.vocabulary)
    assert fill("{network_rtt_ms + inference_ms}", System("x"), KNOWLEDGE, whole) == "at most 80 ms"
