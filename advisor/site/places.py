"""Where each thing of the rule base stands in the site."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.knowledge.base import PRIORITY_PREFIX, KnowledgeBase
from advisor.rendering.environment import Markdown
from advisor.site.page import anchor, between, to

QUALITIES = "look-up/qualities.md"
SOURCES = "look-up/sources.md"
GLOSSARY = "look-up/glossary.md"
DECISIONS = "look-up/decisions/index.md"
CASES = "look-up/cases/index.md"
CASES_BY_DECISION = "look-up/cases/by-decision.md"
FORMULAS = "look-up/formulas/index.md"
QUESTIONS = "look-up/questions/index.md"


def decision_page(name: str) -> str:
    """The page of a decision."""
    return f"look-up/decisions/{name}.md"


def option_place(decision: str, option: str) -> str:
    """Where an option stands."""
    return f"{decision_page(decision)}#{anchor(option)}"


def group_page(group: str) -> str:
    """The page of a group of questions."""
    return f"look-up/questions/{group}.md"


def question_place(name: str, knowledge: KnowledgeBase) -> str:
    """Where a question or a priority stands."""
    if name.startswith(PRIORITY_PREFIX):
        return f"{QUALITIES}#{anchor(name.removeprefix(PRIORITY_PREFIX))}"
    group = next(group for group, found in knowledge.groups.items() if name in found.questions)
    return f"{group_page(group)}#{anchor(name)}"


def case_page(name: str) -> str:
    """The page of a published system."""
    return f"look-up/cases/{name}.md"


def formula_page(topic: str) -> str:
    """The page of a topic of formulas."""
    return f"look-up/formulas/{topic}.md"


def source_place(name: str) -> str:
    """Where a source stands."""
    return f"{SOURCES}#{anchor(name)}"


class Linker:
    """Links from one page to things of the rule base."""

    def __init__(self, page: str, knowledge: KnowledgeBase) -> None:
        self.page = page
        self.knowledge = knowledge

    def decision(self, name: str) -> Markdown:
        """To a decision, by its title."""
        return to(self.page, decision_page(name), self.knowledge.decisions[name].title)

    def option(self, decision: str, option: str) -> Markdown:
        """To an option, by its title."""
        return to(self.page, option_place(decision, option), self.knowledge.decisions[decision].options[option].title)

    def options(self, decision: str, options: Iterable[str]) -> Markdown:
        """To several options of a decision."""
        return Markdown(", ".join(self.option(decision, option) for option in options))

    def question(self, name: str) -> Markdown:
        """To a question or priority, by its id."""
        return Markdown(f"[`{name}`]({between(self.page, question_place(name, self.knowledge))})")

    def questions(self, names: Iterable[str]) -> Markdown:
        """To several questions."""
        return Markdown(", ".join(self.question(name) for name in names))

    def source(self, name: str) -> Markdown:
        """To a source, by author and year."""
        source = self.knowledge.sources[name]
        return to(self.page, source_place(name), f"{source.authors.split(',')[0].split(';')[0]} {source.year}")

    def sources(self, names: Iterable[str]) -> Markdown:
        """To several sources."""
        return Markdown(", ".join(self.source(name) for name in names))
