"""Four systems whose options were chosen by hand, composed from the real rule base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from advisor.answers import Answer
from advisor.architecture.architecture import Architecture
from advisor.architecture.compose import compose, judge
from advisor.knowledge.loading import load_knowledge
from advisor.requirements.system import System

PLAIN: Mapping[str, str] = MappingProxyType(
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

HOSTILE = {
    "quotes": "a \"double\" 'single' `back`",
    "script": "<script>alert(1)</script>",
    "lines": "one\ntwo\r\nthree\u2028four",
    "cdata": "]]> --> <!-- ",
    "dot": '";}} digraph {a->b}',
    "formula": "=cmd()|'/c calc'!A0",
    "at": "@SUM(1+1)",
    "direction": "abc\u202edef\u2066",
    "long": "x" * 5000,
    "mermaid": "]) --> end subgraph %%{init}%% #quot;",
    "plantuml": '!include /etc/passwd %getenv("HOME") ~ @enduml',
    "d2": "${x} |md # y| ; z",
    "backslash": '\\N \\" \\',
    "yaml": "---\na: [b\n'",
}
"""Texts that steer one format or another, as a pack may give them to its components."""


def compose_choice(name: str, answers: Mapping[str, Answer], chosen: Mapping[str, str]) -> Architecture:
    """The architecture of ``chosen`` for a system with ``answers``."""
    knowledge, system = load_knowledge(), System(name=name, requirements=answers)
    return compose(knowledge, chosen, system, judge(knowledge, chosen, system))


def example(name: str) -> Architecture:
    """One of the four systems."""
    return compose_choice(name, ANSWERS[name], CHOSEN[name])


def hostile(text: str) -> Architecture:
    """An example in which the system, a component, a boundary and a flow are called ``text``."""
    plain = example("payment-fraud")
    flow = replace(plain.flows[0], carries=text)
    part = next(iter(plain.components.values()))
    frame = plain.boundaries[part.boundary]
    return replace(
        plain,
        system=text,
        components={**plain.components, part.id: replace(part, name=text, technology=text, about=text)},
        boundaries={**plain.boundaries, frame.id: replace(frame, name=text)},
        flows=(flow, *plain.flows[1:]),
    )
