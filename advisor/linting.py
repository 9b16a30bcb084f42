"""The whole check of a rule base: what its files show, what can be proved, and what the engine finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.knowledge.checks import Finding, Severity, check_structure, prove
from advisor.knowledge.checks.coupling_graph_is_sparse import induced_width
from advisor.knowledge.checks.references_are_dated import cited_by_references
from advisor.knowledge.checks.rules_are_not_implied import sharpening
from advisor.knowledge.loading import KnowledgeFiles
from advisor.knowledge.prover import Prover


@dataclass(frozen=True)
class Report:
    """What was found.

    Attributes:
        findings: errors first, then by place.
        counts: size of the rule base, and what is worth knowing though nothing is wrong.
    """

    findings: tuple[Finding, ...]
    counts: Mapping[str, int]

    @property
    def sound(self) -> bool:
        """Whether there are no errors."""
        return all(finding.severity != Severity.ERROR for finding in self.findings)


def lint(files: KnowledgeFiles) -> Report:
    """Check a rule base that has been read.

    Raises:
        InvalidInput: a file of reference numbers can't be read.
    """
    from advisor.forecast.plan import answers_taken
    from advisor.reasoning import options_can_win
    from advisor.reasoning.model import Model
    from advisor.reasoning.winning import contest

    knowledge = files.knowledge
    prover = Prover.of(knowledge)
    answers, sources = _read_by_formulas()
    found = contest(Model(knowledge))
    findings = [
        *check_structure(files, answers | answers_taken(), sources | cited_by_references(files)),
        *prove(files, prover),
        *options_can_win.check(files, prover, found),
    ]
    counts = {
        "questions": len(knowledge.questions),
        "decisions": len(knowledge.decisions),
        "options": sum(len(decision.options) for decision in knowledge.decisions.values()),
        "rules": len(knowledge.rules),
        "couplings": len(knowledge.couplings),
        "sources": len(knowledge.sources),
        "coupling_width": induced_width(knowledge)[0],
        "rules_that_sharpen_others": sharpening(knowledge, prover),
        "options_seen_to_win": len(found.wins),
        "options_seen_to_lose": len(found.loses),
    }
    return Report(tuple(sorted(findings, key=lambda finding: finding.order)), counts)


def _read_by_formulas() -> tuple[set[str], set[str]]:
    """Questions whose answers are inputs of formulas, and the sources that formulas cite."""
    import importlib
    import pkgutil

    from advisor import estimates
    from advisor.estimates.formula import FORMULAS

    for module in pkgutil.iter_modules(estimates.__path__):
        importlib.import_module(f"{estimates.__name__}.{module.name}")
    answers = {value.answer for formula in FORMULAS.values() for value in formula.inputs.values() if value.answer}
    return answers, {source for formula in FORMULAS.values() for source in formula.sources}
