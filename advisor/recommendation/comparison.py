"""Two recommendations side by side: which answers, decisions and numbers differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TypeVar

from advisor.answers import Answer
from advisor.recommendation.recommendation import Estimate, Recommendation

V = TypeVar("V")
Pairs = Mapping[str, tuple[V | None, V | None]]


@dataclass(frozen=True)
class Comparison:
    """What differs, before and after by name; ``None`` on the side that has none. False when nothing does.

    Attributes:
        identity: ``name``, ``purpose`` and ``knowledge`` (the digest of the rule base).
        answers: requirements.
        looked_at: questions that one side marks as unknown and the other leaves out.
        priorities: 0 to 5.
        fixed: decisions that the team had taken: the option.
        decisions: the recommended option.
        estimates: numbers of the recommended architecture.
    """

    identity: Pairs[str]
    answers: Pairs[Answer]
    looked_at: Pairs[str]
    priorities: Pairs[float]
    fixed: Pairs[str]
    decisions: Pairs[str]
    estimates: Pairs[Estimate]

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))


def compare(before: Recommendation, after: Recommendation) -> Comparison:
    """What differs between two recommendations, in the order of the later one."""
    old, new = before.system, after.system
    return Comparison(
        identity=_differing(_identity(before), _identity(after)),
        answers=_differing(old.requirements, new.requirements),
        looked_at=_differing(_looked_at(before), _looked_at(after)),
        priorities=_differing(old.priorities, new.priorities),
        fixed=_differing(old.fixed, new.fixed),
        decisions=_differing(before.architecture, after.architecture),
        estimates=_differing(before.estimates, after.estimates),
    )


def _identity(found: Recommendation) -> dict[str, str]:
    system = found.system
    return {"name": system.name, "purpose": system.purpose, "knowledge": found.knowledge_digest}


def _looked_at(found: Recommendation) -> dict[str, str]:
    return dict.fromkeys(sorted(found.system.unknown), "unknown")


def _differing(old: Mapping[str, V], new: Mapping[str, V]) -> dict[str, tuple[V | None, V | None]]:
    pairs = {name: (old.get(name), new.get(name)) for name in (*new, *(name for name in old if name not in new))}
    return {name: (was, now) for name, (was, now) in pairs.items() if was != now or type(was) is not type(now)}
