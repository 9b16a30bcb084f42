"""Styled text in lines of a terminal: what one screen needs, there sooner than a library for all screens would be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

_CODES = {"bold": "1", "dim": "2", "yellow": "33"}
_WORD = re.compile(r"\s*\S+\s*")
_WITHOUT_WIDTH = frozenset({"Mn", "Me", "Cf"})


class Span(NamedTuple):
    """A piece of text and its style: ``bold``, ``dim``, ``yellow``, or none."""

    text: str
    style: str = ""


def painted(spans: Sequence[Span], *, colour: bool) -> str:
    """One line as a terminal takes it; without ``colour`` the text alone."""
    return "".join(
        f"\x1b[{_CODES[style]}m{text}\x1b[0m" if colour and style and text else text for text, style in spans
    )


def wrapped(spans: Sequence[Span], width: int) -> Iterator[list[Span]]:
    """Lines of at most ``width`` columns, broken between words; a word that is longer is broken where it must be."""
    text = "".join(span.text for span in spans)
    for start, end in pairwise([0, *_breaks(text, width), len(text)]):
        yield _part(spans, start, start + len(text[start:end].rstrip()))


def cut(text: str, width: int) -> str:
    """``text`` in exactly ``width`` columns: filled up with blanks, or cut off with an ellipsis."""
    needed = columns_of(text)
    if needed > width:
        kept = _fitting(text, width - 1)
        text = text[:kept] + " " * (width - 1 - columns_of(text[:kept])) + "…"
        needed = width
    return text + " " * (width - needed)


def columns_of(text: str) -> int:
    """How many columns a terminal gives to ``text``: two for a wide character, none for a mark on another."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in _WITHOUT_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _breaks(text: str, width: int) -> Iterator[int]:
    """Where new lines begin."""
    at = 0
    for word in _WORD.finditer(text):
        start, needed = word.start(), columns_of(word[0].rstrip())
        if needed > width:
            if start:
                yield start
            rest = word[0]
            while columns_of(rest) > width:
                kept = max(1, _fitting(rest, width))
                start, rest = start + kept, rest[kept:]
                yield start
            at = columns_of(rest)
        elif at + needed > width:
            yield start
            at = columns_of(word[0])
        else:
            at += columns_of(word[0])


def _fitting(text: str, width: int) -> int:
    """How many characters from the beginning of ``text`` fit into ``width`` columns."""
    for position in range(len(text)):
        width -= _columns(text[position])
        if width < 0:
            return position
    return len(text)


def _part(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """The characters from ``start`` up to ``end``, in their styles."""
    found = []
    for text, style in spans:
        if kept := text[max(start, 0) : max(end, 0)]:
            found.append(Span(kept, style))
        start, end = start - len(text), end - len(text)
    return found
