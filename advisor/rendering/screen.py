"""Long lines broken for a narrow terminal, so that a table's later columns stay below themselves."""

from __future__ import annotations

import re
import textwrap

_COLUMN = re.compile(r"(\s*\S+(?: \S+)*\s{2,})\S")
_HANGING = 2


def fitted(text: str, width: int) -> str:
    """``text`` with no line longer than ``width``, unless a single word is.

    What is broken off goes below the second column where a line has columns that begin in its first half, else a
    little further in than the line itself.
    """
    return "\n".join(part for line in text.split("\n") for part in _broken(line, width))


def _broken(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    columns = _COLUMN.match(line)
    start = columns[1] if columns and len(columns[1]) <= width // 2 else line[: len(line) - len(line.lstrip())]
    hanging = len(start) if start.strip() else len(start) + _HANGING
    return textwrap.wrap(
        line[len(start) :],
        width,
        initial_indent=start,
        subsequent_indent=" " * hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
