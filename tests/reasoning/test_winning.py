"""The search for winning answers is confirmed by the solver, and the proof of domination never contradicts it."""

from __future__ import annotations

from pathlib import Path

from advisor.knowledge.prover import Prover
from advisor.reasoning.domination import dominating
from advisor.reasoning.model import Model
from advisor.reasoning.solution import solve
from advisor.reasoning.winning import contest, system_of
from tests.knowledge.world import read
from tests.strategies import KNOWLEDGE

MODEL = Model(KNOWLEDGE)


def test_each_witness_is_confirmed_by_the_solver() -> None:
    found = contest(MODEL)
    for state, answers in found.wins.items():
        assert solve(MODEL, system_of(answers)).chosen[state[0]] == state[1]
    for state, answers in found.loses.items():
        assert solve(MODEL, system_of(answers)).chosen[state[0]] not in (None, state[1])


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
