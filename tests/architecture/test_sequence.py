"""The life of one prediction follows the flows: a call, what it needs, its answer, then what nobody waits for."""

from __future__ import annotations

import pytest

from advisor.architecture.overviews import SYSTEM, context_view, deployment_view
from advisor.architecture.sequence import MOST_LIFELINES, prediction_sequence
from tests.architecture.world import CHOSEN, example


def told(name: str) -> list[tuple[str, str, str]]:
    return [(step.phase, step.flow.source, step.flow.target) for step in prediction_sequence(example(name)).steps]


def test_a_request_is_answered_after_its_features_are_read() -> None:
    steps = told("payment-fraud")
    asked = steps.index(("request", "caller", "model_service"))
    answered = steps.index(("request", "model_service", "caller"))
    assert asked < steps.index(("request", "feature_table", "model_service")) < answered


def test_a_batch_is_scored_ahead_of_the_look_up() -> None:
    phases = [phase for phase, _, _ in told("shop-recommender")]
    assert phases[0] == "ahead"
    assert phases.index("request") > phases.index("ahead")


@pytest.mark.parametrize("name", CHOSEN)
def test_no_flow_is_told_twice(name: str) -> None:
    sequence = prediction_sequence(example(name))
    flows = [step.flow for step in sequence.steps]
    assert len(flows) == len(set(flows))
    assert 2 <= len(sequence.parts) <= MOST_LIFELINES


@pytest.mark.parametrize("name", CHOSEN)
def test_the_context_holds_the_system_and_its_neighbours_only(name: str) -> None:
    view = context_view(example(name))
    assert SYSTEM in {box.id for box in view.boxes}
    assert all(box.id == SYSTEM or box.role in ("caller", "sources") or box.kind in ("person", "external")
               or box.place in ("people", "outside") for box in view.boxes)  # fmt: skip


@pytest.mark.parametrize("name", CHOSEN)
def test_the_deployment_names_every_machine_once(name: str) -> None:
    architecture = example(name)
    view = deployment_view(architecture)
    text = " ".join(f"{box.name} {box.technology}" for box in view.boxes)
    joined = {end for flow in architecture.flows for end in (flow.source, flow.target)}
    for part in architecture.components.values():
        if part.kind != "person" and part.id in joined:
            assert part.name in text, part.id
