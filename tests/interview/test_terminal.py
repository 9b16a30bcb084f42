"""The interview on a real pseudo-terminal."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pyte
import pytest

from advisor.answers import Range
from advisor.knowledge.loading import load_knowledge
from advisor.requirements.reading import read_system

ROOT = Path(__file__).parents[2]
CTRL_B, CTRL_C, CTRL_D, CTRL_U, F1, DOWN = "\x02", "\x03", "\x04", "\x15", "\x1bOP", "\x1b[B"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "system.yaml"


def _spawn(file: Path) -> "pexpect.spawn[str]":
    environment = {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    return pexpect.spawn(
        sys.executable,
        ["-m", "tests.interview.world", str(file)],
        cwd=str(ROOT),
        env=environment,
        encoding="utf-8",
        timeout=30,
        dimensions=(40, 120),
    )


@pytest.fixture
def terminal(file: Path) -> Iterator["pexpect.spawn[str]"]:
    child = _spawn(file)
    yield child
    child.close(force=True)


def _begin(terminal: "pexpect.spawn[str]") -> None:
    terminal.expect("name> ")
    terminal.send("fraud\r")
    terminal.expect("purpose> ")
    terminal.send("\r")
    terminal.expect("task> ")


def _end(terminal: "pexpect.spawn[str]") -> int | None:
    terminal.expect(pexpect.EOF)
    terminal.close()
    return terminal.exitstatus


def test_questions_are_answered_and_saved_one_by_one(terminal: "pexpect.spawn[str]", file: Path) -> None:
    _begin(terminal)
    assert file.read_text(encoding="utf-8") == "version: 1\nname: fraud\nrequirements: {}\n"
    terminal.send("2\r")
    terminal.expect("task: forecasting")
    terminal.expect("modality> ")
    assert "task: forecasting" in file.read_text(encoding="utf-8")
    terminal.send(":quit\r")
    terminal.expect("Left: all answers are saved")
    assert _end(terminal) == 0


def test_ctrl_b_goes_back_and_enter_keeps_the_answer(terminal: "pexpect.spawn[str]", file: Path) -> None:
    _begin(terminal)
    terminal.send("ranking\r")
    terminal.expect("modality> ")
    terminal.send(CTRL_B)
    terminal.expect("ranking .Enter keeps it.")
    terminal.send("\r")
    terminal.expect("modality> ")
    terminal.send(":quit\r")
    assert _end(terminal) == 0
    assert "task: ranking" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("key", [F1, "?", ":help\r"])
def test_help_explains_and_the_question_stays(terminal: "pexpect.spawn[str]", key: str) -> None:
    _begin(terminal)
    terminal.send(key)
    terminal.expect("Why it is asked: It decides")
    terminal.expect("task> ")
    terminal.send(":quit\r")
    assert _end(terminal) == 0


def test_enter_after_a_question_mark_does_not_leave_the_question(terminal: "pexpect.spawn[str]") -> None:
    _begin(terminal)
    terminal.send("?\r")
    terminal.expect("Why it is asked: It decides")
    terminal.expect("task> ")
    terminal.send("2\r")
    terminal.expect("task: forecasting")
    terminal.expect("modality> ")
    terminal.send(":quit\r")
    assert _end(terminal) == 0


def test_a_bad_answer_is_told_and_asked_again(terminal: "pexpect.spawn[str]") -> None:
    _begin(terminal)
    terminal.send("rankin\r")
    terminal.expect("Did you mean 'ranking'")
    terminal.expect("task> ")
    terminal.send("unknown\r")
    terminal.expect("task: unknown")
    terminal.expect("modality> ")
    terminal.send(":quit\r")
    assert _end(terminal) == 0


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_an_interrupt_keeps_the_answers_and_is_not_a_good_end(
    terminal: "pexpect.spawn[str]", file: Path, key: str
) -> None:
    _begin(terminal)
    terminal.send("ranking\r")
    terminal.expect("modality> ")
    terminal.send(key)
    terminal.expect("The input ended: all answers are saved")
    assert _end(terminal) == 2
    assert "task: ranking" in file.read_text(encoding="utf-8")


def test_a_file_that_exists_is_resumed_at_its_first_gap(file: Path) -> None:
    file.write_text("version: 1\nname: x\npurpose: y\nrequirements: {task: ranking, modality: unknown}\n", "utf-8")
    terminal = _spawn(file)
    terminal.expect("latency_budget_ms> ")
    terminal.expect("such as 80 ms")
    terminal.send("80\r")
    terminal.expect("latency_budget_ms: 80 ms")
    terminal.send(":quit\r")
    assert _end(terminal) == 0
    assert "  modality: unknown\n  latency_budget_ms: 80\n" in file.read_text(encoding="utf-8")


def test_an_answer_is_changed_in_the_review_and_the_question_is_there_again(
    terminal: "pexpect.spawn[str]", file: Path
) -> None:
    _begin(terminal)
    terminal.send("ranking\r")
    terminal.expect("modality> ")
    terminal.send(":review\r")
    terminal.expect("Enter changes it")
    terminal.send(f"{DOWN}{DOWN}\r")
    terminal.expect("task> ")
    terminal.send(f"{CTRL_U}rankin\r")
    terminal.expect("Did you mean 'ranking'")
    terminal.send(f"{CTRL_U}forecasting\r")
    terminal.expect("task: forecasting")
    assert "task: forecasting" in file.read_text(encoding="utf-8")
    terminal.send("q")
    terminal.expect("modality> ")
    terminal.send("text\r")
    terminal.expect("latency_budget_ms> ")
    terminal.send(":quit\r")
    assert _end(terminal) == 0
    assert "  task: forecasting\n  modality: [text]\n" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(("rows", "columns", "tells_all"), [(24, 80, False), (60, 120, True)])
def test_what_stands_now_is_beside_the_question_and_the_question_stays_in_sight(
    tmp_path: Path, rows: int, columns: int, *, tells_all: bool
) -> None:
    screen = pyte.Screen(columns, rows)
    stream = pyte.Stream(screen)
    environment = {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    command = ["-m", "advisor", "interview", str(tmp_path / "mine.yaml")]
    (tmp_path / "mine.yaml").write_text("version: 1\nname: x\npurpose: y\n", encoding="utf-8")
    child = pexpect.spawn(
        sys.executable,
        command,
        cwd=str(ROOT),
        env=environment,
        encoding="utf-8",
        timeout=60,
        dimensions=(rows, columns),
    )
    for answer, prompt in (("", "[a-z_]+> "), (":jump task\r", "task> "), ("anomaly_detection\r", "modality> ")):
        child.send(answer)
        child.expect(prompt)
        stream.feed(str(child.before) + str(child.after))
    shown = "\n".join(screen.display)
    assert "[1 answered] What kinds of data go into the prediction?" in shown
    assert "RECOMMENDED NOW, least certain first" in shown
    assert "% " in shown
    assert "Why: " in shown
    assert ("It bears most on: " in shown, " → " in shown) == (tells_all, tells_all)
    child.send(":quit\r")
    child.expect("1 answered, ")
    child.close(force=True)


# --- what is asked together ---


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text("version: 1\nname: x\npurpose: y\nrequirements: {task: ranking}\n", encoding="utf-8")
    return path


def _interview(file: Path, *options: str, **environment: str) -> "pexpect.spawn[str]":
    return pexpect.spawn(
        sys.executable,
        ["-m", "advisor", "interview", str(file), *options],
        cwd=str(ROOT),
        env={"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", **environment},
        encoding="utf-8",
        timeout=60,
        dimensions=(50, 160),
    )


def _asked(name: str, environment: dict[str, str]) -> str:
    """What is on the terminal when the question of this name is asked."""
    return rf"\] {name}: .*\n" if "TERM" in environment else f"{name}> "


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["screen", "lines", "dumb"])
def test_facts_that_go_together_are_answered_in_one_line_and_survive_a_kill(
    mine: Path, environment: dict[str, str]
) -> None:
    child = _interview(mine, **environment)
    child.expect(_asked("[a-z_]+", environment))
    child.send(":jump constraints\r")
    child.expect("What are you bound by")
    child.expect("2 cloud_allowed" if "TERM" not in environment else "regulated, cloud_allowed")
    child.send("regulated maybe\r")
    child.expect("'maybe' is neither yes nor no")
    child.send("regulated yes, no cloud\r")
    child.expect("constraints: regulated yes, cloud_allowed no")
    child.expect(_asked("(?!constraints)[a-z_]+", environment))
    child.kill(signal.SIGKILL)
    child.close()
    said = read_system(mine.read_text(encoding="utf-8"), "mine.yaml", load_knowledge())
    assert said.requirements == {"task": "ranking", "regulated": True, "cloud_allowed": False}
    assert said.unknown == {"third_party_api_allowed", "raw_data_may_leave_device"}
    child = _interview(mine, **environment)
    child.expect(_asked("[a-z_]+", environment))
    child.send(":jump constraints\r")
    child.expect(r"now\s+no" if "TERM" not in environment else "now regulated yes, cloud_allowed no")
    child.send(":quit\r")
    assert _end(child) == 0


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["screen", "lines", "dumb"])
def test_numbers_and_choices_that_go_together_are_answered_in_one_line_and_survive_a_kill(
    mine: Path, environment: dict[str, str]
) -> None:
    child = _interview(mine, **environment)
    child.expect(_asked("[a-z_]+", environment))
    child.send(":jump team\r")
    child.expect("Who builds and runs it")
    child.expect("first_model, few_models, many_models, platform")
    child.send("ml_engineers 1,000\r")
    child.expect("the comma may mark thousands or decimals")
    child.send("ml_engineers 3 to 4, platform_engineers 0.5, few_models\r")
    child.expect("team: ml_engineers 3 to 4, platform_engineers 0.5, ml_maturity few_models")
    child.expect(_asked("(?!team)[a-z_]+", environment))
    child.send(":jump times\r")
    child.expect("Which times must it keep")
    child.send("latency 80 ms, staleness 1 day\r")
    child.expect("times: latency_budget_ms 80 ms, staleness_tolerance_s 1 day; unknown feature_freshness_s")
    child.kill(signal.SIGKILL)
    child.close()
    said = read_system(mine.read_text(encoding="utf-8"), "mine.yaml", load_knowledge())
    assert said.requirements == {
        "task": "ranking",
        "ml_engineers": Range(3.0, 4.0),
        "platform_engineers": 0.5,
        "ml_maturity": "few_models",
        "latency_budget_ms": 80.0,
        "staleness_tolerance_s": 86400.0,
    }
    assert said.unknown == {"feature_freshness_s"}
    child = _interview(mine, **environment)
    child.expect(_asked("[a-z_]+", environment))
    child.send(":jump team\r")
    child.expect(r"now\s+(ml_engineers )?3 to 4")
    child.send(":quit\r")
    assert _end(child) == 0


def test_what_contradicts_itself_within_one_line_is_told_and_nothing_of_it_is_saved(mine: Path) -> None:
    before = mine.read_text(encoding="utf-8")
    child = _interview(mine, TERM="dumb")
    child.expect(r"\] [a-z_]+: ")
    child.send(":jump load\r")
    child.expect("How many predictions are asked for")
    child.send("mean 900/s, peak 100/s\r")
    child.expect("mean_requests_per_second: .* Example: mean 10/s")
    child.send(":jump truth\r")
    child.expect("How does the truth become known")
    child.send("label_source none, delay 3 days\r")
    child.expect("label_delay_s makes no sense beside the rest of the line. Allowed: only where label_source in")
    assert mine.read_text(encoding="utf-8") == before
    child.send(":quit\r")
    assert _end(child) == 0


def test_one_fact_of_several_is_changed_in_the_review_and_taken_back(mine: Path) -> None:
    child = _interview(mine)
    child.expect("[a-z_]+> ")
    child.send(":jump constraints\r")
    child.expect("constraints> ")
    child.send("rest yes\r")
    child.expect("(?!constraints)[a-z_]+> ")
    child.send(":review\r")
    child.expect("Enter changes it")
    child.send(f"{DOWN}{DOWN}{DOWN}\r")
    child.expect("cloud_allowed> ")
    child.send(f"{CTRL_U}no\r")
    child.expect("cloud_allowed: no")
    child.send("q")
    child.expect("[a-z_]+> ")
    assert "cloud_allowed: false" in mine.read_text(encoding="utf-8")
    assert "regulated: true" in mine.read_text(encoding="utf-8")
    child.send(":undo\r")
    child.expect("cloud_allowed> ")
    assert "cloud_allowed: true" in mine.read_text(encoding="utf-8")
    child.send(":quit\r")
    assert _end(child) == 0


def test_in_order_each_fact_stays_a_question_of_its_own(mine: Path) -> None:
    child = _interview(mine, "--in-order")
    child.expect("[a-z_]+> ")
    child.send(":jump constraints\r")
    child.expect("There is no question 'constraints'")
    child.send(":jump regulated\r")
    child.expect("regulated> ")
    child.send("yes\r")
    child.expect("regulated: yes")
    child.send(":quit\r")
    assert _end(child) == 0


def test_a_fact_that_leaves_no_architecture_is_told_with_the_ways_out(mine: Path) -> None:
    mine.write_text(mine.read_text(encoding="utf-8") + "fixed: {compute_location: cloud}\n", encoding="utf-8")
    child = _interview(mine, TERM="dumb")
    child.expect(r"\] [a-z_]+: ")
    child.send(":jump constraints\r")
    child.expect("What are you bound by")
    child.send("no cloud\r")
    child.expect("No architecture is left: ")
    child.expect("  way out: ")
    child.expect("Answer otherwise, take it back with :undo")
    child.expect("What are you bound by")
    child.send(":undo\r")
    child.expect("What are you bound by")
    child.send(":quit\r")
    assert _end(child) == 0
    assert "cloud_allowed" not in mine.read_text(encoding="utf-8")
