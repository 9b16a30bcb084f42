"""The simplest architecture that still satisfies every hard rule and loses little, and when to move on from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from advisor.conditions import holds
from advisor.reasoning.model import THOUSANDTHS, Model
from advisor.reasoning.nondominated import non_dominated
from advisor.reasoning.pareto import architecture_of, expected_tables
from advisor.reasoning.solution import Solution
from advisor.requirements.system import System

SMALL_LOSS = 3.0
"""Log-odds that a simpler architecture may lose in all: the strength of about two five-to-one arguments."""

Side = Literal["above", "below"]


@dataclass(frozen=True)
class Move:
    """When to move from an option of the simplest sufficient architecture to a heavier one.

    Attributes:
        option: the simpler option, ``None`` where its architecture does without the decision.
        heavier: takes more effort.
        answer: the requirement to measure.
        at: in the question's unit.
        side: the side on which the heavier option is the right one; today lies on the other.
    """

    decision: str
    option: str | None
    heavier: str
    answer: str
    at: float
    side: Side


@dataclass(frozen=True)
class Simplification:
    """One decision that the simplest sufficient architecture takes otherwise.

    Attributes:
        recommended: option of the recommendation; ``None`` where the decision does not apply.
        simpler: option here.
        effort: effort saved, negative where the decision takes more.
    """

    decision: str
    recommended: str | None
    simpler: str | None
    effort: int


@dataclass(frozen=True)
class SimplestSufficient:
    """The feasible architecture of least total effort among those that lose little.

    Attributes:
        architecture: option of each decision, ``None`` where it does not apply; of several the best score.
        effort: sum of the effort of its options.
        recommended_effort: the same of the recommendation.
        loss: log-odds that it loses to the recommendation, at most what was allowed.
        qualities: for each quality that changes, effect grades here minus those of the recommendation.
        changes: decisions taken otherwise, in the order of the rule base; empty where nothing simpler suffices.
    """

    architecture: Mapping[str, str | None]
    effort: int
    recommended_effort: int
    loss: float
    qualities: Mapping[str, int]
    changes: tuple[Simplification, ...]


def simplest_sufficient(
    model: Model,
    system: System,
    solution: Solution,
    allowed_loss: float = SMALL_LOSS,
) -> SimplestSufficient:
    """Find it exactly: the best score for every total effort, then the least effort that scores well enough.

    Decisions that are safeguards under the answers stay as recommended: who can be hurt by a first stage is not
    protected by a later one.

    Args:
        model: the rule base.
        system: for its fixed decisions.
        solution: of ``system``.
        allowed_loss: log-odds, at least 0.

    Raises:
        ValueError: ``solution`` is not feasible, or the allowed loss is negative.
    """
    if not solution.feasible or allowed_loss < 0:
        raise ValueError(f"a feasible solution and a loss of at least 0 are needed, found {allowed_loss}")
    kept = {
        decision: option
        for decision, option in solution.chosen.items()
        if option and is_safeguard(model, system, decision)
    }
    tables = expected_tables(model, replace(system, fixed={**system.fixed, **kept}), solution)
    lightness = [
        np.array([[-option.effort] for option in decision.options.values()])
        for decision in model.knowledge.decisions.values()
    ]
    gains, scores, states = non_dominated(tables, lightness, with_score=True)
    best = scores.max()
    sufficient = np.flatnonzero(best - scores <= allowed_loss * THOUSANDTHS)
    found = sufficient[gains[sufficient, 0].argmax()]
    if -gains[found, 0] == total_effort(model, solution.chosen):
        return _described(model, solution, solution.chosen, 0.0)
    loss = float(best - scores[found]) / THOUSANDTHS
    return _described(model, solution, architecture_of(model, tables, states[found]), loss)


def is_safeguard(model: Model, system: System, decision: str) -> bool:
    """Whether the answers say that ``decision`` protects somebody; ``False`` where they leave it open."""
    knowledge = model.knowledge
    when = knowledge.decisions[decision].safeguard_when
    return when is not None and holds(knowledge.conditions[when], system.requirements, knowledge.vocabulary) is True


def total_effort(model: Model, architecture: Mapping[str, str | None]) -> int:
    """Sum of the effort of the chosen options, each 0 (next to nothing) to 3 (a team's year)."""
    return sum(effort_of(model, decision, option) for decision, option in architecture.items())


def _described(
    model: Model,
    solution: Solution,
    architecture: Mapping[str, str | None],
    loss: float,
) -> SimplestSufficient:
    changes = tuple(
        _simplification(model, decision, solution.chosen[decision], option)
        for decision, option in architecture.items()
        if option != solution.chosen[decision]
    )
    gained = {
        quality: grades_of(model, architecture, quality) - grades_of(model, solution.chosen, quality)
        for quality in model.knowledge.qualities
    }
    return SimplestSufficient(
        architecture,
        total_effort(model, architecture),
        total_effort(model, solution.chosen),
        loss,
        {quality: grades for quality, grades in gained.items() if grades},
        changes,
    )


def _simplification(model: Model, decision: str, recommended: str | None, simpler: str | None) -> Simplification:
    saved = effort_of(model, decision, recommended) - effort_of(model, decision, simpler)
    return Simplification(decision, recommended, simpler, saved)


def effort_of(model: Model, decision: str, option: str | None) -> int:
    """Effort of one option, 0 to 3; 0 where the decision does not apply."""
    return 0 if option is None else model.knowledge.decisions[decision].options[option].effort


def grades_of(model: Model, architecture: Mapping[str, str | None], quality: str) -> int:
    """Sum of the effect grades of the chosen options on one quality."""
    effects = [
        model.knowledge.decisions[decision].options[option].effects.get(quality)
        for decision, option in architecture.items()
        if option is not None
    ]
    return sum(effect.grade for effect in effects if effect is not None)
