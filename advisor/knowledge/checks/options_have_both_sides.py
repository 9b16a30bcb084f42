"""Something speaks for every option, and something against it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.checks.finding import Finding, error
from advisor.knowledge.loading import KnowledgeFiles

CHECK = "option-without-both-sides"


def check(files: KnowledgeFiles) -> Iterator[Finding]:
    """Yield a finding for each option that no rule or coupling favours, and for each that none disfavours."""
    favoured, disfavoured = _sides(files)
    for decision, value in files.knowledge.decisions.items():
        for option in value.options:
            at = files.at("decision", decision, "options", option)
            for side, spoken in (("for", favoured), ("against", disfavoured)):
                if (decision, option) not in spoken:
                    yield error(CHECK, at, f"no rule or coupling speaks {side} {decision}.{option}.")


def _sides(files: KnowledgeFiles) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    favoured: set[tuple[str, str]] = set()
    disfavoured: set[tuple[str, str]] = set()
    for rule in files.knowledge.rules.values():
        for decision, weights in rule.weigh.items():
            favoured |= {(decision, option) for option, weight in weights.items() if weight > 0}
            disfavoured |= {(decision, option) for option, weight in weights.items() if weight < 0}
        for decision, options in rule.forbid.items():
            disfavoured |= {(decision, option) for option in options}
    for coupling in files.knowledge.couplings.values():
        named = {(decision, option) for decision, options in coupling.pair.items() for option in options}
        if coupling.weight is not None and coupling.weight > 0:
            favoured |= named
        else:
            disfavoured |= named
    return favoured, disfavoured
