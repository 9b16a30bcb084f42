"""Every weight of a rule can change something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.conditions import ALWAYS, Tree
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.checks.finding import Finding, error
from advisor.knowledge.loading import KnowledgeFiles
from advisor.knowledge.prover import Prover
from advisor.knowledge.schema import Rule

CHECK = "never-matters"


def check(files: KnowledgeFiles, prover: Prover) -> Iterator[Finding]:
    """Yield a finding for each part of a rule that no answers make count.

    A weight is void when it is zero (in a rule that always holds, zero states the odds before anything is known), when
    all options of the decision get the same, when the decision does not apply wherever the rule holds, or when other
    rules forbid the option wherever the rule holds. A prohibition is void when the decision does not apply, or other
    rules forbid the option already. A coupling is void when its weight is zero or one of its decisions never applies.
    """
    knowledge = files.knowledge
    for name, rule in knowledge.rules.items():
        tree = tree_of(knowledge, rule.when)
        if not prover.satisfy(tree).possible:
            continue
        for decision in dict.fromkeys((*rule.weigh, *rule.forbid)):
            at = files.at("rule", name, "weigh" if decision in rule.weigh else "forbid", decision)
            applies = tree_of(knowledge, knowledge.decisions[decision].applies_when)
            if prover.satisfy(tree, applies).possible is False:
                yield error(
                    CHECK, at, f"{name} never matters for {decision}, which does not apply where the rule holds."
                )
                continue
            weights = rule.weigh.get(decision, {})
            if _level(weights, knowledge, decision):
                yield error(CHECK, at, f"{name} never matters for {decision}: it adds the same to every option.")
            for option in (*weights, *rule.forbid.get(decision, ())):
                yield from _void(files, prover, name, decision, option)
    for name, coupling in knowledge.couplings.items():
        tree = tree_of(knowledge, coupling.when)
        both = [tree_of(knowledge, knowledge.decisions[decision].applies_when) for decision in coupling.pair]
        if coupling.weight == 0:
            yield error(CHECK, files.at("coupling", name, "weight"), f"{name} never matters: its weight is 0.")
        elif prover.satisfy(tree).possible and prover.satisfy(tree, *both).possible is False:
            text = f"{name} never matters: its decisions never apply together where it holds."
            yield error(CHECK, files.at("coupling", name), text)


def tree_of(knowledge: KnowledgeBase, when: str | None) -> Tree:
    """What must hold for a rule to hold."""
    return (ALWAYS if when is None else knowledge.conditions[when]).tree


def _level(weights: Mapping[str, float], knowledge: KnowledgeBase, decision: str) -> bool:
    everywhere = len(weights) == len(knowledge.decisions[decision].options)
    return bool(weights) and everywhere and len(set(weights.values())) == 1


def _void(files: KnowledgeFiles, prover: Prover, name: str, decision: str, option: str) -> Iterator[Finding]:
    knowledge = files.knowledge
    rule = knowledge.rules[name]
    weighs = option in rule.weigh.get(decision, {})
    at = files.at("rule", name, *(("weigh", decision, option) if weighs else ("forbid", decision)))
    if weighs and rule.weigh[decision][option] == 0 and rule.when is not None:
        yield error(CHECK, at, f"{name} never matters for {decision}.{option}: its weight is 0.")
        return
    forbidding = [
        other for other, value in knowledge.rules.items() if other != name and _forbids(value, decision, option)
    ]
    if not forbidding:
        return
    applies = tree_of(knowledge, knowledge.decisions[decision].applies_when)
    allowed = [prover.negation(tree_of(knowledge, knowledge.rules[other].when)) for other in forbidding]
    if prover.satisfy(tree_of(knowledge, rule.when), applies, *allowed).possible is False:
        others = " or ".join(forbidding)
        yield error(
            CHECK, at, f"{name} never matters for {decision}.{option}: wherever it holds, {others} forbids that."
        )


def _forbids(rule: Rule, decision: str, option: str) -> bool:
    return option in rule.forbid.get(decision, ())
