"""Options make an architecture: components, flows, places."""

from __future__ import annotations

import pytest
from networkx import DiGraph, descendants

from advisor.architecture.architecture import Choice
from advisor.knowledge.loading import load_knowledge
from tests.architecture.world import CHOSEN, PLAIN, compose_choice, example


def test_a_component_knows_every_choice_that_brought_it() -> None:
    store = example("shop-recommender").components["prediction_store"]
    assert store.choices == (Choice("prediction_mode", "batch"), Choice("serving_runtime", "lookup_store"))
    assert store.decisions == ("prediction_mode", "serving_runtime")


def test_a_flow_that_two_options_bring_appears_once() -> None:
    flows = [f for f in example("shop-recommender").flows if f.carries == "stored prediction"]
    assert len(flows) == 1
    assert len(flows[0].choices) == 2


def test_a_flow_to_a_role_reaches_whoever_plays_it() -> None:
    targets = {f.target for f in example("plant-recogniser").flows if f.carries == "chosen version"}
    assert targets == {"device_runtime"}


def test_a_flow_without_both_ends_is_left_out() -> None:
    architecture = compose_choice("plain", {}, PLAIN)
    assert all({f.source, f.target} <= set(architecture.components) for f in architecture.flows)
    assert not architecture.in_role("features")


def test_the_caller_stands_in_business_systems_when_nothing_is_known() -> None:
    parts = compose_choice("plain", {}, PLAIN).components
    assert parts["caller"].boundary == "business"
    assert parts["caller"].always


@pytest.mark.parametrize(
    ("point_of_use", "caller", "boundary"),
    [
        ("phone", "user_application", "device"),
        ("vehicle", "machine_controller", "device"),
        ("industrial_site", "machine_controller", "site"),
    ],
)
def test_the_runtime_of_an_edge_system_stands_with_its_caller(point_of_use: str, caller: str, boundary: str) -> None:
    chosen = {**CHOSEN["plant-recogniser"]}
    parts = compose_choice("edge", {"point_of_use": point_of_use}, chosen).components
    assert parts[caller].boundary == parts["device_runtime"].boundary == boundary
    assert parts["training_job"].boundary == "cloud"


def test_without_a_cloud_everything_central_stands_on_the_own_site() -> None:
    parts = compose_choice("plain", {"cloud_allowed": False}, PLAIN).components
    assert {part.boundary for part in parts.values()} <= {"site", "business", "people"}


def test_public_data_is_not_personal_and_unknown_data_may_be() -> None:
    public = compose_choice("plain", {"data_sensitivity": "public"}, PLAIN)
    assert not any(flow.personal for flow in public.flows)
    assert any(flow.personal for flow in compose_choice("plain", {}, PLAIN).flows)


def test_an_option_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        compose_choice("plain", {}, {**PLAIN, "prediction_mode": "telepathy"})


def test_what_is_reached_is_what_paths_of_flows_lead_to() -> None:
    architecture = example("payment-fraud")
    graph = DiGraph([(flow.source, flow.target) for flow in architecture.flows])
    graph.add_nodes_from(architecture.components)
    for name in architecture.components:
        assert architecture.reached_from(name) == {name, *descendants(graph, name)}


def test_every_component_is_brought_by_something() -> None:
    knowledge = load_knowledge()
    brought = {u.component for d in knowledge.decisions.values() for o in d.options.values() for u in o.components}
    brought |= {use.component for use in knowledge.components.always.components}
    assert brought == set(knowledge.components.components)
