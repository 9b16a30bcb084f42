"""Measured answers into a system file, without touching anything else that people wrote there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from advisor.answers import Answer, Range
from advisor.documents import read_document
from advisor.errors import UserError
from advisor.knowledge.base import KnowledgeBase
from advisor.requirements.measured import MEASURED
from advisor.requirements.reading import read_system


def with_measured(text: str, path: str, answers: Mapping[str, Range], origin: str, knowledge: KnowledgeBase) -> str:
    """The text of a system file with ``answers`` in it, each on a line of its own that says what measured it.

    Every other line stays as it is. What the new text says is read back and compared.

    Args:
        text: the system file as it is.
        path: its name, for messages.
        answers: measured ranges by requirement, in the requirement's unit.
        origin: what measured them.

    Raises:
        InvalidInput: ``text`` is not a system file.
        UserError: the file is laid out in a way that can't be changed line by line.
    """
    before = read_system(text, path, knowledge)
    changed = text
    for name, measured in answers.items():
        changed = _with_line(changed, name, _stated(measured, origin))
    expected: dict[str, Answer] = {**before.requirements, **answers}
    try:
        after = read_system(changed, path, knowledge)
        same = after.requirements.keys() == expected.keys() and all(
            after.requirements[name] == answer or after.origin(name) == origin for name, answer in expected.items()
        )
    except UserError:
        same = False
    if not same:
        lines = "".join(f"\n  {name}: {_stated(measured, origin)}" for name, measured in answers.items())
        raise UserError(
            f"{path}: the measured answers can't be put in line by line, because of how the file is laid out. "
            f"Put them in by hand, under requirements:{lines}"
        )
    return changed


def _with_line(text: str, name: str, value: str) -> str:
    places = read_document(text, "system file").places
    lines = text.splitlines(keepends=True)
    ending = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    if ("requirements", name) in places:
        row = places["requirements", name][0] - 1
        found = re.match(rf"(\s*){re.escape(name)}\s*:", lines[row])
        if found:
            lines[row] = f"{found[1]}{name}: {value}{ending}"
        return "".join(lines)
    for row, line in enumerate(lines):
        if re.match(r"requirements\s*:\s*(#.*)?$", line.rstrip()):
            indent = next((m[1] for rest in lines[row + 1 :] if (m := re.match(r"(\s+)[a-z]", rest))), "  ")
            lines.insert(row + 1, f"{indent}{name}: {value}{ending}")
            break
    return "".join(lines)


def _stated(found: Range, origin: str) -> str:
    low, high = _number(found.low), _number(found.high)
    number = f"value: {low}" if low == high else f"low: {low}, high: {high}"
    return f"{{{number}, {MEASURED}: {json.dumps(origin)}}}"


def _number(value: float) -> str:
    return f"{value:.4g}" if abs(value) < 1e6 else f"{value:.0f}"
