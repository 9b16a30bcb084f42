"""Scenarios as rows: what is known, and draws of what is not, as arrays with one column a scenario."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Answer, Range
from advisor.conditions import Field, holds
from advisor.knowledge.base import PRIORITY_PREFIX, KnowledgeBase
from advisor.knowledge.schema import Prior, Question
from advisor.reasoning.priors import choice_at, number_at
from advisor.requirements.system import System

T = TypeVar("T", bound=np.generic)

DRAWS = 64
"""Draws of what is not known. A power of two, so that shares of draws are exact in binary."""


@dataclass(frozen=True)
class Fields:
    """The fields of a rule base in fixed order, by kind."""

    vocabulary: Mapping[str, Field]
    choice: tuple[str, ...]
    choices: tuple[str, ...]
    number: tuple[str, ...]

    @cached_property
    def places(self) -> dict[str, int]:
        """The position of every field among those of its kind."""
        groups = (self.choice, self.choices, self.number)
        return {name: position for group in groups for position, name in enumerate(group)}

    @cached_property
    def ends(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The least and the greatest value that each number may have."""
        numbers = [self.vocabulary[name] for name in self.number]
        return np.array([field.minimum for field in numbers]), np.array([field.maximum for field in numbers])

    @classmethod
    def of(cls, vocabulary: Mapping[str, Field]) -> Fields:
        def kind(wanted: str) -> tuple[str, ...]:
            return tuple(name for name, field in vocabulary.items() if field.kind == wanted)

        return cls(vocabulary, kind("choice"), kind("choices"), kind("number"))


@dataclass(frozen=True)
class ScenarioBatch:
    """B scenarios.

    Attributes:
        choice: index of the choice taken; -1 unknown. Shape (choice fields, B).
        choices: bit set of the choices ticked; -1 unknown. Shape (choices fields, B).
        low: least value that a number may have, in the field's unit. Shape (number fields, B).
        high: greatest value. Shape (number fields, B).
    """

    choice: NDArray[np.int64]
    choices: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @property
    def size(self) -> int:
        return int(self.low.shape[1])

    def put(self, column: int, name: str, answer: Answer, fields: Fields) -> None:
        """Write the answer to the field ``name`` into one scenario of a batch that is still being made."""
        position, known = fields.places[name], fields.vocabulary[name].choices
        match answer:
            case bool():
                self.choice[position, column] = int(answer)
            case str():
                self.choice[position, column] = known.index(answer)
            case tuple():
                self.choices[position, column] = sum(1 << known.index(item) for item in answer)
            case Range():
                self.low[position, column], self.high[position, column] = answer.low, answer.high
            case _:
                self.low[position, column] = self.high[position, column] = answer

    def columns(self, wanted: NDArray[np.int64]) -> ScenarioBatch:
        """The scenarios at ``wanted``."""
        return ScenarioBatch(
            self.choice.take(wanted, axis=1),
            self.choices.take(wanted, axis=1),
            self.low.take(wanted, axis=1),
            self.high.take(wanted, axis=1),
        )


def answers_with_priorities(system: System, knowledge: KnowledgeBase) -> dict[str, Answer]:
    """All that conditions may read: requirements, and priorities, neutral where none was stated."""
    neutral = knowledge.preference.neutral
    priorities = {PRIORITY_PREFIX + q: system.priorities.get(q, neutral) for q in knowledge.qualities}
    return {**system.requirements, **priorities}


def encode(rows: Sequence[Mapping[str, Answer]], fields: Fields) -> ScenarioBatch:
    """A batch with one scenario for each mapping of field to answer; absent fields are unknown."""
    size = len(rows)
    choice = np.full((len(fields.choice), size), -1, dtype=np.int64)
    choices = np.full((len(fields.choices), size), -1, dtype=np.int64)
    low, high = (np.repeat(end[:, None], size, axis=1) for end in fields.ends)
    batch = ScenarioBatch(choice, choices, low, high)
    for column, row in enumerate(rows):
        for name, answer in row.items():
            if name in fields.places:
                batch.put(column, name, answer, fields)
    return batch


def join(batches: Sequence[ScenarioBatch]) -> ScenarioBatch:
    """The scenarios of all batches, one after the other."""

    def together(arrays: Iterable[NDArray[T]]) -> NDArray[T]:
        return np.concatenate(list(arrays), axis=1)

    return ScenarioBatch(
        together(batch.choice for batch in batches),
        together(batch.choices for batch in batches),
        together(batch.low for batch in batches),
        together(batch.high for batch in batches),
    )


def draw(
    answers: Mapping[str, Answer], knowledge: KnowledgeBase, fields: Fields, wanted: frozenset[str]
) -> ScenarioBatch:
    """``DRAWS`` scenarios in which every unknown or ranged field of ``wanted`` has a value of its prior.

    Each field is drawn by a Latin hypercube whose order comes from the field's name alone, so that an answer
    to one question leaves the draws of all others as they are. A question that makes no sense under the
    answers given stays unanswered.
    """
    batch = encode([answers], fields).columns(np.zeros(DRAWS, dtype=np.int64))
    for position, name in enumerate(fields.number):
        answer = answers.get(name)
        if name in wanted and isinstance(answer, Range):
            batch.low[position] = batch.high[position] = _between(answer.low, answer.high, _uniform(name))
        elif name in wanted and (found := _open_question(name, answers, knowledge)):
            question, prior = found
            batch.low[position] = batch.high[position] = number_at(prior, question, _uniform(name))
    for group, rows in ((fields.choice, batch.choice), (fields.choices, batch.choices)):
        for position, name in enumerate(group):
            if name in wanted and (found := _open_question(name, answers, knowledge)):
                question, prior = found
                choices = fields.vocabulary[name].choices
                rows[position] = choice_at(name, prior, question, choices, _uniform)
    return batch


def _open_question(name: str, answers: Mapping[str, Answer], knowledge: KnowledgeBase) -> tuple[Question, Prior] | None:
    """The question ``name`` and its prior, when it is unanswered, makes sense, and has one."""
    question = knowledge.questions.get(name)
    if question is None or question.prior is None or name in answers:
        return None
    asked = knowledge.asked_when.get(name)
    if asked is not None and holds(asked, answers, knowledge.vocabulary) is False:
        return None
    return question, question.prior


@cache
def _uniform(name: str) -> NDArray[np.float64]:
    """One number in each of ``DRAWS`` equal parts of 0 to 1, in an order that ``name`` decides."""
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    generator = np.random.Generator(np.random.PCG64(seed))
    return np.asarray((generator.permutation(DRAWS) + 0.5) / DRAWS)


def _between(low: float, high: float, uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Evenly spread between two bounds; on a logarithmic scale where both are positive."""
    if low > 0:
        return np.asarray(np.exp(np.log(low) + uniform * (np.log(high) - np.log(low))))
    return low + uniform * (high - low)
