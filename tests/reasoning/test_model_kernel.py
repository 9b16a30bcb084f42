"""The compiled model gives what numpy gives and what brute force gives, bit by bit: truths, scores, architectures."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.answers import Range
from advisor.conditions import parse
from advisor.knowledge.base import KnowledgeBase
from advisor.reasoning import model_kernel, rule_kernel, threads
from advisor.reasoning.batches import optima, parts
from advisor.reasoning.elimination import FORBIDDEN, is_forbidden
from advisor.reasoning.lanes import LANES
from advisor.reasoning.model import Model
from advisor.reasoning.scenarios import ScenarioBatch, answers_with_priorities, encode
from advisor.reasoning.truth import NO, UNKNOWN, YES, TruthPlan
from advisor.requirements.system import System
from benchmarks import scenarios
from tests.reasoning.worlds import scores, small_knowledge, small_systems
from tests.strategies import KNOWLEDGE, systems

REAL = Model(KNOWLEDGE)
FEW_UNKNOWN = 0.8


def _batch(model: Model, sheets: list[System]) -> ScenarioBatch:
    return encode([answers_with_priorities(system, model.knowledge) for system in sheets], model.fields)


def _agrees(model: Model, batch: ScenarioBatch, fixed: np.ndarray) -> None:
    truths = model.truths(batch)
    own = optima(model, truths == YES, batch, fixed)
    given_to_kernel = rule_kernel.unpaired(model, batch)
    found = model_kernel.optima(model, given_to_kernel, fixed)
    assert (rule_kernel.truths(model.truth, given_to_kernel) == truths).all()
    assert (found.possible == own.possible).all()
    assert (found.score[own.possible] == own.score[own.possible]).all()
    assert (found.options[:, own.possible] == own.options[:, own.possible]).all()


@given(small_knowledge(), st.lists(small_systems(), min_size=1, max_size=5), st.data())
@settings(max_examples=100, deadline=None)
def test_any_rule_base_is_decided_alike(knowledge: KnowledgeBase, sheets: list[System], data: st.DataObject) -> None:
    model = Model(knowledge)
    fixed = data.draw(st.dictionaries(st.sampled_from(model.decisions), st.just("o0"), max_size=2))
    _agrees(model, _batch(model, sheets), model.fixed(fixed))


@given(small_knowledge(), small_systems(complete=True))
@settings(max_examples=50, deadline=None)
def test_the_best_of_all_architectures_is_found(knowledge: KnowledgeBase, system: System) -> None:
    model = Model(knowledge)
    batch = _batch(model, [system])
    found = model_kernel.optima(model, rule_kernel.unpaired(model, batch), model.fixed(system.fixed))
    best = max((score for _, score in scores(knowledge, system) if score is not None), default=None)
    assert found.possible[0] == (best is not None)
    assert best is None or found.score[0] == best


@given(st.lists(systems(), min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_sheets_with_unknown_answers_and_ranges_are_decided_alike(sheets: list[System]) -> None:
    budget = {"latency_budget_ms": Range(5, 500)}
    ranged = [replace(sheet, requirements={**sheet.requirements, **budget}) for sheet in sheets]
    _agrees(REAL, _batch(REAL, [*sheets, *ranged]), REAL.fixed({}))


def test_many_scenarios_are_decided_alike_whatever_the_number_of_threads() -> None:
    sheets = scenarios.systems(KNOWLEDGE, 5 * LANES + 7, answered=FEW_UNKNOWN)
    batch = _batch(REAL, sheets)
    assert (REAL.truths(batch) == UNKNOWN).any()
    for cores in (1, 2, 5):
        with patch.object(threads, "cores", lambda cores=cores: cores):
            _agrees(REAL, batch, REAL.fixed({}))


def test_arithmetic_is_that_of_numpy_where_it_divides_by_zero_or_has_no_bound() -> None:
    texts = (
        "inference_ms / latency_budget_ms > 0.5", "latency_budget_ms / inference_ms <= 2", "inference_ms * 2 < '10 ms'",
        "inference_ms - latency_budget_ms / 2 > '3 ms'", "inference_ms + latency_budget_ms >= '8 ms'",
        "inference_ms * latency_budget_ms / inference_ms < '5 ms'",
    )  # fmt: skip
    ends = (None, 0.0, 4.0, Range(0, 5), Range(2, 9))
    rows = [
        {name: end for name, end in (("inference_ms", one), ("latency_budget_ms", other)) if end is not None}
        for one in ends for other in ends
    ]  # fmt: skip
    plan = TruthPlan([parse(text, KNOWLEDGE.vocabulary) for text in texts], REAL.fields)
    batch = encode(rows, REAL.fields)
    batch.high[batch.high > 1e6] = np.inf
    found = rule_kernel.truths(plan, rule_kernel.unpaired(REAL, batch))
    assert (found == plan.evaluate(batch)).all()
    assert set(found.ravel().tolist()) == {NO, UNKNOWN, YES}


def test_patterns_tell_which_scenarios_rules_see_alike() -> None:
    batch = _batch(REAL, scenarios.systems(KNOWLEDGE, 300, answered=FEW_UNKNOWN))
    twice = batch.columns(np.repeat(np.arange(batch.size), 2))
    held, unknown = rule_kernel.patterns(REAL.truth, rule_kernel.unpaired(REAL, twice))
    truths = REAL.truths(twice)
    assert (unknown == (truths == UNKNOWN).any(axis=0)).all()
    alike = (held[:, :, None] == held[:, None]).all(axis=0)
    holds = truths == YES
    assert (alike == (holds[:, :, None] == holds[:, None]).all(axis=0)).all()


def test_tables_of_decided_scenarios_are_those_of_numpy() -> None:
    batch = _batch(REAL, scenarios.systems(KNOWLEDGE, 400))
    free = REAL.fixed({})
    own, found = (np.full((sum(map(len, REAL.options)), batch.size), np.nan) for _ in range(2))
    for columns, tables in parts(REAL, REAL.truths(batch) == YES, batch, free):
        own[:, columns] = REAL.states(tables, tables.unary)
    for part in model_kernel.optima_and_tables(REAL, rule_kernel.unpaired(REAL, batch), free)[1]:
        found[:, part.places] = REAL.states(part.tables, part.tables.unary)
    possible = (own > FORBIDDEN / 2) & (found > FORBIDDEN / 2)
    assert (own[possible] == found[possible]).all()
    assert (is_forbidden(found) == ~possible).all()
