"""How things are drawn in every diagram: shapes, strokes and inks.

The kind of a box shows in its shape, in a word and, weakest, in its hue, so that a grey copy still reads. Inks and
fills are held to their contrast by the tests. A picture brings its own white ground, for light and dark pages alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FONT = "Arial"
NAME_SIZE = 10.0
TEXT_SIZE = 9.0
TITLE_SIZE = 14.0
LINE_HEIGHT = 12.0
PAGE_WIDTH = 735.0
"""Points: A4 across with margins of 19 mm. What is wider would be printed smaller than it was drawn."""
GROUND = "#FFFFFF"
INK = "#222222"
LINE_INK = "#444444"
FRAME_INK = "#7A7A7A"


@dataclass(frozen=True)
class Look:
    """How a kind of component is drawn."""

    word: str
    shape: str
    fill: str
    style: str = "filled"
    extra_height: float = 0.0
    peripheries: int = 1

    @property
    def outset(self) -> float:
        """By how much Graphviz draws the shape higher than asked: each further outline stands 4 points off the last.

        The body of a ``cds`` stands 6 points inside; it has no outline on either side.
        """
        return -12.0 if self.shape == "cds" else 8.0 * (self.peripheries - 1)


LOOKS: Mapping[str, Look] = {
    "person": Look("person", "ellipse", "#F6E8CC", extra_height=12.0),
    "service": Look("service", "box", "#DCE8F5", style="rounded,filled"),
    "model": Look("model", "note", "#E5DCF0"),
    "store": Look("store", "cylinder", "#DCEEDF", extra_height=12.0),
    "pipeline": Look("job", "component", "#F0EFEA"),
    "stream": Look("stream", "cds", "#D3EDEC"),
    "device": Look("device", "box3d", "#F5DFD6"),
    "external": Look("external", "box", "#FFFFFF", peripheries=2),
}
STYLES: Mapping[str, str] = {"sync": "solid", "async": "dashed", "feedback": "dotted"}
MODE_WORDS: Mapping[str, str] = {"sync": "somebody waits", "async": "nobody waits", "feedback": "feedback"}


@dataclass(frozen=True)
class ChangeLook:
    """How a change between two versions is drawn: a sign before the name and a stroke, besides the ink."""

    sign: str
    ink: str
    width: float


CHANGES: Mapping[str, ChangeLook] = {
    "kept": ChangeLook("", LINE_INK, 1.0),
    "added": ChangeLook("+", "#0B6B2E", 2.6),
    "removed": ChangeLook("−", "#A11B1B", 1.6),
    "moved": ChangeLook("→", "#7A4B00", 2.6),
}
