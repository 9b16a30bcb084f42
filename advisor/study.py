"""From a recommendation to what would change it, what it rests on, and what fixed decisions cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from advisor.advise import advise
from advisor.answers import Answer
from advisor.forecast.addends import addends_of, at_middles, on_draws
from advisor.forecast.architectures import Architectures
from advisor.forecast.plan import Plan, forecast_plan
from advisor.knowledge.base import KnowledgeBase
from advisor.reasoning.boundary import find_boundary, telling_pair
from advisor.reasoning.closings import Closing, closing_answers
from advisor.reasoning.compiled import compiled
from advisor.reasoning.flips import find_flips
from advisor.reasoning.model import Model, Tables
from advisor.reasoning.moves import moves_to_heavier
from advisor.reasoning.pareto import Front, Total, expected_tables, pareto_front, states_of
from advisor.reasoning.robustness import robustness
from advisor.reasoning.simplest import grades_of, simplest_sufficient
from advisor.reasoning.solution import Solution, solve
from advisor.recommendation.limits import stated_bound
from advisor.recommendation.recommendation import OPEN_BELOW, Estimate, Recommendation
from advisor.recommendation.study import Price, Study
from advisor.requirements.system import System

__all__ = [
    "COST",
    "DRAWS",
    "LATENCY",
    "Price",
    "Study",
    "closings",
    "cost_front",
    "latency_front",
    "price",
    "study",
    "weightiest",
]

DRAWS = 512
"""Draws of priorities: the standard error of a share is at most 2.2 percentage points."""

COST = "cost_usd_month"
_COST_GRADES = "cost"
"""The quality that judges in grades what the estimate says in money."""
_CENT = 0.01

LATENCY = "latency_p99_ms"
_LATENCY_LIMIT = "latency_budget_ms"
_LATENCY_GRADES = "latency"
_MICROSECOND = 0.001

ASKED = 4
"""Of the unanswered questions so many, the weightiest, are tried for closing a decision."""


def study(knowledge: KnowledgeBase, recommendation: Recommendation, pair: tuple[str, str] | None = None) -> Study:
    """Answer the deeper questions about ``recommendation``, which ``advise`` gave for its system.

    Args:
        pair: the two numbers to draw the boundary of; by default those that tell most.

    Raises:
        ValueError: the recommendation is not feasible.
    """
    if not recommendation.feasible:
        raise ValueError("no architecture is feasible; there is no recommendation to study")
    model, system = compiled(knowledge), recommendation.system
    solution = solve(model, system)
    flips = find_flips(model, system)
    simplest = simplest_sufficient(model, system, solution)
    objectives = weightiest(knowledge, system)
    probabilities = {name: advice.probability for name, advice in recommendation.decisions.items()}
    plane = pair or telling_pair(model, flips, probabilities)
    return Study(
        flips=flips,
        robustness=robustness(model, system, solution, DRAWS),
        front=pareto_front(model, system, solution, objectives),
        here={quality: float(grades_of(model, solution.chosen, quality)) for quality in objectives},
        simplest=simplest,
        moves=moves_to_heavier(model, system, simplest, flips),
        prices=tuple(
            price(knowledge, recommendation, decision)
            for decision in recommendation.decisions
            if decision in system.fixed and recommendation.decisions[decision].option is not None
        ),
        closings=closings(knowledge, recommendation),
        boundary=find_boundary(model, system, *plane) if plane else None,
        cost_front=cost_front(knowledge, system, solution),
        latency_front=latency_front(knowledge, system, solution),
    )


def cost_front(knowledge: KnowledgeBase, system: System, solution: Solution) -> Front | None:
    """The architectures that nothing beats on two qualities and the monthly cost.

    ``None`` where the cost of the recommendation itself is not known.

    The qualities are the weightiest but the cost itself. Ranges stand at their middles and every part of the cost is
    rounded to a cent; architectures of unknown cost are left out.
    """
    parts = tuple(forecast_plan(knowledge).parts[COST].values())
    others = _weightiest_but(_COST_GRADES, knowledge, system)[:2]
    return _front_with(knowledge, system, solution, COST, parts, _CENT, at_middles, others)


def latency_front(knowledge: KnowledgeBase, system: System, solution: Solution) -> Front | None:
    """The architectures that nothing beats on the weightiest quality but latency itself and the 99th percentile of it.

    ``None`` where the team neither states a limit of latency nor gives it more than the neutral priority, and where
    the percentile of the recommendation is not known or infinite.

    The percentile is the one that is shown of each architecture, rounded to a microsecond; architectures of which it
    is not known are left out.
    """
    stated = stated_bound(_LATENCY_LIMIT, "above", system.requirements) is not None
    if not stated and system.priorities.get(_LATENCY_GRADES, 0.0) <= knowledge.preference.neutral:
        return None
    others = _weightiest_but(_LATENCY_GRADES, knowledge, system)[:1]
    return _front_with(knowledge, system, solution, LATENCY, (LATENCY,), _MICROSECOND, on_draws, others)


def _front_with(
    knowledge: KnowledgeBase,
    system: System,
    solution: Solution,
    estimate: str,
    parts: Sequence[str],
    unit: float,
    estimated: Callable[[Plan, Model, Tables, Mapping[str, Answer]], Architectures],
    qualities: Sequence[str],
) -> Front | None:
    """The architectures that nothing beats on ``qualities`` and an estimate, the sum of ``parts`` rounded to ``unit``.

    ``None`` where the estimate of the recommendation itself is not known.
    """
    model = compiled(knowledge)
    tables = expected_tables(model, system, solution)
    addends = addends_of(estimated(forecast_plan(knowledge), model, tables, system.requirements), parts, unit)
    if addends is None:
        return None
    total = Total(estimate, addends, unit)
    if total.of(states_of(model, tables, solution.chosen)) is None:
        return None
    return pareto_front(model, system, solution, (*qualities, estimate), total)


def _weightiest_but(quality: str, knowledge: KnowledgeBase, system: System) -> list[str]:
    """All other qualities, those of the highest priorities first."""
    return [name for name in weightiest(knowledge, system, len(knowledge.qualities)) if name != quality]


def weightiest(knowledge: KnowledgeBase, system: System, number: int = 2) -> tuple[str, ...]:
    """The qualities of the highest priorities, of equal ones the first in the rule base."""
    neutral = knowledge.preference.neutral
    return tuple(sorted(knowledge.qualities, key=lambda name: -system.priorities.get(name, neutral))[:number])


def closings(
    knowledge: KnowledgeBase, recommendation: Recommendation, decisions: Iterable[str] | None = None
) -> tuple[Closing, ...]:
    """The answers that would close ``decisions``, of all those that are open, among the weightiest questions."""
    of = [
        name
        for name, advice in recommendation.decisions.items()
        if advice.open and (decisions is None or name in decisions)
    ]
    if not of:
        return ()
    model = compiled(knowledge)
    return closing_answers(model, recommendation.system, of, recommendation.unknown_that_matter[:ASKED], OPEN_BELOW)


def price(knowledge: KnowledgeBase, recommendation: Recommendation, decision: str) -> Price:
    """What the fixed ``decision`` costs: everything is solved again without it.

    Args:
        recommendation: feasible, with ``decision`` fixed and applicable.
    """
    system = recommendation.system
    others = {name: option for name, option in system.fixed.items() if name != decision}
    freed = advise(knowledge, replace(system, fixed=others))
    option, instead = system.fixed[decision], freed.decisions[decision].option
    return Price(
        decision=decision,
        option=option,
        instead=instead,
        score=max(freed.score - recommendation.score, 0.0),
        probability=freed.decisions[decision].options[option].probability,
        instead_probability=freed.decisions[decision].probability,
        estimates=_differing(recommendation, freed),
        follows={
            name: advice.option
            for name, advice in freed.decisions.items()
            if name != decision and advice.option != recommendation.decisions[name].option
        },
    )


def _differing(fixed: Recommendation, freed: Recommendation) -> dict[str, tuple[Estimate, Estimate]]:
    return {
        name: (estimate, freed.estimates[name])
        for name, estimate in fixed.estimates.items()
        if name in freed.estimates and freed.estimates[name].mid != estimate.mid
    }
