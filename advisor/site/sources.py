"""Every source and what rests on it, and the glossary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from advisor.knowledge.base import KnowledgeBase
from advisor.rendering import wording
from advisor.rendering.environment import Markdown, escape_markdown
from advisor.site.formulas import topic_of
from advisor.site.material import Material
from advisor.site.page import Page, anchor, between, render, to
from advisor.site.places import (
    GLOSSARY,
    QUALITIES,
    SOURCES,
    decision_page,
    formula_page,
    option_place,
    question_place,
)


def source_page(material: Material) -> Page:
    """All sources on one page, by author."""
    knowledge = material.knowledge
    resting = _resting(material)
    ordered = sorted(knowledge.sources.items(), key=lambda item: (item[1].authors.lower(), item[1].year, item[0]))
    parts = [(name, anchor(name), source, resting.get(name, ())) for name, source in ordered]
    return Page(SOURCES, "Sources", render("sources", parts=parts))


def _resting(material: Material) -> Mapping[str, list[Markdown]]:
    """Links to what cites each source, each place once."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for source, place, label in _citations(material):
        found[source].setdefault(place, label)
    return {
        source: [Markdown(f"[{label}]({between(SOURCES, place)})") for place, label in places.items()]
        for source, places in found.items()
    }


def _citations(material: Material) -> Iterator[tuple[str, str, str]]:
    """Source, place in the site and its label, for every option, rule, coupling and formula that cites one."""
    knowledge = material.knowledge
    for name, decision in knowledge.decisions.items():
        for option, described in decision.options.items():
            cited = {*described.sources, *(s for effect in described.effects.values() for s in effect.sources)}
            for rule in knowledge.rules.values():
                if option in rule.weigh.get(name, {}) or option in rule.forbid.get(name, ()):
                    cited.update(rule.sources)
            for source in sorted(cited):
                yield source, option_place(name, option), f"{decision.title}: {described.title}"
    for risk in knowledge.risks.values():
        for source in risk.sources:
            for option in risk.options:
                fallible = knowledge.decisions[risk.decision]
                label = f"{fallible.title}: {fallible.options[option].title}"
                yield source, option_place(risk.decision, option), label
    for coupling in knowledge.couplings.values():
        first, second = coupling.pair
        for source in coupling.sources:
            label = f"{knowledge.decisions[first].title} with {knowledge.decisions[second].title}"
            yield source, f"{decision_page(first)}#hangs-together-with", label
    for formula in material.formulas.values():
        for source in formula.sources:
            yield source, f"{formula_page(topic_of(formula))}#{anchor(formula.name)}", formula.title


def glossary_page(material: Material) -> Page:
    """Every term of the rule base with its meaning, from A to Z."""
    terms = sorted(_terms(material.knowledge), key=lambda term: (term[0].lower(), term[2] or ""))
    letters: dict[str, list[tuple[Markdown, str, str]]] = defaultdict(list)
    for title, kind, place, meaning in terms:
        shown = to(GLOSSARY, place, title) if place else escape_markdown(title)
        letters[title[0].upper()].append((shown, kind, meaning))
    return Page(GLOSSARY, "Glossary", render("glossary", letters=letters.items(), count=len(terms)))


def _terms(knowledge: KnowledgeBase) -> Iterable[tuple[str, str, str | None, str]]:
    """Title, kind, place and meaning of every term of the field, decision, option, quality and question."""
    for term in knowledge.glossary.values():
        also = f", also {wording.listing(term.forms)}" if term.forms else ""
        yield term.term[:1].upper() + term.term[1:], f"term{also}", None, term.meaning
    for name, decision in knowledge.decisions.items():
        yield decision.title, "decision", decision_page(name), decision.question
        for option, described in decision.options.items():
            yield described.title, f"option of {decision.title}", option_place(name, option), described.description
    for name, quality in knowledge.qualities.items():
        yield quality.label, "quality", f"{QUALITIES}#{anchor(name)}", quality.help
    for name, question in knowledge.questions.items():
        title = name.replace("_", " ")
        yield title[:1].upper() + title[1:], "question", question_place(name, knowledge), question.help
