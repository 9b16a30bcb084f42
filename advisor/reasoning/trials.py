"""The answers that one open question may get, and which conditions hold in the drawn scenarios with each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Answer, Range
from advisor.conditions import BOOLEAN, Below, SumBelow, holds
from advisor.knowledge.base import GREATEST_PRIORITY, PRIORITY_PREFIX
from advisor.knowledge.schema import Answers
from advisor.reasoning.breakpoints import fields_of, tests_of
from advisor.reasoning.model import Model, share_holding
from advisor.reasoning.scenarios import ScenarioBatch, draw
from advisor.reasoning.truth import TruthPlan

_CUTS_FOR_SUMS = 8
"""Parts of equal chance of a number that conditions join with other numbers, so that no value of it stands out."""


@dataclass(frozen=True)
class Trial:
    """One answer that a question may get.

    Attributes:
        question: its id; ``priorities.<quality>`` for a priority.
        answer: a choice, ticks, yes or no; of a number all values between two breakpoints.
        tried: the answer that stands for it, which is ``answer`` itself unless that is a range.
        code: ``tried`` as a scenario holds it.
        chance: of this answer, 0 to 1, by the prior of the question.
    """

    question: str
    answer: Answer
    tried: Answer
    code: float
    chance: float


class Inquiry:
    """What each question feeds, worked out once for a rule base."""

    def __init__(self, model: Model) -> None:
        self.model = model
        knowledge = model.knowledge
        self.follow_ups: dict[str, tuple[str, ...]] = dict.fromkeys(model.fields.vocabulary, ())
        for name, asked in knowledge.asked_when.items():
            for other in asked.fields:
                self.follow_ups[other] += (name,)
        self.readers: dict[str, NDArray[np.int64]] = {}
        self._plans: dict[str, TruthPlan] = {}
        self._trials: dict[str, tuple[Trial, ...]] = {}
        reading: dict[str, list[int]] = {name: [] for name in model.fields.vocabulary}
        for row, condition in enumerate(model.conditions):
            for name in condition.fields:
                reading[name].append(row)
        for name in model.fields.vocabulary:
            rows = {row for concerned in (name, *self.follow_ups[name]) for row in reading[concerned]}
            self.readers[name] = np.array(sorted(rows), dtype=np.int64)

    def trials(self, name: str) -> tuple[Trial, ...]:
        """The answers to ``name`` that its prior gives, of a number one for each part between breakpoints.

        Other answers have no part in it: they decide whether a question is asked, and not how it is answered.
        A priority may have every grade with even chances: how much a team cares is not a matter of statistics.
        """
        if name not in self._trials:
            self._trials[name] = tuple(self._tried(name))
        return self._trials[name]

    def _tried(self, name: str) -> list[Trial]:
        if name.startswith(PRIORITY_PREFIX):
            grades = [float(grade) for grade in range(int(GREATEST_PRIORITY) + 1)]
            return [Trial(name, grade, grade, grade, 1 / len(grades)) for grade in grades]
        fields, question = self.model.fields, self.model.knowledge.questions[name]
        batch = draw({}, self.model.knowledge, fields, frozenset({name}))
        if question.answers is Answers.NUMBER:
            return self._of_number(name, batch.low[fields.number.index(name)])
        several = question.answers is Answers.CHOICES
        codes, counts = np.unique(
            batch.choices[fields.choices.index(name)] if several else batch.choice[fields.choice.index(name)],
            return_counts=True,
        )
        if several:  # nothing ticked is no answer
            codes, counts = codes[codes != 0], counts[codes != 0]
        found = []
        for code, chance in zip(codes.tolist(), (counts / counts.sum()).tolist(), strict=True):
            answer = _answer(fields.vocabulary[name].choices, code, question.answers)
            found.append(Trial(name, answer, answer, code, chance))
        return found

    def shares(
        self, trials: Sequence[Trial], answers: Mapping[str, Answer], drawn: ScenarioBatch
    ) -> NDArray[np.float64]:
        """How often the conditions that read one question hold with each answer to it, shape (readers, trials).

        Args:
            trials: answers to one question.
            answers: all that is known.
            drawn: scenarios in which what rules read has a value.
        """
        name = trials[0].question
        rows = self.readers[name]
        batch = drawn.columns(np.tile(np.arange(drawn.size), len(trials)))
        for place, trial in enumerate(trials):
            columns = slice(place * drawn.size, (place + 1) * drawn.size)
            self._set(batch, name, columns, trial.code)
            for other in self._closed_by(trial, answers):
                self._set(batch, other, columns, None)
        if name not in self._plans:
            self._plans[name] = TruthPlan([self.model.conditions[row] for row in rows], self.model.fields)
        held = share_holding(self._plans[name].evaluate(batch))
        return np.asarray(held.reshape(len(rows), len(trials), drawn.size).mean(axis=2))

    # --- parts ---

    def _of_number(self, name: str, draws: NDArray[np.float64]) -> list[Trial]:
        """The draws of one number, parted where a condition that reads it alone may change."""
        field = self.model.fields.vocabulary[name]
        tests = [test for row in self.readers[name] for test in tests_of(self.model.conditions[row].tree)]
        edges = {test.limit for test in tests if isinstance(test, Below) and test.field == name}
        ordered = np.sort(draws)
        if any(isinstance(test, SumBelow) and name in fields_of(test.term) for test in tests):
            edges |= {float(part[0]) for part in np.array_split(ordered, _CUTS_FOR_SUMS)[1:]}
        limits = np.array(sorted(edges))
        part = np.searchsorted(limits, ordered, side="right")
        ends = [field.minimum, *limits.tolist(), field.maximum]
        found = []
        for number in sorted(set(part.tolist())):
            inside = ordered[part == number]
            middle = float(inside[len(inside) // 2])
            found.append(Trial(name, Range(ends[number], ends[number + 1]), middle, middle, len(inside) / len(ordered)))
        return found

    def _closed_by(self, trial: Trial, answers: Mapping[str, Answer]) -> list[str]:
        """The open follow-up questions that make no sense after an answer."""
        knowledge = self.model.knowledge
        known = {**answers, trial.question: trial.tried}
        return [
            name
            for name in self.follow_ups[trial.question]
            if name not in answers and holds(knowledge.asked_when[name], known, knowledge.vocabulary) is False
        ]

    def _set(self, batch: ScenarioBatch, name: str, columns: slice, code: float | None) -> None:
        """Give a field one value in some scenarios; ``None`` for unknown."""
        fields = self.model.fields
        field = fields.vocabulary[name]
        if field.kind == "number":
            row = fields.number.index(name)
            batch.low[row, columns] = field.minimum if code is None else code
            batch.high[row, columns] = field.maximum if code is None else code
        elif field.kind == "choice":
            batch.choice[fields.choice.index(name), columns] = -1 if code is None else code
        else:
            batch.choices[fields.choices.index(name), columns] = -1 if code is None else code


@lru_cache(maxsize=4)
def inquiry(model: Model) -> Inquiry:
    """What the questions of a compiled rule base feed."""
    return Inquiry(model)


def _answer(choices: Sequence[str], code: int, kind: Answers) -> Answer:
    match kind:
        case Answers.CHOICES:
            return tuple(choice for place, choice in enumerate(choices) if code >> place & 1)
        case Answers.BOOLEAN:
            return choices[code] == BOOLEAN[1]
        case _:
            return choices[code]
