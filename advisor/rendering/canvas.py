"""A sheet of paper for diagrams: text, boxes and lines at given places, written as DOT text with coordinates.

Lengths are in points; y grows downwards from below the heading. Graphviz measures from below, so y is turned.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisor.rendering.lettering import LONGEST_TEXT, LONGEST_TITLE, drawable, text_width, wrap
from advisor.rendering.looks import FONT, GROUND, INK, LINE_INK, TEXT_SIZE, TITLE_SIZE

if TYPE_CHECKING:
    from graphviz import Digraph

Point = tuple[float, float]

MARGIN = 14.0
CORNER = 6.0
ARROW = 7.0
CAPTION_SIZE = 10.0
LEAST_WIDTH = 320.0


class Canvas:
    """One diagram in the making. Every element has an id that stays the same as long as what it shows does."""

    def __init__(self, name: str, title: str, caption: str, width: float) -> None:
        from graphviz import Digraph

        self.width = max(width, LEAST_WIDTH)
        self.edges = 0
        self._graph: Digraph = Digraph(name=name, engine="neato")
        self._graph.attr(
            bgcolor=GROUND, outputorder="edgesfirst", pad=f"{MARGIN / 72:.3f}", fontname=FONT, notranslate="true"
        )
        self._graph.attr(
            "node",
            fontname=FONT,
            fontsize=f"{TEXT_SIZE:g}",
            fontcolor=INK,
            color=LINE_INK,
            fixedsize="true",
            margin="0",
        )
        self._graph.attr("edge", fontname=FONT, color=LINE_INK, arrowsize=f"{ARROW / 10:g}", penwidth="1.1")
        self._heading(drawable(title, LONGEST_TITLE), drawable(caption, LONGEST_TEXT))

    @property
    def source(self) -> str:
        """The DOT text."""
        return str(self._graph.source)

    def text(
        self,
        name: str,
        lines: Sequence[str],
        left: float,
        middle: float,
        size: float = TEXT_SIZE,
        *,
        bold: bool = False,
        fill: str = "none",
        ink: str = INK,
    ) -> None:
        """Lines that start at ``left``, their middle at the height ``middle``."""
        width = max(text_width(line, size, bold) for line in lines) + 4
        rows = '<BR ALIGN="LEFT"/>'.join(map(html.escape, lines)) + '<BR ALIGN="LEFT"/>'
        content = f"<B>{rows}</B>" if bold else rows
        self._graph.node(
            name,
            label=f'<<FONT POINT-SIZE="{size:g}">{content}</FONT>>',
            shape="box",
            style="filled" if fill != "none" else "",
            penwidth="0",
            fillcolor=fill,
            fontcolor=ink,
            pos=self._place(left + width / 2, middle),
            width=f"{width / 72:.4f}",
            height=f"{(size + 1.5) * len(lines) / 72:.4f}",
            id=name,
        )

    def box(self, name: str, label: str, centre: Point, width: float, height: float, **attributes: str) -> None:
        """A node. ``label`` is an HTML-like label in angle brackets, or plain text without a backslash.

        A ``tooltip`` may be any text.
        """
        from graphviz import nohtml

        if "tooltip" in attributes:
            attributes["tooltip"] = nohtml(drawable(attributes["tooltip"], LONGEST_TEXT))
        self._graph.node(
            name,
            label=label,
            pos=self._place(*centre),
            width=f"{width / 72:.4f}",
            height=f"{height / 72:.4f}",
            id=attributes.pop("id", name),
            **attributes,
        )

    def label(self, name: str, lines: Sequence[str], centre: Point, width: float, height: float) -> None:
        """Text on a white ground around ``centre``."""
        rows = "<BR/>".join(map(html.escape, lines))
        self.box(
            name, f"<{rows}>", centre, width, height - 1, shape="box", style="filled", fillcolor=GROUND, penwidth="0"
        )

    def badge(self, name: str, text: str, centre: Point, **attributes: str) -> None:
        """A small circle with a number."""
        self.box(name, text, centre, 15.84, 15.84, shape="circle", style="filled", fillcolor=GROUND, **attributes)

    def point(self, name: str, at: Point) -> None:
        """Nothing visible: an end for lines."""
        self.box(name, "", at, 0.72, 0.72, shape="point", style="invis")

    def line(
        self,
        name: str,
        source: str,
        target: str,
        path: Sequence[Point],
        /,
        *,
        arrow: str = "forward",
        **attributes: str,
    ) -> None:
        """A line along ``path`` with rounded corners. ``arrow`` is ``forward``, ``both`` or ``none``."""
        self._graph.edge(source, target, pos=self._spline(path, arrow), dir=arrow, id=name, **attributes)
        self.edges += 1

    def _heading(self, title: str, caption: str) -> None:
        lines = [
            *((line, TITLE_SIZE, True) for line in wrap(title, TITLE_SIZE, self.width, bold=True)),
            *((line, CAPTION_SIZE, False) for line in wrap(caption, CAPTION_SIZE, self.width)),
        ]
        self._top = sum(size + 4 for _, size, _ in lines) + 10
        y = -self._top
        for n, (line, size, bold) in enumerate(lines):
            self.text(f"heading-{n}", [line], 4.0, y + size / 2, size, bold=bold)
            y += size + 4

    def _place(self, x: float, y: float) -> str:
        return f"{x:.1f},{-(y + self._top):.1f}"

    def _spline(self, path: Sequence[Point], arrow: str) -> str:
        """``path`` as a Bézier curve, its arrowheads set off."""
        start, end = path[0], path[-1]
        first = _towards(start, path[1], ARROW) if arrow == "both" else start
        last = _towards(end, path[-2], ARROW) if arrow != "none" else end
        points = [first]
        for before, corner, after in zip(path, path[1:], path[2:], strict=False):
            radius = min(CORNER, _distance(before, corner) / 2, _distance(corner, after) / 2)
            enter, leave = _towards(corner, before, radius), _towards(corner, after, radius)
            points += [*_straight(points[-1], enter), corner, corner, leave]
        points += _straight(points[-1], last)
        ends = f"s,{self._place(*start)} " if arrow == "both" else ""
        ends += f"e,{self._place(*end)} " if arrow != "none" else ""
        return ends + " ".join(self._place(*point) for point in points)


def _distance(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _towards(start: Point, goal: Point, length: float) -> Point:
    """The point ``length`` from ``start`` on the level or upright way to ``goal``."""
    far = _distance(start, goal) or 1.0
    return start[0] + (goal[0] - start[0]) * length / far, start[1] + (goal[1] - start[1]) * length / far


def _straight(start: Point, end: Point) -> list[Point]:
    """A straight stretch as a Bézier segment without its first point."""
    third = (end[0] - start[0]) / 3, (end[1] - start[1]) / 3
    return [(start[0] + third[0], start[1] + third[1]), (end[0] - third[0], end[1] - third[1]), end]
