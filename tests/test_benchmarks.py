"""The contenders of the benchmark answer alike, and what was measured becomes a page."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from advisor.reasoning.compiled import compiled
from advisor.reasoning.elimination import is_forbidden
from advisor.reasoning.scenarios import answers_with_priorities, encode
from advisor.reasoning.truth import UNKNOWN, YES
from benchmarks import peers
from benchmarks.contests import Contest
from benchmarks.questions import Measurement
from benchmarks.report import page
from benchmarks.scenarios import systems
from benchmarks.throughput import Rate
from tests.strategies import KNOWLEDGE

MODEL = compiled(KNOWLEDGE)
SHEETS = [answers_with_priorities(system, KNOWLEDGE) for system in systems(KNOWLEDGE, 12, seed=5)]


def test_a_rule_engine_finds_the_same_conditions_true() -> None:
    truths = MODEL.truths(encode(SHEETS, MODEL.fields))
    assert (truths != UNKNOWN).all()
    expression = peers.zen_expression(MODEL)
    found = np.array([expression.evaluate(peers.zen_facts(sheet)) for sheet in SHEETS]).T
    assert (found == (truths == YES)).all()


@pytest.mark.skipif(sys.platform != "linux", reason="toulbar2 comes as a package for Linux alone")
def test_two_optimisers_find_the_same_optimum() -> None:
    batch = encode(SHEETS, MODEL.fields)
    fixed = MODEL.fixed({"prediction_mode": "batch"})
    tables = MODEL.tables((MODEL.truths(batch) == YES).astype(float), batch, fixed)
    _, scores = MODEL.plan.decide(tables.unary, tables.pairs)
    own = [None if is_forbidden(score) else round(score) for score in scores.tolist()]
    assert None in own
    assert len(set(own)) > 2
    assert [peers.toulbar2_optimum(tables, column) for column in range(len(SHEETS))] == own
    assert peers.cp_sat_optimum(tables) == own[0]


def test_the_page_says_what_was_measured_and_whether_targets_were_kept() -> None:
    text = page(
        MODEL,
        [Contest("rules", "somebody", 2e-6, 3e-5, 5)],
        [Measurement("start", 0.25, 0.2)],
        [Rate("fast", 2e6, 1.5e6), Rate("slow", 1e6, 1.5e6), Rate("numpy", 20_000)],
        [Measurement("think", 0.004, 0.01)],
    )
    assert "| rules | somebody | 2 µs | 30 µs | 15 | 5 |" in text
    assert "| start | 250 ms | 200 ms | no |" in text
    assert "| fast | 2,000,000 | 1,500,000 | yes |" in text
    assert "| slow | 1,000,000 | 1,500,000 | no |" in text
    assert "| numpy | 20,000 |  |  |" in text
    assert "| think | 4 ms | 10 ms | yes |" in text
