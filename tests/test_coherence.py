"""What can't be more than something else, and that every way in says so: where, what was found, what is allowed."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from advisor.coherence import excesses
from advisor.errors import InvalidInput, UserError
from advisor.estimates import formulas
from advisor.estimates.calculation import calculate
from advisor.estimates.formula import Input
from advisor.estimates.ranges import InvalidEstimate
from advisor.interview.differences import kept_lines, merger_text
from advisor.interview.merging import fill, merge
from advisor.interview.steps import Questionnaire
from advisor.requirements.importing import read_answers
from advisor.requirements.system import System
from advisor.sweep.engine import InThisProcess
from advisor.sweep.grid import grid_of_table, read_grid
from advisor.sweep.sweep import sweep
from advisor.sweep.table import read_table
from tests.strategies import KNOWLEDGE

WORDS = "mean_requests_per_second: 50/s is more than peak_requests_per_second, which is 20/s."
BOUNDED = {"p50": Input("ms", "median", at_most="p99"), "p99": Input("ms", "99th percentile")}
MEAN, PEAK = "mean_requests_per_second", "peak_requests_per_second"


def _advisor(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "advisor", *arguments], capture_output=True, text=True, check=False)


def test_only_what_exceeds_its_bound_whatever_its_value_is_told() -> None:
    (one,) = excesses(BOUNDED, {"p50": (np.array([1.0, 7.0, np.nan, 9.0]), np.array([1.0, 8.0, 9.0, 9.0])),
                                "p99": (2.0, np.array([2.0, 6.0, 3.0, 9.0]))})  # fmt: skip
    assert one.rows.tolist() == [False, True, False, False]
    assert (
        f"{one.fault} {one.remedy}" == "7 ms is more than p99, which is 6 ms. Allowed: 6 ms or less, or a greater p99."
    )


def test_what_is_not_known_exceeds_nothing() -> None:
    assert not list(excesses(BOUNDED, {"p50": (7.0, 7.0)}))
    assert not list(excesses(BOUNDED, {"p50": (7.0, 7.0), "p99": (np.nan, np.nan)}))


def test_bounds_of_inputs_are_inputs_of_the_same_formula_in_the_same_unit() -> None:
    bounded = [(known, one.inputs[known.at_most]) for one in formulas().values() for known in one.inputs.values()
               if known.at_most is not None]  # fmt: skip
    assert len(bounded) >= 15
    assert all(known.unit == bound.unit for known, bound in bounded)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "name: x\nrequirements:\n  mean_requests_per_second: 50/s\n  peak_requests_per_second: 20/s\n"),
        ("a.toml", 'mean_requests_per_second = "50/s"\npeak_requests_per_second = "20/s"\n'),
        ("a.csv", "mean_requests_per_second,50/s\npeak_requests_per_second,20/s\n"),
    ],
)
def test_files_are_refused_in_every_format(name: str, text: str) -> None:
    with pytest.raises(InvalidInput, match=WORDS) as refusal:
        read_answers(text, name, KNOWLEDGE)
    assert str(refusal.value).startswith(name)


def test_another_answer_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("name: x\nrequirements: {task: ranking, peak_requests_per_second: 20/s}\n", encoding="utf-8")
    refused = _advisor("whatif", str(file), "--set", f"{MEAN}=50/s")
    assert refused.returncode == 2
    assert WORDS in refused.stderr
    assert "or a greater peak_requests_per_second" in refused.stderr


def test_answers_of_two_files_that_can_not_be_together_stay_open() -> None:
    ann, bob = System("x", "", {"task": "ranking", MEAN: 50.0}), System("y", "", {PEAK: 20.0})
    found = merge(KNOWLEDGE, {"ann": ann, "bob": bob})
    assert found.system.requirements == {"task": "ranking"}
    assert f"{WORDS} These come from different files; both are left open." in merger_text(found, KNOWLEDGE, 2)


def test_an_import_leaves_open_what_can_not_be_beside_the_answers_here() -> None:
    questionnaire = Questionnaire.of(KNOWLEDGE)
    filled, differing = fill(
        questionnaire, System("x", "", {PEAK: 20.0}), System("y", "", {MEAN: 50.0, "entities": 5.0})
    )
    assert filled.requirements == {PEAK: 20.0, "entities": 5.0}
    told = list(kept_lines(differing, {step.id: step for step in questionnaire.steps}))
    assert told == [f"{MEAN}: left open; the imported file says 50/s, which can't be beside the answers here"]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_scenarios_that_can_not_be_are_marked(suffix: str, tmp_path: Path) -> None:
    table = tmp_path / f"sweep{suffix}"
    system = System("x", "", {"task": "ranking", PEAK: 20.0})
    swept = sweep(system, read_grid([f"{MEAN}=5/s,20/s,50/s,unknown"], KNOWLEDGE), KNOWLEDGE, table, InThisProcess())
    read = read_table(table)
    assert read["contradiction"] == ["", "", f"{MEAN} is more than {PEAK}", ""]
    assert read["feasible"] == ["true", "true", "false", "true"]
    assert [bool(option) for option in read["prediction_mode"]] == [True, True, False, True]
    assert (swept.scenarios, swept.infeasible, swept.contradictory) == (4, 0, 1)


def test_rows_of_a_table_that_can_not_be_are_marked(tmp_path: Path) -> None:
    columns = {MEAN: ["50/s", "5/s"], PEAK: ["20/s", "20/s"]}
    sweep(System("x"), grid_of_table(columns, KNOWLEDGE), KNOWLEDGE, tmp_path / "s.csv", InThisProcess())
    with (tmp_path / "s.csv").open(encoding="utf-8") as file:
        assert [row["contradiction"] for row in csv.DictReader(file)] == [f"{MEAN} is more than {PEAK}", ""]


@pytest.mark.parametrize(
    ("varied", "words"),
    [
        ("monthly_budget_usd=500,0", "'0' (0 USD/month) is out of range. Allowed: 1 USD/month or more."),
        (f"{PEAK}=-5/s,5/s", "'-5/s' (-5 1/s) is out of range. Allowed: 0/s or more."),
        (f"{PEAK}=5 kg", "'5 kg': 'kg' can't be converted to 1/s"),
        ("active_entity_fraction=0.1..3:4", "'3' (3 fraction) is out of range. Allowed: 0 to 1."),
    ],
)
def test_a_grid_of_impossible_answers_is_refused(varied: str, words: str) -> None:
    with pytest.raises(UserError) as refusal:
        read_grid([varied], KNOWLEDGE)
    assert words in str(refusal.value)
    assert varied in str(refusal.value)


def test_a_sweep_that_can_not_contradict_keeps_its_columns(tmp_path: Path) -> None:
    sweep(System("x"), read_grid([f"{PEAK}=5/s,50/s"], KNOWLEDGE), KNOWLEDGE, tmp_path / "s.csv", InThisProcess())
    assert "contradiction" not in read_table(tmp_path / "s.csv")


@pytest.mark.parametrize(
    ("formula", "texts", "words"),
    [
        (
            "slowest_call_ms",
            {"call_p50_ms": "30", "call_p99_ms": "20", "calls": "3", "percentile": "90 %"},
            "call_p50_ms: 30 ms is more than call_p99_ms, which is 20 ms. "
            "Allowed: 20 ms or less, or a greater call_p99_ms.",
        ),
        (
            "detection_days",
            {"quality": "50 %", "drop": "60 %", "labels_per_day": "10", "label_delay": "1 day",
             "days_between_false_alarms": "365 days"},
            "drop: 60 % is more than quality, which is 50 %.",
        ),
    ],
)  # fmt: skip
def test_a_calculator_refuses_inputs_that_can_not_be_together(formula: str, texts: dict[str, str], words: str) -> None:
    with pytest.raises(InvalidEstimate) as refusal:
        calculate(formula, texts)
    assert words in str(refusal.value)
