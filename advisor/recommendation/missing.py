"""Which unanswered questions rules still wait for."""

from __future__ import annotations

import math
from collections import defaultdict

from advisor.reasoning.model import Model
from advisor.reasoning.solution import Solution
from advisor.requirements.system import System

_SHOWN = 8


def unknown_that_matter(model: Model, system: System, solution: Solution) -> tuple[str, ...]:
    """Unanswered questions, the weightiest first, at most eight.

    The weight of a question is the spread, in log-odds, of the rules that wait for it over decisions that are not
    settled: the greatest weight of the rule times the standard deviation of whether it holds, times how open the
    decision is.
    """
    weights: dict[str, float] = defaultdict(float)
    for rule in model.knowledge.rules.values():
        row = model.row(rule.when)
        share = 1.0 if row is None else float(solution.situation.share[row])
        if row is None or share in (0.0, 1.0):
            continue
        spread = math.sqrt(share * (1 - share))
        pull = 0.0
        for decision, effects in rule.weigh.items():
            openness = 1 - max(solution.probabilities[decision].values())
            pull = max(pull, openness * max(abs(weight) for weight in effects.values()))
        for decision in rule.forbid:
            pull = max(pull, 3.0 * (1 - max(solution.probabilities[decision].values())))
        for name in model.conditions[row].fields:
            if name in model.knowledge.questions and name not in system.requirements:
                weights[name] += spread * pull
    ranked = sorted(weights, key=lambda name: (-round(weights[name], 9), name))
    return tuple(name for name in ranked if weights[name] > 0.05)[:_SHOWN]
