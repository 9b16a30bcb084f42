"""Merging by lines: what people changed in a text and what a new run changes in it, both kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MINE, MIDDLE, THEIRS = "<<<<<<< edited", "=======", ">>>>>>> advisor"


@dataclass(frozen=True)
class Merge:
    """A merged text.

    Attributes:
        text: with both sides of a conflict between marks, where there is one.
        conflicts: how many places both sides changed differently.
    """

    text: str
    conflicts: int


def merge(base: str, edited: str, fresh: str) -> Merge:
    """Merge two descendants of ``base``. A place that only one side changed is taken from that side.

    Places that both changed, or that touch, are a conflict unless both made the same of them. Every line that either
    side added is in the result.
    """
    old, mine, theirs = (text.splitlines(keepends=True) for text in (base, edited, fresh))
    lines: list[str] = []
    conflicts = 0
    for was, left, right in _chunks(old, mine, theirs):
        if right in (left, was):
            lines += left
        elif left == was:
            lines += right
        else:
            conflicts += 1
            lines += [*_block(MINE, left), *_block(MIDDLE, right), THEIRS + "\n"]
    return Merge("".join(lines), conflicts)


def _block(mark: str, lines: Sequence[str]) -> Iterator[str]:
    yield mark + "\n"
    for line in lines:
        yield line if line.endswith("\n") else line + "\n"


def _chunks(
    old: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    """Cut the three texts where all agree: alternately what differs somewhere and what is the same in all."""
    left, right = _partners(old, mine), _partners(old, theirs)
    start = here = there = 0
    for line in range(len(old) + 1):
        if line < len(old) and not (line in left and line in right):
            continue
        end_left = left[line] if line < len(old) else len(mine)
        end_right = right[line] if line < len(old) else len(theirs)
        if (start, here, there) != (line, end_left, end_right):
            yield old[start:line], mine[here:end_left], theirs[there:end_right]
        if line < len(old):
            same = old[line : line + 1]
            yield same, same, same
        start, here, there = line + 1, end_left + 1, end_right + 1


def _partners(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """For each line of ``old`` that is kept, its place in ``new``."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}
