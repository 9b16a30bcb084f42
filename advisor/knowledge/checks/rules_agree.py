"""Rules that decide an option both ways say which of them is the exception."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator

from advisor.knowledge.checks.finding import Finding, warning
from advisor.knowledge.checks.rules_matter import tree_of
from advisor.knowledge.loading import KnowledgeFiles
from advisor.knowledge.prover import Prover

CHECK = "contradiction"
DECIDES, MATTERS = 1.6, 0.7
"""From these weights on a rule "usually decides" and "matters" (``knowledge/README.md``)."""


def check(files: KnowledgeFiles, prover: Prover) -> Iterator[Finding]:
    """Yield a finding for two rules that usually decide one option for and against, under answers that satisfy both.

    Where one condition implies the other, the narrower rule is the exception. Where one weight clearly outweighs the
    other, the weights say which wins. Weaker rules on both sides are the ordinary weighing of reasons.
    """
    knowledge = files.knowledge
    strong: dict[tuple[str, str], list[tuple[str, float]]] = defaultdict(list)
    for name, rule in knowledge.rules.items():
        for decision, weights in rule.weigh.items():
            for option, weight in weights.items():
                if rule.when is not None and abs(weight) >= DECIDES:
                    strong[decision, option].append((name, weight))
    for (decision, option), spoken in strong.items():
        applies = tree_of(knowledge, knowledge.decisions[decision].applies_when)
        for (first, weight), (second, other) in itertools.combinations(spoken, 2):
            if abs(weight + other) >= MATTERS:
                continue
            one, two = (tree_of(knowledge, knowledge.rules[name].when) for name in (first, second))
            verdict = prover.satisfy(one, two, applies)
            if verdict.possible and not prover.implies(one, two) and not prover.implies(two, one):
                text = (
                    f"{first} ({weight:+g}) and {second} ({other:+g}) usually decide {decision}.{option} and can hold "
                    "together; nothing says which is the exception."
                )
                yield warning(CHECK, files.at("rule", first, "weigh", decision, option), text, verdict.witness)
