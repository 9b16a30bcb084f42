"""Proofs that an option is never part of the best architecture, whatever the answers.

An option is dominated when another option of its decision scores higher in every situation. The proof takes each
condition, priority and neighbouring decision at its worst, independently of the others. That is sound, not complete:
an option without a dominating rival may still never win.
"""

from __future__ import annotations

from collections.abc import Mapping

from advisor.knowledge.base import GREATEST_PRIORITY, KnowledgeBase
from advisor.knowledge.checks.rules_matter import tree_of
from advisor.knowledge.prover import Prover
from advisor.reasoning.model import thousandths


def always_forbidden(knowledge: KnowledgeBase, prover: Prover, decision: str, option: str) -> bool:
    """Whether hard rules forbid the option under all answers for which its decision applies."""
    allowed = [
        prover.negation(tree_of(knowledge, rule.when))
        for rule in knowledge.rules.values()
        if option in rule.forbid.get(decision, ())
    ]
    applies = tree_of(knowledge, knowledge.decisions[decision].applies_when)
    return bool(allowed) and prover.satisfy(applies, *allowed).possible is False


def dominating(knowledge: KnowledgeBase, decision: str, option: str) -> str | None:
    """An option of the same decision that is better than ``option`` under all answers, if the bound shows one."""
    options = list(knowledge.decisions[decision].options)
    for rival in options:
        if rival != option and not _may_be_forbidden(knowledge, decision, rival):
            lead = _greatest_lead(knowledge, decision, option, rival)
            if lead < 0 or (lead == 0 and options.index(rival) < options.index(option)):
                return rival
    return None


def _may_be_forbidden(knowledge: KnowledgeBase, decision: str, option: str) -> bool:
    by_rule = any(option in rule.forbid.get(decision, ()) for rule in knowledge.rules.values())
    return by_rule or any(
        coupling.forbid and option in coupling.pair.get(decision, ()) for coupling in knowledge.couplings.values()
    )


def _greatest_lead(knowledge: KnowledgeBase, decision: str, option: str, rival: str) -> float:
    """An upper bound of how far ``option`` can score above ``rival`` in any situation, in thousandths of log-odds."""
    lead = 0.0
    for rule in knowledge.rules.values():
        weights = rule.weigh.get(decision, {})
        lead += _worst(rule.when, thousandths(weights.get(option, 0)) - thousandths(weights.get(rival, 0)))
    return (
        lead + _priority_lead(knowledge, decision, option, rival) + _coupling_lead(knowledge, decision, option, rival)
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
