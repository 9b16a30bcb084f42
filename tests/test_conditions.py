from __future__ import annotations

import pytest

from advisor.conditions import ConditionError, Field, parse

VOCABULARY = {
    "drift": Field("choice", ("stable", "slow", "fast"), ordered=True),
    "task": Field("choice", ("ranking", "control")),
    "regulated": Field("choice", ("false", "true")),
    "modality": Field("choices", ("image", "text")),
    "latency_ms": Field("number", unit="ms", minimum=0),
    "freshness_s": Field("number", unit="s", minimum=0),
    "rate": Field("number", unit="1/s", minimum=0),
    "entities": Field("number", unit="count", minimum=0),
}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("drif == slow", "Did you mean 'drift'"),
        ("drift == slwo", "Did you mean 'slow'"),
        ("task < control", "have no order"),
        ("task", "not a yes/no field"),
        ("modality == image", "any [...] in modality"),
        ("image in task", "task in [...]"),
        ("latency_ms < '5 GB'", "can't be compared"),
        ("latency_ms < rate", "compared with"),
        ("latency_ms + rate < 3", "added to"),
        ("latency_ms < freshness_s * 2 +", "missing at the end"),
        ("latency_ms <", "missing at the end"),
        ("latency_ms < 5)", "not expected here"),
        ("(latency_ms < 5", "')' is missing"),
        ("__import__('os')", "can't be read|not expected|not a known name"),
        ("drift == slow; regulated", "can't be read"),
        ("rate * latency_ms > '5 s'", "compared with"),
        ("latency_ms + '5 GB' > '5 s'", "added to"),
        ("latency_ms + 'five s' > '5 s'", "no quantity"),
        ("task in [ranking", "commas"),
        ("not " * 60 + "regulated", "nested"),
        ("regulated and " * 200 + "regulated", "longer than"),
    ],
)
def test_mistakes_are_told_in_words(text: str, words: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(text, VOCABULARY)
    assert any(part in str(caught.value) for part in words.split("|")), str(caught.value)


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("not drift == slow", "drift != slow"),
        ("not (regulated and task == ranking)", "not regulated or task == control"),
        ("drift >= slow", "drift in [slow, fast]"),
        ("latency_ms < '1 s'", "latency_ms < 1000"),
        ("50 > latency_ms", "latency_ms < 50"),
        ("not latency_ms < 50", "latency_ms >= 50"),
        ("latency_ms / 2 + '1 s' > '2 s'", "latency_ms / 2 + '1000 ms' > '2000 ms'"),
        ("regulated == true", "regulated"),
        ("regulated == false", "not regulated"),
        ("(regulated and drift == slow) and task == ranking", "regulated and drift == slow and task == ranking"),
    ],
)
def test_the_same_meaning_has_the_same_tree(text: str, same_as: str) -> None:
    assert parse(text, VOCABULARY).tree == parse(same_as, VOCABULARY).tree


def test_fields_are_listed_once_in_order() -> None:
    assert parse("drift == slow and (regulated or drift == fast)", VOCABULARY).fields == ("drift", "regulated")
