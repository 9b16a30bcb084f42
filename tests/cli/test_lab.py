"""``advisor lab`` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from advisor.cli.main import application
from advisor.errors import UserError


def test_an_experiment_writes_a_result_a_page_and_a_chart(tmp_path: Path) -> None:
    arguments = ["lab", "train-like-production", "--streams", "2", "--events", "1000", "-o", str(tmp_path), "--json"]
    result = CliRunner().invoke(application(), arguments)
    assert result.exit_code == 0, result.exception
    printed = json.loads(result.stdout)
    folder = tmp_path / "train-like-production"
    assert json.loads((folder / "result.json").read_text(encoding="utf-8")) == printed
    assert printed["means"] in (folder / "result.md").read_text(encoding="utf-8")
    assert (folder / "result.svg").read_text(encoding="utf-8").lstrip().startswith("<?xml")


def test_a_table_without_its_target_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(application(), ["lab", "batch-or-online", "--data", str(tmp_path / "x.csv")])
    assert isinstance(result.exception, UserError)
    assert "--data and --target belong together" in str(result.exception)


def test_a_mistake_in_the_system_file_is_told_before_the_work(tmp_path: Path) -> None:
    system = tmp_path / "a.yaml"
    system.write_text("name: a\nrequirements: {tusk: ranking}\n", encoding="utf-8")
    result = CliRunner().invoke(
        application(), ["lab", "cloud-or-edge", "--into", str(system), "-o", str(tmp_path / "out")]
    )
    assert isinstance(result.exception, UserError)
    assert "tusk" in str(result.exception)
    assert not (tmp_path / "out").exists()
