"""Published systems near the one at hand."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from advisor.answers import Answer, Range
from advisor.cases import Case
from advisor.knowledge.base import KnowledgeBase
from advisor.recommendation.recommendation import SimilarSystem
from advisor.requirements.system import System

_SHOWN = 3
_DECADES_APART = 3.0
_ORDINARY = 4.0


def similar_systems(
    knowledge: KnowledgeBase, system: System, chosen: Mapping[str, str], cases: Sequence[Case]
) -> tuple[SimilarSystem, ...]:
    """The three nearest cases, nearest first; a case is not near itself.

    Similarity is the mean likeness of the answers that both state, each weighed by how much the rules make of it
    and shrunk where few answers are shared.
    """
    weights = field_weights(knowledge)
    found = []
    for case in cases:
        if case.system.name == system.name or case.system.requirements == system.requirements:
            continue
        found.append((similarity(system, case.system, weights), case))
    found.sort(key=lambda item: (-item[0], item[1].id))
    return tuple(_similar(near, case, chosen) for near, case in found[:_SHOWN])


@lru_cache(maxsize=4)
def field_weights(knowledge: KnowledgeBase) -> Mapping[str, float]:
    """For each question the sum of the weights of the rules that read it."""
    weights: dict[str, float] = defaultdict(float)
    for rule in knowledge.rules.values():
        if rule.when is None:
            continue
        pull = sum(abs(weight) for effects in rule.weigh.values() for weight in effects.values())
        pull += _ORDINARY * sum(len(options) for options in rule.forbid.values())
        for name in knowledge.conditions[rule.when].fields:
            if name in knowledge.questions:
                weights[name] += pull
    return dict(weights)


def similarity(one: System, other: System, weights: Mapping[str, float]) -> float:
    """0 to 1; 0 where nothing is shared."""
    likeness = total = 0.0
    for name, answer in one.requirements.items():
        if name in other.requirements and name in weights:
            likeness += weights[name] * _alike(answer, other.requirements[name])
            total += weights[name]
    shrink = sum(weights.values()) / max(len(weights), 1) * _ORDINARY
    return likeness / (total + shrink) if total else 0.0


def _alike(one: Answer, other: Answer) -> float:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(set(one) & set(other)) / len(set(one) | set(other))
    if isinstance(one, str | bool) or isinstance(other, str | bool | tuple):
        return float(one == other)
    here, there = _middle(one), _middle(other)
    if here <= 0 or there <= 0:
        return float(here == there)
    return max(0.0, 1 - abs(math.log10(here / there)) / _DECADES_APART)


def _middle(answer: Answer) -> float:
    if isinstance(answer, Range):
        return math.sqrt(answer.low * answer.high) if answer.low > 0 else (answer.low + answer.high) / 2
    return float(answer)  # type: ignore[arg-type]


def _similar(near: float, case: Case, chosen: Mapping[str, str]) -> SimilarSystem:
    taken = {name: decision.chosen for name, decision in case.decisions.items() if name in chosen}
    return SimilarSystem(
        case=case.id,
        title=case.title,
        organisation=case.organisation,
        year=case.year,
        url=case.sources[0].url,
        similarity=near,
        chosen={name: options[0] for name, options in taken.items()},
        agrees=tuple(name for name, options in taken.items() if chosen[name] in options),
        differs={name: options[0] for name, options in taken.items() if chosen[name] not in options},
    )
