"""The real parts catalogue and compositions, and four systems whose options were chosen by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import Field as Key

from advisor.architecture.architecture import Architecture
from advisor.architecture.compose import compose
from advisor.conditions import BOOLEAN, Field, holds, parse
from advisor.documents import read_document
from advisor.knowledge.schema import ComponentCatalog, ComponentUse, Flow, Record
from advisor.locations import knowledge_folder
from advisor.requirements.system import Answer, System


class Contribution(Record):
    components: tuple[ComponentUse, ...] = ()
    flows: tuple[Flow, ...] = ()
    places: dict[str, str] = {}


class StandingUse(ComponentUse):
    unless: str | None = None


class PlacedBy(Record):
    when: str
    places: dict[str, str]


class Crossing(Record):
    source: tuple[str, ...] = Key(alias="from")
    target: tuple[str, ...] = Key(alias="to")
    when: str
    because: str


class Always(Record):
    personal: str
    components: tuple[StandingUse, ...]
    flows: tuple[Flow, ...] = ()
    places: tuple[PlacedBy, ...]
    crossings: tuple[Crossing, ...]


class Catalog(ComponentCatalog):
    always: Always


def _read(path: Path) -> Any:
    return read_document(path.read_text(encoding="utf-8"), path.name).value


@cache
def catalog() -> Catalog:
    folder = knowledge_folder()
    always = _read(folder / "_composition.yaml")["_always"]
    return Catalog.model_validate({**_read(folder / "components.yaml"), "always": always})


@cache
def options() -> Mapping[str, Mapping[str, Contribution]]:
    decisions = _read(knowledge_folder() / "_composition.yaml")
    del decisions["_always"]
    return MappingProxyType(
        {
            decision: {name: Contribution.model_validate(option) for name, option in choices.items()}
            for decision, choices in decisions.items()
        }
    )


REQUIREMENTS = {
    "task": ("classification", "regression", "ranking", "forecasting", "anomaly_detection", "perception", "generation", "question_answering", "control"),
    "point_of_use": ("server", "browser", "phone", "desktop", "embedded", "vehicle", "industrial_site"),
    "data_sensitivity": ("public", "internal", "personal", "special"),
    "data_residency": ("none", "region", "on_premises"),
    "cloud_allowed": BOOLEAN,
    "raw_data_may_leave_device": BOOLEAN,
    "third_party_api_allowed": BOOLEAN,
}


@cache
def vocabulary() -> Mapping[str, Field]:
    fields = {name: Field("choice", choices) for name, choices in REQUIREMENTS.items()}
    fields |= {decision: Field("choice", tuple(choices)) for decision, choices in options().items()}
    return MappingProxyType(fields)


def judge(answers: Mapping[str, Answer], chosen: Mapping[str, str]) -> Callable[[str], bool | None]:
    facts = {**answers, **chosen}
    return lambda text: holds(parse(text, vocabulary()), facts, vocabulary())


PLAIN = MappingProxyType(
    {
        "prediction_mode": "online",
        "compute_location": "cloud",
        "model_complexity": "simple_model",
        "feature_computation": "from_request",
        "feature_consistency": "shared_code",
        "data_pipeline": "batch_etl",
        "data_store": "warehouse",
        "training_location": "centralized",
        "labelling": "natural",
        "retraining": "scheduled",
        "serving_runtime": "model_service",
        "hardware": "cpu",
        "compression": "none",
        "release_strategy": "direct",
        "monitoring": "service_metrics",
        "fallback": "none",
        "human_oversight": "none",
        "explanation": "none",
        "privacy_technique": "none",
        "platform": "minimal",
        "orchestration": "cron",
    }
)
"""The plainest system: each decision taken in the simplest way."""

CHOSEN: Mapping[str, Mapping[str, str]] = {
    "shop-recommender": {
        **PLAIN,
        "prediction_mode": "batch",
        "feature_computation": "batch_features",
        "serving_runtime": "lookup_store",
        "monitoring": "label_feedback",
        "release_strategy": "ab_test",
        "fallback": "cached_prediction",
        "orchestration": "workflow_engine",
    },
    "payment-fraud": {
        **PLAIN,
        "feature_computation": "mixed",
        "feature_consistency": "log_and_train",
        "data_pipeline": "batch_and_streaming",
        "retraining": "triggered",
        "release_strategy": "canary",
        "monitoring": "full",
        "fallback": "simpler_model",
        "human_oversight": "review_uncertain",
        "platform": "open_source",
        "orchestration": "workflow_engine",
    },
    "plant-recogniser": {
        **PLAIN,
        "compute_location": "edge",
        "model_complexity": "deep_model",
        "feature_consistency": "end_to_end_model",
        "data_store": "lake",
        "labelling": "human",
        "retraining": "manual",
        "serving_runtime": "device_runtime",
        "hardware": "device",
        "compression": "quantization",
        "release_strategy": "canary",
        "monitoring": "data_drift",
        "privacy_technique": "data_stays_local",
    },
    "support-assistant": {
        **PLAIN,
        "model_complexity": "foundation_model",
        "data_store": "lake",
        "training_location": "pretrained",
        "labelling": "self_supervised",
        "retraining": "manual",
        "serving_runtime": "hosted_api",
        "release_strategy": "ab_test",
        "monitoring": "label_feedback",
        "fallback": "human",
        "platform": "managed",
        "llm_access": "hosted_api",
        "llm_adaptation": "retrieval",
        "llm_routing": "single",
        "llm_guardrails": "filters_and_review",
    },
}

ANSWERS: Mapping[str, Mapping[str, Answer]] = {
    "shop-recommender": {"task": "ranking", "point_of_use": "server", "data_sensitivity": "personal"},
    "payment-fraud": {"task": "anomaly_detection", "point_of_use": "server", "data_sensitivity": "special"},
    "plant-recogniser": {
        "task": "perception",
        "point_of_use": "phone",
        "data_sensitivity": "personal",
        "raw_data_may_leave_device": False,
    },
    "support-assistant": {"task": "question_answering", "point_of_use": "browser", "data_sensitivity": "personal"},
}


def compose_choice(name: str, answers: Mapping[str, Answer], chosen: Mapping[str, str]) -> Architecture:
    system = System(name=name, requirements=answers)
    return compose(catalog(), options(), chosen, system, judge(answers, chosen))


def example(name: str) -> Architecture:
    return compose_choice(name, ANSWERS[name], CHOSEN[name])
