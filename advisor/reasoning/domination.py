"""Proofs that an option is never part of the best architecture, whatever the answers.

An option is dominated when another option of its decision scores higher in every situation. The proof tries every
combination of rules and practice that can hold together, and takes priorities and neighbouring decisions at their
worst, apart from the rules. That is sound, not complete: an option without a dominating rival may still never win.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.conditions import Tree
from advisor.knowledge.base import GREATEST_PRIORITY, KnowledgeBase
from advisor.knowledge.checks.rules_matter import tree_of
from advisor.knowledge.prover import Prover
from advisor.reasoning.model import thousandths

_MOST_COMBINATIONS = 2000


def always_forbidden(knowledge: KnowledgeBase, prover: Prover, decision: str, option: str) -> bool:
    """Whether hard rules forbid the option under all answers for which its decision applies."""
    allowed = [
        prover.negation(tree_of(knowledge, rule.when))
        for rule in knowledge.rules.values()
        if option in rule.forbid.get(decision, ())
    ]
    applies = tree_of(knowledge, knowledge.decisions[decision].applies_when)
    return bool(allowed) and prover.satisfy(applies, *allowed).possible is False


def dominating(knowledge: KnowledgeBase, prover: Prover, decision: str, option: str) -> str | None:
    """An option of the same decision that is better than ``option`` under all answers, if the proof finds one."""
    options = list(knowledge.decisions[decision].options)
    applies = tree_of(knowledge, knowledge.decisions[decision].applies_when)
    for rival in options:
        if rival == option or _may_be_forbidden(knowledge, decision, rival):
            continue
        always = _priority_lead(knowledge, decision, option, rival) + _coupling_lead(knowledge, decision, option, rival)
        leads: list[tuple[float, Tree]] = []
        for when, decisions in knowledge.weighed:
            weights = decisions.get(decision, {})
            lead = thousandths(weights.get(option, 0)) - thousandths(weights.get(rival, 0))
            if when is None:
                always += lead
            elif lead:
                leads.append((lead, tree_of(knowledge, when)))
        leads.sort(key=lambda item: -abs(item[0]))
        loses_ties = options.index(rival) < options.index(option)
        if _Bound(prover, leads, loses_ties).never_leads(always, [applies]):
            return rival
    return None


class _Bound:
    """A search for answers under which an option is not behind a rival.

    Args:
        prover: decides which rules can hold together.
        leads: what each conditional rule adds to the lead of the option, the weightiest first, and its condition.
        loses_ties: whether the rival is taken where both score alike.
    """

    def __init__(self, prover: Prover, leads: Sequence[tuple[float, Tree]], loses_ties: bool) -> None:
        self._prover = prover
        self._leads = leads
        self._loses_ties = loses_ties
        self._left = _MOST_COMBINATIONS

    def never_leads(self, lead: float, assumed: Sequence[Tree], position: int = 0) -> bool:
        """Whether no answers that satisfy ``assumed`` put the option level; ``False`` also where that stayed open."""
        most = lead + sum(max(gain, 0.0) for gain, _ in self._leads[position:])
        if most < 0 or (most == 0 and self._loses_ties):
            return True
        self._left -= 1
        if position == len(self._leads) or self._left < 0:
            return False
        gain, tree = self._leads[position]
        for added, held in ((gain, tree), (0.0, self._prover.negation(tree))):
            together = [*assumed, held]
            possible = self._prover.satisfy(*together).possible is not False
            if possible and not self.never_leads(lead + added, together, position + 1):
                return False
        return True


def _may_be_forbidden(knowledge: KnowledgeBase, decision: str, option: str) -> bool:
    by_rule = any(option in rule.forbid.get(decision, ()) for rule in knowledge.rules.values())
    return by_rule or any(
        coupling.forbid and option in coupling.pair.get(decision, ()) for coupling in knowledge.couplings.values()
    )


def _worst(when: str | None, difference: float) -> float:
    """What a rule adds to the lead at most: all of it if it always holds, else only what is in favour."""
    return difference if when is None else max(difference, 0.0)


def _priority_lead(knowledge: KnowledgeBase, decision: str, option: str, rival: str) -> float:
    preference, options = knowledge.preference, knowledge.decisions[decision].options
    lead = 0.0
    for quality in knowledge.qualities:
        grades = [
            effect.grade if (effect := options[name].effects.get(quality)) is not None else 0
            for name in (option, rival)
        ]
        weights = [
            float(round(preference.weight_per_grade * 1000 * (priority - preference.neutral)))
            for priority in (0, GREATEST_PRIORITY)
        ]
        lead += max((grades[0] - grades[1]) * weight for weight in weights)
    return lead


def _coupling_lead(knowledge: KnowledgeBase, decision: str, option: str, rival: str) -> float:
    """For each neighbour the option of it that favours the lead most. A prohibition of ``option`` never favours it."""
    by_neighbour: dict[str, dict[str, float]] = {}
    for coupling in knowledge.couplings.values():
        if decision not in coupling.pair or coupling.weight is None:
            continue
        (neighbour,) = set(coupling.pair) - {decision}
        table = by_neighbour.setdefault(neighbour, dict.fromkeys(knowledge.decisions[neighbour].options, 0.0))
        mine, theirs = (thousandths(coupling.weight) * (name in coupling.pair[decision]) for name in (option, rival))
        for other in coupling.pair[neighbour]:
            table[other] += _worst(coupling.when, mine - theirs)
    return sum(_most(table, knowledge, neighbour) for neighbour, table in by_neighbour.items())


def _most(table: Mapping[str, float], knowledge: KnowledgeBase, neighbour: str) -> float:
    """The greatest entry; at least 0 where the neighbour may not apply, which voids its couplings."""
    greatest = max(table.values())
    return greatest if knowledge.decisions[neighbour].applies_when is None else max(greatest, 0.0)
