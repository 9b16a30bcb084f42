"""Draws a view: boxes by kind, lines by mode, frames, title, caption and legend, as DOT text, SVG and PNG.

The grammar is the same in every diagram. The kind of a box shows in its shape, in a word and, weakest, in its hue.
A solid line is answered while somebody waits, a dashed one is not waited for, a dotted one feeds back what improves
the model. The number on a box is that of the decision record it stems from.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from advisor.architecture.architecture import Part
from advisor.architecture.views import View
from advisor.rendering.dot import render
from advisor.rendering.grid import arrange
from advisor.rendering.lettering import text_width, wrap
from advisor.rendering.routing import BOX_WIDTH, LABEL_SIZE, Drawing, Label, Point, Rectangle, Router

if TYPE_CHECKING:
    from graphviz import Digraph

FONT = "Arial"
NAME_SIZE = 10.0
TEXT_WIDTH = 94.0
LINE_HEIGHT = 12.0
BOX_PADDING = 16.0
MARGIN = 14.0
CORNER = 6.0
ARROW = 7.0
PNG_DPI = 192
INK = "#222222"
LINE_INK = "#444444"
FRAME_INK = "#8A8A8A"


@dataclass(frozen=True)
class Look:
    """How a kind of component is drawn."""

    word: str
    shape: str
    fill: str
    style: str = "filled"
    extra_height: float = 0.0
    peripheries: int = 1


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
STYLES = {"sync": "solid", "async": "dashed", "feedback": "dotted"}
MODE_WORDS = {"sync": "somebody waits", "async": "nobody waits", "feedback": "feedback"}


@dataclass(frozen=True)
class Picture:
    """A diagram as DOT text with coordinates, and what an accessible SVG needs beside it."""

    title: str
    description: str
    dot: str
    edges: int

    @cached_property
    def svg(self) -> str:
        """The diagram as SVG text with role, title and description; its text stays text."""
        return _accessible(render(self.dot, "svg", self.edges).decode(), self.title, self.description)

    @cached_property
    def png(self) -> bytes:
        """The diagram as a PNG of ``PNG_DPI`` pixels per inch."""
        return render(self.dot, "png", self.edges, PNG_DPI)


def draw(
    view: View,
    records: Mapping[str, int],
    figures: Mapping[str, str] | None = None,
    links: Mapping[str, str] | None = None,
) -> Picture:
    """Lay out and draw ``view``.

    Args:
        view: what to show.
        records: number of the decision record of each decision.
        figures: the number that matters for a component, by its id: ``p99 31 ms``.
        links: address of the decision record of each decision, for links in the SVG.
    """
    texts = {box.id: _box_text(box, (figures or {}).get(box.id)) for box in view.boxes}
    heights = {box.id: _height(box, texts[box.id]) for box in view.boxes}
    ovals = frozenset(box.id for box in view.boxes if LOOKS[box.kind].shape == "ellipse")
    drawing = Router(arrange(view), view.lines, heights, view.frames, ovals).draw()
    sheet = _Sheet(view, drawing, texts, records, links or {})
    dot = sheet.source()
    return Picture(view.title, _description(view), dot, sheet.edges)


# --- boxes -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _BoxText:
    name: tuple[str, ...]
    details: tuple[str, ...]


def _box_text(box: Part, figure: str | None) -> _BoxText:
    details = wrap(f"{LOOKS[box.kind].word} · {box.technology}", LABEL_SIZE, TEXT_WIDTH)
    return _BoxText(wrap(box.name, NAME_SIZE, TEXT_WIDTH, bold=True), (*details, *((figure,) if figure else ())))


def _height(box: Part, text: _BoxText) -> float:
    lines = len(text.name) + len(text.details)
    return LINE_HEIGHT * lines + BOX_PADDING + LOOKS[box.kind].extra_height


def _description(view: View) -> str:
    """The diagram in words, for those who can't see it."""
    names = {box.id: box.name for box in view.boxes}
    flows = [f"{names[line.source]} to {names[line.target]}: {', '.join(line.out)}" for line in view.lines]
    backs = [
        f"{names[line.target]} to {names[line.source]}: {', '.join(line.back)}" for line in view.lines if line.back
    ]
    return f"{view.caption} {'; '.join([*flows, *backs])}."


