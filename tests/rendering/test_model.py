import json
import math
from dataclasses import replace

from advisor.recommendation.recommendation import Estimate
from advisor.rendering.model import model_json, recommendation_json
from tests.rendering import world


def test_model(snapshot) -> None:
    assert model_json(world.recommendation(), world.architecture()) == snapshot


def test_recommendation_has_the_keys_of_the_contract() -> None:
    found = recommendation_json(world.recommendation())
    assert {"version", "system", "knowledge", "feasible", "conflicts", "decisions", "estimates"} <= set(found)
    decision = found["decisions"]["prediction_mode"]
    assert {"option", "probability", "fixed", "applicable", "options", "reasons"} <= set(decision)
    assert decision["options"]["batch"] == {"probability": 0.0, "feasible": False, "score": None}
    assert {"rule", "option", "effect", "text", "sources"} <= set(decision["reasons"][0])
    assert found["decisions"]["llm_access"]["option"] is None


def test_conflicts_have_the_shape_of_the_contract() -> None:
    (conflict,) = recommendation_json(world.conflicting())["conflicts"]
    assert conflict["answers"] == ["latency_budget_ms", "input_space"]
    assert [(change["answer"], change["to"], change["unit"]) for change in conflict["relaxations"]] == [
        ("latency_budget_ms", 520.0, "ms"),
        ("peak_requests_per_second", {"low": 10.0, "high": 90.0}, "1/s"),
    ]


def test_json_is_pure_even_without_a_solution() -> None:
    text = json.dumps(recommendation_json(world.conflicting()), allow_nan=False)
    assert json.loads(text)["score"] is None


def test_numbers_are_rounded_without_lying() -> None:
    estimates = {
        "availability": Estimate(0.99, 0.999954321, 1.0, "fraction"),
        "cost_usd_per_1000_predictions": Estimate(0.0000123456789, math.inf, math.nan, "USD"),
    }
    found = recommendation_json(replace(world.recommendation(), estimates=estimates, score=-0.00001))
    assert found["estimates"]["availability"]["mid"] == 0.999954
    assert found["estimates"]["cost_usd_per_1000_predictions"] == {
        "low": 1.23457e-05,
        "mid": None,
        "high": None,
        "unit": "USD",
    }
    assert math.copysign(1, found["score"]) == 1
