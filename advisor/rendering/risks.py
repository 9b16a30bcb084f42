"""The risks that the chosen options carry, the greatest expected effect first."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.architecture.compose import Holds, judge
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.schema import Risk
from advisor.recommendation.recommendation import Recommendation
from advisor.rendering import argument, wording

MOST_ON_TOP = 10
LIKELIHOODS = {"rare": 0.05, "occasional": 0.2, "frequent": 0.5}
"""Share of teams that meet the failure in a year of operation without the mitigation: the authors' judgement."""
EFFECTS = {"minor": 1, "serious": 3, "severe": 10}
"""Weight of an effect beside the others: the authors' judgement."""


@dataclass(frozen=True)
class RiskView:
    """One way in which the recommended architecture may fail.

    Attributes:
        decision: id of the decision whose option carries it.
        option: title of that option.
        likelihood: with the answers taken into account.
        expected: likelihood times effect, to rank by.
    """

    name: str
    risk: Risk
    decision: str
    option: str
    likelihood: str
    expected: float


def risks_of(recommendation: Recommendation, knowledge: KnowledgeBase) -> list[RiskView]:
    """Every risk of a chosen option that the answers do not rule out; of equal ones in the order of the decisions."""
    holds = judge(knowledge, recommendation.architecture, recommendation.system)
    taken = argument.taken(recommendation)
    order = list(taken)
    found = []
    for name, risk in knowledge.risks.items():
        advice = taken.get(risk.decision)
        if advice is None or advice.option not in risk.options:
            continue
        if risk.when is not None and holds(risk.when) is False:
            continue
        likelihood = _likelihood(risk, holds)
        option = wording.plain(knowledge.decisions[risk.decision].options[advice.option].title)
        expected = LIKELIHOODS[likelihood] * EFFECTS[risk.effect]
        found.append(RiskView(name, risk, risk.decision, option, likelihood, expected))
    return sorted(found, key=lambda view: (-view.expected, order.index(view.decision)))


def _likelihood(risk: Risk, holds: Holds) -> str:
    if risk.likelier_when is None or holds(risk.likelier_when) is not True:
        return risk.likelihood
    steps = list(LIKELIHOODS)
    return steps[min(steps.index(risk.likelihood) + 1, len(steps) - 1)]
