"""The answers that are left when some tests hold: a set for each field, and sums over several fields to be settled.

A test on one field cuts that field exactly: a choice to a set, the ticks of several choices to a pattern, a number to
an interval of floating-point numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from advisor.answers import Answer
from advisor.conditions import Below, Bounds, IsOneOf, Mentions, SumBelow, Test, Vocabulary
from advisor.knowledge.sums import fields_of, plain_number, settle


@dataclass(frozen=True)
class Ticks:
    """The choices that may be ticked, and sets of which at least one must be."""

    allowed: frozenset[str]
    wanted: tuple[frozenset[str], ...] = ()

    @property
    def possible(self) -> bool:
        """An answer ticks something; ticking all that is allowed serves every wish that can be served."""
        return bool(self.allowed) and all(wanted & self.allowed for wanted in self.wanted)

    def fewest(self) -> frozenset[str]:
        """A small answer: for each wish that is not served yet, the first choice that serves it."""
        ticked: set[str] = set()
        for wanted in self.wanted or (self.allowed,):
            if not wanted & ticked:
                ticked.add(min(wanted & self.allowed))
        return frozenset(ticked)


@dataclass(frozen=True)
class Box:
    """What tests leave to each field; a field that none has limited is absent."""

    vocabulary: Vocabulary
    choice: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ticks: Mapping[str, Ticks] = field(default_factory=dict)
    numbers: Mapping[str, Bounds] = field(default_factory=dict)
    sums: tuple[SumBelow, ...] = ()

    def narrowed(self, test: Test) -> Box | None:
        """The box in which ``test`` holds too; ``None`` where no value is left to its field."""
        match test:
            case IsOneOf(name, choices):
                left = self.choice.get(name, frozenset(self.vocabulary[name].choices)) & choices
                return replace(self, choice={**self.choice, name: left}) if left else None
            case Mentions(name):
                ticks = self._ticked(test)
                return replace(self, ticks={**self.ticks, name: ticks}) if ticks.possible else None
            case Below(name, limit, positive):
                low, high = self._bounds(name)
                if positive:
                    high = min(high, math.nextafter(limit, -math.inf))
                else:
                    low = max(low, limit)
                return replace(self, numbers={**self.numbers, name: (low, high)}) if low <= high else None
            case SumBelow():
                return replace(self, sums=(*self.sums, test))

    def _ticked(self, test: Mentions) -> Ticks:
        everything = frozenset(self.vocabulary[test.field].choices)
        ticks = self.ticks.get(test.field, Ticks(everything))
        match test.only, test.positive:
            case True, True:
                return replace(ticks, allowed=ticks.allowed & test.choices)
            case True, False:
                return replace(ticks, wanted=(*ticks.wanted, everything - test.choices))
            case False, True:
                return replace(ticks, wanted=(*ticks.wanted, test.choices))
            case _:
                return replace(ticks, allowed=ticks.allowed - test.choices)

    def _bounds(self, name: str) -> Bounds:
        known = self.vocabulary[name]
        return self.numbers.get(name, (known.minimum, known.maximum))

    def witness(self) -> dict[str, Answer] | None:
        """Answers to the questions that the box limits, or ``None`` where its sums can't all be satisfied.

        Raises:
            UndecidedError: neither was found.
        """
        bounds = {name: self._bounds(name) for test in self.sums for name in fields_of(test.term)}
        settled = settle(self.sums, bounds) if self.sums else {}
        if settled is None:
            return None
        found: dict[str, Answer] = {}
        for name, left in self.choice.items():
            known = self.vocabulary[name]
            first = next(choice for choice in known.choices if choice in left)
            found[name] = first == "true" if known.is_boolean else first
        for name, ticks in self.ticks.items():
            ticked = ticks.fewest()
            found[name] = tuple(choice for choice in self.vocabulary[name].choices if choice in ticked)
        for name, (low, high) in self.numbers.items():
            found[name] = plain_number(low, high, near_low=low > self.vocabulary[name].minimum)
        return found | settled
