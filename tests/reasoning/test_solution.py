"""The whole solver on the real rule base, against an independent optimiser and its own laws."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings

from advisor.knowledge.loading import load_knowledge
from advisor.reasoning.model import THOUSANDTHS, Model
from advisor.reasoning.scenarios import DRAWS, answers_with_priorities
from advisor.reasoning.solution import situate, solve
from advisor.reasoning.verify import violations
from advisor.requirements.system import System
from benchmarks.peers import cp_sat_optimum
from tests.strategies import KNOWLEDGE, systems

MODEL = Model(KNOWLEDGE)
SHEETS_FOR_THE_OPTIMISER = 200


def _optimum_by_cp_sat(system: System) -> int | None:
    """The best score in units of a draw's share of a thousandth, by constraint programming; ``None`` if infeasible."""
    situation = situate(MODEL, answers_with_priorities(system, KNOWLEDGE))
    tables = MODEL.tables(situation.share[:, None], situation.known, MODEL.fixed(system.fixed))
    return cp_sat_optimum(tables, unit=DRAWS)


def _random_system(random: Random) -> System:
    """A sheet with each question answered with even odds, and sometimes a fixed decision."""
    requirements = {}
    for name, question in KNOWLEDGE.questions.items():
        if random.random() < 0.5:
            continue
        if question.answers == "number":
            low, high = question.minimum or 0.001, min(question.maximum or 1e9, 1e9)
            requirements[name] = min(max(math.exp(random.uniform(math.log(max(low, 1e-3)), math.log(high))), low), high)
        elif question.answers == "boolean":
            requirements[name] = random.random() < 0.5
        elif question.answers == "choices":
            requirements[name] = tuple(choice for choice in question.choices if random.random() < 0.4) or ("text",)
        else:
            requirements[name] = random.choice(list(question.choices))
    fixed = {}
    if random.random() < 0.3:
        decision = random.choice(list(KNOWLEDGE.decisions))
        fixed[decision] = random.choice(list(KNOWLEDGE.decisions[decision].options))
    return System("random", requirements=requirements, fixed=fixed)


@pytest.mark.parametrize("seed", range(8))
def test_optimum_equals_that_of_an_independent_solver(seed: int) -> None:
    random = Random(seed)
    for _ in range(SHEETS_FOR_THE_OPTIMISER // 8):
        system = _random_system(random)
        solution = solve(MODEL, system)
        expected = _optimum_by_cp_sat(system)
        found = round(solution.score * THOUSANDTHS * DRAWS) if solution.feasible else None
        assert found == expected, system


@given(systems())
@settings(max_examples=80, deadline=None)
def test_recommended_architecture_breaks_no_hard_rule(system: System) -> None:
    solution = solve(MODEL, system)
    if solution.feasible:
        assert list(violations(KNOWLEDGE, system, solution.chosen)) == []


@given(systems())
@settings(max_examples=60, deadline=None)
def test_probabilities_of_a_decision_sum_to_one_where_it_applies(system: System) -> None:
    solution = solve(MODEL, system)
    for decision, chances in solution.probabilities.items():
        expected = 0.0 if solution.feasible and solution.chosen[decision] is None else 1.0
        if solution.feasible:
            assert sum(chances.values()) == pytest.approx(expected, abs=1e-9)


@given(systems(most=15))
@settings(max_examples=40, deadline=None)
def test_odds_of_an_uncoupled_decision_are_those_of_its_losses_however_much_is_open(system: System) -> None:
    answered = replace(system, requirements={**system.requirements, "task": "question_answering"}, fixed={})
    solution = solve(MODEL, answered)
    if solution.feasible:
        assert MODEL.decisions.index("llm_routing") not in {position for edge in MODEL.edges for position in edge}
        power = float(MODEL.sharpness(solution.situation.share[:, None])[0])
        weights = {option: math.exp(-power * lost) for option, lost in solution.losses["llm_routing"].items()}
        expected = {option: weight / sum(weights.values()) for option, weight in weights.items()}
        assert solution.probabilities["llm_routing"] == pytest.approx(expected, abs=1e-9)


@given(systems())
@settings(max_examples=40, deadline=None)
def test_no_loss_on_recommended_options_and_none_negative(system: System) -> None:
    solution = solve(MODEL, system)
    for decision, option in solution.chosen.items():
        if option is not None:
            assert solution.losses[decision][option] == 0.0
        if solution.feasible:
            assert min(solution.losses[decision].values()) >= 0.0


@given(systems())
@settings(max_examples=25, deadline=None)
def test_order_of_rules_changes_nothing(system: System) -> None:
    turned = replace(
        KNOWLEDGE,
        rules=dict(reversed(KNOWLEDGE.rules.items())),
        couplings=dict(reversed(KNOWLEDGE.couplings.items())),
    )
    one, other = solve(MODEL, system), solve(Model(turned), system)
    assert one.score == other.score
    assert one.chosen == other.chosen
    assert one.losses == other.losses


@given(systems(most=20))
@settings(max_examples=40, deadline=None)
def test_fixing_what_was_recommended_changes_nothing_else(system: System) -> None:
    solution = solve(MODEL, system)
    if not solution.feasible:
        return
    fixed = {decision: option for decision, option in solution.chosen.items() if option is not None}
    again = solve(MODEL, replace(system, fixed=fixed))
    assert again.chosen == solution.chosen
    assert again.score == solution.score


def test_an_absent_answer_is_not_a_no() -> None:
    answered = System("no-cloud", requirements={"cloud_allowed": False})
    unknown = System("unknown-cloud")
    assert solve(MODEL, answered).losses["platform"]["managed"] == math.inf
    assert solve(MODEL, unknown).losses["platform"]["managed"] < math.inf


def test_the_rule_base_loads_once() -> None:
    assert load_knowledge() is load_knowledge()
