"""One answer: from a value of a file or a line of text to an :data:`Answer`, or a refusal in words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from advisor.answers import Answer, Range
from advisor.coherence import excesses
from advisor.errors import UserError, choices_hint
from advisor.knowledge.schema import Answers, Question
from advisor.units import InvalidQuantity, accepted, read_quantity

UNKNOWN = "unknown"

NOT_KNOWN = frozenset({UNKNOWN, "don't know", "dont know", "does not apply", "n/a"})
"""What people say for unknown. Where a question does not apply, nothing is known of it either."""

_YES, _NO = ("yes", "true", "y"), ("no", "false", "n")
_TRUTH_WORDS = (*_YES, *_NO)

_RANGE = re.compile(r"(?P<low>.+?)\s*(?:\.\.|\bto\b)\s*(?P<high>.+)")
_MOST_SHOWN = 60


class InvalidAnswer(UserError, ValueError):
    """A value that does not answer its question.

    Attributes:
        found: what was read, quoted and shortened.
        fault: what is wrong with it.
        remedy: what is accepted instead.
    """

    def __init__(self, found: str, fault: str, remedy: str) -> None:
        self.found, self.fault, self.remedy = found, fault, remedy
        super().__init__(f"{fault} {remedy}".strip())


def contradictions(
    answers: Mapping[str, Answer], questions: Mapping[str, Question]
) -> Iterator[tuple[str, InvalidAnswer]]:
    """Answers that exceed another answer, whatever the value within their ranges, each with why it can't be."""
    for excess in excesses(questions, {name: ends_of(answer) for name, answer in answers.items()}):
        yield excess.name, InvalidAnswer(excess.found, excess.fault, excess.remedy)


def ends_of(answer: Answer) -> tuple[float, float]:
    """The least and the greatest number that an answer leaves possible; NaN where it is no number."""
    if isinstance(answer, Range):
        return answer.low, answer.high
    number = float(answer) if isinstance(answer, (int, float)) else math.nan
    return number, number


def answer_of(question: Question, value: Any) -> Answer | None:
    """What ``value``, as read from YAML or JSON, answers to ``question``; ``None`` for unknown.

    Numbers come back in the question's unit, ticked choices in the order of the question.

    Raises:
        InvalidAnswer: of the wrong kind, not among the choices, or out of range.
    """
    if value is None or value == UNKNOWN:
        return None
    match question.answers:
        case Answers.NUMBER:
            return _number_or_range(question, value)
        case Answers.CHOICE:
            return _choice(question, value)
        case Answers.CHOICES:
            return _choices(question, value)
        case Answers.BOOLEAN:
            return _boolean(question, value)
        case Answers.TEXT:
            return _text(question, value)


def answer_from_text(question: Question, text: str) -> Answer | None:
    """What one line typed by a person answers: as :func:`answer_of`, and more.

    Choices may be given by their id, their number in the list from 1, or their label; several are separated by
    commas or spaces; a range is ``200 to 900``.

    Raises:
        InvalidAnswer: as :func:`answer_of`, and for an empty line.
    """
    line = text.strip()
    if not line:
        raise InvalidAnswer("nothing", "nothing was entered.", f"Accepted: {accepted_answers(question)}.")
    if line.lower() == UNKNOWN:
        return None
    match question.answers:
        case Answers.CHOICE:
            return answer_of(question, choice_named(question, line))
        case Answers.CHOICES:
            parts = [part.strip() for part in (line.split(",") if "," in line else line.split())]
            return answer_of(question, list(dict.fromkeys(choice_named(question, part) for part in parts if part)))
        case Answers.NUMBER if (ends := range_ends(line)) is not None:
            return answer_of(question, ends)
        case _:
            return answer_of(question, line)


def choice_named(question: Question, name: str) -> str:
    """The id of the choice that a person means by its id, label or number; ``name`` itself when there is none."""
    ids = list(question.choices)
    if re.fullmatch(r"[0-9]{1,3}", name) and 1 <= int(name) <= len(ids):
        return ids[int(name) - 1]
    by_name = {spelt.lower(): key for key, choice in question.choices.items() for spelt in (choice.label, key)}
    return by_name.get(name.lower(), by_name.get("_".join(name.lower().split()), name))


def range_ends(text: str) -> dict[str, str] | None:
    """The ``low`` and ``high`` of a range as a person writes it, ``80 ms to 2 s``; ``None`` where it is none."""
    ends = _RANGE.fullmatch(text)
    return ends.groupdict() if ends is not None else None


def line_of(value: Any, longest: int) -> str:
    """``value`` as one line of text, its white space made single blanks.

    Raises:
        InvalidAnswer: not text, empty, longer than ``longest`` characters, or with characters that can't be printed.
    """
    if not isinstance(value, str):
        raise InvalidAnswer(_quoted(value), f"{_quoted(value)} is not text.", "Put it in quotes.")
    line = " ".join(value.split())
    if not line.isprintable():
        raise InvalidAnswer(_quoted(line), f"{_quoted(line)} has characters that can't be printed.", "Leave them out.")
    if not 0 < len(line) <= longest:
        raise InvalidAnswer(_quoted(line), f"the text has {len(line)} characters.", f"Allowed: 1 to {longest}.")
    return line


