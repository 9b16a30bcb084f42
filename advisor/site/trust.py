"""Pages that say how far the advisor can be trusted, from figures that are worked out when the site is made."""

from __future__ import annotations

from pathlib import Path

from advisor.evaluation.agreement import Agreement
from advisor.linting import Report
from advisor.rendering.environment import Markdown
from advisor.rendering.reliability import reliability_diagram
from advisor.rendering.svg import inlined
from advisor.site.formulas import topic_of
from advisor.site.material import Material
from advisor.site.page import Page, Section, render
from advisor.site.places import Linker
from advisor.site.simulations import SERVICE_MS, compared

VALIDATION = "trust/validation.md"


def trust_section(material: Material, docs: Path) -> Section:
    """Validation on published systems, and speed."""
    speed = (docs / "performance.md").read_text(encoding="utf-8")
    return Section("Trust", (_validation(material), Page("trust/performance.md", "Speed", speed)))


def _validation(material: Material) -> Page:
    agreement = material.agreement
    text = render(
        "validation",
        knowledge=material.knowledge,
        agreement=agreement,
        held_out=material.held_out,
        left_out=material.left_out,
        systems=len(material.cases),
        diagram=Markdown(inlined(reliability_diagram(agreement), "reliability")),
        lint=material.lint,
        proofs=proofs(material.lint),
        topics=_topics(material),
        service_ms=SERVICE_MS,
        compared=compared(),
        misses=_misses(agreement),
        titles={case.id: case.title for case in material.cases},
        go=Linker(VALIDATION, material.knowledge),
    )
    return Page(VALIDATION, "Validation", text)


def proofs(report: Report) -> list[tuple[str, int]]:
    """What the checks of the rule base counted, in words."""
    return [(name.replace("_", " "), count) for name, count in report.counts.items()]


def _topics(material: Material) -> list[tuple[str, int, int, int]]:
    """Topics of formulas with how many formulas they hold, how many of these tests name, and how many tests do."""
    found: dict[str, list[tuple[str, int]]] = {}
    for formula in material.formulas.values():
        found.setdefault(topic_of(formula), []).append((formula.name, len(material.checks.get(formula.name, ()))))
    return [
        (topic, len(counts), sum(count > 0 for _, count in counts), sum(count for _, count in counts))
        for topic, counts in sorted(found.items())
    ]


def _misses(agreement: Agreement) -> list[tuple[str, int]]:
    """How many documented decisions came out otherwise, by decision, most first."""
    counts = {
        name: sum(not judgement.agrees for judgement in agreement.judgements if judgement.decision == name)
        for name in agreement.by_decision
    }
    return sorted(((name, count) for name, count in counts.items() if count), key=lambda item: -item[1])
