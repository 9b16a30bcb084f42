"""The command line as a user meets it: a process of its own, its two streams and its exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.locations import knowledge_folder

EXAMPLES = sorted((knowledge_folder() / "examples").glob("*.yaml"))
EXAMPLE = str(knowledge_folder() / "examples" / "payment-fraud.yaml")
IMPOSSIBLE = "name: impossible\nrequirements: {cloud_allowed: false}\nfixed: {compute_location: cloud}\n"


def advisor(*arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "advisor", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_recommend_prints_one_decision_a_row_within_a_screen(example: Path) -> None:
    done = advisor("recommend", str(example))
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 100
    assert len(lines) <= 46
    assert "latency_budget_ms: read as" in done.stderr
    assert "\x1b" not in done.stdout


def test_json_is_one_object_a_line_in_input_order() -> None:
    done = advisor("recommend", "--json", *map(str, EXAMPLES))
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [item["system"] for item in found] == [path.stem for path in EXAMPLES]
    assert done.stderr == ""
    for item in found:
        assert item["version"] == 1
        assert item["knowledge"]["digest"].startswith("sha256:")
        assert item["feasible"] is True
        for decision in item["decisions"].values():
            total = sum(option["probability"] for option in decision["options"].values())
            assert total == pytest.approx(1.0 if decision["applicable"] else 0.0, abs=1e-3)
            assert (decision["option"] is not None) == decision["applicable"]


def test_every_file_is_answered_and_the_exit_status_is_the_worst(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("name: x\nrequirements: {task: rankin}\n")
    (tmp_path / "impossible.yaml").write_text(IMPOSSIBLE)
    done = advisor("recommend", "broken.yaml", EXAMPLE, "impossible.yaml", "--json", cwd=tmp_path)
    assert done.returncode == 3
    assert [json.loads(line)["system"] for line in done.stdout.splitlines()] == ["payment-fraud", "impossible"]
    assert "broken.yaml:2:22" in done.stderr
    assert "Did you mean 'ranking'?" in done.stderr


def test_impossible_answers_name_the_conflict_and_what_would_help(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(IMPOSSIBLE)
    done = advisor("recommend", "s.yaml", "--json", cwd=tmp_path)
    assert done.returncode == 3
    [conflict] = json.loads(done.stdout)["conflicts"]
    assert conflict["answers"] == ["cloud_allowed"]
    assert conflict["decisions"] == ["compute_location"]
    assert {relaxation["answer"] for relaxation in conflict["relaxations"]} == {"cloud_allowed", "compute_location"}
    built = advisor("build", "s.yaml", "-o", "out", cwd=tmp_path)
    assert built.returncode == 3
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("recommend", "missing.yaml"), 2, "there is no such file"),
        (("recommend", "."), 2, "can't be read"),
        (("explain", EXAMPLE, "prediction_mod"), 2, "Did you mean 'prediction_mode'?"),
        (("evaluate", "."), 2, "no case files"),
        (("recomend", EXAMPLE), 2, "No such command"),
        (("build", EXAMPLE), 2, "Missing option"),
        (("build", EXAMPLE, "-o", "taken"), 2, "is a file"),
        (("build", EXAMPLE, "-o", "taken/below"), 2, "can't be written"),
        (("build", EXAMPLE, "-o", "o", "--boundary", "latency_budget_ms,task"), 2, "'task' is not a number"),
        (("build", EXAMPLE, "-o", "o", "--boundary", "latency_budget_ms"), 2, "takes two different answers"),
    ],
)
def test_mistakes_get_one_message_and_no_traceback(
    tmp_path: Path, arguments: tuple[str, ...], status: int, words: str
) -> None:
    (tmp_path / "taken").write_text("a file of the user's")
    done = advisor(*arguments, cwd=tmp_path)
    assert done.returncode == status
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["taken"]


def test_missing_graphviz_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    program = (
        "import shutil, sys; shutil.which = lambda *a, **k: None; "
        f"sys.argv = ['advisor', 'build', {EXAMPLE!r}, '-o', 'out', '-q']; "
        "from advisor.cli.main import run; run()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode == 2
    assert "Graphviz" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_build_writes_what_the_contract_names_and_the_same_bytes_again(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        assert advisor("build", EXAMPLE, "-o", folder, "-q", cwd=tmp_path).returncode == 0
    one, two = ({p.relative_to(tmp_path / f): p.read_bytes() for p in (tmp_path / f).rglob("*") if p.is_file()}
                for f in ("one", "two"))  # fmt: skip
    assert one == two
    names = {path.as_posix() for path in one}
    assert {"index.md", "report.html", "model.json", "system.yaml", "decisions/index.md"} <= names
    for diagram in ("context", "containers", "data-flow", "deployment", "prediction-sequence", "release-loop"):
        assert {f"diagrams/{diagram}.{kind}" for kind in ("svg", "png", "dot")} <= names
    again = advisor("recommend", str(tmp_path / "one" / "system.yaml"), "--json")
    first = advisor("recommend", EXAMPLE, "--json")
    assert again.stdout == first.stdout


def test_explain_says_what_carries_the_decision_and_what_excludes_the_others() -> None:
    done = advisor("explain", EXAMPLE, "prediction_mode", "--quiet")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "Online" in done.stdout
    assert "Batch" in done.stdout
    assert "The best compromise between accuracy and latency takes" in done.stdout
    told = json.loads(advisor("explain", EXAMPLE, "prediction_mode", "--json").stdout)["compromise"]
    assert set(told["values"]) == {"accuracy", "latency"}
    assert told["option"] in {"batch", "online", "hybrid", "event_driven"}
    assert all(one["rate"] > 0 for one in told["exchanges"])


def test_system_file_is_read_from_standard_input() -> None:
    text = Path(EXAMPLE).read_text(encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "advisor", "recommend", "-", "--json"],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert json.loads(done.stdout)["system"] == "payment-fraud"


@pytest.mark.parametrize("command", ["recommend", "build", "explain", "evaluate", "interview", "demo", "knowledge"])
def test_every_command_has_help(command: str) -> None:
    for flag in ("-h", "--help"):
        done = advisor(command, flag)
        assert done.returncode == 0
        assert "Usage" in done.stdout


def test_interview_from_a_pipe_saves_resumes_and_feeds_recommend(tmp_path: Path) -> None:
    def interview(text: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "advisor", "interview", "mine.yaml"],
            input=text,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )

    first = interview("my-system\nHelps people choose.\nranking\n:quit\n")
    assert first.returncode == 0, first.stderr
    saved = (tmp_path / "mine.yaml").read_text()
    assert "name: my-system" in saved
    assert "task: ranking" in saved
    second = interview("tabular\n:quit\n")
    assert second.returncode == 0, second.stderr
    assert "modality: [tabular]" in (tmp_path / "mine.yaml").read_text()
    assert advisor("recommend", "mine.yaml", cwd=tmp_path).returncode == 0


def test_a_quick_interview_takes_five_answers_and_one_like_a_published_system_begins_with_its_answers(
    tmp_path: Path,
) -> None:
    def interview(text: str, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "advisor", "interview", *options],
            input=text,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )

    quick = interview("mine\n\n" + "unknown\n" * 9, "quick.yaml", "--quick")
    assert quick.returncode == 0, quick.stderr
    assert quick.stdout.count(": unknown | ") == 4  # after the fifth it is done
    assert "Done: all answers are saved" in quick.stdout
    like = interview("mine\n:quit\n", "like.yaml", "--like", "twitter-magicrecs")
    assert like.returncode == 0, like.stderr
    assert "task: ranking" in (tmp_path / "like.yaml").read_text()
    again = interview(":quit\n", "like.yaml", "--like", "twitter-magicrecs")
    assert again.returncode == 2
    assert "the file exists" in again.stderr
