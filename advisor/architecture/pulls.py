"""Which decisions pulled at each other: the couplings that bore on the chosen options, as a graph."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from advisor.knowledge.base import KnowledgeBase
from advisor.recommendation.recommendation import Reason, Recommendation

MOST_PULLS = 14
LIKELY = 0.5


@dataclass(frozen=True)
class Pull:
    """One coupling at work.

    Attributes:
        coupling: its id.
        decisions: the two decisions, in the order of the rule base.
        kind: whether it speaks for the chosen options, against them, or rules out another option beside them.
        effect: log-odds; ``-inf`` where it rules out.
        text: the coupling's sentence.
    """

    coupling: str
    decisions: tuple[str, str]
    kind: Literal["for", "against", "rules out"]
    effect: float
    text: str


def pulls(recommendation: Recommendation, knowledge: KnowledgeBase) -> tuple[Pull, ...]:
    """The couplings that bore on the recommended architecture, the strongest ``MOST_PULLS``, each once."""
    order = {name: n for n, name in enumerate(knowledge.decisions)}
    found: dict[tuple[str, tuple[str, str]], Pull] = {}
    for decision in recommendation.decisions.values():
        for option, advice in decision.options.items() if decision.option else ():
            for reason in advice.reasons:
                pull = _pull(reason, order, chosen=option == decision.option)
                if pull is not None and recommendation.architecture.keys() >= set(pull.decisions):
                    found.setdefault((pull.coupling, pull.decisions), pull)
    strongest = sorted(found.values(), key=lambda pull: (-abs(pull.effect), pull.coupling))[:MOST_PULLS]
    return tuple(sorted(strongest, key=lambda pull: tuple(order[name] for name in pull.decisions)))


def _pull(reason: Reason, order: dict[str, int], *, chosen: bool) -> Pull | None:
    """The pull behind ``reason``: what bears on a chosen option, or what rules out another one.

    What rests on answers that are not known, and more likely does not hold, is no pull.
    """
    others = [name for name in reason.answers if name in order]
    if (
        reason.certainty < LIKELY
        or reason.kind != "coupling"
        or len(others) != 1
        or chosen != math.isfinite(reason.effect)
    ):
        return None
    first, second = sorted((reason.decision, others[0]), key=order.__getitem__)
    kind: Literal["for", "against", "rules out"] = (
        "rules out" if not chosen else "for" if reason.effect > 0 else "against"
    )
    return Pull(reason.rule, (first, second), kind, reason.effect, reason.text)
