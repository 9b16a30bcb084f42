"""A comparison shows what changed, marks it, and is empty exactly when nothing did."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from advisor.architecture.comparison import compare_view, component_changes
from advisor.rendering.diagrams import draw
from tests.architecture.world import CHOSEN, example


@pytest.mark.parametrize("name", CHOSEN)
def test_nothing_changed_shows_nothing(name: str) -> None:
    view = compare_view(example(name), example(name))
    assert view.boxes == ()
    assert view.lines == ()


def test_the_other_way_round_swaps_added_and_removed() -> None:
    one, two = example("shop-recommender"), example("payment-fraud")
    swap = {"added": "removed", "removed": "added", "moved": "moved", "kept": "kept"}
    assert component_changes(two, one) == {name: swap[what] for name, what in component_changes(one, two).items()}


def test_a_component_in_another_boundary_has_moved() -> None:
    old = example("payment-fraud")
    part = old.components["model_service"]
    new = replace(old, components={**old.components, part.id: replace(part, boundary="business")})
    view = compare_view(old, new)
    assert [(box.id, view.changes[box.id]) for box in view.boxes] == [("model_service", "moved")]


def test_changes_are_drawn_with_a_sign_beside_the_colour() -> None:
    view = compare_view(example("shop-recommender"), example("payment-fraud"))
    drawn = ET.fromstring(draw(view, {}).svg)
    texts = {element.text for element in drawn.iter() if (element.tag or "").endswith("text")}
    ids = {element.get("id") for element in drawn.iter()}
    assert {"added", "removed"} <= set(view.changes.values())
    assert {"+ Prediction", "− Scoring job"} <= texts
    assert {"legend-added", "legend-removed"} <= ids
