"""A system file says what its author meant, or every mistake in it is told with its place."""

import re
from pathlib import Path

import pytest

from advisor.answers import Range
from advisor.documents import read_document
from advisor.errors import InvalidInput
from advisor.requirements.reading import read_case_system, read_system
from advisor.requirements.system import System
from tests.requirements.world import WORLD

BROKEN = sorted((Path(__file__).parent.parent / "broken_systems").glob("*.*"))

FULL = """
version: 1
name: checkout-fraud
purpose: Score card payments
requirements:
  task: ranking
  modality: [text, tabular]
  latency_budget_ms: 2 s
  peak_requests_per_second: {low: 200, high: "1k/s"}
  availability_target: 99.9 %
  entities: unknown
  regulated: no
priorities: {latency: 4, cost: 2}
fixed: {compute_location: edge}
"""


def test_a_whole_file_is_read_into_the_units_of_the_questions() -> None:
    assert read_system(FULL, "s.yaml", WORLD) == System(
        name="checkout-fraud",
        purpose="Score card payments",
        requirements={
            "task": "ranking",
            "modality": ("tabular", "text"),
            "latency_budget_ms": 2000.0,
            "peak_requests_per_second": Range(200.0, 1000.0),
            "availability_target": 0.999,
            "regulated": False,
        },
        priorities={"cost": 2.0, "latency": 4.0},
        fixed={"compute_location": "edge"},
        unknown=frozenset({"entities"}),
    )


def test_json_is_read_as_well() -> None:
    text = (
        '{"version": 1, "name": "x", "requirements": {"regulated": true, "entities": null, "latency_budget_ms": 1e2}}'
    )
    assert read_system(text, "s.json", WORLD).requirements == {"regulated": True, "latency_budget_ms": 100.0}


@pytest.mark.parametrize("nothing", ["", "~", "null"])
def test_an_answer_that_says_nothing_is_as_good_as_absent(nothing: str) -> None:
    text = f"name: x\nrequirements:\n  task: {nothing}\n  entities: {nothing}\npriorities:\n  cost: {nothing}\n"
    assert read_system(text + f"fixed:\n  compute_location: {nothing}\n", "s.yaml", WORLD) == System("x")


def test_unknown_is_no_answer_but_is_remembered() -> None:
    text = "name: x\nrequirements: {task: unknown}\npriorities: {cost: unknown}\nfixed: {compute_location: unknown}\n"
    assert read_system(text, "s.yaml", WORLD) == System("x", unknown=frozenset({"task"}))


def test_a_choice_called_none_is_an_answer() -> None:
    assert read_system("name: x\nrequirements: {task: none}", "s.yaml", WORLD).requirements == {"task": "none"}


def test_a_name_alone_is_enough() -> None:
    assert read_system("name: x", "s.yaml", WORLD) == System("x")


def test_a_range_with_equal_ends_is_a_number() -> None:
    system = read_system("name: x\nrequirements: {entities: {low: 5, high: 5}}", "s.yaml", WORLD)
    assert system.requirements == {"entities": 5.0}


def test_the_order_of_a_file_does_not_matter() -> None:
    lines = "task: ranking", "regulated: true"
    first, second = (
        read_system("name: x\nrequirements:\n  " + "\n  ".join(order), "s.yaml", WORLD)
        for order in (lines, lines[::-1])
    )
    assert list(first.requirements) == list(second.requirements)


def test_a_case_states_name_purpose_and_priorities_among_its_requirements() -> None:
    text = (
        "id: some-case\ntitle: T\nrequirements: {name: n, purpose: p, task: ranking, priorities: {cost: 3}}\n"
        "decisions: {}\n"
    )
    system = read_case_system(read_document(text, "c.yaml"), WORLD)
    assert system == System("some-case", "p", {"task": "ranking"}, {"cost": 3.0})


def test_a_mistake_in_a_case_is_told() -> None:
    with pytest.raises(InvalidInput, match=r"c\.yaml:2:22: task: 'rankin'"):
        read_case_system(read_document("id: c\nrequirements: {task: rankin}", "c.yaml"), WORLD)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_each_broken_file_is_refused_with_the_words_it_expects(path: Path) -> None:
    """The first lines of each file say at which line and column, and with which words, it must be refused."""
    text = path.read_text(encoding="utf-8")
    expected = re.findall(r"^# expect (\d+):(\d+) (.*)$", text, re.MULTILINE)
    assert expected, "a broken file says what it expects"
    with pytest.raises(InvalidInput) as refusal:
        read_system(text, path.name, WORLD)
    lines = str(refusal.value).splitlines()
    assert len(lines) == len(expected), lines
    for line, (row, column, words) in zip(lines, expected, strict=True):
        assert line.startswith(f"{path.name}:{row}:{column}: "), line
        for word in words.split(" | "):
            assert word in line


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    text = "version: 3\nnam: x\nrequirements: {task: no, entities: -1, regulated: 7}\npriorities: {cost: 6}\n"
    with pytest.raises(InvalidInput) as refusal:
        read_system(text, "s.yaml", WORLD)
    assert len(refusal.value.problems) == 7
