"""From a :class:`System` to the text of a system file, and to the lines that say how its numbers were understood."""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.knowledge.schema import Question
from advisor.requirements.reading import VERSION
from advisor.requirements.system import Answer, Range, System
from advisor.units import show_quantity

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_NOT_TEXT = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n", "unknown"})
_ESCAPES = {'"': '\\"', "\\": "\\\\"}


def write_system(system: System, questions: Mapping[str, Question]) -> str:
    """A system file that reads back as ``system``: requirements in the order of the questions, the rest by name."""
    lines = [f"version: {VERSION}", f"name: {_text(system.name)}"]
    if system.purpose:
        lines.append(f"purpose: {_text(system.purpose)}")
    lines += _section("requirements", _in_order(system.requirements, questions))
    lines += _section("priorities", dict(sorted(system.priorities.items()))) if system.priorities else []
    lines += _section("fixed", dict(sorted(system.fixed.items()))) if system.fixed else []
    return "\n".join(lines) + "\n"


def echo(system: System, questions: Mapping[str, Question]) -> list[str]:
    """How each number was understood: ``peak_requests_per_second: read as 1,500/s``, in the order of the questions."""
    lines = []
    for name, answer in _in_order(system.requirements, questions).items():
        unit = questions[name].unit or "count"
        match answer:
            case bool() | str() | tuple():
                continue
            case Range(low, high):
                shown = f"{show_quantity(low, unit)} to {show_quantity(high, unit)}"
            case _:
                shown = show_quantity(answer, unit)
        lines.append(f"{name}: read as {shown}")
    return lines


def _in_order(requirements: Mapping[str, Answer], questions: Mapping[str, Question]) -> dict[str, Answer]:
    return {name: requirements[name] for name in questions if name in requirements}


def _section(title: str, entries: Mapping[str, Answer]) -> list[str]:
    if not entries:
        return [f"{title}: {{}}"]
    return [f"{title}:", *(f"  {name}: {_value(answer)}" for name, answer in entries.items())]


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
