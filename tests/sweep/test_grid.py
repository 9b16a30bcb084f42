"""Texts and tables as grids of scenarios."""

from __future__ import annotations

import math

import numpy as np
import pytest

from advisor.errors import UserError
from advisor.sweep.grid import crossed, grid_of_table, read_grid
from tests.strategies import KNOWLEDGE


def test_lists_are_crossed_with_the_last_fastest() -> None:
    grid = read_grid(["latency_budget_ms=10,80 ms,1 s", "cost=0,5"], KNOWLEDGE)
    rows = grid.rows(0, grid.size)
    assert rows["latency_budget_ms"].tolist() == [10, 10, 80, 80, 1000, 1000]
    assert rows["priorities.cost"].tolist() == [0, 5, 0, 5, 0, 5]
    assert grid.rows(2, 4)["latency_budget_ms"].tolist() == [80, 80]


def test_ranges_step_evenly_on_their_scale() -> None:
    assert read_grid(["latency_budget_ms=10..50:5"], KNOWLEDGE).axes[0].columns["latency_budget_ms"].tolist() == [
        10,
        20,
        30,
        40,
        50,
    ]
    steps = read_grid(["latency_budget_ms=log:1 ms..1 s:4"], KNOWLEDGE).axes[0].columns["latency_budget_ms"]
    assert steps == pytest.approx([1, 10, 100, 1000])


def test_unknown_and_several_choices_can_be_listed() -> None:
    name = "modality"
    choices = KNOWLEDGE.vocabulary[name].choices
    grid = read_grid([f"{name}={choices[0]}+{choices[2]},unknown"], KNOWLEDGE)
    assert grid.axes[0].columns[name].tolist() == [0b101, -1]
    assert math.isnan(read_grid(["latency_budget_ms=unknown"], KNOWLEDGE).axes[0].columns["latency_budget_ms"][0])


def test_draws_are_made_together_and_the_same_every_time() -> None:
    texts = ["latency_budget_ms=draw:500", "drift=draw:500", "cost=draw:500"]
    grid, again = read_grid(texts, KNOWLEDGE), read_grid(texts, KNOWLEDGE)
    assert grid.size == 500
    assert grid.digest() == again.digest()
    prior = KNOWLEDGE.questions["latency_budget_ms"].prior
    assert prior is not None
    assert prior.quantiles is not None
    drawn = np.quantile(grid.rows(0, 500)["latency_budget_ms"], [0.05, 0.25, 0.5, 0.75, 0.95])
    assert np.log(drawn) == pytest.approx(np.log(prior.quantiles), abs=0.3)


def test_a_table_is_one_axis_and_crosses_with_others() -> None:
    table = grid_of_table({"latency_budget_ms": ["5", "", "7"], "cost": ["1", "2", "3"]}, KNOWLEDGE)
    grid = crossed([table, read_grid(["accuracy=0,5"], KNOWLEDGE)])
    assert grid.size == 6
    assert grid.rows(0, 6)["priorities.cost"].tolist() == [1, 1, 2, 2, 3, 3]
    with pytest.raises(UserError, match="'cost' is varied twice"):
        crossed([table, read_grid(["cost=1"], KNOWLEDGE)])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("latency_budget_ms", "write ID=a,b,c"),
        ("latncy_budget_ms=1", "Did you mean 'latency_budget_ms'"),
        ("latency_budget_ms=soon", "not"),
        ("latency_budget_ms=50..10:5", "low below high"),
        ("latency_budget_ms=1..10:1", "at least two steps"),
        ("drift=sideways", "Allowed"),
        ("cost=7", "is not a priority"),
        ("cost=unknown", "can't be unknown"),
        ("latency_budget_ms=1..2:900000000", "more than the"),
        ("latency_budget_ms=draw:0", "draws can be made"),
    ],
)
def test_mistakes_are_told_in_words(text: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        read_grid([text], KNOWLEDGE)


def test_every_mistake_of_a_table_is_told() -> None:
    with pytest.raises(UserError) as error:
        grid_of_table({"latency_budget_ms": ["5", "soon"], "drfit": ["x", "y"]}, KNOWLEDGE)
    assert "row 2, latency_budget_ms" in str(error.value)
    assert "'drift'" in str(error.value)