# --- the sheet -------------------------------------------------------------------------------------


class _Sheet:
    """Writes a drawing as DOT, with heading above and legend below. Graphviz measures from below, so y is turned."""

    def __init__(
        self,
        view: View,
        drawing: Drawing,
        texts: Mapping[str, _BoxText],
        records: Mapping[str, int],
        links: Mapping[str, str],
    ) -> None:
        self._view = view
        self._drawing = drawing
        self._texts = texts
        self._records = records
        self._links = links
        self._width = drawing.size[0]
        self._heading = self._heading_lines()
        self._top = sum(size + 4 for _, size, _ in self._heading) + 10
        self.edges = 0

    def source(self) -> str:
        from graphviz import Digraph

        graph = Digraph(name=self._view.id, engine="neato")
        graph.attr(
            bgcolor="white", outputorder="edgesfirst", pad=f"{MARGIN / 72:.3f}", fontname=FONT, notranslate="true"
        )
        graph.attr(
            "node",
            fontname=FONT,
            fontsize=f"{LABEL_SIZE:g}",
            fontcolor=INK,
            color=LINE_INK,
            fixedsize="true",
            margin="0",
        )
        graph.attr("edge", fontname=FONT, color=LINE_INK, arrowsize=f"{ARROW / 10:g}", penwidth="1.1")
        self._write_heading(graph)
        for n, (name, rectangle, title) in enumerate(self._drawing.frames):
            self._write_frame(graph, f"{name}-{n}", self._view.frames[name], rectangle, title)
        for box in self._view.boxes:
            self._write_box(graph, box)
        for n, line in enumerate(self._view.lines):
            self._write_line(graph, n, line.source, line.target, self._drawing.paths[n], line.mode, bool(line.back))
            for label in self._drawing.labels[n]:
                self._write_label(graph, f"label-{n}-{self._drawing.labels[n].index(label)}", label)
        self._write_legend(graph)
        return str(graph.source)

    def _place(self, x: float, y: float) -> str:
        return f"{x:.1f},{-(y + self._top):.1f}"

    def _text_node(
        self,
        graph: Digraph,
        name: str,
        lines: Sequence[str],
        left: float,
        middle: float,
        size: float,
        bold: bool = False,
        fill: str = "none",
    ) -> None:
        """Text that starts at ``left``, as a node without outline."""
        width = max(text_width(line, size, bold) for line in lines) + 4
        rows = '<BR ALIGN="LEFT"/>'.join(html.escape(line) for line in lines) + '<BR ALIGN="LEFT"/>'
        content = f"<B>{rows}</B>" if bold else rows
        graph.node(
            name,
            label=f'<<FONT POINT-SIZE="{size:g}">{content}</FONT>>',
            shape="box",
            style="filled" if fill != "none" else "",
            penwidth="0",
            fillcolor=fill,
            pos=self._place(left + width / 2, middle),
            width=f"{width / 72:.4f}",
            height=f"{(size + 1.5) * len(lines) / 72:.4f}",
            id=name,
        )

    def _heading_lines(self) -> list[tuple[str, float, bool]]:
        wide = max(self._width, 320.0)
        return [
            *((line, 14.0, True) for line in wrap(self._view.title, 14.0, wide, bold=True)),
            *((line, 10.0, False) for line in wrap(self._view.caption, 10.0, wide)),
        ]

    def _write_heading(self, graph: Digraph) -> None:
        y = -self._top
        for n, (line, size, bold) in enumerate(self._heading):
            self._text_node(graph, f"heading-{n}", [line], 4.0, y + size / 2, size, bold)
            y += size + 4

    def _write_frame(self, graph: Digraph, name: str, text: str, rectangle: Rectangle, title: Point) -> None:
        left, top, right, bottom = rectangle
        graph.node(
            f"frame-{name}",
            label="",
            shape="box",
            style="rounded",
            color=FRAME_INK,
            penwidth="1.2",
            pos=self._place((left + right) / 2, (top + bottom) / 2),
            width=f"{(right - left) / 72:.4f}",
            height=f"{(bottom - top) / 72:.4f}",
            id=f"frame-{name}",
        )
        self._text_node(graph, f"boundary-{name}", [text], *title, LABEL_SIZE, bold=True, fill="white")

    def _write_box(self, graph: Digraph, box: Part) -> None:
        look, text = LOOKS[box.kind], self._texts[box.id]
        x, y = self._drawing.centres[box.id]
        height = self._drawing.heights[box.id]
        outset = _outset(look)
        name = "<BR/>".join(html.escape(line) for line in text.name)
        details = "<BR/>".join(html.escape(line) for line in text.details)
        decision = box.decisions[0] if box.decisions else ""
        attributes = {"URL": self._links[decision], "target": "_top"} if decision in self._links else {}
        graph.node(
            box.id,
            label=f'<<FONT POINT-SIZE="{NAME_SIZE:g}"><B>{name}</B></FONT><BR/>{details}>',
            shape=look.shape,
            style=look.style,
            fillcolor=look.fill,
            peripheries=str(look.peripheries),
            pos=self._place(x, y),
            width=f"{(BOX_WIDTH - max(outset, 0.0)) / 72:.4f}",
            height=f"{(height - outset) / 72:.4f}",
            tooltip=box.about,
            id=f"part-{box.id}",
            **attributes,
        )
        if decision in self._records:
            inward = 14.0 if box.kind == "person" else 3.0
            self._write_badge(
                graph,
                f"record-{box.id}",
                str(self._records[decision]),
                x - BOX_WIDTH / 2 + inward,
                y - height / 2 + inward / 2,
            )

    def _write_badge(self, graph: Digraph, name: str, number: str, x: float, y: float) -> None:
        graph.node(
            name,
            label=number,
            shape="circle",
            style="filled",
            fillcolor="white",
            color=FRAME_INK,
            pos=self._place(x, y),
            width="0.22",
            height="0.22",
            id=name,
        )

    def _write_line(
        self, graph: Digraph, n: int | str, source: str, target: str, path: Sequence[Point], mode: str, both: bool
    ) -> None:
        graph.edge(
            source,
            target,
            pos=self._spline(path, both),
            style=STYLES[mode],
            dir="both" if both else "forward",
            id=f"flow-{n}",
        )
        self.edges += 1

    def _spline(self, path: Sequence[Point], both: bool) -> str:
        """``path`` with rounded corners as a Bézier curve, its arrowheads set off."""
        start, end = path[0], path[-1]
        first = _towards(start, path[1], ARROW) if both else start
        last = _towards(end, path[-2], ARROW)
        points = [first]
        for before, corner, after in zip(path, path[1:], path[2:], strict=False):
            radius = min(CORNER, _distance(before, corner) / 2, _distance(corner, after) / 2)
            enter, leave = _towards(corner, before, radius), _towards(corner, after, radius)
            points += [*_straight(points[-1], enter), corner, corner, leave]
        points += _straight(points[-1], last)
        ends = (f"s,{self._place(*start)} " if both else "") + f"e,{self._place(*end)} "
        return ends + " ".join(self._place(*point) for point in points)

    def _write_label(self, graph: Digraph, name: str, label: Label) -> None:
        rows = "<BR/>".join(html.escape(line) for line in label.text)
        graph.node(
            name,
            label=f"<{rows}>",
            shape="box",
            style="filled",
            fillcolor="white",
            penwidth="0",
            pos=self._place(*label.centre),
            width=f"{label.width / 72:.4f}",
            height=f"{(label.height - 1) / 72:.4f}",
            id=name,
        )

    # --- legend ------------------------------------------------------------------------------------

    def _write_legend(self, graph: Digraph) -> None:
        """What occurs in this diagram, in rows as wide as the drawing."""
        kinds = [kind for kind in LOOKS if any(box.kind == kind for box in self._view.boxes)]
        modes = [mode for mode in STYLES if any(line.mode == mode for line in self._view.lines)]
        notes = []
        if any(box.decisions and box.decisions[0] in self._records for box in self._view.boxes):
            notes.append("number: decision record")
        if any(line.crosses for line in self._view.lines):
            notes.append("(P): personal data crosses a boundary")
        x, y = 4.0, self._drawing.size[1] + 16
        items = [
            *(("kind", kind) for kind in kinds),
            *(("mode", mode) for mode in modes),
            *(("note", note) for note in notes),
        ]
        for sort, what in items:
            text = {"kind": LOOKS[what].word if sort == "kind" else "", "mode": MODE_WORDS.get(what, ""), "note": what}[
                sort
            ]
            sample = 0.0 if sort == "note" else 34.0
            width = sample + text_width(text, LABEL_SIZE) + 18
            if x + width > max(self._width, 320.0):
                x, y = 4.0, y + 22
            if sort == "kind":
                self._write_sample(graph, what, x, y)
            elif sort == "mode":
                self._write_mode(graph, what, x, y)
            self._text_node(
                graph,
                f"legend-{what}-text" if sort != "note" else f"legend-note-{notes.index(what)}",
                [text],
                x + sample,
                y,
                LABEL_SIZE,
            )
            x += width

    def _write_sample(self, graph: Digraph, kind: str, x: float, y: float) -> None:
        look = LOOKS[kind]
        graph.node(
            f"legend-{kind}",
            label="",
            shape=look.shape,
            style=look.style,
            fillcolor=look.fill,
            peripheries=str(look.peripheries),
            pos=self._place(x + 14, y),
            width=f"{(26 - max(_outset(look), 0.0)) / 72:.4f}",
            height=f"{(16 - _outset(look)) / 72:.4f}",
            id=f"legend-{kind}",
        )

    def _write_mode(self, graph: Digraph, mode: str, x: float, y: float) -> None:
        ends = f"legend-{mode}-start", f"legend-{mode}-end"
        for name, at in zip(ends, (x, x + 30), strict=True):
            graph.node(
                name, label="", shape="point", style="invis", pos=self._place(at, y), width="0.01", height="0.01"
            )
        self._write_line(graph, f"legend-{mode}", *ends, [(x, y), (x + 30, y)], mode, False)


