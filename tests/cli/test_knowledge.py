"""``advisor knowledge``: its output and its exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_commands import advisor

RULES = [
    {"condition": "a_1 && a_2", "risk": "NO_RISK"},
    {"condition": "a_2", "risk": "MEDIUM_RISK"},
    {"condition": "default", "risk": "HIGH_RISK"},
]


def _lens(folder: Path, rules: list[dict[str, str]]) -> str:
    question: dict[str, Any] = {"id": "q1", "title": "Q", "choices": [{"id": "a_1"}, {"id": "a_2"}], "riskRules": rules}
    pillar = {"id": "p1", "name": "P", "questions": [question]}
    path = folder / "lens.json"
    path.write_text(
        json.dumps({"schemaVersion": "2021-11-01", "name": "A lens", "pillars": [pillar]}), encoding="utf-8"
    )
    return str(path)


def test_lint_of_the_rule_base_has_no_errors_and_prints_the_width() -> None:
    done = advisor("knowledge", "lint")
    assert done.returncode == 0, done.stdout
    assert "coupling graph of width" in done.stdout
    assert "0 errors" in done.stdout


def test_lint_as_json() -> None:
    done = advisor("knowledge", "lint", "--json")
    found = json.loads(done.stdout)
    assert found["version"] == 1
    assert found["knowledge"]["digest"].startswith("sha256:")
    for finding in found["findings"]:
        assert finding.keys() == {"check", "severity", "file", "line", "text", "witness"}
    assert found["counts"]["options_seen_to_win"] == found["counts"]["options"]


def test_a_lens_with_findings_ends_with_one(tmp_path: Path) -> None:
    done = advisor("knowledge", "lint", "--lens", _lens(tmp_path, RULES), "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["lens"] == "A lens"
    assert found["findings"] == [
        {
            "kind": "overlap",
            "question": "q1",
            "conditions": ["a_1 && a_2", "a_2"],
            "witness": ["a_1", "a_2"],
            "text": "With a_1 and a_2 NO_RISK and MEDIUM_RISK both hold; the first listed, NO_RISK, counts.",
        }
    ]


def test_a_lens_without_findings_ends_with_zero(tmp_path: Path) -> None:
    rules = [{"condition": "a_1 && a_2", "risk": "NO_RISK"}, {"condition": "default", "risk": "HIGH_RISK"}]
    done = advisor("knowledge", "lint", "--lens", _lens(tmp_path, rules))
    assert (done.returncode, done.stdout) == (0, "A lens: 0 findings\n")


@pytest.mark.parametrize("text", ["{", '{"name": "x"}', ""])
def test_what_is_no_lens_is_bad_input(text: str, tmp_path: Path) -> None:
    path = tmp_path / "lens.json"
    path.write_text(text, encoding="utf-8")
    done = advisor("knowledge", "lint", "--lens", str(path))
    assert done.returncode == 2
    assert "lens.json" in done.stderr
    assert "Traceback" not in done.stderr
    assert advisor("knowledge", "lint", "--lens", str(tmp_path / "none.json")).returncode == 2


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("latency_budget_ms", "question latency_budget_ms"),
        ("constraints", "question constraints"),
        ("cloud_allowed", "asked in    constraints"),
        ("prediction_mode", "decision prediction_mode"),
        ("prediction_mode.batch", "option prediction_mode.batch"),
        ("huyen2022-ch7", "cited by"),
        ("scoring_job", "component scoring_job"),
        ("callers", "nothing in the rule base is called 'callers'"),
    ],
)
def test_show_prints_any_one_thing(name: str, words: str) -> None:
    done = advisor("knowledge", "show", name)
    assert words in done.stdout + done.stderr
    assert done.returncode == (2 if "nothing" in words else 0)


def test_list_counts_and_names() -> None:
    counts = advisor("knowledge", "list").stdout.split()
    listed = advisor("knowledge", "list", "rules").stdout.splitlines()
    assert int(counts[counts.index("rules") + 1]) == len(listed)
    refused = advisor("knowledge", "list", "rule")
    assert refused.returncode == 2
    assert "Did you mean 'rules'?" in refused.stderr


def test_schema_prints_json_schemas() -> None:
    assert json.loads(advisor("knowledge", "schema", "decision").stdout)["title"] == "Decision"
    assert set(json.loads(advisor("knowledge", "schema").stdout)) >= {"manifest", "questions", "rules", "sources"}
    assert advisor("knowledge", "schema", "nothing").returncode == 2
