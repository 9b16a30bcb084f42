"""Numbers that were measured: how they stand in a file and at a prompt, beside where they are from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from advisor.knowledge.schema import Answers, Question
from advisor.requirements.answers import InvalidAnswer, accepted_answers, line_of

MEASURED = "measured"
MAX_ORIGIN = 200

_TYPED = re.compile(r"(?P<answer>.+?)[\s,;]+measured\b[\s:]*(?P<origin>.*)", re.IGNORECASE)


def parted(question: Question, value: Any) -> tuple[Any, str]:
    """The answer of a file by itself, and where it is from; an empty origin for what is not said to be measured.

    A measured number is ``{value: 80 ms, measured: "load test, 2026-10"}``, a range
    ``{low: 60 ms, high: 90 ms, measured: "load test, 2026-10"}``.

    Raises:
        InvalidAnswer: the question does not ask for a number, or the origin is no line of text.
    """
    if not isinstance(value, Mapping) or MEASURED not in value:
        return value, ""
    if question.answers is not Answers.NUMBER:
        fault, remedy = "only a number can be measured.", f"Accepted: {accepted_answers(question)}."
        raise InvalidAnswer(MEASURED, fault, remedy)
    origin = _origin(value[MEASURED])
    rest = {key: entry for key, entry in value.items() if key != MEASURED}
    if rest.keys() != {"value"}:
        return rest, origin
    if isinstance(rest["value"], Mapping):
        raise InvalidAnswer(
            "value", "'value' is not one number.", "A measured range is {low: 1, high: 2, measured: how}."
        )
    return rest["value"], origin


def parted_from_text(question: Question, text: str) -> tuple[str, str]:
    """The answer that a person typed by itself, and where it is from: ``80 ms, measured: load test, 2026-10``.

    Raises:
        InvalidAnswer: the origin is missing or too long.
    """
    typed = _TYPED.fullmatch(text.strip()) if question.answers is Answers.NUMBER else None
    return (text, "") if typed is None else (typed["answer"], _origin(typed["origin"]))


def _origin(value: Any) -> str:
    if value is None or value == "":
        raise InvalidAnswer(
            MEASURED, "it is not said where the number is from.", "Write 'measured: load test, 2026-10'."
        )
    try:
        return line_of(value, MAX_ORIGIN)
    except InvalidAnswer as error:
        raise InvalidAnswer(error.found, f"measured: {error.fault}", error.remedy) from None
