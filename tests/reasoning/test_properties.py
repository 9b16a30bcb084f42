"""Laws that the engine keeps for every rule base and every sheet of answers."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.answers import Answer
from advisor.knowledge.base import PRIORITY_PREFIX, KnowledgeBase
from advisor.knowledge.loading import load_folder
from advisor.reasoning.elimination import is_forbidden
from advisor.reasoning.model import Model
from advisor.reasoning.scenarios import answers_with_priorities, encode
from advisor.reasoning.solution import Solution, solve
from advisor.reasoning.truth import NO, YES
from advisor.reasoning.variants import Variants
from advisor.requirements.system import System
from tests.knowledge.world import files_with, write
from tests.reasoning.worlds import QUESTIONS, probabilities, scores, small_knowledge, small_systems, values_of
from tests.strategies import KNOWLEDGE, answers_to, systems

REAL = Model(KNOWLEDGE)


def _alike(one: Solution, other: Solution) -> bool:
    return (one.feasible, one.score, one.chosen, one.losses) == (
        other.feasible, other.score, other.chosen, other.losses,
    )  # fmt: skip


def _answered(system: System, name: str, answer: Answer) -> System:
    if name.startswith(PRIORITY_PREFIX):
        quality = name.removeprefix(PRIORITY_PREFIX)
        return replace(system, priorities={**system.priorities, quality: float(answer)})  # type: ignore[arg-type]
    return replace(system, requirements={**system.requirements, name: answer})


@given(small_knowledge(), small_systems(complete=True))
@settings(max_examples=100, deadline=None)
def test_optimum_losses_and_probabilities_equal_brute_force(knowledge: KnowledgeBase, system: System) -> None:
    solution = solve(Model(knowledge), system)
    found = list(scores(knowledge, system))
    best = max((score for _, score in found if score is not None), default=None)
    assert solution.feasible == (best is not None)
    if best is None:
        return
    assert solution.score == best / 1000
    assert dict(found_item for found_item in _as_pairs(found))[tuple(solution.chosen.items())] == best
    chances = probabilities(found)
    sharpness = knowledge.preference.sharpness
    for decision, options in knowledge.decisions.items():
        for option in options.options:
            with_it = [s for architecture, s in found if architecture[decision] == option and s is not None]
            expected = (best - max(with_it)) / 1000 if with_it else float("inf")
            if solution.chosen[decision] is not None:
                assert solution.losses[decision][option] == pytest.approx(expected)
                power = chances[decision, option] ** sharpness
                total = sum(chances[decision, other] ** sharpness for other in options.options)
                assert solution.probabilities[decision][option] == pytest.approx(power / total, abs=1e-9)


def _as_pairs(found: list[tuple[dict[str, str | None], int | None]]) -> list[tuple[Any, int | None]]:
    return [(tuple(architecture.items()), score) for architecture, score in found]


@given(small_knowledge(), small_systems(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_rules_and_couplings_changes_nothing(
    knowledge: KnowledgeBase, system: System, random: Random
) -> None:
    rules, couplings = list(knowledge.rules.items()), list(knowledge.couplings.items())
    random.shuffle(rules)
    random.shuffle(couplings)
    turned = replace(knowledge, rules=dict(rules), couplings=dict(couplings))
    one, other = solve(Model(knowledge), system), solve(Model(turned), system)
    assert _alike(one, other)
    assert one.probabilities == other.probabilities


def test_which_file_a_rule_stands_in_changes_nothing(tmp_path: Path) -> None:
    files = files_with()
    moved = {name.replace("rules/mode", "rules/zz").replace("couplings/all", "couplings/aa"): text
             for name, text in reversed(files.items())}  # fmt: skip
    assert moved.keys() != files.keys()
    one, other = load_folder(write(tmp_path / "one", files)), load_folder(write(tmp_path / "other", moved))
    assert list(one.rules) == list(other.rules)
    for waiting in (True, False):
        system = System("any", requirements={"waiting": waiting})
        assert _alike(solve(Model(one), system), solve(Model(other), system))


@given(small_knowledge(), st.lists(small_systems(), min_size=2, max_size=5))
@settings(max_examples=50, deadline=None)
def test_scenarios_in_a_batch_are_answered_as_alone(knowledge: KnowledgeBase, sheets: list[System]) -> None:
    model = Model(knowledge)
    batch = encode([answers_with_priorities(system, knowledge) for system in sheets], model.fields)
    share = (model.truths(batch) == YES).astype(float)
    together = model.tables(share, batch, model.fixed({}))
    states, score = model.plan.decide(together.unary, together.pairs)
    for column in range(len(sheets)):
        here = np.array([column])
        alone = model.tables(share[:, here], batch.columns(here), model.fixed({}))
        state, best = model.plan.decide(alone.unary, alone.pairs)
        assert is_forbidden(best[0]) == is_forbidden(score[column])
        if not is_forbidden(best[0]):  # where no architecture is left, the least bad depends on what the batch leaves
            assert best[0] == score[column]
            assert (alone.options(state)[:, 0] == together.options(states)[:, column]).all()


@given(small_knowledge(), small_systems(), st.data())
@settings(max_examples=60, deadline=None)
def test_many_changes_of_a_system_are_answered_as_each_alone(
    knowledge: KnowledgeBase, system: System, data: st.DataObject
) -> None:
    names = st.sampled_from([*QUESTIONS, f"{PRIORITY_PREFIX}cost"])
    changes = [
        (name, data.draw(values_of(name) if name in QUESTIONS else st.sampled_from([0.0, 2.0, 4.0, 5.0])))
        for name in data.draw(st.lists(names, min_size=1, max_size=6))
    ]
    _assert_variants_equal_solves(Model(knowledge), system, changes)


@given(systems(most=25), st.data())
@settings(max_examples=25, deadline=None)
def test_many_changes_of_a_real_system_are_answered_as_each_alone(system: System, data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(REAL.read & set(KNOWLEDGE.questions))), min_size=1, max_size=4))
    changes = [
        (name, data.draw(answers_to(KNOWLEDGE.questions[name]).filter(lambda answer: not hasattr(answer, "low"))))
        for name in names
    ]
    _assert_variants_equal_solves(REAL, system, changes)


def _assert_variants_equal_solves(model: Model, system: System, changes: list[tuple[str, Answer]]) -> None:
    variants = Variants(model, system)
    options = [(decision, options[-1]) for decision, options in zip(model.decisions, model.options, strict=True)]
    answered = zip(
        changes,
        variants.best(changes),
        variants.probabilities(changes),
        variants.losses(changes, options).T,
        strict=True,
    )
    for (name, answer), best, chances, losses in answered:
        alone = solve(model, _answered(system, name, answer))
        assert alone.feasible == (best is not None)
        if best is not None:
            assert best.architecture == alone.chosen
            assert best.score / 1000 == alone.score
            for decision, expected in alone.probabilities.items():
                if alone.chosen[decision] is not None:
                    assert chances[decision] == pytest.approx(expected, abs=1e-9)
            for (decision, option), lost in zip(options, losses.tolist(), strict=True):
                assert lost == (alone.losses[decision][option] if alone.chosen[decision] is not None else math.inf)


@given(small_knowledge(), small_systems(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_an_answer_that_no_rule_reads_changes_nothing(knowledge: KnowledgeBase, system: System, answer: bool) -> None:
    model = Model(knowledge)
    without = replace(system, requirements={n: a for n, a in system.requirements.items() if n != "unread"})
    one, other = solve(model, without), solve(model, _answered(without, "unread", answer))
    assert _alike(one, other)
    assert one.probabilities == other.probabilities


@given(small_knowledge(), small_systems(), st.data())
@settings(max_examples=80, deadline=None)
def test_what_an_unknown_answer_leaves_open_is_never_taken_for_a_no(
    knowledge: KnowledgeBase, system: System, data: st.DataObject
) -> None:
    model = Model(knowledge)
    for name in QUESTIONS.keys() - system.requirements.keys():
        _assert_answers_only_settle(model, system, name, data.draw(values_of(name)))


@given(systems(most=25), st.data())
@settings(max_examples=30, deadline=None)
def test_no_unknown_answer_of_a_real_system_is_taken_for_a_no(system: System, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted((REAL.read & set(KNOWLEDGE.questions)) - system.requirements.keys())))
    _assert_answers_only_settle(REAL, system, name, data.draw(answers_to(KNOWLEDGE.questions[name])))


def _assert_answers_only_settle(model: Model, system: System, name: str, answer: Answer) -> None:
    """A condition that is a no, or a yes, without an answer stays so with it."""
    sheets = [answers_with_priorities(one, model.knowledge) for one in (system, _answered(system, name, answer))]
    before, after = model.truths(encode(sheets, model.fields)).T
    assert (after[before == NO] == NO).all()
    assert (after[before == YES] == YES).all()


@given(small_knowledge(), small_systems(), st.integers(0, 4))
@settings(max_examples=80, deadline=None)
def test_more_weight_on_a_quality_never_gives_less_of_it(
    knowledge: KnowledgeBase, system: System, priority: int
) -> None:
    name = f"{PRIORITY_PREFIX}cost"
    if any(name in condition.fields for condition in knowledge.conditions.values()):
        return
    _assert_no_less(Model(knowledge), system, "cost", priority)


@given(systems(most=30), st.sampled_from(sorted(KNOWLEDGE.qualities)), st.integers(0, 4))
@settings(max_examples=30, deadline=None)
def test_more_weight_on_a_quality_never_gives_less_of_it_in_a_real_system(
    system: System, quality: str, priority: int
) -> None:
    if any(PRIORITY_PREFIX + quality in condition.fields for condition in REAL.conditions):
        return
    _assert_no_less(REAL, system, quality, priority)


def _assert_no_less(model: Model, system: System, quality: str, priority: int) -> None:
    grades = []
    for weight in (priority, priority + 1):
        solution = solve(model, _answered(system, PRIORITY_PREFIX + quality, float(weight)))
        if not solution.feasible:
            return
        grades.append(
            sum(
                model.knowledge.decisions[decision].options[option].effects[quality].grade
                for decision, option in solution.chosen.items()
                if option is not None and quality in model.knowledge.decisions[decision].options[option].effects
            )
        )
    assert grades[1] >= grades[0]
