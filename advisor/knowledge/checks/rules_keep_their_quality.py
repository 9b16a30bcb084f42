"""A rule that fires because a quality has priority does not work against that quality."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.conditions import Below
from advisor.knowledge.base import PRIORITY_PREFIX
from advisor.knowledge.checks.finding import Finding, error
from advisor.knowledge.checks.rules_matter import tree_of
from advisor.knowledge.loading import KnowledgeFiles
from advisor.knowledge.prover import Prover

CHECK = "against-its-quality"


def check(files: KnowledgeFiles, prover: Prover) -> Iterator[Finding]:
    """Yield a finding for each option that a rule pushes against the effect the option has on the quality it is about.

    A rule is about a quality when it only holds where that priority is above neutral.
    """
    knowledge = files.knowledge
    for name, rule in knowledge.rules.items():
        if rule.when is None:
            continue
        condition = knowledge.conditions[rule.when]
        for field in condition.fields:
            above = Below(field, knowledge.preference.neutral, positive=False)
            if not field.startswith(PRIORITY_PREFIX) or not prover.implies(tree_of(knowledge, rule.when), above):
                continue
            quality = field.removeprefix(PRIORITY_PREFIX)
            for decision, weights in rule.weigh.items():
                for option, weight in weights.items():
                    effect = knowledge.decisions[decision].options[option].effects.get(quality)
                    if effect is not None and effect.grade * weight < 0:
                        text = (
                            f"{name} holds where {quality} has priority and gives {decision}.{option} {weight:+g}, "
                            f"whose effect on {quality} is graded {effect.grade:+d}."
                        )
                        yield error(CHECK, files.at("rule", name, "weigh", decision, option), text)
