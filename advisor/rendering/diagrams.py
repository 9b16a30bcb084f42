"""Draws a view of the architecture: boxes by kind, lines by mode, frames, title, caption and legend.

The grammar is the same in every diagram. A solid line is answered while somebody waits, a dashed one is not waited
for, a dotted one feeds back what improves the model. The number on a box is that of the decision record it stems
from; box and line lead there.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import replace

from advisor.architecture.architecture import Part
from advisor.architecture.views import Line, View
from advisor.rendering.canvas import Canvas
from advisor.rendering.drawing import BOX_WIDTH, Arrangement, BoxText, Point, Rectangle
from advisor.rendering.layout import lay_out
from advisor.rendering.legend import Legend
from advisor.rendering.lettering import LONGEST_FRAME, LONGEST_LABEL, LONGEST_NAME, NO_BREAK, drawable, wrap
from advisor.rendering.looks import (
    CHANGES,
    FRAME_INK,
    GROUND,
    LINE_HEIGHT,
    LOOKS,
    NAME_SIZE,
    STYLES,
    TEXT_SIZE,
)
from advisor.rendering.picture import Picture

TEXT_WIDTH = 94.0
BOX_PADDING = 16.0
SUBJECT_STROKE = "2.6"


def draw(
    view: View,
    records: Mapping[str, int],
    figures: Mapping[str, str] | None = None,
    links: Mapping[str, str] | None = None,
) -> Picture:
    """Lay out and draw ``view``; boxes go below each other where beside each other they would not fit on a page.

    Args:
        view: what to show.
        records: number of the decision record of each decision.
        figures: the number that matters for a component, by its id, and for a flow, by ``source>target``:
            ``p99 31 ms``.
        links: address of the decision record of each decision, for links in the SVG.
    """
    figures = figures or {}
    view = replace(view, lines=tuple(_with_figure(_legible(line), figures) for line in view.lines))
    titles = {boundary: drawable(title, LONGEST_FRAME) for boundary, title in view.frames.items()}
    view = replace(view, frames=titles)
    texts = {box.id: _box_text(box, view.changes.get(box.id, ""), figures.get(box.id)) for box in view.boxes}
    heights = {box.id: _height(box, texts[box.id]) for box in view.boxes}
    ovals = frozenset(box.id for box in view.boxes if LOOKS[box.kind].shape == "ellipse")
    arrangement = Arrangement(view, lay_out(view, heights, ovals), texts)
    sheet = _Sheet(arrangement, records, links or {})
    return Picture(view.title, _description(view), sheet.source(), sheet.canvas.edges, arrangement)


def _legible(line: Line) -> Line:
    """``line`` with labels that can be drawn, whatever a pack calls its flows, and with the sign of its change."""
    out, back = (tuple(drawable(text, LONGEST_LABEL) for text in texts) for texts in (line.out, line.back))
    if line.change and (sign := CHANGES[line.change].sign):
        out, back = (tuple(f"{sign}{NO_BREAK}{text}" for text in texts) for texts in (out, back))
    return replace(line, out=out, back=back)


def _with_figure(line: Line, figures: Mapping[str, str]) -> Line:
    """``line`` with its number behind what it carries."""
    out, back = figures.get(f"{line.source}>{line.target}"), figures.get(f"{line.target}>{line.source}")
    if out:
        line = replace(line, out=(*line.out[:-1], f"{line.out[-1]}: {out}"))
    if back and line.back:
        line = replace(line, back=(*line.back[:-1], f"{line.back[-1]}: {back}"))
    return line


def _box_text(box: Part, change: str, figure: str | None) -> BoxText:
    sign = CHANGES[change].sign if change else ""
    name = wrap(f"{sign} {drawable(box.name, LONGEST_NAME)}".strip(), NAME_SIZE, TEXT_WIDTH, bold=True)
    details = wrap(f"{LOOKS[box.kind].word} · {drawable(box.technology, LONGEST_LABEL)}", TEXT_SIZE, TEXT_WIDTH)
    return BoxText(name, (*details, *(wrap(figure, TEXT_SIZE, TEXT_WIDTH) if figure else ())))


def _height(box: Part, text: BoxText) -> float:
    lines = len(text.name) + len(text.details)
    return LINE_HEIGHT * lines + BOX_PADDING + LOOKS[box.kind].extra_height


def _description(view: View) -> str:
    """The diagram in words, for those who can't see it."""
    names = {box.id: box.name for box in view.boxes}
    changed = [
        f"{view.changes[box.id]}: {box.name}" for box in view.boxes if view.changes.get(box.id, "kept") != "kept"
    ]
    flows = [f"{names[line.source]} to {names[line.target]}: {', '.join(line.out)}" for line in view.lines]
    backs = [
        f"{names[line.target]} to {names[line.source]}: {', '.join(line.back)}" for line in view.lines if line.back
    ]
    return f"{view.caption} {'; '.join([*changed, *flows, *backs])}."


