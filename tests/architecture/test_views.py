"""Views show what answers their question, and no more than a page can hold."""

from __future__ import annotations

from collections import Counter

import pytest

from advisor.architecture.views import (
    CONTAINERS,
    DATA_FLOW,
    LANES,
    MOST_BESIDE,
    MOST_BOXES,
    OPERATION,
    narrower,
    view,
    views,
)
from advisor.knowledge.loading import load_knowledge
from tests.architecture.world import CHOSEN, example


@pytest.mark.parametrize("name", CHOSEN)
def test_every_component_is_in_a_view(name: str) -> None:
    architecture = example(name)
    drawn = views(architecture)
    assert {box.id for one in drawn for box in one.boxes} == set(architecture.components)
    assert all(len(one.boxes) <= MOST_BOXES for one in drawn)


def test_every_role_belongs_to_a_view() -> None:
    roles = {component.role for component in load_knowledge().components.components.values()}
    assert roles == {role for question in (CONTAINERS, DATA_FLOW, OPERATION) for role in question.roles}


def test_every_place_has_a_row() -> None:
    places = {component.place for component in load_knowledge().components.components.values()}
    assert places <= set(LANES)


def test_what_a_view_leaves_out_is_bridged() -> None:
    lines = {(line.source, line.target): line for line in view(example("payment-fraud"), CONTAINERS).lines}
    assert lines["warehouse", "feature_table"].out == ("slow features",)
    assert lines["sources", "warehouse"].mode == "async"


def test_a_question_and_its_answer_share_a_line() -> None:
    lines = view(example("payment-fraud"), CONTAINERS).lines
    asked = next(line for line in lines if line.out == ("request",))
    assert asked.back == ("prediction",)
    assert asked.crosses


def test_signals_into_a_hidden_release_end_there() -> None:
    lines = view(example("support-assistant"), DATA_FLOW).lines
    assert not [line for line in lines if line.source == "user_application" and "chosen version" in line.out]


@pytest.mark.parametrize("name", CHOSEN)
def test_a_view_that_is_too_wide_has_boxes_of_single_boundaries_put_below_each_other(name: str) -> None:
    for each in views(example(name)):
        first, *others = narrower(each)
        assert first.lanes == each.lanes
        crowds = [max(Counter((box.boundary, one.lanes[box.id]) for box in each.boxes).values()) for one in others]
        assert all(crowd <= MOST_BESIDE for crowd in crowds)
        if others:
            assert crowds[-1] == 1
            assert max(others[-1].lanes.values()) > max(each.lanes.values())
        for one in others:
            above = [(a, b) for a in each.lanes for b in each.lanes if each.lanes[a] < each.lanes[b]]
            assert all(one.lanes[a] < one.lanes[b] for a, b in above)
