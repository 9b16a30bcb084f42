"""Projects of systems whose decisions are all but taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from advisor.advise import advise
from advisor.knowledge.loading import load_knowledge
from advisor.rendering.views import record_numbers
from advisor.requirements.system import System
from advisor.scaffold.project import Project, project_of

PREDICTIVE = {
    "prediction_mode": "online",
    "compute_location": "cloud",
    "serving_runtime": "model_service",
    "model_complexity": "simple_model",
    "feature_computation": "streaming_features",
    "feature_consistency": "shared_code",
    "release_strategy": "shadow",
    "monitoring": "full",
    "fallback": "cached_prediction",
    "human_oversight": "none",
    "privacy_technique": "none",
    "retraining": "manual",
}
GENERATIVE = PREDICTIVE | {
    "model_complexity": "foundation_model",
    "feature_computation": "from_request",
    "llm_adaptation": "retrieval",
    "llm_guardrails": "filters",
}
ARCHITECTURES: Mapping[str, Mapping[str, str]] = {
    "batch with cache": PREDICTIVE
    | {"prediction_mode": "batch", "serving_runtime": "lookup_store", "feature_computation": "batch_features"},
    "online service": PREDICTIVE,
    "event-driven": PREDICTIVE
    | {
        "prediction_mode": "event_driven",
        "serving_runtime": "stream_processor",
        "release_strategy": "canary",
        "human_oversight": "review_uncertain",
        "fallback": "human",
        "privacy_technique": "pseudonymisation",
        "retraining": "scheduled",
    },
    "hybrid": PREDICTIVE
    | {
        "prediction_mode": "hybrid",
        "feature_computation": "mixed",
        "feature_consistency": "log_and_train",
        "release_strategy": "ab_test",
        "fallback": "simpler_model",
        "monitoring": "data_drift",
        "retraining": "triggered",
    },
    "edge": PREDICTIVE
    | {
        "compute_location": "edge",
        "serving_runtime": "device_runtime",
        "feature_computation": "from_request",
        "model_complexity": "ensemble",
        "release_strategy": "direct",
        "monitoring": "service_metrics",
        "fallback": "none",
        "human_oversight": "review_all",
    },
    "edge with cloud fallback": PREDICTIVE
    | {
        "compute_location": "edge_cloud",
        "serving_runtime": "device_runtime",
        "model_complexity": "deep_model",
        "monitoring": "label_feedback",
    },
    "in the application": PREDICTIVE | {"serving_runtime": "in_application", "model_complexity": "heuristic"},
    "retrieval-augmented generation": GENERATIVE,
    "prompted generation": GENERATIVE
    | {
        "prediction_mode": "batch",
        "serving_runtime": "lookup_store",
        "llm_adaptation": "prompting",
        "llm_guardrails": "provider_only",
        "fallback": "simpler_model",
        "privacy_technique": "pseudonymisation",
    },
}

Make = Callable[..., Project]


@pytest.fixture(scope="session")
def make() -> Make:
    """The project of a system in which these decisions have been taken."""
    knowledge = load_knowledge()

    def project(fixed: Mapping[str, str], name: str = "checkout", purpose: str = "Tell good from bad") -> Project:
        task = "question_answering" if "llm_adaptation" in fixed else "classification"
        system = System(name, purpose, requirements={"task": task}, fixed=fixed)
        recommendation = advise(knowledge, system)
        assert recommendation.feasible, recommendation.conflicts
        return project_of(recommendation, record_numbers(knowledge))

    return project
