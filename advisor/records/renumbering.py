"""Numbers that two records took, on branches that did not know of each other: one moves, and what names it follows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from advisor.records.life import GENERATION
from advisor.records.record import Record


@dataclass(frozen=True)
class Move:
    """A record that gets a number of its own.

    Attributes:
        file: its name so far.
        to: its name then; the same but for the number.
    """

    file: str
    number: int
    to: str
    to_number: int


def moves_of(records: Iterable[Record]) -> tuple[Move, ...]:
    """A free number for every record whose number another has; of each such group the first by name stays."""
    ordered = sorted(records, key=lambda record: (record.number, record.file))
    taken = {record.number for record in ordered}
    kept: set[int] = set()
    moves: list[Move] = []
    for record in ordered:
        if record.number not in kept:
            kept.add(record.number)
            continue
        number = record.number + GENERATION
        while number in taken:
            number += GENERATION
        taken.add(number)
        slug = record.file.split("-", 1)[1]
        moves.append(Move(record.file, record.number, f"{number:04d}-{slug}", number))
    return tuple(moves)


def follow(text: str, moves: Iterable[Move]) -> str:
    """``text`` with every mention of a moved record's file, and the number beside it, brought up to date.

    A number that stands without the file, as in "see ADR-0106", could be that of the record that stays; it is left.
    """
    for move in moves:
        if move.file.removesuffix(".md") not in text:
            continue
        old = re.escape(move.file)

        def renumbered(match: re.Match[str], move: Move = move) -> str:
            width = len(match["number"])
            return match[0].replace(match["number"], f"{move.to_number:0{width}d}", 1)

        number = rf"(?P<number>0*{move.number})\b"
        folder = r"(?:[\w./-]*/)?"
        for pattern in (
            rf"\[(?:record |ADR-)?{number}(?:[^\]\\]|\\.)*\]\({folder}{old}",
            rf"by ADR-{number}\r?\nsuperseded-by:[ \t]*\"?{old}",
            rf"\| {number} \| \[(?:[^\]\\]|\\.)*\]\({folder}{old}",
        ):
            text = re.sub(pattern, renumbered, text)
        stem, to = re.escape(move.file.removesuffix(".md")), move.to.removesuffix(".md")
        text = re.sub(rf"(?<![\w-]){stem}(?=\.md\b|[^\w.-]|$)", to, text)
    return text
