"""The interview over pipes: one line in, one line out, every answer saved."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.answers import Range
from advisor.interview.plain import interview_plainly, wants_plain
from advisor.interview.session import Session
from advisor.interview.steps import Questionnaire
from advisor.knowledge.loading import load_knowledge
from advisor.requirements.system import System
from tests.interview.world import begin

ROOT = Path(__file__).parents[2]


def _hold(text: str, system: System | None = None) -> tuple[int, list[str], list[System]]:
    """Exit status, lines shown, and what was saved."""
    shown, saved = io.StringIO(), list[System]()
    status = interview_plainly(begin(system), io.StringIO(text), shown, saved.append)
    return status, shown.getvalue().splitlines(), saved


def test_every_answer_is_saved_before_the_next_question() -> None:
    _, _, saved = _hold("x\nwhy\nranking\ntext, tabular\n80 ms to 2 s\n:unknown\n")
    assert [len(system.requirements) for system in saved] == [0, 0, 1, 2, 3, 3]
    assert saved[-1] == System(
        "x",
        "why",
        {"task": "ranking", "modality": ("tabular", "text"), "latency_budget_ms": Range(80.0, 2000.0)},
        unknown=frozenset({"peak_requests_per_second"}),
    )


def test_each_line_gets_one_line_back() -> None:
    lines = ["x", "", "rankin", "ranking", "smell", "1", ":back", ":foo", ":skip", "soon", "2 s"]
    _, shown, _ = _hold("\n".join(lines) + "\n")
    assert len(shown) == 1 + len(lines) + 1


def test_an_answer_is_echoed_as_it_was_understood_with_the_next_question() -> None:
    _, shown, _ = _hold("2000\n", System("x", "y", {"task": "ranking", "modality": ("text",)}))
    assert shown[1].startswith("latency_budget_ms: 2 s | [6/11] peak_requests_per_second: How many at the peak?")


def test_a_bad_answer_gives_what_was_read_what_is_accepted_and_an_example() -> None:
    _, shown, saved = _hold("80 sm\n", System("x", "y", {"task": "ranking", "modality": ("text",)}))
    assert shown[1] == (
        "'80 sm': 'sm' is not a unit. Did you mean 'ms'? Accepted: a number in ms, or with a unit: "
        "ns, us, s, min, h, days, weeks, months, years. Example: 80 ms"
    )
    assert saved == []


def test_an_unknown_command_names_the_commands() -> None:
    _, shown, _ = _hold(":bak\n", System("x"))
    assert shown[1].startswith("':bak' is no command. Did you mean ':back'? Commands: :back, :undo")


def test_help_explains_the_question_its_choices_and_the_commands() -> None:
    _, shown, _ = _hold("?\n", System("x", "y"))
    assert "Which task? In other words." in shown
    assert "Why it is asked: It decides." in shown
    assert "2 forecasting: Forecasting." in shown
    assert ":quit: leave; every answer is saved" in shown


def test_review_lists_answers_unknowns_and_what_is_open() -> None:
    system = System("x", "y", {"task": "ranking"}, {"cost": 4.0}, unknown=frozenset({"modality"}))
    _, shown, _ = _hold(":review\n", system)
    assert shown[1:7] == ["name: x", "purpose: y", "task: ranking", "modality: unknown", "priorities.cost: 4", shown[6]]
    assert shown[6] == "6 of 11 questions are open."


def test_an_answer_that_is_there_is_shown_and_kept_by_an_empty_line() -> None:
    _, shown, saved = _hold(":jump task\n\n", System("x", "y", {"task": "ranking"}))
    assert "(one of ranking, forecasting, none; unknown; now ranking)" in shown[1]
    assert saved == []


def test_the_last_question_ends_the_interview() -> None:
    status, shown, saved = _hold("x\n" + "\n" * 20)
    assert status == 0
    assert shown[-1] == "Done: all answers are saved; 10 of 11 questions are open."
    assert saved == [System("x")]


def test_quitting_is_a_good_end() -> None:
    status, shown, _ = _hold("x\n:quit\nranking\n")
    assert status == 0
    assert shown[-1].startswith("Left: all answers are saved")


@pytest.mark.parametrize("text", ["", "x\n", "x\n\nranking"])
def test_the_end_of_the_input_is_not_a_good_end(text: str) -> None:
    status, shown, _ = _hold(text)
    assert status == 2
    assert shown[-1].startswith("The input ended: all answers are saved")


def test_a_last_line_without_a_line_end_counts() -> None:
    assert _hold("x\n\nranking")[2][-1].requirements == {"task": "ranking"}


def test_a_priority_is_one_number() -> None:
    _, shown, saved = _hold(":jump priorities.cost\n1 to 3\n6\n4\n", System("x"))
    assert "is a range" in shown[2]
    assert "out of range" in shown[3]
    assert saved[-1].priorities == {"cost": 4.0}


def test_a_name_must_be_printable_and_short() -> None:
    _, shown, saved = _hold("a\x1b[31mb\n" + "n" * 101 + "\n")
    assert "can't be printed" in shown[1]
    assert "\x1b" not in "".join(shown)
    assert "101 characters" in shown[2]
    assert saved == []


def test_only_two_real_terminals_are_more_than_plain() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert wants_plain(io.StringIO(), Terminal(), {"TERM": "xterm"})
    assert wants_plain(Terminal(), Terminal(), {"TERM": "dumb"})
    assert not wants_plain(Terminal(), Terminal(), {"TERM": "xterm"})


def test_a_pipe_holds_an_interview_and_another_resumes_it(tmp_path: Path) -> None:
    file = tmp_path / "system.yaml"

    def run(text: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tests.interview.world", str(file)]
        return subprocess.run(
            command, cwd=ROOT, input=text, encoding="utf-8", capture_output=True, timeout=60, check=False
        )

    first = run("checkout-fraud\n\nranking\n:unknown\n")
    assert first.returncode == 2
    assert "\x1b" not in first.stdout + first.stderr
    second = run("purpose\n80\n:quit\n")
    assert second.returncode == 0
    assert second.stdout.startswith("[2/11] purpose:")
    assert file.read_text(encoding="utf-8") == (
        "version: 1\nname: checkout-fraud\npurpose: purpose\nrequirements:\n"
        "  task: ranking\n  modality: unknown\n  latency_budget_ms: 80\n"
    )


def test_an_answer_that_exceeds_an_earlier_one_is_refused_and_not_saved() -> None:
    questionnaire = Questionnaire.of(load_knowledge())
    asked = [step.id for step in questionnaire.steps]
    known = System("x", "y", {"peak_requests_per_second": 20.0})
    session = Session(questionnaire, known, cursor=asked.index("mean_requests_per_second"))
    shown, saved = io.StringIO(), list[System]()
    interview_plainly(session, io.StringIO("50/s\n5/s\n:quit\n"), shown, saved.append)
    assert (
        shown.getvalue()
        .splitlines()[1]
        .startswith("mean_requests_per_second: 50/s is more than peak_requests_per_second, which is 20/s.")
    )
    assert [system.requirements["mean_requests_per_second"] for system in saved] == [5.0]


def test_a_measured_number_is_taken_with_its_origin_and_reviewed_with_it() -> None:
    _, lines, saved = _hold(
        "fraud\n\n\n\n80 ms, measured: load test, 2026-10\n:back\n80 ms, measured:\n:review\n80 ms\n:quit\n"
    )
    shown = "latency_budget_ms: 80 ms, measured: load test, 2026-10"
    assert saved[-2].origin("latency_budget_ms") == "load test, 2026-10"
    assert sum(shown in line for line in lines) == 2
    assert any("now 80 ms, measured: load test, 2026-10" in line for line in lines)
