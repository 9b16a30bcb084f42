"""The whole run on one screen: from a system to its recommendation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from advisor.cases import Case
from advisor.knowledge.base import KnowledgeBase
from advisor.reasoning.compiled import compiled
from advisor.reasoning.information import AnswerValue, values_of_answers
from advisor.reasoning.solution import Solution, solve
from advisor.reasoning.verify import verify
from advisor.recommendation.missing import open_questions, would_close
from advisor.recommendation.numbers import estimates_of, forecast_of
from advisor.recommendation.reasons import reasons_for
from advisor.recommendation.recommendation import OPEN_BELOW, DecisionAdvice, OptionAdvice, Reason, Recommendation
from advisor.recommendation.similar import similar_systems
from advisor.requirements.system import System

if TYPE_CHECKING:
    from advisor.reasoning.conflicts import Conflict
    from advisor.reasoning.model import Model


def advise(knowledge: KnowledgeBase, system: System, cases: Sequence[Case] = ()) -> Recommendation:
    """Recommend one architecture for ``system``.

    Args:
        knowledge: the rule base.
        system: what is known of the system.
        cases: published systems to look for similar ones in.

    Returns:
        The best joint architecture with its reasons; when the answers leave none, the conflicts instead.

    Raises:
        AssertionError: the recommended architecture breaks a hard rule, which would be a defect of the solver.
    """
    model = compiled(knowledge)
    solution = solve(model, system)
    if solution.feasible:
        verify(knowledge, system, solution.chosen)
    reasons = reasons_for(model, system, solution)
    values = values_of_answers(model, system, solution.situation, of_priorities=False) if solution.feasible else {}
    decisions = {
        decision: _decision_advice(decision, system, solution, reasons[decision], values)
        for decision in model.decisions
    }
    chosen = {name: advice.option for name, advice in decisions.items() if advice.option is not None}
    numbers = forecast_of(knowledge, system, chosen) if solution.feasible else None
    return Recommendation(
        system=system,
        knowledge_version=knowledge.version,
        knowledge_digest=knowledge.digest,
        knowledge_packs=knowledge.packs,
        feasible=solution.feasible,
        conflicts=() if solution.feasible else _conflicts(model, system),
        decisions=decisions,
        score=solution.score,
        open_questions=open_questions(values),
        similar=similar_systems(knowledge, system, chosen, cases),
        estimates={} if numbers is None else estimates_of(numbers),
        forecast=numbers,
    )


def _conflicts(model: Model, system: System) -> tuple[Conflict, ...]:
    from advisor.reasoning.conflicts import find_conflicts

    return find_conflicts(model, system)


def _decision_advice(
    decision: str,
    system: System,
    solution: Solution,
    reasons: Mapping[str, tuple[Reason, ...]],
    values: Mapping[str, AnswerValue],
) -> DecisionAdvice:
    probabilities = solution.probabilities[decision]
    losses = solution.losses[decision]
    chosen = solution.chosen[decision]
    options = {
        option: OptionAdvice(
            probability=probability,
            feasible=solution.feasible and losses[option] != float("inf"),
            score=-losses[option] if solution.feasible else float("-inf"),
            reasons=reasons[option],
        )
        for option, probability in probabilities.items()
    }
    others = [option for option in options if option != chosen and options[option].feasible]
    probability = 0.0 if chosen is None else probabilities[chosen]
    fixed = decision in system.fixed
    is_open = chosen is not None and not fixed and probability < OPEN_BELOW
    return DecisionAdvice(
        decision=decision,
        option=chosen,
        probability=probability,
        applicable=chosen is not None or not solution.feasible,
        fixed=fixed,
        options=options,
        runner_up=max(others, key=lambda option: options[option].probability, default=None) if chosen else None,
        open=is_open,
        closed_by=would_close(values, decision) if is_open else (),
    )
