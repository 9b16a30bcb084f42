"""The search for winning answers is confirmed by the solver, and the proof of domination never contradicts it."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.prover import Prover
from advisor.reasoning.domination import dominating
from advisor.reasoning.model import Model
from advisor.reasoning.scenarios import answers_with_priorities
from advisor.reasoning.solution import solve
from advisor.reasoning.winning import asked_of, contest, losses_of, system_of
from advisor.requirements.system import System
from tests.knowledge.world import read
from tests.reasoning.worlds import small_knowledge, small_systems
from tests.strategies import KNOWLEDGE

MODEL = Model(KNOWLEDGE)


def test_each_witness_is_confirmed_by_the_solver() -> None:
    found = contest(MODEL)
    for state, answers in found.wins.items():
        assert solve(MODEL, system_of(answers)).chosen[state[0]] == state[1]
    for state, answers in found.loses.items():
        assert solve(MODEL, system_of(answers)).chosen[state[0]] not in (None, state[1])


@given(small_knowledge(), small_systems(complete=True))
@settings(max_examples=80, deadline=None)
def test_search_and_solver_agree_on_questions_that_are_not_asked(knowledge: KnowledgeBase, system: System) -> None:
    """What follows a question that is not asked is not drawn, so both take its conditions as not holding."""
    model = Model(knowledge)
    asked = asked_of(answers_with_priorities(system, knowledge), knowledge)
    losses, applicable = losses_of(model, [asked])
    solution = solve(model, system_of(asked))
    for decision, options, lost, applies in zip(model.decisions, model.options, losses, applicable[:, 0], strict=True):
        taken = [option for option, loss in zip(options, lost[:, 0], strict=True) if loss == 0 and applies]
        assert taken == ([] if solution.chosen[decision] is None else [solution.chosen[decision]])


def test_no_option_that_wins_is_proved_dominated() -> None:
    prover = Prover.of(KNOWLEDGE)
    found = contest(MODEL, first_sheets=256)
    for decision, option in found.wins:
        assert dominating(KNOWLEDGE, prover, decision, option) is None


def test_a_rival_must_win_ties_to_dominate(tmp_path: Path) -> None:
    """Without rules all options score alike; the earlier one is taken, so the later never wins and the earlier does."""
    nothing = {
        "rules_mode": ("{online: 1.6, batch: -1.6}", "{online: 1, batch: 1}"),
        "couplings_all": ("weight: 0.5", "weight: -0.5"),
    }
    knowledge = read(
        tmp_path,
        **nothing,
        rules_place=("budget_ms > 3", "budget_ms > 4"),
    ).knowledge
    rules = {name: rule for name, rule in knowledge.rules.items() if name != "nobody-waits"}
    object.__setattr__(knowledge, "rules", rules)
    object.__setattr__(knowledge, "couplings", {})
    prover = Prover.of(knowledge)
    assert dominating(knowledge, prover, "mode", "online") == "batch"
    assert dominating(knowledge, prover, "mode", "batch") is None
