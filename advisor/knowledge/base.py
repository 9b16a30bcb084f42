"""The rule base as one frozen value: checked files, compiled conditions, and look-ups by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from advisor.conditions import BOOLEAN, Condition, Field, chained
from advisor.knowledge.practice import ALWAYS, Practice
from advisor.knowledge.schema import (
    Answers,
    ComponentCatalog,
    Coupling,
    Decision,
    Preference,
    Quality,
    Question,
    QuestionGroup,
    RefinedWeights,
    Risk,
    Rule,
    Source,
    Term,
)

PRIORITY_PREFIX = "priorities."
GREATEST_PRIORITY = 5


@dataclass(frozen=True)
class Pack:
    """A folder laid over the rule base.

    Attributes:
        digest: ``sha256:`` over all its files but the tests.
    """

    name: str
    version: str
    digest: str
    folder: Path


@dataclass(frozen=True, eq=False)
class KnowledgeBase:
    """Everything the advisor knows.

    Attributes:
        version: as the authors number it, and the packs with theirs.
        date: when it was last reviewed, ISO.
        digest: ``sha256:`` over all files, those of the packs included, independent of their order.
        conditions: the compiled condition of every text that stands behind a ``when``.
        packs: what was laid over it, the last on top.
        refined: what a fit made of the weights; ``rules`` and ``preference`` have it already.
        expert_rules: the rules as their authors wrote them.
        risks: how options fail in practice.
        glossary: terms of the field.
        practice: what was built where an answer holds, beyond what the rules say, in log-odds.
    """

    version: str
    date: str
    digest: str
    groups: Mapping[str, QuestionGroup]
    questions: Mapping[str, Question]
    decisions: Mapping[str, Decision]
    rules: Mapping[str, Rule]
    couplings: Mapping[str, Coupling]
    sources: Mapping[str, Source]
    qualities: Mapping[str, Quality]
    preference: Preference
    components: ComponentCatalog
    conditions: Mapping[str, Condition]
    packs: tuple[Pack, ...] = ()
    refined: RefinedWeights | None = None
    expert_rules: Mapping[str, Rule] = field(default_factory=dict)
    risks: Mapping[str, Risk] = field(default_factory=dict)
    glossary: Mapping[str, Term] = field(default_factory=dict)
    practice: Practice = field(default_factory=dict)

    @cached_property
    def vocabulary(self) -> dict[str, Field]:
        """What conditions of rules and questions may name: requirements and priorities."""
        return requirement_fields(self.questions, self.qualities)

    @property
    def weighed(self) -> list[tuple[str | None, Mapping[str, Mapping[str, float]]]]:
        """All that rules and practice weigh, in log-odds by decision and option, and when; ``None`` for always."""
        return [
            *((rule.when, rule.weigh) for rule in self.rules.values()),
            *((None if when == ALWAYS else when, said) for when, said in self.practice.items()),
        ]

    @cached_property
    def asked_when(self) -> dict[str, Condition]:
        """Of the questions that make sense only sometimes, when; what follows one that does not, does not either."""
        return chained(
            {
                name: self.conditions[question.asked_when]
                for name, question in self.questions.items()
                if question.asked_when is not None
            }
        )


def requirement_fields(questions: Mapping[str, Question], qualities: Mapping[str, Quality]) -> dict[str, Field]:
    """Requirements and priorities as fields of conditions. Texts can't be reasoned about and are left out."""
    fields = {name: field_of(question) for name, question in questions.items() if question.answers != Answers.TEXT}
    for quality in qualities:
        fields[PRIORITY_PREFIX + quality] = Field("number", unit="count", minimum=0, maximum=GREATEST_PRIORITY)
    return fields


def decision_fields(decisions: Mapping[str, Decision]) -> dict[str, Field]:
    """Decisions as fields of the conditions of components and flows."""
    return {name: Field("choice", tuple(decision.options)) for name, decision in decisions.items()}


def field_of(question: Question) -> Field:
    """The field that the answers of ``question`` fill."""
    match question.answers:
        case Answers.CHOICE:
            return Field("choice", tuple(question.choices), question.ordered)
        case Answers.CHOICES:
            return Field("choices", tuple(question.choices))
        case Answers.BOOLEAN:
            return Field("choice", BOOLEAN)
        case Answers.NUMBER:
            unbounded = Field("number")
            return Field(
                "number",
                unit=question.unit or unbounded.unit,
                minimum=unbounded.minimum if question.minimum is None else question.minimum,
                maximum=unbounded.maximum if question.maximum is None else question.maximum,
            )
        case Answers.TEXT:
            raise ValueError("a text can't be reasoned about")
