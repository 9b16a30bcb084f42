"""A measured number keeps its origin through files, prompts and tables, and loses it when it is answered otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.answers import Range
from advisor.errors import InvalidInput
from advisor.requirements.answers import InvalidAnswer
from advisor.requirements.importing import read_answers
from advisor.requirements.measured import parted_from_text
from advisor.requirements.reading import read_system
from advisor.requirements.system import Measurement, System
from advisor.requirements.wording import show_stated
from advisor.requirements.writing import echo, write_system
from tests.requirements.world import QUESTIONS, WORLD

LOAD_TEST, LOGS = "load test, 2026-10", 'gateway: "October"'
FILE = f"""\
version: 1
name: shop
requirements:
  latency_budget_ms: {{value: 80, measured: "{LOAD_TEST}"}}
  peak_requests_per_second: {{low: 200, high: 900, measured: "gateway: \\"October\\""}}
"""


def test_what_was_measured_is_read_and_written_as_it_was() -> None:
    system = read_system(FILE, "a.yaml", WORLD)
    assert system.requirements == {"latency_budget_ms": 80.0, "peak_requests_per_second": Range(200.0, 900.0)}
    assert (system.origin("latency_budget_ms"), system.origin("peak_requests_per_second")) == (LOAD_TEST, LOGS)
    assert write_system(system, QUESTIONS) == FILE
    assert echo(system, QUESTIONS)[0] == f"latency_budget_ms: read as 80 ms, measured: {LOAD_TEST}"


def test_what_is_shown_is_understood_when_it_is_typed() -> None:
    question, system = QUESTIONS["latency_budget_ms"], read_system(FILE, "a.yaml", WORLD)
    shown = show_stated("latency_budget_ms", system, question)
    assert parted_from_text(question, shown) == ("80 ms", LOAD_TEST)
    assert parted_from_text(question, "80 ms to 2 s Measured probe of May") == ("80 ms to 2 s", "probe of May")
    assert parted_from_text(QUESTIONS["task"], "as measured: x") == ("as measured: x", "")


def test_a_row_of_a_table_may_be_measured() -> None:
    text = 'name,shop\nlatency_budget_ms,"80 ms to 90 ms, measured: probe"\nentities,5 measured: count\n'
    system = read_answers(text, "a.csv", WORLD)
    assert system.measured == {
        "latency_budget_ms": Measurement(Range(80.0, 90.0), "probe"), "entities": Measurement(5.0, "count"),
    }  # fmt: skip


def test_another_answer_is_not_measured_any_more() -> None:
    system = read_system(FILE, "a.yaml", WORLD)
    changed = replace(system, requirements={**system.requirements, "latency_budget_ms": 70.0})
    assert changed.origin("latency_budget_ms") == ""
    assert changed.origin("peak_requests_per_second") == LOGS
    assert System("a", measured={"entities": Measurement(1.0, "x")}).measured == {}


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("task: {value: ranking, measured: x}", "only a number can be measured"),
        ("entities: {value: 5, measured: }", "not said where the number is from"),
        ("entities: {value: 5, measured: 7}", "7 is not text"),
        ("entities: {value: unknown, measured: x}", "what is unknown was not measured"),
        ("entities: {value: {low: 1, high: 2}, measured: x}", "not one number"),
        ("entities: {value: 5}", "measured, {value: 1, measured: how}"),
        ("entities: {value: 5, low: 3, measured: x}", "is not a range"),
    ],
)
def test_a_measurement_that_says_too_little_or_too_much_is_refused(answer: str, told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_system(f"name: a\nrequirements:\n  {answer}\n", "a.yaml", WORLD)
    assert told in str(refused.value)
    assert "a.yaml:3:" in str(refused.value)


def test_a_typed_measurement_needs_its_origin() -> None:
    with pytest.raises(InvalidAnswer, match="not said where"):
        parted_from_text(QUESTIONS["entities"], "5, measured:")
