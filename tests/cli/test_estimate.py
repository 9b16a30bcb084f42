"""``advisor estimate`` as a user meets it."""

from __future__ import annotations

import json

import typer
from typer.testing import CliRunner

from advisor.cli.estimate import estimate
from advisor.errors import UserError

APP = typer.Typer()
APP.command()(estimate)

RETRAINING = ["retraining_interval_days", "--set", "retraining_cost=500", "--set", "value=20000"]
SERVING = ["serving_cost_usd_month", "--set", "replicas=2..4", "--json"]


def run(*arguments: str) -> str:
    result = CliRunner().invoke(APP, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def refusal(*arguments: str) -> str:
    result = CliRunner().invoke(APP, list(arguments))
    assert isinstance(result.exception, UserError)
    return str(result.exception)


def test_without_a_name_all_formulas_are_listed() -> None:
    listed = run()
    assert "experiment_days: Days until an experiment on a share decides" in listed
    assert "Retraining" in listed
    machine = json.loads(run("--json"))
    assert machine["version"] == 1
    assert machine["formulas"]["experiment_days"]["unit"] == "day"


def test_text_shows_result_formula_inputs_limits_and_sources() -> None:
    shown = run(*RETRAINING, "--set", "decay=0.005..0.02")
    assert "32.64 days (from 23.08 days to 46.17 days)" in shown
    assert "sqrt(2 * retraining_cost / (value * decay))" in shown
    assert "500 USD; given" in shown
    assert "Does not hold when" in shown
    assert "He, X. et al. (2014)" in shown


def test_json_is_as_the_contract_says() -> None:
    found = json.loads(run(*SERVING))
    assert found["version"] == 1
    assert found["name"] == "serving_cost_usd_month"
    assert found["unit"] == found["result"]["unit"] == "USD/month"
    assert found["result"]["low"] < found["result"]["mid"] < found["result"]["high"]
    replicas = found["inputs"]["replicas"]
    assert (replicas["low"], replicas["high"], replicas["unit"], replicas["origin"]) == (2, 4, "count", "given")
    price = found["inputs"]["machine_price"]
    assert price["origin"] == "reference"
    assert price["reference"] == "price-vcpu-hour"
    assert price["date"] == 2026
    assert "replicas * machine_price" in found["formula"]
    assert found["assumptions"]
    assert "napkin-math-2026" in found["sources"]


def test_the_same_inputs_give_the_same_bytes() -> None:
    assert run(*SERVING) == run(*SERVING)


def test_infinite_results_are_null_in_json_and_a_word_in_text() -> None:
    assert json.loads(run(*RETRAINING, "--set", "decay=0", "--json"))["result"]["mid"] is None
    assert "infinite" in run(*RETRAINING, "--set", "decay=0")


def test_mistakes_are_told() -> None:
    assert "needs decay" in refusal(*RETRAINING)
    assert "must be at least 0" in refusal(*RETRAINING, "--set", "decay=-1")
    assert "INPUT=VALUE is wanted" in refusal(*RETRAINING, "--set", "decay")
    assert "set twice" in refusal(*RETRAINING, "--set", "value=3")
    assert "needs the NAME" in refusal("--set", "value=3")
    assert "is not a formula" in refusal("no_such_formula")


def test_old_numbers_are_noted_beside_the_result() -> None:
    arguments = ["experiment_units_per_arm_for_share", "--set", "base_rate=0.05", "--set", "relative_effect=0.05"]
    result = CliRunner().invoke(APP, arguments)
    assert "experiment-power of 2020" in result.stderr
    assert CliRunner().invoke(APP, [*arguments, "--quiet"]).stderr == ""
