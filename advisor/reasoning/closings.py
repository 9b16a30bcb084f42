"""Which single answer would close a decision that is too close to call."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from advisor.answers import Answer
from advisor.knowledge.schema import Answers
from advisor.reasoning.breakpoints import breakpoints
from advisor.reasoning.model import Model
from advisor.reasoning.scenarios import answers_with_priorities
from advisor.reasoning.variants import Variants
from advisor.requirements.system import System


@dataclass(frozen=True)
class Closing:
    """An answer to an unanswered question that would close an open decision.

    Attributes:
        answer: the requirement.
        value: the choice, or ``None`` for a number.
        low: for a number: from here, in the question's unit; ``None`` where nothing bounds it below.
        high: up to but not including this; ``None`` where nothing bounds it above.
        option: what is recommended then.
        probability: how probable it is then, at least; 0 to 1.
    """

    decision: str
    answer: str
    value: str | bool | None
    low: float | None
    high: float | None
    option: str
    probability: float


@dataclass(frozen=True)
class _Trial:
    """One value of an answer, and the cell of a number that it stands for."""

    value: Answer
    low: float | None = None
    high: float | None = None


def closing_answers(
    model: Model, system: System, decisions: Sequence[str], questions: Iterable[str], certain: float
) -> tuple[Closing, ...]:
    """The answers, each alone, after which an open decision is no longer open, by decision; each is a re-run.

    Of numbers one value of each cell within which no condition changes is tried, as far as the other answers are
    known. Questions with several answers at once are left out: no single tick says all.

    Args:
        decisions: those that are open.
        questions: unanswered ones.
        certain: probability, 0 to 1, from which a decision is closed.
    """
    trials = [(name, trial) for name in questions for trial in _trials(model, system, name)] if decisions else []
    variants, changes = Variants(model, system), [(name, trial.value) for name, trial in trials]
    answered = zip(trials, variants.best(changes), variants.probabilities(changes), strict=True)
    closing = [
        Closing(
            decision,
            name,
            trial.value if isinstance(trial.value, str | bool) else None,
            trial.low,
            trial.high,
            option,
            probabilities[decision][option],
        )
        for (name, trial), best, probabilities in answered
        for decision in decisions
        if best is not None and (option := best.architecture[decision]) is not None
        if probabilities[decision][option] >= certain
    ]
    found = [one for _, of_answer in itertools.groupby(closing, lambda one: one.answer) for one in _merged(of_answer)]
    return tuple(sorted(found, key=lambda closing: decisions.index(closing.decision)))


def _trials(model: Model, system: System, name: str) -> Iterator[_Trial]:
    question = model.knowledge.questions[name]
    match question.answers:
        case Answers.BOOLEAN:
            yield from (_Trial(value) for value in (True, False))
        case Answers.CHOICE:
            yield from (_Trial(choice) for choice in question.choices)
        case Answers.NUMBER:
            field = model.fields.vocabulary[name]
            answers = answers_with_priorities(system, model.knowledge)
            edges = breakpoints(name, model.conditions, answers, model.fields.vocabulary)
            least = field.minimum if math.isfinite(field.minimum) else None
            lows = [least, *edges]
            for low, high in zip(lows, [*edges, None], strict=True):
                yield _Trial(_between(low, high), low, high)


def _between(low: float | None, high: float | None) -> float:
    """A value of the cell: its lower end, which belongs to it."""
    if low is not None:
        return low
    return high - 1 if high is not None else 1.0


def _merged(closings: Iterable[Closing]) -> Iterator[Closing]:
    """Neighbouring cells of a number that close a decision for the same option, as one, at its least probability."""
    open_ended: dict[tuple[str, str], Closing] = {}
    for closing in closings:
        if closing.value is not None:
            yield closing
            continue
        key = closing.decision, closing.option
        last = open_ended.get(key)
        if last is not None and last.high == closing.low:
            least = min(last.probability, closing.probability)
            open_ended[key] = replace(last, high=closing.high, probability=least)
        else:
            if last is not None:
                yield last
            open_ended[key] = closing
    yield from open_ended.values()
