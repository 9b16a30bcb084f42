"""Tests of rules as files: what is told when advice comes out otherwise, and when a file makes no sense."""

from __future__ import annotations

import pytest

from advisor.advise import advise
from advisor.errors import InvalidInput
from advisor.evaluation.expectations import failures, read_test
from advisor.knowledge.loading import load_knowledge

SYSTEM = "name: x\nrequirements: {prediction_trigger: schedule, input_space: enumerable}\n"


def failed(expectation: str) -> list[str]:
    knowledge = load_knowledge()
    test = read_test(f"{SYSTEM}expect:\n  prediction_mode: {expectation}\n", "x.yaml", knowledge)
    return [failure.text for failure in failures(test, advise(knowledge, test.system))]


@pytest.mark.parametrize("expectation", ["batch", "[online, batch]", "{not: online}", "{option: batch, not: [online]}"])
def test_what_is_met_is_silent(expectation: str) -> None:
    assert failed(expectation) == []


@pytest.mark.parametrize(
    ("expectation", "told"),
    [
        ("online", ["prediction_mode: expected online, recommended batch"]),
        ("{not: batch}", ["prediction_mode: expected anything but batch"]),
    ],
)
def test_what_is_not_met_is_told(expectation: str, told: list[str]) -> None:
    assert failed(expectation) == told


def test_a_rule_that_is_not_at_work_is_told() -> None:
    rule = next(
        name
        for name, rule in load_knowledge().rules.items()
        if rule.when == "prediction_trigger == user_request" and "prediction_mode" in rule.weigh
    )
    assert failed(f"{{because: {rule}}}") == [f"prediction_mode: {rule} is not among the reasons"]


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ("", "the test expects nothing"),
        ("expect: {prediction_mod: batch}", r"x.yaml:3:\d+: 'prediction_mod' is not a known decision"),
        ("expect: {prediction_mode: bach}", r"'bach' is not an option of prediction_mode. Did you mean 'batch'"),
        ("expect: {prediction_mode: {}}", "an expectation states option, not or because"),
        ("expect: {prediction_mode: {because: no-such-rule-of-ours}}", "there is no rule 'no-such-rule-of-ours'"),
        ("expect: {prediction_mode: batch}\nrequirement: {}", "unknown key 'requirement'"),
    ],
)
def test_a_test_that_makes_no_sense_is_told(expect: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read_test(f"{SYSTEM}{expect}\n", "x.yaml", load_knowledge())