def _outset(look: Look) -> float:
    """By how much Graphviz draws a shape higher than asked: each further outline stands 4 points off the last.

    The body of a ``cds`` stands 6 points inside; it has no outline on either side.
    """
    return -12.0 if look.shape == "cds" else 8.0 * (look.peripheries - 1)


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


# --- finishing -------------------------------------------------------------------------------------

_ROOT = re.compile(r"<svg ([^>]*)>", re.DOTALL)
_TEXT = re.compile(r'<text (?P<attributes>[^>]*font-size="(?P<size>[0-9.]+)"[^>]*)>(?P<text>[^<]*)</text>')


def _accessible(svg: str, title: str, description: str) -> str:
    """Give the picture a role and words, and each text the width it was laid out for.

    Where Arial is missing a viewer takes another font; ``textLength`` keeps its text inside the box.
    """
    words = f"<title>{html.escape(title)}</title>\n<desc>{html.escape(description)}</desc>"
    svg = _ROOT.sub(lambda root: f'<svg role="img" {root[1]}>\n{words}', svg, count=1)
    svg = svg.replace('font-family="Arial"', 'font-family="Arial, Arimo, Liberation Sans, Helvetica, sans-serif"')
    return _TEXT.sub(_with_width, svg)


def _with_width(found: re.Match[str]) -> str:
    text = html.unescape(found["text"])
    if not text.strip():
        return found[0]
    width = text_width(text, float(found["size"]), 'font-weight="bold"' in found["attributes"])
    return (
        f'<text {found["attributes"]} textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs">{found["text"]}</text>'
    )
