"""``advisor merge`` and ``advisor interview --import`` as a user runs them."""

import json
from pathlib import Path

from tests.cli.test_commands import advisor


def test_files_are_merged_into_a_new_one_and_none_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "ann.csv").write_text("task,ranking\nlatency_budget_ms,80 ms\nfixed.compute_location,cloud\n")
    (tmp_path / "bob.toml").write_text('task = "ranking"\nlatency_budget_ms = "2 s"\n')
    done = advisor("merge", "ann.csv", "bob.toml", "-o", "both.yaml", cwd=tmp_path)
    assert done.returncode == 0
    assert "latency_budget_ms\n  ann.csv   80 ms\n  bob.toml  2 s\n  merged    80 ms to 2 s\n" in done.stdout
    assert done.stderr == "Saved in both.yaml. Next, for what is open: advisor interview both.yaml\n"
    merged = (tmp_path / "both.yaml").read_text()
    assert "latency_budget_ms: {low: 80, high: 2000}" in merged
    refused = advisor("merge", "ann.csv", "bob.toml", "-o", "both.yaml", cwd=tmp_path)
    assert refused.returncode == 2
    assert refused.stderr.startswith("advisor: both.yaml: the file exists and is left as it is.")
    assert (tmp_path / "both.yaml").read_text() == merged
    found = json.loads(advisor("merge", "ann.csv", "both.yaml", "--json", "-q", cwd=tmp_path).stdout)
    assert found["differences"][0]["answers"] == {"ann.csv": 80, "both.yaml": {"low": 80, "high": 2000}}
    assert advisor("merge", "ann.csv", cwd=tmp_path).returncode == 2


def test_an_interview_begins_with_imported_answers_and_says_what_it_kept(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("name: mine\nrequirements: {task: forecasting}\n")
    (tmp_path / "survey.csv").write_text("task,ranking\nregulated,yes\nlatency_budget_ms,80 ms\n")
    done = advisor("interview", "mine.yaml", "--import", "survey.csv", cwd=tmp_path)
    assert done.stderr.splitlines()[:2] == [
        "Imported from survey.csv: 2 answers.",
        "task: kept forecasting; the imported file says ranking",
    ]
    assert "task: forecasting\n" in (tmp_path / "mine.yaml").read_text()
    assert "regulated: true\n" in (tmp_path / "mine.yaml").read_text()
