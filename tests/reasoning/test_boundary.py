"""The plane of two answers: every point of it is what a fresh run recommends there."""

from __future__ import annotations

import itertools
from dataclasses import replace
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from advisor.knowledge.base import KnowledgeBase
from advisor.locations import knowledge_folder
from advisor.reasoning.boundary import find_boundary, plane_questions, telling_pair
from advisor.reasoning.flips import Flip
from advisor.reasoning.model import Model
from advisor.reasoning.solution import solve
from advisor.requirements.reading import read_system
from advisor.requirements.system import System
from tests.reasoning.worlds import small_knowledge, small_systems
from tests.strategies import KNOWLEDGE

MODEL = Model(KNOWLEDGE)
EXAMPLE = knowledge_folder() / "examples" / "payment-fraud.yaml"
FRAUD = read_system(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE.name, KNOWLEDGE)
NEAR = (0.0, 1.0, 4.4, 8.0, 9.9, 10.0, 19.5, 20.0, 20.5, 40.0, 49.9, 50.0, 69.0, 90.0, 200.0, 999.0)
"""Values on and between the limits that small rule bases name."""


def _fresh(model: Model, system: System, **answers: float) -> dict[str, str | None]:
    solution = solve(model, replace(system, requirements={**system.requirements, **answers}))
    return dict(solution.chosen) if solution.feasible else {}


@given(small_knowledge(), small_systems(complete=True), st.data())
@settings(max_examples=25, deadline=None)
def test_every_point_is_what_a_fresh_run_gives_and_a_joined_limit_is_exact_in_each_column(
    knowledge: KnowledgeBase, system: System, data: st.DataObject
) -> None:
    model = Model(knowledge)
    assume({"size", "rate"} <= model.read)
    found = find_boundary(model, system, "size", "rate")
    if found.exact:
        points = list(itertools.product(NEAR[::3], NEAR[1::3]))
    else:
        samples = [column.sample for column in found.columns]
        points = [(size, data.draw(st.sampled_from(NEAR))) for size in samples[:: max(len(samples) // 8, 1)]]
    for size, rate in points:
        assert found.architecture(size, rate) == _fresh(model, system, size=size, rate=rate), (size, rate)


def test_the_plane_of_a_real_system_is_what_fresh_runs_give() -> None:
    random, pair = Random(5), ("training_examples", "latency_budget_ms")
    assert set(pair) <= set(plane_questions(MODEL))
    found = find_boundary(MODEL, FRAUD, *pair)
    assert found.turned()
    columns = random.sample(found.columns, min(len(found.columns), 6))
    for column in columns:
        for band in random.sample(column.bands, min(len(column.bands), 4)):
            assert dict(band.architecture) == _fresh(MODEL, FRAUD, **{pair[0]: column.sample, pair[1]: band.low})


def test_the_columns_and_bands_leave_no_gap() -> None:
    found = find_boundary(MODEL, FRAUD, "latency_budget_ms", "peak_requests_per_second")
    for parts in (found.columns, *(column.bands for column in found.columns)):
        assert all(one.high == other.low for one, other in itertools.pairwise(parts))
        assert parts[-1].high == float("inf")


def test_the_telling_pair_belongs_to_the_decision_that_numbers_turn_most() -> None:
    def flip(decision: str, answer: str, at: float | None) -> Flip:
        return Flip(decision, "a", "b", answer, at=at, side="above" if at else None)

    numbers = plane_questions(MODEL)[:3]
    flips = [
        flip("x", numbers[0], 1.0),
        flip("y", numbers[2], 2.0),
        flip("y", numbers[1], 3.0),
        flip("y", numbers[1], 4.0),
    ]
    sure = {"x": 0.5, "y": 0.9}
    assert telling_pair(MODEL, flips, sure) == (numbers[1], numbers[2])
    assert telling_pair(MODEL, flips[:2], sure) is None
    assert telling_pair(MODEL, [flip("x", "priorities.cost", 1.0), *flips[:1]], sure) is None
