"""Refined weights stand beside the experts' values and never outlive them."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import InvalidInput
from advisor.knowledge.checks import check_structure
from advisor.knowledge.loading import KnowledgeFiles, load_folder, read_folder
from advisor.knowledge.weights import as_experts_wrote
from tests.knowledge.world import files_with, write

WEIGHTS = """\
fitted_to:
  cases: "sha256:0"
  systems: [one, two]
  decisions: 9
  strength: 20
sharpness: 1.4
rules:
  nobody-waits:
    mode: {batch: [1.1, 1.3], online: [-1.1, -0.9]}
"""


def read(tmp_path: Path, weights: str = WEIGHTS, **changes: tuple[str, str]) -> KnowledgeFiles:
    return read_folder(write(tmp_path, {**files_with(**changes), "weights.yaml": weights}))


def test_refined_values_count_and_the_experts_are_kept(tmp_path: Path) -> None:
    knowledge = read(tmp_path).knowledge
    assert knowledge.rules["nobody-waits"].weigh == {"mode": {"batch": 1.3, "online": -0.9}}
    assert knowledge.preference.sharpness == 1.4
    expert = as_experts_wrote(knowledge)
    assert expert.rules["nobody-waits"].weigh == {"mode": {"batch": 1.1, "online": -1.1}}
    assert expert.preference.sharpness == 1.0


def test_an_expert_who_changes_a_rule_has_the_last_word_and_lint_tells(tmp_path: Path) -> None:
    files = read(tmp_path, rules_mode=("batch: 1.1", "batch: 2.0"))
    assert files.knowledge.rules["nobody-waits"].weigh == {"mode": {"batch": 2.0, "online": -0.9}}
    (found,) = [finding for finding in check_structure(files) if finding.check == "refined-weight-stale"]
    assert str(found.location).endswith("weights.yaml:9:19")
    assert "was refined from 1.1, which is 2 now" in found.text


def test_a_rule_that_is_gone_takes_its_refined_weights_along(tmp_path: Path) -> None:
    files = read(tmp_path, WEIGHTS.replace("nobody-waits", "no-such-rule"))
    assert files.knowledge.rules == files.knowledge.expert_rules
    assert sum(finding.check == "refined-weight-stale" for finding in check_structure(files)) == 2


def test_a_changed_sign_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"weights.yaml:\d+:\d+: .*changes its sign: 1.1 to -0.1"):
        read(tmp_path, WEIGHTS.replace("1.3", "-0.1"))


def test_the_digest_covers_them_even_when_the_rule_base_was_stored(tmp_path: Path) -> None:
    folder = write(tmp_path, files_with())
    plain = load_folder(folder)
    (folder / "weights.yaml").write_text(WEIGHTS)
    refined = load_folder(folder)
    assert refined.digest != plain.digest
    assert refined.preference.sharpness == 1.4
    assert load_folder(folder).preference.sharpness == 1.4
