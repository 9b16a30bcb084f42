"""A system as its team describes it: answers, priorities, and decisions that are already taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from advisor.answers import Answer


@dataclass(frozen=True)
class Measurement:
    """A number that was measured, not guessed.

    Attributes:
        answer: in the question's unit.
        origin: what measured it, in a line of the team's own words.
    """

    answer: Answer
    origin: str


@dataclass(frozen=True)
class System:
    """What one system file says. An absent requirement is unknown, never a no.

    Attributes:
        requirements: the answers, by the id of their question.
        priorities: 0 (does not matter) to 5 (decisive), by quality.
        fixed: decisions already taken: the option, by decision.
        unknown: questions that the team looked at and could not answer. They count as absent; they are kept
            so that nobody is asked twice.
        measured: the answers that were measured. One that has been answered otherwise since is dropped.
    """

    name: str
    purpose: str = ""
    requirements: Mapping[str, Answer] = field(default_factory=dict)
    priorities: Mapping[str, float] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    measured: Mapping[str, Measurement] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("requirements", "priorities", "fixed"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        object.__setattr__(self, "unknown", frozenset(self.unknown) - self.requirements.keys())
        stands = {name: found for name, found in self.measured.items() if self.requirements.get(name) == found.answer}
        object.__setattr__(self, "measured", MappingProxyType(stands))

    def origin(self, name: str) -> str:
        """What measured the answer to ``name``; empty where nothing did."""
        found = self.measured.get(name)
        return "" if found is None else found.origin

    def __reduce__(self) -> tuple[type[System], tuple[object, ...]]:
        """Made again from plain values, since its read-only ones can't be pickled."""
        mappings = (dict(self.requirements), dict(self.priorities), dict(self.fixed))
        return System, (self.name, self.purpose, *mappings, self.unknown, dict(self.measured))
