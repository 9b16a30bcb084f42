"""The tracks of a channel between two rows of boxes: which level stretches share a height, and in which order.

Of two tracks the upper one is crossed where lines of the lower one come from above within its stretches, and crosses
the lower one where its own lines go on downwards. The order that is crossed least is looked for. Lengths are in points.
"""

from __future__ import annotations

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
        y: height, once the rows have theirs.
    """

    line: int
    channel: int
    start: float
    end: float
    upwards: tuple[bool, bool]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    beside: Literal["", "left", "right"] = ""
    y: float = 0.0

    @property
    def span(self) -> tuple[float, float]:
        """The stretch itself, from left to right."""
        return min(self.start, self.end), max(self.start, self.end)

    @property
    def room(self) -> tuple[float, float]:
        """What it takes of its track, text and clearance included."""
        low, high = self.span
        width = max((text_width(text, TEXT_SIZE) + 3 for text in (*self.above, *self.below)), default=0.0)
        if self.beside:
            low, high = (low - CLEARANCE - width, high) if self.beside == "left" else (low, high + CLEARANCE + width)
        elif high - low < width:
            low, high = (low + high - width) / 2, (low + high + width) / 2
        return low - CLEARANCE, high + CLEARANCE


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
    return _ordered(tracks)


def _ordered(tracks: Sequence[Track]) -> list[Track]:
    """``tracks`` with the fewest crossings that moving single ones can reach; the order of trials is fixed."""
    cost = [[_crossings(upper, lower) for lower in tracks] for upper in tracks]

    def total(order: Sequence[int]) -> int:
        return sum(cost[upper][lower] for n, upper in enumerate(order) for lower in order[n + 1 :])

    order = list(range(len(tracks)))
    best = total(order)
    improved = True
    while improved:
        improved = False
        for moved in range(len(tracks)):
            rest = [n for n in order if n != moved]
            for place in range(len(order)):
                tried = [*rest[:place], moved, *rest[place:]]
                if (found := total(tried)) < best:
                    order, best, improved = tried, found, True
    return [tracks[n] for n in order]


def _crossings(upper: Track, lower: Track) -> int:
    return sum(
        sum(_within(x, one) for x, up in _ends(other) if up) + sum(_within(x, other) for x, up in _ends(one) if not up)
        for one in upper.runs
        for other in lower.runs
        if not one.beside and not other.beside and one.line != other.line
    )


def _ends(run: Run) -> tuple[tuple[float, bool], tuple[float, bool]]:
    return (run.start, run.upwards[0]), (run.end, run.upwards[1])


def _within(x: float, run: Run) -> bool:
    low, high = run.span
    return low <= x <= high
