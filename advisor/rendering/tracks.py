"""The tracks of a channel between two rows of boxes: which level stretches share a height, and in which order.

Of two tracks the upper one is crossed where lines of the lower one come from above within its stretches, and crosses
the lower one where its own lines go on downwards. A label beside an upright line is passed like a stretch. The order
that is crossed least is looked for. Lengths are in points.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from advisor.rendering.lettering import text_width
from advisor.rendering.looks import TEXT_SIZE

CLEARANCE = 5.0


@dataclass
class Run:
    """A level stretch in a channel, or the label of an upright line there.

    Attributes:
        upwards: whether the line goes on upwards from ``start``, and from ``end``.
        above: text over the stretch, in lines; ``below`` is under it.
        beside: side of an upright line on which its text stands; empty for a level stretch.
        limits: from where to where the text may reach.
        y: height, once the rows have theirs.
        span: the stretch itself, from left to right.
        width: of the text.
        room: what the run takes of its track, text and clearance included.
    """

    line: int
    channel: int
    start: float
    end: float
    upwards: tuple[bool, bool]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    beside: Literal["", "left", "right"] = ""
    limits: tuple[float, float] = (-math.inf, math.inf)
    y: float = 0.0
    span: tuple[float, float] = field(init=False)
    width: float = field(init=False)
    room: tuple[float, float] = field(init=False)

    def __post_init__(self) -> None:
        self.span = min(self.start, self.end), max(self.start, self.end)
        self.width = max((text_width(text, TEXT_SIZE) + 3 for text in (*self.above, *self.below)), default=0.0)
        self.room = self._room()

    def _room(self) -> tuple[float, float]:
        low, high = self.span
        width = self.width
        if self.beside:
            low, high = (low - CLEARANCE - width, high) if self.beside == "left" else (low, high + CLEARANCE + width)
        elif high - low < width:
            left = self.kept((low + high - width) / 2)
            low, high = min(low, left), max(high, left + width)
        return low - CLEARANCE, high + CLEARANCE

    def kept(self, left: float) -> float:
        """The left end of its text, moved from ``left`` so that it keeps within its limits."""
        return max(min(left, self.limits[1] - self.width), self.limits[0])


@dataclass
class Track:
    """Runs that share one height."""

    runs: list[Run] = field(default_factory=list)

    def fits(self, run: Run) -> bool:
        """Whether ``run`` meets none that is there."""
        low, high = run.room
        return all(high <= other.room[0] or low >= other.room[1] for other in self.runs)


def tracks_of(runs: Sequence[Run]) -> list[Track]:
    """The tracks of the runs of one channel, from above; short runs share tracks first."""
    tracks: list[Track] = []
    for run in sorted(runs, key=lambda run: (abs(run.end - run.start), run.line)):
        track = next((track for track in tracks if track.fits(run)), None)
        if track is None:
            tracks.append(track := Track())
        track.runs.append(run)
    if len(tracks) < 2:
        return tracks
    return [tracks[n] for n in least_crossed([[_crossings(upper, lower) for lower in tracks] for upper in tracks])]


def least_crossed(cost: Sequence[Sequence[int]]) -> list[int]:
    """An order that costs least of those that moving single items can reach; the order of trials is fixed.

    Args:
        cost: of one item (row) that stands anywhere before another (column).
    """
    order = list(range(len(cost)))
    improved = True
    while improved:
        improved = False
        for moved in range(len(cost)):
            rest = [n for n in order if n != moved]
            # What the moved item costs at each place, from the first on.
            here = sum(cost[moved][n] for n in rest)
            found = [here]
            for n in rest:
                here += cost[n][moved] - cost[moved][n]
                found.append(here)
            place = min(range(len(found)), key=found.__getitem__)
            if found[place] < found[order.index(moved)]:
                order, improved = [*rest[:place], moved, *rest[place:]], True
    return order


def _crossings(upper: Track, lower: Track) -> int:
    found = 0
    for one in upper.runs:
        for other in lower.runs:
            if one.line != other.line:
                found += _passing(other, one, upwards=True) + _passing(one, other, upwards=False)
    return found


def _passing(run: Run, other: Run, upwards: bool) -> int:
    """What it costs that ends of ``run`` go on up (or down) through ``other``: a label weighs half a stretch."""
    if run.beside:
        return 0
    (low, high), weight = (other.room, 1) if other.beside else (other.span, 2)
    first, last = run.upwards
    passing = (first == upwards and low <= run.start <= high) + (last == upwards and low <= run.end <= high)
    return weight * passing
