"""Which unanswered questions matter, and which of them would close a decision that is open."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.reasoning.information import AnswerValue
from advisor.recommendation.recommendation import OpenQuestion

_SHOWN = 8
_MOST_TOLD = 3
_LEAST_BITS = 0.02
"""Information in bits below which an answer is not worth asking a person for."""


def open_questions(values: Mapping[str, AnswerValue]) -> tuple[OpenQuestion, ...]:
    """Unanswered questions, those whose answer is worth most first, at most eight."""
    ranked = sorted(values.values(), key=lambda value: (-round(value.worth, 6), value.question))
    return tuple(_open_question(value) for value in ranked if value.worth > _LEAST_BITS)[:_SHOWN]


def _open_question(value: AnswerValue) -> OpenQuestion:
    told = sorted(value.information, key=lambda name: (-round(value.information[name], 6), name))
    return OpenQuestion(
        question=value.question,
        worth=value.worth,
        chance=value.chance,
        changes=value.changes,
        bits=value.bits,
        decisions=tuple(name for name in told if value.information[name] > _LEAST_BITS)[:_MOST_TOLD],
    )


def would_close(values: Mapping[str, AnswerValue], decision: str, most: int = 3) -> tuple[str, ...]:
    """Unanswered questions that tell most of which option ``decision`` should take, the most telling first."""
    told = {name: value.information.get(decision, 0.0) for name, value in values.items()}
    ranked = sorted(told, key=lambda name: (-round(told[name], 6), name))
    return tuple(name for name in ranked if told[name] > _LEAST_BITS)[:most]
