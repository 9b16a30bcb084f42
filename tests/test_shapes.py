"""Advice moves one way as an answer grows: on a rule base made to fail, and on the real one with real sheets."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.cases import load_cases
from advisor.knowledge.loading import load_folder
from advisor.locations import knowledge_folder
from advisor.reasoning.compiled import compiled
from advisor.reasoning.model import Model
from advisor.requirements.system import System
from benchmarks.shapes import Return, Turn, axes, returns, to_try, turns
from tests.knowledge.world import files_with, write
from tests.strategies import KNOWLEDGE

HINT = 0.3
"""Log-odds: the least that a rule says, by knowledge/README.md. What comes back by less is a close call twice."""

BAND = """\
middling-budgets-want-an-edge:
  when: budget_ms >= 20 and budget_ms < 50
  weigh: {place: {edge: 1.0}}
  because: "A band between two thresholds."
  sources: [book]
clouds-are-usual:
  weigh: {place: {cloud: 0.4}}
  because: "They are."
  sources: [book]
"""
LIMITS = """\
middling-budgets-leave-an-edge:
  when: budget_ms >= 20 and budget_ms < 50
  forbid: {place: [cloud]}
  because: "Arithmetic."
  sources: [book]
clouds-are-usual:
  weigh: {place: {cloud: 0.4}}
  because: "They are."
  sources: [book]
"""
SYSTEM = System("any", requirements={"waiting": False, "budget_ms": 30.0})

NEVER_GIVEN_UP = [
    ("feature_freshness_s", "data_pipeline", "batch_etl"),
    ("feature_freshness_s", "prediction_mode", "batch"),
    ("staleness_tolerance_s", "prediction_mode", "batch"),
    ("staleness_tolerance_s", "serving_runtime", "lookup_store"),
    ("label_delay_s", "monitoring", "data_drift"),
    ("drift", "monitoring", "full"),
    ("error_cost", "retraining", "manual"),
    ("accuracy_value", "model_complexity", "ensemble"),
    ("ml_engineers", "platform", "in_house"),
    ("ml_maturity", "platform", "in_house"),
    ("ml_maturity", "orchestration", "workflow_engine"),
    ("peak_requests_per_second", "platform", "in_house"),
]
"""Question, decision and option: more of the answer never speaks against the option."""

NEVER_TAKEN_UP = [
    ("feature_freshness_s", "data_pipeline", "streaming"),
    ("feature_freshness_s", "feature_computation", "streaming_features"),
    ("staleness_tolerance_s", "prediction_mode", "online"),
    ("label_delay_s", "retraining", "continual"),
    ("label_delay_s", "release_strategy", "ab_test"),
    ("drift", "retraining", "manual"),
    ("error_cost", "human_oversight", "none"),
    ("error_cost", "fallback", "none"),
    ("error_cost", "release_strategy", "direct"),
    ("data_sensitivity", "privacy_technique", "none"),
    ("interpretability", "explanation", "none"),
    ("ml_maturity", "platform", "minimal"),
    ("ml_maturity", "release_strategy", "direct"),
    ("monthly_budget_usd", "platform", "minimal"),
    ("training_examples", "model_complexity", "heuristic"),
    ("training_examples", "data_store", "operational_database"),
    ("peak_requests_per_second", "human_oversight", "review_all"),
]
"""Question, decision and option: more of the answer never speaks for the option."""


def _world(tmp_path: Path, rules: str) -> Model:
    return Model(load_folder(write(tmp_path / "world", files_with() | {"rules/place.yaml": rules})))


def test_a_band_between_two_thresholds_makes_a_decision_come_back(tmp_path: Path) -> None:
    model = _world(tmp_path, BAND)
    (found,) = returns(model, SYSTEM)
    assert found == Return("budget_ms", "place", "cloud", ("edge",), (1.0, 20.0, 50.0), pytest.approx(0.1))
    assert list(turns(model, SYSTEM)) == [
        Turn("budget_ms", "place", "cloud", "edge", 20.0),
        Turn("budget_ms", "place", "edge", "cloud", 50.0),
    ]


def test_what_a_hard_limit_takes_and_gives_back_is_no_fault_of_weights(tmp_path: Path) -> None:
    model = _world(tmp_path, LIMITS)
    assert not list(returns(model, SYSTEM))
    assert not list(turns(model, SYSTEM))


def test_a_number_moves_over_what_is_expected_and_what_is_near(tmp_path: Path) -> None:
    model = _world(tmp_path, BAND)
    assert axes(model, SYSTEM) == {"budget_ms": [1.0, 20.0, 50.0]}
    assert axes(model, System("tight", requirements={"budget_ms": 0.1}))["budget_ms"] == [0.01, 20.0, 50.0]


def test_no_decision_on_a_real_sheet_comes_back_by_more_than_a_hint() -> None:
    model = compiled(KNOWLEDGE)
    cases = [case.system for case in load_cases(knowledge_folder() / "cases", KNOWLEDGE)]
    assert not [(one.name, back) for one in (*cases, *to_try(KNOWLEDGE)) for back in returns(model, one)
                if back.margin > HINT]  # fmt: skip


def test_more_of_an_answer_speaks_for_and_against_options_as_people_expect() -> None:
    model = compiled(KNOWLEDGE)
    cases = [case.system for case in load_cases(knowledge_folder() / "cases", KNOWLEDGE)]
    seen: set[tuple[str, str, str]] = set()
    for one in (*cases, *to_try(KNOWLEDGE)):
        for turn in turns(model, one):
            left, taken = ((turn.answer, turn.decision, option) for option in (turn.before, turn.after))
            seen |= {left, taken}
            assert left not in NEVER_GIVEN_UP, (one.name, turn)
            assert taken not in NEVER_TAKEN_UP, (one.name, turn)
    judged = {*NEVER_GIVEN_UP, *NEVER_TAKEN_UP}
    assert len(seen & judged) > 0.8 * len(judged)
