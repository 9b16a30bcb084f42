"""Refined weights stand beside the experts' values that they were refined from."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.checks.finding import Finding, warning
from advisor.knowledge.loading import WEIGHTS, KnowledgeFiles
from advisor.knowledge.practice import names_nothing
from advisor.knowledge.weights import stale_weights

CHECK = "refined-weight-stale"


def check(files: KnowledgeFiles) -> Iterator[Finding]:
    """Yield a finding for what does not count because the rule, question or decision has changed since the fit."""
    refined = files.knowledge.refined
    if refined is None:
        return
    for stale in stale_weights(files.knowledge.expert_rules, refined):
        at = files.at("file", WEIGHTS, "rules", stale.rule, stale.decision, stale.option)
        now = "is gone" if stale.found is None else f"is {stale.found:g} now"
        text = (
            f"{stale.rule} on {stale.decision}.{stale.option} was refined from {stale.refined_from:g}, which {now}: "
            "the refined value does not count. Fit again: advisor knowledge fit."
        )
        yield warning(CHECK, at, text)
    knowledge = files.knowledge
    for when in names_nothing(refined.practice, knowledge.vocabulary, knowledge.decisions):
        text = f"practice where {when} names an answer or an option that is no more. Fit again: advisor knowledge fit."
        yield warning(CHECK, files.at("file", WEIGHTS, "practice", when), text)
