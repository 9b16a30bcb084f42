"""The numbers of one architecture: from the user's answers first, with their origin, absent where nothing is known."""

from __future__ import annotations

import pytest

from advisor.answers import Answer, Range
from advisor.forecast.forecast import Forecast, forecast
from advisor.forecast.plan import forecast_plan
from advisor.knowledge.loading import load_knowledge

ONLINE = {
    "prediction_mode": "online",
    "compute_location": "cloud",
    "model_complexity": "simple_model",
    "feature_computation": "mixed",
    "serving_runtime": "model_service",
    "hardware": "cpu",
    "platform": "open_source",
    "labelling": "natural",
    "monitoring": "full",
    "release_strategy": "ab_test",
    "retraining": "scheduled",
    "training_location": "centralized",
    "human_oversight": "none",
    "data_pipeline": "batch_etl",
    "data_store": "lake",
    "fallback": "none",
}
BATCH = {**ONLINE, "prediction_mode": "batch", "serving_runtime": "lookup_store"}
ANSWERS: dict[str, Answer] = {
    "modality": ("tabular",),
    "point_of_use": "server",
    "peak_requests_per_second": 400.0,
    "mean_requests_per_second": 100.0,
    "inference_ms": 12.0,
    "network_rtt_ms": 3.0,
    "label_delay_s": 86_400.0,
    "availability_target": 0.999,
    "entities": 2e6,
    "active_entity_fraction": 0.1,
    "staleness_tolerance_s": 86_400.0,
    "drift": "moderate",
    "training_examples": 1e6,
    "new_data_gb_per_day": 2.0,
    "monthly_budget_usd": 5000.0,
}


def numbers(answers: dict[str, Answer], architecture: dict[str, str]) -> Forecast:
    return forecast(forecast_plan(load_knowledge()), answers, architecture, year=2026)


def test_a_measured_answer_beats_our_reference() -> None:
    measured = numbers(ANSWERS, ONLINE).figures["inference_p50_ms"]
    assert (measured.origin, measured.source) == ("answer", "inference_ms")
    assert measured.low == measured.mid == measured.high == 12.0
    without = {name: answer for name, answer in ANSWERS.items() if name != "inference_ms"}
    found = numbers(without, ONLINE)
    ours = found.figures["member_p50_ms"]
    assert (ours.origin, ours.source) == ("reference", "latency-gbdt-1000")
    assert ours.low < ours.mid < ours.high
    assert found.figures["inference_p50_ms"].mid == ours.mid


@pytest.mark.parametrize("modality", ["tabular", "image", "text", "audio", "sensor"])
@pytest.mark.parametrize("family", ["heuristic", "simple_model", "deep_model", "ensemble"])
def test_every_family_of_models_has_latency_and_cost_without_a_measurement(family: str, modality: str) -> None:
    answers = {name: answer for name, answer in ANSWERS.items() if name != "inference_ms"} | {"modality": (modality,)}
    found = numbers(answers, {**ONLINE, "model_complexity": family})
    assert found.figures["latency_p99_ms"].mid > 0
    assert found.figures["cost_usd_month"].mid > 0
    assert found.figures["serving_cost"].mid > 0


def test_an_ensemble_takes_the_time_of_its_members_together() -> None:
    answers = {name: answer for name, answer in ANSWERS.items() if name != "inference_ms"}
    found = numbers(answers, {**ONLINE, "model_complexity": "ensemble"}).figures
    assert found["inference_p50_ms"].inputs.keys() == {"member_p50_ms", "ensemble_members"}
    assert found["inference_p50_ms"].mid >= 2 * found["member_p50_ms"].mid
    assert any("one after another" in caveat for caveat in found["latency_p99_ms"].caveats)


def test_what_only_the_user_can_say_is_asked_not_made_up() -> None:
    missing = numbers(ANSWERS, ONLINE).missing
    assert missing["detection_days"] == ("error_share", "noticed_drop")
    assert set(missing["experiment_days"]) == {"experiment_base_rate", "experiment_effect"}
    assert missing["retraining_interval_days"][0] == "retraining_effort_h"
    said: dict[str, Answer] = {
        "error_share": 0.1,
        "noticed_drop": 0.02,
        "retraining_effort_h": 4.0,
        "experiment_base_rate": 0.03,
        "experiment_effect": 0.05,
    }
    known = numbers(ANSWERS | said, ONLINE)
    assert {"detection_days", "experiment_days", "retraining_interval_days"} <= known.results.keys()


def test_the_cost_of_an_error_says_what_retraining_is_worth_and_the_budget_does_where_it_is_not_known() -> None:
    asked = ANSWERS | {"retraining_effort_h": 4.0, "error_share": 0.1}
    budget = numbers(asked, ONLINE).figures
    assert budget["monthly_value"].source == "monthly_budget_usd"
    assert any("budget stands for" in caveat for caveat in budget["retraining_interval_days"].caveats)
    worth = numbers(asked | {"error_cost_usd": 0.01}, ONLINE).figures
    assert worth["monthly_value"].mid == pytest.approx(100 * 86_400 * 30.4375 * 0.9 * 0.01)
    assert not any("budget" in caveat for caveat in worth["retraining_interval_days"].caveats)


def test_labels_by_people_are_paid_for() -> None:
    labelled = numbers(ANSWERS | {"labels_per_month": 3000.0}, {**ONLINE, "labelling": "human"}).figures
    assert labelled["labelling_cost"].mid == pytest.approx(3000 * labelled["label_price"].mid)
    unknown = numbers(ANSWERS, {**ONLINE, "labelling": "human"}).figures
    assert any("Labelling is not counted" in caveat for caveat in unknown["cost_usd_month"].caveats)


