"""Decides whether there are answers under which conditions hold. It proves; it does not sample.

The search is complete over the language of ``advisor.conditions``: every test limits a box of answers, alternatives
are tried in turn, and a branch ends as soon as a field has no value left. Only arithmetic over several fields can stay
open, where sums share fields or limits meet to the last bits (``advisor.knowledge.sums``); that is reported as not
decided, never as proved.

Answers are single values here. A range or an unknown answer makes no condition hold that none of its values would.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from advisor.answers import Answer
from advisor.conditions import AllOf, AnyOf, Condition, IsOneOf, Tree, Vocabulary, guarded
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.box import Box
from advisor.knowledge.sums import UndecidedError


@dataclass(frozen=True)
class Verdict:
    """What was found about some conditions together.

    Attributes:
        possible: whether any answers satisfy them all; ``None`` where that was not decided.
        witness: such answers, to the questions that matter.
    """

    possible: bool | None
    witness: Mapping[str, Answer] = field(default_factory=dict)


_IMPOSSIBLE = Verdict(False)
_OPEN = Verdict(None)


class Prover:
    """Proofs about conditions over one vocabulary.

    Args:
        vocabulary: the fields.
        asked_when: for questions that are asked only sometimes, when.
    """

    def __init__(self, vocabulary: Vocabulary, asked_when: Mapping[str, Condition] | None = None) -> None:
        self._vocabulary = vocabulary
        self._asked_when = asked_when or {}

    @classmethod
    def of(cls, knowledge: KnowledgeBase) -> Prover:
        """A prover for the rules of a rule base."""
        return cls(knowledge.vocabulary, knowledge.asked_when)

    def satisfy(self, *trees: Tree) -> Verdict:
        """Whether all ``trees`` can hold at once."""
        return self._search(list(trees), Box(self._vocabulary))

    def satisfy_as_asked(self, *trees: Tree) -> Verdict:
        """The same, when a question is answered only where the questionnaire asks it."""
        return self.satisfy(*(guarded(tree, self._asked_when) for tree in trees))

    def implies(self, premise: Tree, conclusion: Tree) -> bool | None:
        """Whether ``conclusion`` holds wherever ``premise`` does; ``None`` where that was not decided.

        Questions are taken to be answered, and numbers that others are divided by not to be zero.
        """
        possible = self.satisfy(premise, self.negation(conclusion)).possible
        return None if possible is None else not possible

    def negation(self, tree: Tree) -> Tree:
        """What holds where ``tree`` does not, all that it reads being known."""
        match tree:
            case AllOf(parts):
                return AnyOf(tuple(self.negation(part) for part in parts))
            case AnyOf(parts):
                return AllOf(tuple(self.negation(part) for part in parts))
            case IsOneOf(name, choices):
                return IsOneOf(name, frozenset(self._vocabulary[name].choices) - choices)
            case test:
                return replace(test, positive=not test.positive)

    def _search(self, pending: list[Tree], box: Box) -> Verdict:
        """Take every test that must hold, then try the alternatives of the choice that has fewest."""
        choices: list[AnyOf] = []
        while pending:
            match pending.pop():
                case AllOf(parts):
                    pending.extend(parts)
                case AnyOf(parts):
                    choices.append(AnyOf(parts))
                case test:
                    narrowed = box.narrowed(test)
                    if narrowed is None:
                        return _IMPOSSIBLE
                    box = narrowed
        open_choices = [
            tuple(part for part in choice.parts if isinstance(part, AllOf | AnyOf) or box.narrowed(part))
            for choice in choices
        ]
        if not open_choices:
            return _settled(box)
        parts, *others = sorted(open_choices, key=len)
        verdict = _IMPOSSIBLE
        for part in parts:
            found = self._search([part, *(AnyOf(other) for other in others)], box)
            if found.possible:
                return found
            verdict = _OPEN if found.possible is None else verdict
        return verdict


def _settled(box: Box) -> Verdict:
    try:
        witness = box.witness()
    except UndecidedError:
        return _OPEN
    return _IMPOSSIBLE if witness is None else Verdict(True, witness)
