"""``advisor build`` twice and ``advisor check``, as a user runs them."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.test_commands import EXAMPLE, advisor


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder built, given a note, and built again with other answers; and those answers."""
    folder = tmp_path_factory.mktemp("built")
    changed = folder / "changed.yaml"
    changed.write_text(Path(EXAMPLE).read_text().replace("data_arrival: stream", "data_arrival: batch"))
    assert changed.read_text() != Path(EXAMPLE).read_text()
    out = folder / "out"
    assert advisor("build", EXAMPLE, "-o", str(out)).returncode == 0
    record = out / "decisions" / "0006-data-pipeline.md"
    record.write_text(record.read_text() + "\nOur note.\n")
    again = advisor("build", str(changed), "-o", str(out), "--date", "2026-12-01")
    assert again.returncode == 0
    assert " supersedes 0006-data-pipeline.md: Data pipeline, Batch jobs instead of " in again.stderr
    return out, changed


def test_a_run_with_other_answers_supersedes_and_keeps_what_people_wrote(built: tuple[Path, Path]) -> None:
    out, _ = built
    old = (out / "decisions" / "0006-data-pipeline.md").read_text()
    assert "status: superseded by ADR-0106" in old
    assert old.endswith("\nOur note.\n")
    (new,) = (out / "decisions").glob("0106-data-pipeline-*.md")
    assert 'supersedes: "0006-data-pipeline.md"' in new.read_text()
    assert 'date: "2026-12-01"' in new.read_text()
    assert "| 2026-12-01 | [0106 " in (out / "decisions" / "index.md").read_text()


def test_check_tells_by_its_exit_status_whether_the_records_follow(built: tuple[Path, Path], tmp_path: Path) -> None:
    out, changed = built
    assert advisor("check", str(changed), "--records", str(out)).returncode == 0
    done = advisor("check", EXAMPLE, "--records", str(out / "decisions"), "--json")
    assert done.returncode == 1
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["kind"], finding["recorded"], finding["follows"]) == ("changed", "batch_etl", "batch_and_streaming")
    measured = tmp_path / "measured.yaml"
    measured.write_text("latency_budget_ms: 2 ms\n")
    fired = advisor("check", str(changed), "--records", str(out), "--metrics", str(measured))
    assert fired.returncode == 1
    assert "latency_budget_ms is 2 ms, below 5 ms, so In the application is due." in fired.stdout


def test_check_holds_what_is_measured_against_the_stated_limits(built: tuple[Path, Path], tmp_path: Path) -> None:
    """Of the estimates as well; a range fires when a part of it lies beyond, and what nobody waits for is told."""
    out, changed = built
    measured = tmp_path / "measured.yaml"
    measured.write_text("latency_p99_ms: {low: 0.09 s, high: 0.13 s}\ncarbon_kg_month: 3\n")
    command = ("check", str(changed), "--records", str(out), "--metrics", str(measured))
    fired = advisor(*command)
    assert fired.returncode == 1
    told = "latency_p99_ms is 90 ms to 130 ms, above 100 ms, the limit of latency_budget_ms. Look again at:"
    assert fired.stdout.startswith(f"{told}\n  0001-prediction-mode.md: Prediction mode\n")
    assert fired.stdout.count("the limit of") == 1
    assert "No record in force waits for carbon_kg_month." in fired.stderr
    found = json.loads(advisor(*command, "--json").stdout)
    (limit,) = found["limits"]
    assert limit.pop("records") == [finding["record"] for finding in found["findings"]]
    assert limit == found["findings"][0]["trigger"]
    assert limit == {
        "measure": "latency_p99_ms",
        "above": 100.0,
        "unit": "ms",
        "limit": "latency_budget_ms",
        "measured": {"low": 90.0, "high": 130.0},
    }
    measured.write_text("latency_p99_ms: 99 ms\navailability: 99.995 %\n")
    assert advisor(*command).returncode == 0


def test_check_says_what_can_be_done_about_a_limit_that_is_estimated_and_measured_beyond(
    built: tuple[Path, Path], tmp_path: Path
) -> None:
    out, changed = built
    measured = tmp_path / "measured.yaml"
    measured.write_text("availability: 99.8 %\n")
    command = ("check", str(changed), "--records", str(out), "--metrics", str(measured))
    told = "Availability: No architecture of known estimate keeps it; the nearest comes to"
    fired = advisor(*command)
    assert fired.returncode == 1
    assert fired.stdout.splitlines()[-1].startswith(told)
    found = json.loads(advisor(*command, "--json").stdout)
    assert found["ways_out"] == []
    assert 0.998 < found["nearest_to_limits"]["availability"] < 0.9999
    measured.write_text("latency_p99_ms: 130 ms\n")
    assert told not in advisor(*command).stdout


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("latency_p99_ms: 3 GB\n", "GB"),
        ("availability: 130 %\n", "Allowed: 0 to 1"),
        ("latency_p99: 3 ms\n", "neither a requirement nor an estimate. Did you mean 'latency_p99_ms'"),
        ("latency_budget: 2 ms\n", "measured.yaml:1:"),
        ("- 1\n", "ID: VALUE"),
        ("drift: 2\n", "drift"),
    ],
)
def test_measurements_that_are_none_are_refused(built: tuple[Path, Path], tmp_path: Path, text: str, told: str) -> None:
    measured = tmp_path / "measured.yaml"
    measured.write_text(text)
    done = advisor("check", EXAMPLE, "--records", str(built[0]), "--metrics", str(measured))
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_without_records_is_told(tmp_path: Path) -> None:
    done = advisor("check", EXAMPLE, "--records", str(tmp_path))
    assert done.returncode == 2
    assert "no decision records in force" in done.stderr


def test_a_number_taken_twice_is_found_and_given_away(built: tuple[Path, Path], tmp_path: Path) -> None:
    """Two branches wrote a record each; what names the second follows it and the next build changes no text."""
    source, changed = built
    out = tmp_path / "out"
    shutil.copytree(source, out)
    decisions = out / "decisions"
    (second,) = decisions.glob("0106-data-pipeline-*.md")
    (decisions / "0106-a-note.md").write_text(f"# Ours\n\nSee [0106 the other]({second.name}).\n")
    done = advisor("check", str(changed), "--records", str(out))
    assert done.returncode == 1
    assert "advisor records renumber DIR" in done.stdout
    before = {path.name: path.read_text() for path in decisions.glob("*.md")}
    moved = advisor("records", "renumber", str(out))
    assert (moved.returncode, moved.stdout) == (0, f"{second.name} -> 0206{second.name[4:]}\n")
    assert (decisions / f"0206{second.name[4:]}").read_text() == before[second.name]
    assert f"[0206 the other](0206{second.name[4:]})" in (decisions / "0106-a-note.md").read_text()
    old = (decisions / "0006-data-pipeline.md").read_text()
    assert f"status: superseded by ADR-0206\nsuperseded-by: 0206{second.name[4:]}" in old
    assert old.endswith("\nOur note.\n")
    assert not any(
        second.name in path.read_text() for path in out.rglob("*.*") if path.suffix in {".md", ".html", ".svg"}
    )
    assert advisor("check", str(changed), "--records", str(out)).returncode == 0
    assert advisor("build", str(changed), "-o", str(out)).returncode == 0
    assert not list(out.rglob("*.new"))
    assert advisor("records", "renumber", str(out)).stdout == "Every number is taken once; nothing to do.\n"
