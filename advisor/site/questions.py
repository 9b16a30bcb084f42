"""A page for each group of questions: what is asked, why, what is expected unless it is answered, and what it feeds."""

from __future__ import annotations

from advisor.estimates.formula import Formula
from advisor.knowledge.schema import Prior, Question
from advisor.rendering import wording
from advisor.site.material import Material
from advisor.site.page import Page, Section, anchor, render, to
from advisor.site.places import QUALITIES, QUESTIONS, Linker, group_page, question_place
from advisor.units import show_quantity


def question_section(material: Material) -> Section:
    """Every question by group, and the qualities one can give priority to."""
    return Section(
        "Questions",
        (_index(material), *(_page(material, group) for group in material.knowledge.groups), _qualities(material)),
    )


def _index(material: Material) -> Page:
    knowledge = material.knowledge
    groups = [
        (
            to(QUESTIONS, group_page(name), group.title),
            group.about,
            [
                (to(QUESTIONS, question_place(question, knowledge), found.ask))
                for question, found in group.questions.items()
            ],
        )
        for name, group in knowledge.groups.items()
    ]
    return Page(QUESTIONS, "All questions", render("questions", groups=groups, count=len(knowledge.questions)))


def _page(material: Material, name: str) -> Page:
    knowledge, path = material.knowledge, group_page(name)
    group = knowledge.groups[name]
    parts = [
        (
            question,
            anchor(question),
            described,
            _expected(described),
            material.decisions_fed_by(question),
            [(rule, knowledge.rules[rule]) for rule in material.readers.get(question, {}).get("rules", ())],
            material.readers.get(question, {}).get("questions", ()),
            [found.title for found in material.formulas.values() if _reads(found, question)],
        )
        for question, described in group.questions.items()
    ]
    text = render("question-group", group=group, parts=parts, go=Linker(path, knowledge))
    return Page(path, group.title, text)


def _reads(formula: Formula, question: str) -> bool:
    return any(given.answer == question for given in formula.inputs.values())


def _expected(question: Question) -> str | None:
    """What the advisor expects of an answer that is not known."""
    return None if question.prior is None else f"{_shares(question, question.prior)}. {question.prior.origin}"


def _shares(question: Question, prior: Prior) -> str:
    if prior.quantiles is not None:
        low, _, middle, _, high = (
            show_quantity(value, question.unit or "count", digits=2) for value in prior.quantiles
        )
        return f"{low} to {high} in nine of ten systems, half of them below {middle}"
    labels = {name: choice.label for name, choice in question.choices.items()}
    return ", ".join(
        f"{labels.get(name, {'true': 'yes', 'false': 'no'}.get(name, name))} {wording.percent(share)}"
        for name, share in (prior.shares or {}).items()
    )


def _qualities(material: Material) -> Page:
    knowledge = material.knowledge
    parts = [
        (name, anchor(name), quality, material.decisions_fed_by(f"priorities.{name}"))
        for name, quality in knowledge.qualities.items()
    ]
    text = render("qualities", parts=parts, preference=knowledge.preference, go=Linker(QUALITIES, knowledge))
    return Page(QUALITIES, "Priorities", text)
