"""Every option names a way in which it fails in practice, or says why it has none of its own."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.checks.finding import Finding, error
from advisor.knowledge.loading import KnowledgeFiles

CHECK = "option-without-risk"


def check(files: KnowledgeFiles) -> Iterator[Finding]:
    """Yield a finding for each option without risk and without a reason, and for each that has both."""
    risky = {(risk.decision, option) for risk in files.knowledge.risks.values() for option in risk.options}
    for decision, value in files.knowledge.decisions.items():
        for option, about in value.options.items():
            at = files.at("decision", decision, "options", option)
            if (decision, option) in risky and about.no_risk:
                yield error(CHECK, at, f"{decision}.{option} says why it has no risk, and risks.yaml names one.")
            elif (decision, option) not in risky and not about.no_risk:
                yield error(
                    CHECK,
                    at,
                    f"no risk names {decision}.{option}: write one into risks.yaml, or say why under no_risk.",
                )
