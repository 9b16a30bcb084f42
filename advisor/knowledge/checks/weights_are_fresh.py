"""Refined weights stand beside the experts' values that they were refined from."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.checks.finding import Finding, warning
from advisor.knowledge.loading import WEIGHTS, KnowledgeFiles
from advisor.knowledge.weights import stale_weights

CHECK = "refined-weight-stale"


def check(files: KnowledgeFiles) -> Iterator[Finding]:
    """Yield a finding for each refined weight that does not count, because its rule has changed since the fit."""
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