def accepted_answers(question: Question) -> str:
    """What kind of answer a question takes, in a few words."""
    match question.answers:
        case Answers.NUMBER:
            limits = f" ({_limits(question)})" if question.unit != "fraction" and _limits(question) else ""
            return f"{accepted(_unit(question))}{limits}; unknown"
        case Answers.CHOICE:
            return f"one of {', '.join(question.choices)}; unknown"
        case Answers.CHOICES:
            return f"a list of {', '.join(question.choices)}; unknown"
        case Answers.BOOLEAN:
            return "yes (true), no (false); unknown"
        case Answers.TEXT:
            return "a line of text"


def kind_of_answer(question: Question) -> str:
    """As :func:`accepted_answers`, in so few words that it fits behind the question's name."""
    match question.answers:
        case Answers.NUMBER:
            if question.unit == "fraction":
                return "a share such as 0.05 or 5 %"
            return "a number" if _unit(question) == "count" else f"a number in {question.unit}"
        case Answers.CHOICE:
            return ", ".join(question.choices)
        case Answers.BOOLEAN:
            return "yes or no"
        case Answers.CHOICES | Answers.TEXT:
            return accepted_answers(question)


def _number_or_range(question: Question, value: Any) -> float | Range:
    if not isinstance(value, Mapping):
        return _number(question, value)
    if set(value) != {"low", "high"}:
        raise InvalidAnswer(
            _quoted(value),
            f"{_quoted(value)} is not a range.",
            "Write {low: 1, high: 2}; measured, {value: 1, measured: how}.",
        )
    low, high = _number(question, value["low"]), _number(question, value["high"])
    if low > high:
        raise InvalidAnswer(_quoted(value), "low is greater than high.", "Exchange them.")
    return low if low == high else Range(low, high)


def _number(question: Question, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise _wrong(question, value, "is not a number.")
    unit = _unit(question)
    try:
        number = read_quantity(value, unit) if isinstance(value, str) else float(value)
    except InvalidQuantity as error:
        raise InvalidAnswer(_quoted(value), str(error), "") from None
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise _wrong(question, value, "is not a finite number.")
    least = -math.inf if question.minimum is None else question.minimum
    greatest = math.inf if question.maximum is None else question.maximum
    if not least <= number <= greatest:
        shown = _quoted(value) if not isinstance(value, str) else f"{_quoted(value)} ({number:g} {unit})"
        hint = f" Write '{number:.10g} %' for a percentage." if unit == "fraction" and 1 < number <= 100 else ""
        raise InvalidAnswer(_quoted(value), f"{shown} is out of range.", f"Allowed: {_limits(question)}.{hint}")
    return number + 0.0


def _choice(question: Question, value: Any) -> str:
    if not isinstance(value, str) or value not in question.choices:
        raise InvalidAnswer(
            _quoted(value), f"{_quoted(value)} is not an answer here.", choices_hint(str(value), question.choices)
        )
    return value


def _choices(question: Question, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _wrong(question, value, "is not a list.")
    if not value:
        raise InvalidAnswer("[]", "the list is empty.", f"Leave it out if unknown. {_one_line(question)}")
    ticked = [_choice(question, item) for item in value]
    twice = next((item for item in ticked if ticked.count(item) > 1), None)
    if twice is not None:
        raise InvalidAnswer(_quoted(value), f"{twice!r} appears twice.", "Keep one of them.")
    return tuple(choice for choice in question.choices if choice in ticked)


def _boolean(question: Question, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in _TRUTH_WORDS:
        return value.lower() in _YES
    raise _wrong(question, value, "is neither yes nor no.")


def _text(question: Question, value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong(question, value, "is not text; put it in quotes.")
    return value


def _unit(question: Question) -> str:
    return question.unit or "count"


def _limits(question: Question) -> str:
    unit = {None: "", "count": "", "fraction": "", "1/s": "/s"}.get(question.unit, f" {question.unit}")
    least, greatest = question.minimum, question.maximum
    if least is not None and greatest is not None:
        return f"{_in_full(least)} to {_in_full(greatest)}{unit}"
    if least is not None:
        return f"{_in_full(least)}{unit} or more"
    return "" if greatest is None else f"{_in_full(greatest)}{unit} or less"


def _in_full(number: float) -> str:
    """Without an exponent, as a person writes it."""
    return f"{number:.9f}".rstrip("0").rstrip(".")


def _wrong(question: Question, value: Any, fault: str) -> InvalidAnswer:
    return InvalidAnswer(_quoted(value), f"{_quoted(value)} {fault}", _one_line(question))


def _one_line(question: Question) -> str:
    return f"Accepted: {accepted_answers(question)}."


def _quoted(value: Any) -> str:
    """The value as it would stand in a file, at most ``_MOST_SHOWN`` characters."""
    shown = str(value).lower() if isinstance(value, bool) else repr(value)
    return shown if len(shown) <= _MOST_SHOWN else shown[: _MOST_SHOWN - 1] + "…"
