"""The ports of lines: at which places on the sides of its boxes each line ends. Lengths are in points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from advisor.architecture.views import Line
from advisor.rendering.drawing import BOX_WIDTH
from advisor.rendering.ways import Side, Way

PORT_STEP = BOX_WIDTH / 10
STRAIGHT = ("level", "upright")
_SLOTS: dict[Side, tuple[float, ...]] = {
    "bottom": (-3, -2, -1, 0, 1, 2, 3),
    "top": (-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5),
}
"""In steps from the middle; those above and those below a row differ, so that upright stretches don't meet."""

Offsets = list[tuple[float, float]]
"""Of the first and the last end of each line from the middle of the side."""


def offsets_of(
    lines: Sequence[Line],
    ways: Sequence[Way],
    centres: Mapping[str, float],
    gap_x: Callable[[int], float],
) -> Offsets:
    """Spread the ends on each side of each box in the order in which the lines go apart.

    A straight line has the middle, and lines that go to its left or right begin on that side of it.

    Args:
        centres: middle of each box, across.
        gap_x: the upright stretch of a detour, by line.
    """
    offsets = [(0.0, 0.0)] * len(lines)
    ends: dict[tuple[str, Side], list[tuple[float, int, int]]] = defaultdict(list)
    straight: dict[frozenset[str], list[int]] = defaultdict(list)
    for n, (line, way) in enumerate(zip(lines, ways, strict=True)):
        if way.shape in STRAIGHT:
            straight[frozenset((line.source, line.target))].append(n)
            continue
        goals = (gap_x(n), gap_x(n)) if way.shape == "detour" else (centres[line.target], centres[line.source])
        ends[line.source, way.leave].append((goals[0], n, 0))
        ends[line.target, way.enter].append((goals[1], n, 1))
    used: set[tuple[str, Side]] = set()
    for numbers in straight.values():
        for place, n in enumerate(numbers):
            offset = (place - (len(numbers) - 1) / 2) * 3 * PORT_STEP
            offsets[n] = offset, offset
            used |= {(lines[n].source, ways[n].leave), (lines[n].target, ways[n].enter)}
    for (name, side), found in ends.items():
        found.sort()
        goals_found = [goal - centres[name] for goal, _, _ in found]
        for slot, (_, n, end) in zip(_slots(side, goals_found, (name, side) in used), found, strict=True):
            first, last = offsets[n]
            offsets[n] = (slot * PORT_STEP, last) if end == 0 else (first, slot * PORT_STEP)
    return offsets


def _slots(side: Side, goals: Sequence[float], divided: bool) -> list[float]:
    """A slot for each end, the goals from left to right; where a straight line divides them, on the goal's side."""
    slots = _SLOTS[side]
    if not divided:
        return _spread(slots, len(goals))
    left, right = [slot for slot in slots if slot < -0.5], [slot for slot in slots if slot > 0.5]
    leftward = sum(goal < 0 for goal in goals)
    leftward = min(max(leftward, len(goals) - len(right)), len(left))
    return _spread(left, leftward) + _spread(right, len(goals) - leftward)


def _spread(slots: Sequence[float], count: int) -> list[float]:
    return [slots[min(int((place + 0.5) * len(slots) / count), len(slots) - 1)] for place in range(count)]
