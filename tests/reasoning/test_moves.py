"""When to move on to a heavier option: each move is real on both sides of its threshold, and the first one."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from advisor.answers import Range
from advisor.locations import knowledge_folder
from advisor.reasoning.cells import cells_of
from advisor.reasoning.flips import find_flips
from advisor.reasoning.model import Model
from advisor.reasoning.moves import moves_to_heavier
from advisor.reasoning.simplest import SMALL_LOSS, effort_of, simplest_sufficient
from advisor.reasoning.solution import Solution, solve
from advisor.requirements.reading import read_system
from advisor.requirements.system import System
from tests.strategies import KNOWLEDGE

MODEL = Model(KNOWLEDGE)
EXAMPLE = knowledge_folder() / "examples" / "payment-fraud.yaml"
FRAUD = read_system(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE.name, KNOWLEDGE)
WALKED = ("latency_budget_ms", "training_examples")
SYSTEMS = {"as it is": FRAUD, "on premises": replace(FRAUD, fixed={"compute_location": "on_premises"})}


def _with(system: System, name: str, value: float) -> Solution:
    return solve(MODEL, replace(system, requirements={**system.requirements, name: value}))


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_move_is_to_a_heavier_option_and_holds_beyond_its_threshold_only(name: str) -> None:
    system = SYSTEMS[name]
    simplest = simplest_sufficient(MODEL, system, solve(MODEL, system))
    changed = {change.decision for change in simplest.changes}
    moves = moves_to_heavier(MODEL, system, simplest, find_flips(MODEL, system))
    assert moves
    for move in moves:
        assert effort_of(MODEL, move.decision, move.heavier) > effort_of(MODEL, move.decision, move.option)
        assert simplest.architecture[move.decision] == move.option
        sign = 1 if move.side == "above" else -1
        before, beyond = (_with(system, move.answer, move.at * (1 + step * sign)) for step in (-1e-7, 1e-7))
        if move.decision in changed:
            assert before.losses[move.decision][str(move.option)] <= SMALL_LOSS
            assert beyond.losses[move.decision][str(move.option)] > SMALL_LOSS
            assert beyond.losses[move.decision][move.heavier] <= SMALL_LOSS
        else:
            assert before.chosen[move.decision] != move.heavier
            assert beyond.chosen[move.decision] == move.heavier


def test_moves_from_a_simpler_option_are_all_that_brute_force_finds() -> None:
    simplest = simplest_sufficient(MODEL, FRAUD, solve(MODEL, FRAUD))
    lighter = [change for change in simplest.changes if change.effort > 0]
    assert lighter
    losses, walks = {}, []
    for name, cells in cells_of(MODEL, FRAUD, WALKED).items():
        answer = FRAUD.requirements[name]
        low, high = (answer.low, answer.high) if isinstance(answer, Range) else (answer, answer)
        wide = [cell for cell in cells if not cell.is_point]
        walks += [(name, "above", [cell for cell in wide if cell.low > high], high)]
        walks += [(name, "below", [cell for cell in reversed(wide) if cell.high <= low], low)]
        losses |= {(name, cell): _with(FRAUD, name, cell.sample).losses for cell in wide}
    for allowed in (0.4, 1.0, SMALL_LOSS):
        found = set()
        for change, (name, side, walk, today) in itertools.product(lighter, walks):
            lost = [losses[name, cell][change.decision] for cell in walk]
            over = next((at for at, one in enumerate(lost) if one[str(change.simpler)] > allowed), None)
            if over is not None and lost[over][str(change.recommended)] <= allowed:
                at = float(f"{walk[over].low if side == 'above' else walk[over].high:.10g}")
                if at != today:
                    found.add((change.decision, name, at, side))
        moves = moves_to_heavier(MODEL, FRAUD, simplest, (), allowed)
        assert {(m.decision, m.answer, m.at, m.side) for m in moves if m.answer in WALKED} == found