def test_every_result_can_be_followed_to_answers_and_references() -> None:
    found = numbers(ANSWERS, ONLINE)
    waiting = list(found.results)
    while waiting:
        figure = found.figures[waiting.pop()]
        if figure.origin in ("formula", "term"):
            assert set(figure.inputs.values()) <= found.figures.keys()
            waiting += figure.inputs.values()
        if figure.origin == "reference":
            assert figure.source in found.references
        if figure.origin == "answer":
            assert figure.source in ANSWERS
        if figure.origin == "given":
            assert figure.because or figure.caveats


def test_parts_come_in_order_and_add_up() -> None:
    found = numbers(ANSWERS, ONLINE)
    assert next(iter(found.breakdowns["cost_usd_month"])) == "serving"
    assert len(found.breakdowns["cost_usd_month"]) == 9
    for parts in (found.breakdowns["latency_p50_ms"], found.breakdowns["latency_p99_ms"]):
        assert list(parts) == ["network", "lookup", "queueing", "model", "serialisation"]
    whole = found.figures["cost_usd_month"]
    parts = found.breakdowns["cost_usd_month"].values()
    assert sum(float(part.low) for part in parts) <= whole.mid <= sum(float(part.high) for part in parts)


def test_what_applies_to_batch_is_absent_online_and_the_other_way_round() -> None:
    online, batch = numbers(ANSWERS, ONLINE), numbers(ANSWERS, BATCH)
    only_batch = {"batch_duration_s", "staleness_s", "unread_share"}
    assert only_batch <= batch.results.keys()
    assert not only_batch & {*online.results, *online.missing}
    assert "replicas" in online.results
    assert "replicas" not in {*batch.results, *batch.missing}


def test_a_scheduled_run_keeps_predictions_within_the_tolerance() -> None:
    figure = numbers(ANSWERS, BATCH).figures["staleness_s"]
    assert figure.high <= 86_400.0


def test_what_is_not_known_is_absent_and_names_the_answer_that_would_give_it() -> None:
    known = {name: answer for name, answer in ANSWERS.items() if "requests" not in name}
    found = numbers(known, ONLINE)
    assert "latency_p99_ms" not in found.results
    assert (
        found.missing["latency_p99_ms"] == ("mean_requests_per_second",)
        or "peak_requests_per_second" in (found.missing["latency_p99_ms"])
    )
    assert "cost_usd_per_1000_predictions" in found.missing


def test_a_wider_answer_gives_a_wider_estimate() -> None:
    exact = numbers(ANSWERS, ONLINE).figures["utilisation"]
    wide = numbers({**ANSWERS, "peak_requests_per_second": Range(100.0, 1600.0)}, ONLINE).figures["utilisation"]
    assert wide.high - wide.low > exact.high - exact.low


def test_what_is_left_out_is_said_with_every_sum() -> None:
    known = {name: answer for name, answer in ANSWERS.items() if name != "training_examples"}
    assert any(
        "Training is not counted" in caveat for caveat in numbers(known, ONLINE).figures["cost_usd_month"].caveats
    )
    assert not any("Training" in caveat for caveat in numbers(ANSWERS, ONLINE).figures["cost_usd_month"].caveats)


def test_old_reference_numbers_are_said_to_be_old() -> None:
    assert "availability-multi-zone of 2019" in numbers(ANSWERS, ONLINE).note


def test_the_same_answers_give_the_same_numbers() -> None:
    assert numbers(ANSWERS, ONLINE) == numbers(dict(reversed(ANSWERS.items())), ONLINE)


@pytest.mark.parametrize("access", ["hosted_api", "self_hosted"])
def test_a_generative_system_compares_api_and_own_gpus(access: str) -> None:
    answers: dict[str, Answer] = {
        "task": "question_answering",
        "point_of_use": "browser",
        "mean_requests_per_second": 2.0,
        "tokens_in": 1500.0,
        "tokens_out": 300.0,
        "narrow_task": False,
    }
    architecture = {
        **ONLINE,
        "model_complexity": "foundation_model",
        "llm_access": access,
        "serving_runtime": "hosted_api" if access == "hosted_api" else "model_server",
        "hardware": "gpu",
    }
    found = numbers(answers, architecture)
    assert {"tokens_per_second", "api_cost_usd_month", "own_gpu_cost_usd_month", "energy_kwh_month"} <= set(
        found.results
    )
    serving = found.figures["serving_cost"].mid
    other = "api_cost_usd_month" if access == "hosted_api" else "own_gpu_cost_usd_month"
    assert serving == found.figures[other].mid
    assert found.figures["latency_p99_ms"].mid > 1000


def test_a_server_that_batches_carries_the_peak_with_fewer_gpus_and_says_what_it_leaves_out() -> None:
    plain = numbers(ANSWERS, {**ONLINE, "hardware": "gpu"})
    batching = numbers(ANSWERS, {**ONLINE, "hardware": "gpu", "serving_runtime": "model_server"})
    assert plain.figures["workers"].mid == 1
    assert batching.results["replicas"].mid < plain.results["replicas"].mid
    assert any("share a batch" in caveat for caveat in batching.results["replicas"].caveats)
    assert not any("share a batch" in caveat for caveat in plain.results["replicas"].caveats)


def test_a_small_own_model_answers_sooner_than_a_large_one() -> None:
    answers: dict[str, Answer] = {"task": "question_answering", "tokens_in": 1500.0, "tokens_out": 300.0}
    own = {**ONLINE, "model_complexity": "foundation_model", "llm_access": "self_hosted", "hardware": "gpu"}
    narrow, broad = (
        numbers({**answers, "narrow_task": narrow}, own).figures["member_p50_ms"] for narrow in (True, False)
    )
    assert narrow.mid < broad.mid
