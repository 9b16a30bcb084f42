"""The quantities of all architectures at once against the forecast of each, one by one."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings

from advisor.forecast import architectures
from advisor.forecast.addends import at_middles, on_draws
from advisor.forecast.architectures import Architectures, Distinct, TooMany
from advisor.forecast.draws import middles
from advisor.forecast.forecast import evaluate_middle, forecast
from advisor.forecast.plan import forecast_plan
from advisor.locations import knowledge_folder
from advisor.reasoning.model import Model
from advisor.reasoning.pareto import architecture_of, expected_tables
from advisor.reasoning.solution import solve
from advisor.requirements.reading import read_system
from advisor.requirements.system import System
from tests.strategies import KNOWLEDGE, systems

MODEL, PLAN = Model(KNOWLEDGE), forecast_plan(KNOWLEDGE)
NAMES = ("latency_p99_ms", "staleness_s", "running_cost_usd_month", "device_memory_mb", "availability")
EXAMPLES = sorted((knowledge_folder() / "examples").glob("*.yaml"))
DRAWN = 12


def _at(everywhere: Architectures, distinct: Distinct, states: np.ndarray) -> np.ndarray:
    scope, numbers = everywhere.moving(distinct.numbers)
    return distinct.values[numbers[tuple(states[list(scope)])]]


def _is_offered(everywhere: Architectures, name: str) -> bool:
    try:
        everywhere.quantity(name)
        everywhere.applies(name)
    except TooMany:
        return False
    return True


def _check(system: System, seed: int) -> int:
    """Hold the tables against the forecasts of some architectures; how many estimates were known."""
    tables = expected_tables(MODEL, system, solve(MODEL, system))
    generator = random.Random(seed)
    shown = on_draws(PLAN, MODEL, tables, system.requirements)
    middle = at_middles(PLAN, MODEL, tables, system.requirements)
    known = 0
    names = [name for name in NAMES if _is_offered(shown, name)]
    for _ in range(DRAWN):
        states = np.array([generator.randrange(len(kept)) for kept in tables.kept])
        taken = {name: one for name, one in architecture_of(MODEL, tables, states).items() if one is not None}
        known_of = forecast(PLAN, system.requirements, taken, 2026)
        results = known_of.results
        at_middle = evaluate_middle(PLAN, [system.requirements], [taken])
        for name in names:
            found = middles(_at(shown, shown.quantity(name), states)[None, :])[0]
            expected = results[name].mid if name in results else np.nan
            assert found == pytest.approx(expected, rel=1e-9, nan_ok=True), name
            found = _at(middle, middle.quantity(name), states)[0]
            assert found == pytest.approx(at_middle[name].values[0], rel=1e-9, nan_ok=True), name
            scope, applies = shown.moving(shown.applies(name))
            known_or_missing = name in results or name in known_of.missing
            assert applies[tuple(states[list(scope)])] or not known_or_missing, name
            known += name in results
    return known


@given(systems(most=40))
@settings(max_examples=15, deadline=None)
def test_tables_equal_the_forecast_of_each_architecture_of_any_system(system: System) -> None:
    _check(system, 7)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_tables_equal_the_forecast_of_each_architecture_of_the_examples(path: object) -> None:
    system = read_system(path.read_text(encoding="utf-8"), path.name, KNOWLEDGE)  # type: ignore[attr-defined]
    assert _check(system, 3) > DRAWN


def test_a_decision_that_an_answer_makes_irrelevant_is_dropped() -> None:
    """Where the time of one inference is measured, the kind of model says nothing of it."""
    answers = {"peak_requests_per_second": 10.0, "network_rtt_ms": 5.0, "modality": ("tabular",)}
    guessed, measured = (
        on_draws(PLAN, MODEL, expected_tables(MODEL, system, solve(MODEL, system)), system.requirements)
        for system in (System("x", "", answers), System("x", "", answers | {"inference_ms": 3.0}))
    )
    place = MODEL.decisions.index("model_complexity")
    assert place in guessed.moving(guessed.quantity("inference_p50_ms").numbers)[0]
    found = measured.quantity("inference_p50_ms")
    assert measured.moving(found.numbers)[0] == ()
    assert set(found.values.ravel()) == {3.0}


def test_a_quantity_applies_where_its_condition_may_hold() -> None:
    """Whatever else is not known, a device has a memory, and predictions made ahead of time grow old."""
    system = System("x", "", {"modality": ("tabular",)})
    tables = expected_tables(MODEL, system, solve(MODEL, system))
    everywhere = on_draws(PLAN, MODEL, tables, system.requirements)
    for name, decision, options in (
        ("device_memory_mb", "compute_location", {"edge", "edge_cloud"}),
        ("staleness_s", "prediction_mode", {"batch", "hybrid"}),
    ):
        place = MODEL.decisions.index(decision)
        scope, applies = everywhere.moving(everywhere.applies(name))
        assert scope == (place,)
        left = [MODEL.options[place][option] for option in tables.kept[place]]
        assert {option for option, one in zip(left, applies, strict=True) if one} == options


def test_more_combinations_than_are_worth_waiting_for_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(architectures, "MOST_CELLS", 3)
    system = System("x", "", {"peak_requests_per_second": 10.0, "modality": ("tabular",)})
    tables = expected_tables(MODEL, system, solve(MODEL, system))
    with pytest.raises(TooMany):
        on_draws(PLAN, MODEL, tables, system.requirements).quantity("latency_p99_ms")