class _Sheet:
    """Writes one arrangement."""

    def __init__(self, arrangement: Arrangement, records: Mapping[str, int], links: Mapping[str, str]) -> None:
        self._view = view = arrangement.view
        self._drawing = drawing = arrangement.drawing
        self._texts = arrangement.texts
        self._records = records
        self._links = links
        self.canvas = Canvas(view.id, view.title, view.caption, drawing.size[0])

    def source(self) -> str:
        for n, (name, rectangle, title) in enumerate(self._drawing.frames):
            if self._view.frames[name]:
                self._write_frame(f"{name}-{n}", self._view.frames[name], rectangle, title)
        for box in self._view.boxes:
            self._write_box(box)
        for n, line in enumerate(self._view.lines):
            self._write_line(n, line)
        self._write_legend()
        return self.canvas.source

    def _write_frame(self, name: str, text: str, rectangle: Rectangle, title: Point) -> None:
        left, top, right, bottom = rectangle
        self.canvas.box(
            f"frame-{name}",
            "",
            ((left + right) / 2, (top + bottom) / 2),
            right - left,
            bottom - top,
            shape="box",
            style="rounded",
            color=FRAME_INK,
            penwidth="1.2",
        )
        self.canvas.text(f"boundary-{name}", [text], *title, bold=True, fill=GROUND)

    def _record(self, decisions: tuple[str, ...]) -> dict[str, str]:
        """The link from an element to the record of the first decision that brought it."""
        found = next((name for name in decisions if name in self._links), None)
        return {"URL": self._links[found], "target": "_top"} if found else {}

    def _write_box(self, box: Part) -> None:
        look, text = LOOKS[box.kind], self._texts[box.id]
        change = self._view.changes.get(box.id, "kept")
        x, y = self._drawing.centres[box.id]
        height = self._drawing.heights[box.id]
        name = "<BR/>".join(map(html.escape, text.name))
        details = "<BR/>".join(map(html.escape, text.details))
        changed = {"color": CHANGES[change].ink, "penwidth": f"{CHANGES[change].width:g}"} if change != "kept" else {}
        if box.id == self._view.subject:
            changed = {"penwidth": SUBJECT_STROKE}
        self.canvas.box(
            box.id,
            f'<<FONT POINT-SIZE="{NAME_SIZE:g}"><B>{name}</B></FONT><BR/>{details}>',
            (x, y),
            BOX_WIDTH - max(look.outset, 0.0),
            height - look.outset,
            shape=look.shape,
            style=f"{look.style},dashed" if change == "removed" else look.style,
            fillcolor=look.fill,
            peripheries=str(look.peripheries),
            tooltip=box.about,
            id=f"part-{box.id}",
            **changed,
            **self._record(box.decisions),
        )
        decision = box.decisions[0] if box.decisions else ""
        if decision in self._records:
            inward = 14.0 if box.kind == "person" else 3.0
            at = x - BOX_WIDTH / 2 + inward, y - height / 2 + inward / 2
            self.canvas.badge(f"record-{box.id}", str(self._records[decision]), at, color=FRAME_INK)

    def _write_line(self, n: int, line: Line) -> None:
        name = f"{line.source}-{line.target}-{line.mode}" + (f"-{line.change}" if line.change else "")
        changed = (
            {"color": CHANGES[line.change].ink, "penwidth": f"{CHANGES[line.change].width:g}"}
            if line.change not in ("", "kept")
            else {}
        )
        self.canvas.line(
            f"flow-{name}",
            line.source,
            line.target,
            self._drawing.paths[n],
            arrow="both" if line.back else "forward",
            style=STYLES[line.mode],
            **changed,
            **self._record(line.decisions),
        )
        for k, label in enumerate(self._drawing.labels[n]):
            self.canvas.label(f"label-{name}-{k}", label.text, label.centre, label.width, label.height)

    def _write_legend(self) -> None:
        view = self._view
        notes = []
        if any(box.decisions and box.decisions[0] in self._records for box in view.boxes):
            notes.append("number: decision record")
        if any(line.crosses for line in view.lines):
            notes.append("(P): personal data crosses a boundary")
        legend = Legend(
            kinds=[box.kind for box in view.boxes],
            modes=[line.mode for line in view.lines],
            changes=[*view.changes.values(), *(line.change for line in view.lines if line.change)],
            notes=notes,
        )
        legend.write(self.canvas, self._drawing.size[1] + 16)
