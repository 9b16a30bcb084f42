from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.recommendation.comparison import compare
from advisor.recommendation.recommendation import Estimate, Recommendation
from advisor.rendering.comparison import NOTHING, comparison_json, comparison_text
from advisor.requirements.system import System
from tests.rendering import world
from tests.strategies import KNOWLEDGE, systems


def recommended(system: System, **changes: object) -> Recommendation:
    return replace(world.recommendation(), system=system, **changes)


@given(systems(most=6), systems(most=6), st.booleans())
def test_empty_exactly_when_nothing_changed(one: System, other: System, same: bool) -> None:
    other = one if same else other
    found = compare(recommended(one), recommended(other))
    assert bool(found) is (one != other)
    assert (comparison_text(found, KNOWLEDGE) == NOTHING) is (one == other)
    assert comparison_json(found)["changed"] is (one != other)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "another"},
        {"purpose": "another"},
        {"fixed": {"compute_location": "cloud"}},
        {"unknown": frozenset({"drift"})},
        {"priorities": {"cost": 5.0}},
    ],
)
def test_every_part_of_the_answers_counts(change: dict[str, object]) -> None:
    system = System("a", "b")
    assert compare(recommended(system), recommended(replace(system, **change)))


def test_other_options_and_numbers_of_the_same_answers_count() -> None:
    before = world.recommendation()
    number = {**before.estimates, "replicas": Estimate(1, 2, 3, "count")}
    option = replace(before.decisions["prediction_mode"], option="batch")
    assert compare(before, replace(before, estimates=number)).estimates.keys() == {"replicas"}
    found = compare(before, replace(before, decisions={**before.decisions, "prediction_mode": option}))
    assert found.decisions == {"prediction_mode": ("online", "batch")}
    assert "Prediction mode  Online -> Batch" in comparison_text(found, world.knowledge())
