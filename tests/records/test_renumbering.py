"""Numbers taken twice."""

import pytest

from advisor.records.record import Record
from advisor.records.renumbering import Move, follow, moves_of

MOVE = Move("0106-b.md", 106, "0206-b.md", 206)


def records(*files: str) -> list[Record]:
    return [Record(file, int(file.split("-")[0]), "") for file in files]


def test_the_first_keeps_its_number_and_the_others_take_free_ones() -> None:
    moves = moves_of(records("0206-a.md", "0106-c.md", "0106-b.md", "0106-a.md", "0001-x.md"))
    assert [(move.file, move.to) for move in moves] == [("0106-b.md", "0306-b.md"), ("0106-c.md", "0406-c.md")]


def test_numbers_taken_once_stay() -> None:
    assert moves_of(records("0001-a.md", "0101-a.md")) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[0106 Title [x\\]](0106-b.md)", "[0206 Title [x\\]](0206-b.md)"),
        ("[record 106](0106-b.md)", "[record 206](0206-b.md)"),
        (
            "status: superseded by ADR-0106\nsuperseded-by: 0106-b.md\n",
            "status: superseded by ADR-0206\nsuperseded-by: 0206-b.md\n",
        ),
        ("* Status: superseded by 0106-b\n", "* Status: superseded by 0206-b\n"),
        ("Superseded by [ADR-0106](0106-b.md)", "Superseded by [ADR-0206](0206-b.md)"),
        ('supersedes: "0106-b.md"', 'supersedes: "0206-b.md"'),
        ("| 106 | [Title](decisions/0106-b.md) |", "| 206 | [Title](decisions/0206-b.md) |"),
        ('xlink:href="../decisions/0106-b.md#x"', 'xlink:href="../decisions/0206-b.md#x"'),
    ],
)
def test_mentions_of_a_moved_file_follow_with_the_number_beside_them(before: str, after: str) -> None:
    assert follow(before, [MOVE]) == after


@pytest.mark.parametrize("text", ["[0106 A](0106-a.md)", "see ADR-0106", "10106-b.md", "0106-b.mdx", "x-0106-b.md"])
def test_what_is_not_that_file_stays(text: str) -> None:
    assert follow(text, [MOVE]) == text
