from __future__ import annotations

import json

import pytest

from tests.cli.test_commands import EXAMPLE, advisor


def test_changed_decisions_are_shown() -> None:
    done = advisor("whatif", EXAMPLE, "--set", "cloud_allowed=no", "--json")
    assert done.returncode == 0
    changes = {change["decision"]: change["to"] for change in json.loads(done.stdout)["changes"]}
    assert changes["compute_location"] == "on_premises"


def test_flips_follow_the_contract() -> None:
    found = json.loads(advisor("whatif", EXAMPLE, "--flips", "--json").stdout)["flips"]
    for flip in found:
        assert {"decision", "from", "to", "answer"} < set(flip)
        assert ("value" in flip) != ("at" in flip)
        assert flip.get("side", "above") in ("above", "below")


def test_a_fixed_decision_turns_what_hangs_on_it() -> None:
    done = advisor("whatif", EXAMPLE, "--set", "compute_location=on_premises")
    assert "On premises" in done.stdout


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("latency_budget_ms", "has no '='"),
        ("latency_budget_ms=5 GB", "can't be converted"),
        ("latency_budget=5", "Did you mean 'latency_budget_ms'?"),
        ("prediction_mode=bacht", "Did you mean 'batch'?"),
        ("priorities.cost=9", "Allowed: 0 to 5"),
    ],
)
def test_a_change_that_makes_no_sense_is_told(change: str, words: str) -> None:
    done = advisor("whatif", EXAMPLE, "--set", change)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_fixed_decision_shows_its_price() -> None:
    done = advisor("whatif", EXAMPLE, "--set", "compute_location=on_premises", "--json")
    [price] = json.loads(done.stdout)["prices"]
    assert (price["option"], price["instead"]) == ("on_premises", "cloud")
    assert price["score"] > 0
    assert price["probability"] < price["instead_probability"]
    assert all(set(one) == {"fixed", "free", "unit"} for one in price["estimates"].values())
    assert "falls behind by" in advisor("whatif", EXAMPLE, "--set", "compute_location=on_premises").stdout


def test_the_explanation_names_what_turns_the_decision_as_whatif_lists_it() -> None:
    listed = json.loads(advisor("whatif", EXAMPLE, "--flips", "--json").stdout)["flips"]
    explained = json.loads(advisor("explain", EXAMPLE, "prediction_mode", "--json").stdout)
    assert explained["flips"] == [flip for flip in listed if flip["decision"] == "prediction_mode"] != []
    assert explained["closings"] == []
    text = advisor("explain", EXAMPLE, "prediction_mode").stdout
    assert "turns if" in text
    assert "prediction_trigger is" in text
