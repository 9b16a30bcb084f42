"""No rule says again what a more general one has said."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.checks.finding import Finding, warning
from advisor.knowledge.checks.rules_matter import tree_of
from advisor.knowledge.loading import KnowledgeFiles
from advisor.knowledge.prover import Prover

CHECK = "said-again"

_Push = tuple[str, str]


def check(files: KnowledgeFiles, prover: Prover) -> Iterator[Finding]:
    """Yield a finding for each rule that, under a condition implying that of another, repeats weights of the other.

    A specific rule that adds to a general one with other weights sharpens it and is fine (``sharpening`` counts those).
    Two rules with equivalent conditions that push an option the same way count one reason double.
    """
    knowledge = files.knowledge
    for specific, general, shared in _implications(knowledge, prover):
        mine, theirs = _weights(knowledge, specific), _weights(knowledge, general)
        both_ways = prover.implies(
            tree_of(knowledge, knowledge.rules[general].when), tree_of(knowledge, knowledge.rules[specific].when)
        )
        options = ", ".join(f"{decision}.{option}" for decision, option in sorted(shared))
        same_text = knowledge.rules[specific].when == knowledge.rules[general].when
        if both_ways and specific > general and not same_text:
            text = f"{specific} and {general} hold under the same answers and both push {options}: it counts double."
            yield warning(CHECK, files.at("rule", specific), text)
        elif not both_ways and mine.items() <= theirs.items():
            text = (
                f"{specific} holds only where {general} does, and repeats its weights on {options}: it counts double."
            )
            yield warning(CHECK, files.at("rule", specific), text)


def sharpening(knowledge: KnowledgeBase, prover: Prover) -> int:
    """How many rules hold only where a more general rule holds that pushes one of the same options the same way."""
    return len({specific for specific, _, _ in _implications(knowledge, prover)})


def _implications(knowledge: KnowledgeBase, prover: Prover) -> Iterator[tuple[str, str, set[_Push]]]:
    """Rules, more general conditional rules that hold wherever they do, and the options that both push the same way."""
    weights = {name: _weights(knowledge, name) for name in knowledge.rules}
    for specific, rule in knowledge.rules.items():
        for general, other in knowledge.rules.items():
            if specific == general or rule.when is None or other.when is None:
                continue
            mine, theirs = weights[specific], weights[general]
            shared = {push for push in mine.keys() & theirs.keys() if mine[push] * theirs[push] > 0}
            if shared and prover.implies(tree_of(knowledge, rule.when), tree_of(knowledge, other.when)):
                yield specific, general, shared


def _weights(knowledge: KnowledgeBase, name: str) -> dict[_Push, float]:
    return {
        (decision, option): weight
        for decision, weights in knowledge.rules[name].weigh.items()
        for option, weight in weights.items()
    }
