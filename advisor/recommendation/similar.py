"""Published systems near the one at hand."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Answer, Range
from advisor.cases import Case
from advisor.knowledge.base import KnowledgeBase
from advisor.recommendation.recommendation import SimilarSystem
from advisor.requirements.system import System

Values = NDArray[np.float64]

_ANSWERS_KEPT = 2048  # whoever advises on one system again and again changes few of its answers
_SHOWN = 3
_DECADES_APART = 3.0
_ORDINARY = 4.0


def similar_systems(
    knowledge: KnowledgeBase, system: System, chosen: Mapping[str, str], cases: Sequence[Case]
) -> tuple[SimilarSystem, ...]:
    """The three nearest cases, nearest first; a case is not near itself.

    Similarity is the mean likeness of the answers that both state, each weighed by how much the rules make of it
    and shrunk where few answers are shared: 0 to 1, and 0 where none is.
    """
    near = similarities(system, _stated(_Same(tuple(cases))), field_weights(knowledge))
    others = (
        (likeness, case)
        for likeness, case in sorted(zip(near, cases, strict=True), key=lambda item: (-item[0], item[1].id))
        if case.system.name != system.name and case.system.requirements != system.requirements
    )
    return tuple(_similar(likeness, case, chosen) for likeness, case in islice(others, _SHOWN))


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


class Stated:
    """What many systems answered, question by question, so that one system is held against all of them at once."""

    def __init__(self, systems: Sequence[System]) -> None:
        self.size = len(systems)
        self._answers: dict[str, list[tuple[int, Answer]]] = defaultdict(list)
        for place, system in enumerate(systems):
            for name, answer in system.requirements.items():
                self._answers[name].append((place, answer))
        self.likeness = lru_cache(_ANSWERS_KEPT)(self._likeness_of)
        self._stating = {name: self._spread((place, 1.0) for place, _ in of) for name, of in self._answers.items()}

    def stating(self, name: str) -> Values | None:
        """1 for each system that answers the question ``name``, else 0; ``None`` where none does."""
        return self._stating.get(name)

    def _likeness_of(self, name: str, answer: Answer) -> Values:
        """How far each system's answer to the question ``name`` is like ``answer``, 0 to 1; 0 where there is none."""
        return self._spread((place, _alike(answer, other)) for place, other in self._answers[name])

    def _spread(self, values: Iterable[tuple[int, float]]) -> Values:
        spread = np.zeros(self.size)
        for place, value in values:
            spread[place] = value
        return spread


class _Same:
    """Cases that are the same where they are one object: they have no hash, and comparing them would take long."""

    def __init__(self, cases: tuple[Case, ...]) -> None:
        self.cases = cases

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.cases is other.cases

    def __hash__(self) -> int:
        return id(self.cases)


@lru_cache(maxsize=4)
def _stated(cases: _Same) -> Stated:
    return Stated([case.system for case in cases.cases])


def similarities(system: System, others: Stated, weights: Mapping[str, float]) -> list[float]:
    """How near each of the other systems is to ``system``, 0 to 1; 0 where nothing is shared."""
    likeness, total = np.zeros(others.size), np.zeros(others.size)
    for name, answer in system.requirements.items():
        stating = others.stating(name)
        if stating is not None and name in weights:
            likeness += weights[name] * others.likeness(name, answer)
            total += weights[name] * stating
    shrink = sum(weights.values()) / max(len(weights), 1) * _ORDINARY
    near: list[float] = np.divide(likeness, total + shrink, out=np.zeros(others.size), where=total > 0).tolist()
    return near


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
