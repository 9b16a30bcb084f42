"""A sound architecture has no findings; each check finds the fault it is for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from advisor.answers import Answer
from advisor.architecture.architecture import Architecture, Ban
from advisor.architecture.checks import check_architecture
from tests.architecture.world import ANSWERS, CHOSEN, PLAIN, compose_choice, example


def found(architecture: Architecture) -> set[tuple[str, str]]:
    return {(finding.check, finding.subject) for finding in check_architecture(architecture)}


def without(architecture: Architecture, carried: Iterable[str]) -> Architecture:
    return replace(architecture, flows=tuple(f for f in architecture.flows if f.carries not in carried))


@pytest.mark.parametrize("name", CHOSEN)
def test_the_examples_are_sound(name: str) -> None:
    assert not check_architecture(example(name))


@pytest.mark.parametrize(
    "taken",
    [
        (
            "training_location=federated data_pipeline=device_local data_store=device "
            "compute_location=edge serving_runtime=device_runtime "
            "privacy_technique=differential_privacy"
        ),
        (
            "training_location=on_device data_pipeline=device_local data_store=device "
            "compute_location=edge serving_runtime=device_runtime retraining=continual "
            "labelling=self_supervised"
        ),
        (
            "prediction_mode=event_driven data_pipeline=streaming "
            "feature_computation=streaming_features serving_runtime=stream_processor "
            "retraining=continual release_strategy=shadow"
        ),
        (
            "prediction_mode=hybrid feature_computation=batch_features "
            "feature_consistency=feature_store serving_runtime=model_server "
            "release_strategy=interleaving explanation=post_hoc"
        ),
        "model_complexity=heuristic serving_runtime=in_application",
        (
            "compute_location=edge_cloud serving_runtime=device_runtime labelling=active_learning "
            "compression=distillation"
        ),
        (
            "human_oversight=review_all privacy_technique=pseudonymisation "
            "feature_consistency=separate_pipelines platform=in_house labelling=weak_supervision"
        ),
    ],
)
def test_systems_of_many_kinds_are_sound(taken: str) -> None:
    chosen = dict(choice.split("=") for choice in taken.split())
    answers: dict[str, Answer] = {"point_of_use": "phone"} if "compute_location" in chosen else {}
    assert not check_architecture(compose_choice("system", answers, {**PLAIN, **chosen}))


def test_a_flow_to_nowhere() -> None:
    sound = example("payment-fraud")
    broken = replace(sound, flows=(*sound.flows, replace(sound.flows[0], target="nowhere")))
    assert [finding.check for finding in check_architecture(broken)] == ["flows-have-both-ends"]


def test_a_store_that_nobody_writes() -> None:
    assert ("stores-are-used", "prediction_store") in found(without(example("shop-recommender"), ["predictions"]))


def test_a_model_that_is_never_served() -> None:
    assert ("training-loop-closes", "training_job") in found(without(example("payment-fraud"), ["chosen version"]))


def test_predictions_that_nobody_hears_of() -> None:
    broken = without(example("plant-recogniser"), ["input statistics"])
    assert {("training-loop-closes", "training_job"), ("monitoring-reaches", "device_runtime")} <= found(broken)


def test_a_component_that_nothing_brought() -> None:
    sound = example("payment-fraud")
    stranger = replace(sound.components["reviewer"], choices=())
    broken = replace(sound, components={**sound.components, "reviewer": stranger})
    assert ("parts-have-reasons", "reviewer") in found(broken)


def test_raw_data_that_may_not_leave_the_device() -> None:
    answers = {**ANSWERS["plant-recogniser"]}
    architecture = compose_choice("leaky", answers, {**CHOSEN["plant-recogniser"], "labelling": "natural"})
    findings = [finding for finding in check_architecture(architecture) if finding.check == "personal-data-stays"]
    assert [finding.subject for finding in findings] == ["user_application -> labels"]
    assert "raw data may not leave" in findings[0].text


def test_a_ban_holds_for_its_own_direction_only() -> None:
    ban = Ban(frozenset({"cloud"}), frozenset({"device"}), "it is so")
    assert not [f for f in found(replace(example("plant-recogniser"), bans=(ban,))) if f[0] == "personal-data-stays"]
