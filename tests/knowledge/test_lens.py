"""Custom lenses: the findings against brute force over all ticks, and on hand-written questions."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import InvalidInput
from advisor.knowledge.lens import Choice, LensFinding, Question, RiskRule, check_lens, check_question, read_lens

NAMES = ("choice_1", "choice_2", "choice_3", "choice_4")
RISKS = ("NO_RISK", "MEDIUM_RISK", "HIGH_RISK")


def _question(rules: Sequence[tuple[str, str]], choices: Sequence[str] = NAMES) -> Question:
    return Question(
        id="q1",
        choices=tuple(Choice(id=name) for name in choices),
        riskRules=tuple(RiskRule(condition=condition, risk=risk) for condition, risk in rules),
    )


def _kinds(rules: Sequence[tuple[str, str]], choices: Sequence[str] = NAMES) -> list[tuple[str, tuple[str, ...]]]:
    return [(finding.kind, finding.witness) for finding in check_question(_question(rules, choices))]


def _true(condition: str, ticked: Sequence[str]) -> bool:
    """The condition by Python's own evaluation: the oracle, on conditions made in this file only."""
    python = re.sub(r"!", " not ", condition).replace("&&", " and ").replace("||", " or ")
    return bool(eval(python, {}, {name: name in ticked for name in NAMES}))


ALL_TICKS = [ticks for width in range(5) for ticks in itertools.combinations(NAMES, width)]
_CONDITIONS = st.recursive(
    st.sampled_from(NAMES),
    lambda parts: (
        st.tuples(parts, st.sampled_from(("&&", "||")), parts).map(lambda found: "({} {} {})".format(*found))
        | parts.map(lambda part: f"!({part})")
    ),
    max_leaves=6,
)


def _verdict(rules: Sequence[tuple[str, str]], ticked: Sequence[str]) -> str | None:
    for condition, risk in rules:
        if condition != "default" and _true(condition, ticked):
            return risk
    return next((risk for condition, risk in rules if condition == "default"), None)


@given(
    st.lists(st.tuples(_CONDITIONS, st.sampled_from(RISKS)), max_size=3, unique_by=lambda rule: rule[0]), st.booleans()
)
@settings(max_examples=300, deadline=None)
def test_findings_equal_brute_force(rules: list[tuple[str, str]], with_default: bool) -> None:
    rules = [*rules, ("default", "HIGH_RISK")] if with_default else rules
    found = list(check_question(_question(rules)))
    conditions = [rule for rule in rules if rule[0] != "default"]

    overlaps = {
        (one[0], two[0])
        for one, two in itertools.combinations(conditions, 2)
        if one[1] != two[1] and any(_true(one[0], ticks) and _true(two[0], ticks) for ticks in ALL_TICKS)
    }
    assert {finding.conditions for finding in found if finding.kind == "overlap"} == overlaps
    chosen = {
        next((rule[0] for rule in conditions if _true(rule[0], ticks)), "default" if with_default else None)
        for ticks in ALL_TICKS
    }
    assert {finding.conditions[0] for finding in found if finding.kind == "unreachable"} == {
        r[0] for r in rules
    } - chosen
    assert any(finding.kind == "gap" for finding in found) == (None in chosen)
    inert = {
        name
        for name in NAMES
        if all(
            _verdict(rules, ticks) == _verdict(rules, tuple(tick for tick in ticks if tick != name))
            for ticks in ALL_TICKS
        )
    }
    assert {finding.choice for finding in found if finding.kind == "inert"} == inert
    for finding in found:
        _assert_witness_shows(finding, rules)


def _assert_witness_shows(finding: LensFinding, rules: Sequence[tuple[str, str]]) -> None:
    if finding.kind == "overlap":
        assert all(_true(condition, finding.witness) for condition in finding.conditions)
    if finding.kind == "gap":
        assert _verdict(rules, finding.witness) is None
    if finding.kind == "unreachable" and finding.witness and finding.conditions != ("default",):
        assert _true(finding.conditions[0], finding.witness)


