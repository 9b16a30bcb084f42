"""From a :class:`System` to the text of a system file, and to the lines that say how its numbers were understood."""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.answers import Answer, Range
from advisor.knowledge.schema import Answers, Question
from advisor.requirements.answers import UNKNOWN
from advisor.requirements.measured import MEASURED
from advisor.requirements.reading import VERSION
from advisor.requirements.system import System
from advisor.requirements.wording import show_stated

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_NOT_TEXT = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n", "unknown"})
_ESCAPES = {'"': '\\"', "\\": "\\\\"}


def write_system(system: System, questions: Mapping[str, Question]) -> str:
    """A system file that reads back as ``system``: requirements in the order of the questions, the rest by name."""
    lines = [f"version: {VERSION}", f"name: {_text(system.name)}"]
    if system.purpose:
        lines.append(f"purpose: {_text(system.purpose)}")
    values = {name: _stated(answer, system.origin(name)) for name, answer in system.requirements.items()}
    values |= dict.fromkeys(system.unknown, UNKNOWN)
    lines += _section("requirements", {name: values[name] for name in questions if name in values})
    if system.priorities:
        lines += _section("priorities", {name: _number(value) for name, value in sorted(system.priorities.items())})
    if system.fixed:
        lines += _section("fixed", {name: _text(option) for name, option in sorted(system.fixed.items())})
    return "\n".join(lines) + "\n"


def echo(system: System, questions: Mapping[str, Question]) -> list[str]:
    """How each number was understood: ``peak_requests_per_second: read as 1,500/s``, in the order of the questions."""
    return [
        f"{name}: read as {show_stated(name, system, question)}"
        for name, question in questions.items()
        if question.answers is Answers.NUMBER and name in system.requirements
    ]


def _section(title: str, values: Mapping[str, str]) -> list[str]:
    if not values:
        return [f"{title}: {{}}"]
    return [f"{title}:", *(f"  {name}: {value}" for name, value in values.items())]


def _stated(answer: Answer, origin: str) -> str:
    """The answer, with its origin where it was measured."""
    if not origin:
        return _value(answer)
    number = _value(answer).strip("{}") if isinstance(answer, Range) else f"value: {_value(answer)}"
    return f"{{{number}, {MEASURED}: {_text(origin)}}}"


def _value(answer: Answer) -> str:
    match answer:
        case bool():
            return "true" if answer else "false"
        case str():
            return _text(answer)
        case tuple():
            return f"[{', '.join(_text(item) for item in answer)}]"
        case Range(low, high):
            return f"{{low: {_number(low)}, high: {_number(high)}}}"
        case _:
            return _number(answer)


def _number(number: float) -> str:
    """The shortest text that reads back as the same number."""
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(float(number))


def _text(text: str) -> str:
    """Plain where it can't be taken for anything but text, else in double quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT:
        return text
    return f'"{"".join(_ESCAPES.get(character) or _escaped(character) for character in text)}"'


def _escaped(character: str) -> str:
    """The character itself where it can be seen, else its YAML escape."""
    if character.isprintable():
        return character
    return f"\\U{ord(character):08x}"
