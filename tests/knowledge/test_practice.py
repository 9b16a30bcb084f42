"""Practice is told by single answers, is kept with the refined weights, and names only what there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.conditions import parse
from advisor.knowledge.checks import check_structure
from advisor.knowledge.loading import load_knowledge, read_folder
from advisor.knowledge.practice import ALWAYS, patterns, spoken_of
from advisor.knowledge.weights import as_experts_wrote
from tests.knowledge.test_weights import WEIGHTS, read
from tests.knowledge.world import files_with, write

PRACTICE = """\
practice:
  always:
    mode: {batch: 0.2}
  waiting:
    mode: {batch: -0.3, online: 0.1}
  site == phone:
    mode: {online: 0.4}
"""


def test_each_answer_is_a_pattern_and_the_steps_of_an_ordered_one_belong_together() -> None:
    knowledge = load_knowledge()
    found = patterns(knowledge.questions)
    assert found[0] == (ALWAYS,)
    assert ("task == ranking",) in found
    assert ("image in modality",) in found
    assert ("regulated",) in found
    assert ("drift >= slow", "drift >= moderate", "drift >= fast", "drift >= very_fast") in found
    read = {name for group in found[1:] for when in group for name in parse(when, knowledge.vocabulary).fields}
    assert not any(knowledge.vocabulary[name].kind == "number" for name in read), "numbers have no pattern"


def test_it_is_read_with_its_conditions_and_experts_never_wrote_it(tmp_path: Path) -> None:
    learned = read(tmp_path, WEIGHTS + PRACTICE).knowledge
    assert learned.practice["waiting"] == {"mode": {"batch": -0.3, "online": 0.1}}
    assert learned.conditions["site == phone"].fields == ("site",)
    assert as_experts_wrote(learned).practice == {}


def test_what_practice_says_of_an_option_stands_weightiest_first(tmp_path: Path) -> None:
    practice = read(tmp_path, WEIGHTS + PRACTICE).knowledge.practice
    assert spoken_of(practice, "mode", "online") == [("site == phone", 0.4), ("waiting", 0.1)]
    assert spoken_of(practice, "place", "cloud") == []


@pytest.mark.parametrize(
    ("practice", "when"),
    [
        (PRACTICE.replace("site == phone", "site == moon"), "site == moon"),
        (PRACTICE.replace("site == phone", "no_such >= thing"), "no_such >= thing"),
        (PRACTICE.replace("online: 0.4", "teleported: 0.4"), "site == phone"),
        (PRACTICE.replace("mode: {online: 0.4}", "moods: {online: 0.4}"), "site == phone"),
    ],
)
def test_what_names_an_answer_or_option_that_is_no_more_does_not_count_and_lint_tells(
    tmp_path: Path, practice: str, when: str
) -> None:
    files = read_folder(write(tmp_path, {**files_with(), "weights.yaml": WEIGHTS + practice}))
    assert not any(files.knowledge.practice.get(when, {}).values())
    (found,) = [finding for finding in check_structure(files) if finding.check == "refined-weight-stale"]
    assert f"practice where {when} names" in found.text
    assert "weights.yaml:" in str(found.location)
