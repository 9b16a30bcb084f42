"""All priorities as one question: what matters, and how much, in one line such as ``accuracy 5, cost 4``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.errors import choices_hint
from advisor.knowledge.base import GREATEST_PRIORITY, PRIORITY_PREFIX
from advisor.knowledge.schema import Answers, Choice, Quality, Question
from advisor.reasoning.information import AnswerValue, Outcome
from advisor.requirements.answers import InvalidAnswer, choice_named

PRIORITIES = "priorities"
"""The id of the question."""

_NAMED_ALONE = 4.0
"""What a quality counts that is named without a number: clearly more than the neutral 2, and not decisive."""

_NAMED = 2
"""How many qualities a team rates: the mean of the published systems that say what mattered (2.2 and 2.5), rounded."""

_RATING = re.compile(r"(?P<quality>.*?[^\s\d.:=])\s*[:=]?\s*(?P<grade>\d+(?:\.\d+)?)?")
_EXAMPLE = "accuracy 5, cost 4"


def question_of_priorities(qualities: Mapping[str, Quality]) -> Question:
    """The question; its choices are the qualities."""
    return Question(
        ask=f"What matters most? Rate what does, from 0 (not at all) to 5 (decisive), such as: {_EXAMPLE}.",
        help="What you leave out counts as 2, neither here nor there; a quality without a number counts as 4.",
        why="It decides between options that the facts leave close to each other.",
        example=f"{_EXAMPLE}: every point of accuracy is money, and the budget is small",
        answers=Answers.CHOICES,
        choices={name: Choice(label=quality.label, help=quality.help) for name, quality in qualities.items()},
    )


def ratings_of(priorities: Mapping[str, float], question: Question) -> tuple[str, ...]:
    """The priorities as an answer, in the order of the question; empty for none."""
    return tuple(f"{quality} {priorities[quality]:g}" for quality in question.choices if quality in priorities)


def priorities_of(ratings: tuple[str, ...]) -> dict[str, float]:
    """The priorities that such an answer stands for, 0 to 5."""
    return {quality: float(grade) for quality, _, grade in (rating.rpartition(" ") for rating in ratings)}


def ratings_from_text(question: Question, text: str) -> tuple[str, ...]:
    """The answer that one line gives: qualities by id or label, separated by commas, each with a number from 0 to 5.

    Raises:
        InvalidAnswer: no quality of that name, a number out of range, or a quality that is rated twice.
    """
    found: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = _RATING.fullmatch(part)
        name = choice_named(question, match["quality"]) if match else part
        if not match or name not in question.choices:
            raise InvalidAnswer(repr(part), f"{part!r} rates no quality.", choices_hint(name, question.choices))
        grade = float(match["grade"]) if match["grade"] else _NAMED_ALONE
        if grade > GREATEST_PRIORITY:
            raise InvalidAnswer(repr(part), f"{part!r} is out of range.", "Allowed: 0 to 5.")
        if name in found:
            raise InvalidAnswer(repr(part), f"{name!r} is rated twice.", "Allowed: each quality once.")
        found[name] = grade
    if not found:
        raise InvalidAnswer("nothing", "nothing was rated.", "Allowed: qualities with 0 to 5.")
    return ratings_of(found, question)


def value_of_ratings(values: Mapping[str, AnswerValue]) -> AnswerValue | None:
    """What the one answer is worth, given what every quality's own is: as much as ``_NAMED`` of them on average.

    Its outcomes are those of each quality rated highest alone.
    """
    alone = [value for name, value in values.items() if name.startswith(PRIORITY_PREFIX)]
    if not alone:
        return None
    share = _NAMED / len(alone)
    information: dict[str, float] = {}
    for value in alone:
        for decision, bits in value.information.items():
            information[decision] = information.get(decision, 0.0) + share * bits
    outcomes = []
    for value in alone:
        highest = max(value.outcomes, key=lambda outcome: float(str(outcome.answer)))
        rating = f"{value.question.removeprefix(PRIORITY_PREFIX)} {highest.answer:g}"
        outcomes.append(Outcome((rating,), 1 / len(alone), highest.feasible, highest.moves))
    return AnswerValue(PRIORITIES, information, share * sum(value.regret for value in alone), tuple(outcomes))
