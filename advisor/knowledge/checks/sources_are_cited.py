"""Every source supports something."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.checks.finding import Finding, warning
from advisor.knowledge.loading import KnowledgeFiles
from advisor.knowledge.practice import SOURCES

CHECK = "source-not-cited"


def check(files: KnowledgeFiles, cited_elsewhere: Collection[str] = frozenset()) -> Iterator[Finding]:
    """Yield a finding for each source that nothing cites; formulas and reference numbers cite elsewhere."""
    cited = cited_sources(files.knowledge) | set(cited_elsewhere)
    for name in files.knowledge.sources:
        if name not in cited:
            yield warning(CHECK, files.at("source", name), f"nothing cites the source {name!r}.")


def cited_sources(knowledge: KnowledgeBase) -> set[str]:
    """Ids of the sources that rules, couplings, practice, risks, options, effects and the weight of priorities cite."""
    cited = {*knowledge.preference.sources, *(SOURCES if knowledge.practice else ())}
    for rule in knowledge.rules.values():
        cited.update(rule.sources)
    for coupling in knowledge.couplings.values():
        cited.update(coupling.sources)
    for risk in knowledge.risks.values():
        cited.update(risk.sources)
    for decision in knowledge.decisions.values():
        for option in decision.options.values():
            cited.update(option.sources, *(effect.sources for effect in option.effects.values()))
    return cited
