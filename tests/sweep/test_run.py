"""Each row of a sweep against a solve of its own."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from advisor.answers import Range
from advisor.knowledge.schema import Answers
from advisor.reasoning.scenarios import answers_with_priorities
from advisor.reasoning.solution import solve
from advisor.requirements.system import System
from advisor.sweep.grid import Grid, read_grid
from advisor.sweep.run import Answered, Evaluator
from tests.strategies import KNOWLEDGE
from tests.sweep.world import MODEL, SKETCH, system_of_row

EVERYTHING = [
    *(f"{name}=draw:4000" for name, question in KNOWLEDGE.questions.items() if question.prior is not None),
    *(f"{quality}=draw:4000" for quality in KNOWLEDGE.qualities),
]


def _evaluate(base: System, grid: Grid, start: int, stop: int) -> Answered:
    answers = answers_with_priorities(base, KNOWLEDGE)
    return Evaluator(MODEL, answers, base.fixed, grid.fields).evaluate(grid.rows(start, stop))


def _assert_same(base: System, grid: Grid, found: Answered, rows: list[int], start: int = 0) -> None:
    varied = grid.rows(start, start + len(found.score))
    for row in rows:
        alone = solve(MODEL, system_of_row(base, varied, row))
        assert found.feasible[row] == alone.feasible
        assert found.score[row] == alone.score
        for place, (decision, options) in enumerate(zip(MODEL.decisions, MODEL.options, strict=True)):
            taken = int(found.options[place, row])
            assert (options[taken] if taken >= 0 else None) == alone.chosen[decision]
            if taken >= 0:
                expected = alone.probabilities[decision][options[taken]]
                assert found.probabilities[place, row] == pytest.approx(expected, abs=1e-5)
            else:
                assert np.isnan(found.probabilities[place, row])


def test_rows_with_every_answer_given_equal_single_solves() -> None:
    grid = read_grid(EVERYTHING, KNOWLEDGE)
    found = _evaluate(System("all"), grid, 0, 3000)
    _assert_same(System("all"), grid, found, Random(1).sample(range(3000), 40))


def test_rows_with_unknown_answers_equal_single_solves() -> None:
    grid = read_grid(
        ["latency_budget_ms=log:5..5000:9", "modality=text,image+tabular,unknown", "latency=0,5", "drift=draw:1"],
        KNOWLEDGE,
    )
    found = _evaluate(SKETCH, grid, 0, grid.size)
    _assert_same(SKETCH, grid, found, Random(2).sample(range(grid.size), 25))


def test_rows_with_ranges_and_fixed_decisions_equal_single_solves() -> None:
    base = System(
        "ranged",
        requirements={"peak_requests_per_second": Range(2.0, 900.0), "latency_budget_ms": Range(5.0, 400.0)},
        fixed={"compute_location": next(iter(KNOWLEDGE.decisions["compute_location"].options))},
    )
    grid = read_grid(["entities=log:10..1e9:12", "latency_budget_ms=20,unknown,300"], KNOWLEDGE)
    found = _evaluate(base, grid, 0, grid.size)
    _assert_same(base, grid, found, Random(3).sample(range(grid.size), 15))


def test_what_makes_sense_to_ask_may_differ_between_rows() -> None:
    deciding = sorted(
        {
            name
            for question in KNOWLEDGE.questions.values()
            if question.asked_when is not None and question.prior is not None
            for name in KNOWLEDGE.conditions[question.asked_when].fields
            if KNOWLEDGE.questions[name].answers in (Answers.CHOICE, Answers.BOOLEAN)
        }
    )
    for name in deciding[:4]:
        choices = ",".join(KNOWLEDGE.vocabulary[name].choices)
        grid = read_grid([f"{name}={choices},unknown"], KNOWLEDGE)
        found = _evaluate(System("bare"), grid, 0, grid.size)
        _assert_same(System("bare"), grid, found, list(range(grid.size)))


def test_rows_without_an_architecture_say_so() -> None:
    base = System("bound", fixed={"compute_location": "cloud"})
    grid = read_grid(["cloud_allowed=true,false,unknown"], KNOWLEDGE)
    found = _evaluate(base, grid, 0, grid.size)
    assert found.feasible.tolist() == [True, False, True]
    assert found.score[1] == -np.inf
    assert (found.options[:, 1] == -1).all()
    assert np.isnan(found.probabilities[:, 1]).all()
    _assert_same(base, grid, found, [0, 1, 2])


def test_the_answer_of_a_row_does_not_depend_on_its_company() -> None:
    grid = read_grid(EVERYTHING, KNOWLEDGE)
    together = _evaluate(System("all"), grid, 0, 1500)
    apart = _evaluate(System("all"), grid, 700, 740)
    assert (together.score[700:740] == apart.score).all()
    assert (together.options[:, 700:740] == apart.options).all()
    np.testing.assert_allclose(together.probabilities[:, 700:740], apart.probabilities, atol=1e-5)
