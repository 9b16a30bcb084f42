"""Text and ids for the notations of other tools: what an answer says can't leave the place it was put in."""

from __future__ import annotations

import re

from advisor.rendering import wording

LONGEST = 300
_UNSAFE_ID = re.compile(r"[^A-Za-z0-9_]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def shortened(text: str) -> str:
    """``text`` on one line without control characters, at most ``LONGEST`` characters long."""
    return wording.shortened(text, LONGEST)


def identifier(name: str) -> str:
    """``name`` as an identifier that begins with a letter; our own ids stay as they are."""
    cleaned = _UNSAFE_ID.sub("_", name)
    return cleaned if cleaned[:1].isalpha() else f"x_{cleaned}"


def apostrophes(text: str) -> str:
    """``text`` between double quotes, for notations without an escape for them: double quotes become single ones."""
    body = shortened(text).replace("\\", "/").replace('"', "'")
    return f'"{body}"'


def cell(text: str) -> str:
    """``text`` for a table: what a spreadsheet would take for a formula begins with an apostrophe."""
    line = shortened(text)
    return f"'{line}" if line.startswith(_FORMULA) else line
