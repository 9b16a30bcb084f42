"""A view with coordinates: the value that the router makes and pictures are written from. Lengths are in points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.architecture.views import View
from advisor.rendering.lettering import text_width
from advisor.rendering.looks import TEXT_SIZE

Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom."""

BOX_WIDTH = 108.0
LABEL_LINE = 10.5


@dataclass(frozen=True)
class Label:
    """A text of one or more lines around its centre."""

    text: tuple[str, ...]
    centre: Point

    @property
    def width(self) -> float:
        return max(text_width(line, TEXT_SIZE) for line in self.text) + 3

    @property
    def height(self) -> float:
        return LABEL_LINE * len(self.text)


@dataclass(frozen=True)
class Drawing:
    """A view with coordinates.

    Attributes:
        size: width and height.
        centres: centre of each box.
        heights: height of each box; all are ``BOX_WIDTH`` wide.
        paths: corner points of each line, in the order of the lines.
        labels: labels of each line, in the same order.
        frames: boundary, rectangle, and left end and middle height of its name.
    """

    size: Point
    centres: Mapping[str, Point]
    heights: Mapping[str, float]
    paths: tuple[tuple[Point, ...], ...]
    labels: tuple[tuple[Label, ...], ...]
    frames: tuple[tuple[str, Rectangle, Point], ...]


@dataclass(frozen=True)
class BoxText:
    """What stands in a box, in lines."""

    name: tuple[str, ...]
    details: tuple[str, ...]


@dataclass(frozen=True)
class Arrangement:
    """A view, its coordinates and the texts of its boxes by their ids: all that a tool needs to draw it alike."""

    view: View
    drawing: Drawing
    texts: Mapping[str, BoxText]
