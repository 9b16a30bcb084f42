"""Everything that the site's pages are made from, computed once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.cases import Case
from advisor.estimates import formulas
from advisor.evaluation.agreement import Agreement, Judgement
from advisor.evaluation.leftout import LeftOut
from advisor.knowledge.base import KnowledgeBase
from advisor.linting import Report
from advisor.site.checks import Check, checks_of

if TYPE_CHECKING:
    from advisor.estimates.formula import Formula


@dataclass(frozen=True, eq=False)
class Material:
    """What is known and what was found out about it.

    Attributes:
        knowledge: the rule base.
        cases: published systems and what their builders decided.
        agreement: the advisor's view of them.
        held_out: the advisor's view of systems that nothing was learned from.
        left_out: how those came out that weights were fitted to, when they were left out; ``None`` where none were.
        lint: what the checks of the rule base found.
        tests: the folder of the advisor's own tests; ``None`` where it is installed without them.
    """

    knowledge: KnowledgeBase
    cases: Sequence[Case]
    agreement: Agreement
    held_out: Agreement
    left_out: LeftOut | None
    lint: Report
    tests: Path | None = None

    @property
    def stamp(self) -> str:
        """Which knowledge this is."""
        knowledge = self.knowledge
        return f"Knowledge {knowledge.version} of {knowledge.date}, {knowledge.digest[:19]}"

    @cached_property
    def formulas(self) -> Mapping[str, Formula]:
        """Every formula by name."""
        return formulas()

    @cached_property
    def checks(self) -> Mapping[str, tuple[Check, ...]]:
        """The tests that hold each formula."""
        return {} if self.tests is None else checks_of(self.formulas, self.tests / "estimates")

    @cached_property
    def judgements(self) -> Mapping[str, tuple[Judgement, ...]]:
        """The judgements of each case, in the order of the decisions."""
        found: dict[str, list[Judgement]] = defaultdict(list)
        order = {name: place for place, name in enumerate(self.knowledge.decisions)}
        for judgement in sorted(self.agreement.judgements, key=lambda judgement: order[judgement.decision]):
            found[judgement.case].append(judgement)
        return {case: tuple(judgements) for case, judgements in found.items()}

    @cached_property
    def readers(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """For each field the ids of what reads it, by kind: ``rules``, ``couplings``, ``decisions``, ``questions``."""
        knowledge = self.knowledge
        whens = {
            "rules": {name: rule.when for name, rule in knowledge.rules.items()},
            "couplings": {name: coupling.when for name, coupling in knowledge.couplings.items()},
            "decisions": {name: decision.applies_when for name, decision in knowledge.decisions.items()},
            "questions": {name: question.asked_when for name, question in knowledge.questions.items()},
        }
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for kind, texts in whens.items():
            for name, text in texts.items():
                for read in knowledge.conditions[text].fields if text is not None else ():
                    found[read][kind].append(name)
        return {read: {kind: tuple(names) for kind, names in kinds.items()} for read, kinds in found.items()}

    def decisions_fed_by(self, question: str) -> tuple[str, ...]:
        """The decisions whose options the answer to ``question`` weighs, rules out or couples."""
        knowledge, readers = self.knowledge, self.readers.get(question, {})
        fed = set(readers.get("decisions", ()))
        for name in readers.get("rules", ()):
            fed.update(knowledge.rules[name].weigh, knowledge.rules[name].forbid)
        for name in readers.get("couplings", ()):
            fed.update(knowledge.couplings[name].pair)
        return tuple(name for name in knowledge.decisions if name in fed)
