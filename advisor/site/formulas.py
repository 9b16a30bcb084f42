"""Every formula with its inputs, limits, sources and the tests that hold it, a page for each topic."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from advisor.estimates.references import references_of
from advisor.rendering import wording
from advisor.site.material import Material
from advisor.site.page import Page, Section, anchor, render, to
from advisor.site.places import FORMULAS, Linker, formula_page
from advisor.units import show_quantity

if TYPE_CHECKING:
    from advisor.estimates.formula import Formula


def formula_section(material: Material) -> Section:
    """The list of formulas, a page for each topic, and the reference numbers."""
    topics: dict[str, list[Formula]] = defaultdict(list)
    for formula in material.formulas.values():
        topics[topic_of(formula)].append(formula)
    ordered = dict(sorted(topics.items()))
    return Section(
        "Formulas",
        (
            _index(ordered),
            *(_page(material, topic, found) for topic, found in ordered.items()),
            _references(material),
        ),
    )


def topic_of(formula: Formula) -> str:
    """The topic a formula belongs to: the module it stands in."""
    return formula.function.__module__.rpartition(".")[2]


def _index(topics: dict[str, list[Formula]]) -> Page:
    groups = [
        (
            wording.heading(topic),
            [
                (to(FORMULAS, f"{formula_page(topic)}#{anchor(formula.name)}", formula.title), formula.expression)
                for formula in found
            ],
        )
        for topic, found in topics.items()
    ]
    return Page(FORMULAS, "All formulas", render("formulas", groups=groups))


def _page(material: Material, topic: str, found: list[Formula]) -> Page:
    path = formula_page(topic)
    text = render(
        "formula-topic",
        title=wording.heading(topic),
        formulas=[(anchor(formula.name), formula, material.checks.get(formula.name, ())) for formula in found],
        questions=material.knowledge.questions,
        go=Linker(path, material.knowledge),
    )
    return Page(path, wording.heading(topic), text)


def _references(material: Material) -> Page:
    path = formula_page("references")
    rows = [
        (
            name,
            reference,
            show_quantity(reference.mid, reference.unit, digits=3),
            show_quantity(reference.low, reference.unit, digits=3),
            show_quantity(reference.high, reference.unit, digits=3),
        )
        for name, reference in references_of(material.knowledge).items()
    ]
    text = render("references", rows=rows, go=Linker(path, material.knowledge))
    return Page(path, "Reference numbers", text)