def test_the_example_of_the_format_specification() -> None:
    rules = [
        ("choice_1 && choice_2 && choice_3", "NO_RISK"),
        ("((choice_1 || choice_2) && choice_3) || (!choice_1 && choice_3)", "MEDIUM_RISK"),
        ("default", "HIGH_RISK"),
    ]
    assert _kinds(rules, NAMES[:3]) == [("overlap", ("choice_1", "choice_2", "choice_3"))]


def test_and_binds_closer_than_or() -> None:
    findings = list(check_question(_question([("choice_1 || choice_2 && choice_3", "NO_RISK")], NAMES[:3])))
    assert [(finding.kind, finding.witness) for finding in findings] == [("gap", ())]
    assert _kinds([("choice_1 || choice_1 && choice_2", "NO_RISK"), ("default", "HIGH_RISK")], NAMES[:2]) == [
        ("inert", ("choice_2",))
    ]


def test_a_question_without_rules_gives_no_verdict() -> None:
    assert [kind for kind, _ in _kinds([], NAMES[:1])] == ["gap", "inert"]


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("choice_1 &&", "something is missing after '&&'"),
        ("choice_1 & choice_2", "'& choice_2' is no choice"),
        ("(choice_1", "')' is missing"),
        ("choice_1 choice_2", "'choice_2' is not expected after 'choice_1'"),
        ("choice_1 && choice_9", "names choice_9, which is no choice of it"),
        ("choice_1)", "')' is not expected"),
        ("", "something is missing after the beginning"),
        ("!" * 100 + "choice_1", "nested more than"),
        ("(" * 100 + "choice_1" + ")" * 100, "nested more than"),
    ],
)
def test_conditions_that_cannot_be_read_are_told(condition: str, words: str) -> None:
    findings = list(check_question(_question([(condition, "NO_RISK"), ("default", "HIGH_RISK")])))
    assert [finding.kind for finding in findings] == ["syntax"]
    assert words in findings[0].text


def test_overlaps_of_readable_rules_are_found_beside_a_broken_one() -> None:
    rules = [("choice_1", "NO_RISK"), ("choice_2", "MEDIUM_RISK"), ("choice_3 ||", "HIGH_RISK")]
    assert _kinds(rules) == [("syntax", ()), ("overlap", ("choice_1", "choice_2"))]


def test_fifteen_choices_are_proved_and_too_many_are_refused() -> None:
    names = [f"choice_{number}" for number in range(1, 16)]
    every = " && ".join(names)
    assert _kinds([(every, "NO_RISK"), ("default", "HIGH_RISK")], names) == []
    assert _kinds([(every, "NO_RISK"), (names[0], "MEDIUM_RISK")], names)[0] == ("overlap", tuple(names))
    many = [f"choice_{number}" for number in range(40)]
    findings = list(check_question(_question([(" || ".join(many), "NO_RISK")], many)))
    assert [finding.kind for finding in findings] == ["syntax"]
    assert "read 40 choices" in findings[0].text


def _lens(**changes: object) -> str:
    question = {
        "id": "q1",
        "title": "How do you release?",
        "choices": [{"id": "shadow", "title": "Shadow \U0001f600"}, {"id": "q1_no", "title": "None of these"}],
        "riskRules": [{"condition": "shadow", "risk": "NO_RISK"}, {"condition": "default", "risk": "HIGH_RISK"}],
    }
    lens = {
        "schemaVersion": "2021-11-01",
        "name": "Lens",
        "pillars": [{"id": "p1", "name": "P", "questions": [question]}],
    }
    return json.dumps({**lens, **changes})


def test_a_lens_file_is_read_and_checked() -> None:
    findings = check_lens(read_lens(_lens(), "lens.json"))
    assert [(finding.kind, finding.question, finding.choice) for finding in findings] == [("inert", "q1", "q1_no")]


@pytest.mark.parametrize(
    "text",
    ["[]", "{", '{"name": "x"}', _lens(schemaVersion="2020-01-01"), _lens(pillars=[{"questions": [{"id": 3}]}])],
)
def test_other_files_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_lens(text, "lens.json")
