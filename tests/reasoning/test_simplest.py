"""The simplest sufficient architecture: against brute force on two decisions, and on the real rule base."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.reasoning.model import Model
from advisor.reasoning.simplest import is_safeguard, simplest_sufficient, total_effort
from advisor.reasoning.solution import solve
from advisor.reasoning.verify import violations
from advisor.requirements.system import System
from tests.strategies import KNOWLEDGE, systems

MODEL = Model(KNOWLEDGE)


@given(systems(most=30), st.floats(0, 8))
@settings(max_examples=25, deadline=None)
def test_it_is_feasible_loses_what_it_says_and_is_never_heavier(system: System, allowed: float) -> None:
    solution = solve(MODEL, system)
    if not solution.feasible:
        return
    found = simplest_sufficient(MODEL, system, solution, allowed_loss=allowed)
    assert list(violations(KNOWLEDGE, system, found.architecture)) == []
    assert 0 <= found.loss <= allowed
    taken = {decision: option for decision, option in found.architecture.items() if option is not None}
    again = solve(MODEL, replace(system, fixed=taken))
    assert again.score == pytest.approx(solution.score - found.loss, abs=1e-9)
    assert found.effort == total_effort(MODEL, found.architecture) <= found.recommended_effort
    assert sum(change.effort for change in found.changes) == found.recommended_effort - found.effort
    changed = {change.decision for change in found.changes}
    assert changed == {d for d in MODEL.decisions if found.architecture[d] != solution.chosen[d]}


@given(systems(most=20))
@settings(max_examples=10, deadline=None)
def test_allowing_more_loss_never_takes_more_effort(system: System) -> None:
    solution = solve(MODEL, system)
    if solution.feasible:
        efforts = [simplest_sufficient(MODEL, system, solution, allowed_loss=loss).effort for loss in (0, 1, 3, 9)]
        assert efforts == sorted(efforts, reverse=True)


def test_least_effort_equals_brute_force_over_the_last_free_decisions() -> None:
    """All decisions but four fixed as recommended, the rest tried one by one."""
    free = ("monitoring", "fallback", "platform", "orchestration")
    recommended = solve(MODEL, System("open"))
    fixed = {d: o for d, o in recommended.chosen.items() if o is not None and d not in free}
    system = System("open", fixed=fixed)
    solution = solve(MODEL, system)
    best = None
    trials: list[dict[str, str]] = [{}]
    for decision in free:
        trials = [{**trial, decision: o} for trial in trials for o in KNOWLEDGE.decisions[decision].options]
    tables = MODEL.tables(solution.situation.share[:, None], solution.situation.known, MODEL.fixed(fixed))
    for trial in trials:
        chosen = {**solution.chosen, **trial}
        states = [
            0 if option is None else tables.kept[place].tolist().index(MODEL.options[place].index(option))
            for place, option in enumerate(chosen.values())
            if option is None or MODEL.options[place].index(option) in tables.kept[place]
        ]
        if len(states) < len(chosen):
            continue
        score = sum(table[state, 0] for table, state in zip(tables.unary, states, strict=True))
        score += sum(table[states[i], states[j], 0] for (i, j), table in tables.pairs.items())
        if solution.score - score / 1000 <= 3.0:
            key = (total_effort(MODEL, chosen), -score)
            best = key if best is None else min(best, key)
    found = simplest_sufficient(MODEL, system, solution)
    assert best is not None
    assert found.effort == best[0]
    assert found.loss == pytest.approx(solution.score + best[1] / 1000)


def test_the_recommendation_itself_is_returned_when_nothing_simpler_suffices() -> None:
    system = System("open")
    solution = solve(MODEL, system)
    fixed = {decision: option for decision, option in solution.chosen.items() if option is not None}
    found = simplest_sufficient(MODEL, replace(system, fixed=fixed), solve(MODEL, replace(system, fixed=fixed)))
    assert found.architecture == solution.chosen
    assert (found.loss, found.changes, found.qualities) == (0.0, (), {})


def test_nothing_is_simplest_where_nothing_is_feasible() -> None:
    system = System("open")
    solution = solve(MODEL, system)
    with pytest.raises(ValueError, match="at least 0"):
        simplest_sufficient(MODEL, system, solution, allowed_loss=-1)
    with pytest.raises(ValueError, match="feasible"):
        simplest_sufficient(MODEL, system, replace(solution, feasible=False))


@given(systems(most=30), st.floats(0, 8))
@settings(max_examples=25, deadline=None)
def test_what_protects_people_stays_as_recommended(system: System, allowed: float) -> None:
    solution = solve(MODEL, system)
    if solution.feasible:
        found = simplest_sufficient(MODEL, system, solution, allowed_loss=allowed)
        assert not [change for change in found.changes if is_safeguard(MODEL, system, change.decision)]


def test_oversight_is_a_safeguard_only_where_the_answers_say_that_somebody_needs_protection() -> None:
    assert is_safeguard(MODEL, System("claims", requirements={"regulated": True}), "human_oversight")
    assert not is_safeguard(MODEL, System("open"), "human_oversight")
    assert not is_safeguard(MODEL, System("claims", requirements={"regulated": True}), "orchestration")
