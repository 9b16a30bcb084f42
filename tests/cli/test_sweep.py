"""``advisor sweep`` as a user meets it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from advisor.cli.sweep import sweep
from advisor.errors import UserError

APP = typer.Typer(pretty_exceptions_enable=False)
APP.command()(sweep)

SYSTEM = "name: sketch\nrequirements: {task: ranking, input_space: open}\n"


@pytest.fixture
def system(tmp_path: Path) -> Path:
    path = tmp_path / "sketch.yaml"
    path.write_text(SYSTEM, encoding="utf-8")
    return path


def test_varied_answers_become_rows(system: Path, tmp_path: Path) -> None:
    table = tmp_path / "out.csv"
    result = CliRunner().invoke(
        APP, [str(system), "--vary", "latency_budget_ms=10,1000", "--vary", "cost=0,5", "-o", str(table)]
    )
    assert result.exit_code == 0, result.exception
    assert result.stdout == ""
    assert "out.csv: 4 scenarios." in result.stderr
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["latency_budget_ms"], row["cost"]) for row in rows] == [
        ("10.0", "0.0"), ("10.0", "5.0"), ("1000.0", "0.0"), ("1000.0", "5.0")
    ]  # fmt: skip


def test_a_table_of_scenarios_is_read(system: Path, tmp_path: Path) -> None:
    scenarios, table = tmp_path / "in.csv", tmp_path / "out.csv"
    scenarios.write_text("latency_budget_ms,drift\n10,slow\n,\n", encoding="utf-8")
    result = CliRunner().invoke(APP, [str(system), "--scenarios", str(scenarios), "-o", str(table), "--quiet"])
    assert result.exit_code == 0, result.exception
    assert result.stderr == ""
    with table.open(encoding="utf-8", newline="") as file:
        assert [row["drift"] for row in csv.DictReader(file)] == ["slow", ""]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-o", "out.csv"], "nothing is varied"),
        (["--vary", "drift=slow", "-o", "out.txt"], "tables end in"),
        (["--vary", "drift=slow", "-o", "out.csv", "--scheduler", "tcp://x:1"], "belongs to --engine dask"),
        (["--scenarios", "absent.csv", "-o", "out.csv"], "can't be read"),
    ],
)
def test_mistakes_are_told(system: Path, arguments: list[str], told: str) -> None:
    result = CliRunner().invoke(APP, [str(system), *arguments])
    assert isinstance(result.exception, UserError)
    assert told in str(result.exception)
