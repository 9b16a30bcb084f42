"""The frames around the boxes of one boundary, and where their names stand. Lengths are in points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advisor.rendering.columns import FRAME_PAD
from advisor.rendering.drawing import Point, Rectangle
from advisor.rendering.labels import Upright
from advisor.rendering.lettering import text_width
from advisor.rendering.looks import TEXT_SIZE


def frame_around(sides: tuple[float, float], ends: tuple[float, float], paths: Iterable[Sequence[Point]]) -> Rectangle:
    """The frame between the borders ``sides`` that holds its boxes, and its own lines where they go further.

    Args:
        ends: top of its highest and bottom of its lowest box.
        paths: of the lines that have both ends in it.
    """
    heights = [*ends, *(y for path in paths for _, y in path)]
    return sides[0], min(heights) - FRAME_PAD, sides[1], max(heights) + FRAME_PAD


def title_place(title: str, frame: Rectangle, uprights: Sequence[Upright]) -> Point:
    """Left end and middle height: on the upper border where no upright line passes, else on the lower one."""
    left, top, right, bottom = frame
    width = text_width(title, TEXT_SIZE, bold=True) + 8
    for y in (top, bottom):
        crossing = [x for x, upper, lower in uprights if upper <= y + 8 and lower >= y - 8]
        x = left + 8.0
        while x + width < right - 6:
            blocked = [cross for cross in crossing if x - 3 < cross < x + width + 3]
            if not blocked:
                return x, y
            x = max(blocked) + 4
    return left + 8.0, top
