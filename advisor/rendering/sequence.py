"""Draws the life of one prediction: a head and a lifeline for each participant, a row for each step."""

from __future__ import annotations

import html
from collections.abc import Mapping

from advisor.architecture.architecture import Part
from advisor.architecture.sequence import PHASES, PredictionSequence, Step
from advisor.rendering.canvas import Canvas
from advisor.rendering.drawing import LABEL_LINE
from advisor.rendering.labels import ARROW_HALF
from advisor.rendering.legend import Legend
from advisor.rendering.lettering import LONGEST_LABEL, LONGEST_NAME, drawable, text_width, wrap
from advisor.rendering.looks import FRAME_INK, GROUND, LINE_HEIGHT, LOOKS, NAME_SIZE, TEXT_SIZE
from advisor.rendering.picture import Picture

NAME = "prediction-sequence"
NARROWEST = 78.0
WIDEST = 130.0
USABLE = 700.0
HEAD_GAP = 8.0
LABEL_PAD = 8.0
STEP_GAP = 11.0
PHASE_ROOM = 24.0


def draw_sequence(
    sequence: PredictionSequence,
    figures: Mapping[str, str] | None = None,
    links: Mapping[str, str] | None = None,
) -> Picture:
    """Draw ``sequence``, its lifelines in the order in which the participants come in.

    Args:
        sequence: has at least two participants and one step.
        figures: the number that matters for a flow, by ``source>target``.
        links: address of the decision record of each decision.
    """
    sheet = _Sheet(sequence, figures or {}, links or {})
    return Picture(sequence.title, _description(sequence), sheet.source(), sheet.canvas.edges)


def _description(sequence: PredictionSequence) -> str:
    names = {part.id: part.name for part in sequence.parts}
    told = [
        f"{n}. {names[step.flow.source]} to {names[step.flow.target]}: {step.flow.carries}"
        for n, step in enumerate(sequence.steps, start=1)
    ]
    return f"{sequence.caption} {'; '.join(told)}."


class _Sheet:
    def __init__(self, sequence: PredictionSequence, figures: Mapping[str, str], links: Mapping[str, str]) -> None:
        self._sequence = sequence
        self._figures = figures
        self._links = links
        count = len(sequence.parts)
        self._pitch = min(WIDEST, max(NARROWEST, USABLE / count))
        self._x = {part.id: self._pitch * (n + 0.5) for n, part in enumerate(sequence.parts)}
        self.canvas = Canvas(NAME, sequence.title, sequence.caption, self._pitch * count)

    def source(self) -> str:
        names = {part.id: self._wrapped(part) for part in self._sequence.parts}
        head = max(
            LINE_HEIGHT * len(name) + 16 + LOOKS[part.kind].extra_height
            for part, name in ((part, names[part.id]) for part in self._sequence.parts)
        )
        foot = self._write_steps(head + 6)
        for part in self._sequence.parts:
            self._write_head(part, names[part.id], head)
            x = self._x[part.id]
            self.canvas.point(f"foot-{part.id}", (x, foot))
            self.canvas.line(
                f"lifeline-{part.id}", part.id, f"foot-{part.id}", [(x, head), (x, foot)], arrow="none", color=FRAME_INK
            )
        legend = Legend(kinds=[part.kind for part in self._sequence.parts])
        legend.write(self.canvas, foot + 22)
        return self.canvas.source

    def _wrapped(self, part: Part) -> tuple[str, ...]:
        return wrap(drawable(part.name, LONGEST_NAME), NAME_SIZE, self._pitch - HEAD_GAP - 12, bold=True)

    def _record(self, decisions: tuple[str, ...]) -> dict[str, str]:
        found = next((name for name in decisions if name in self._links), None)
        return {"URL": self._links[found], "target": "_top"} if found else {}

    def _write_head(self, part: Part, name: tuple[str, ...], height: float) -> None:
        look = LOOKS[part.kind]
        rows = "<BR/>".join(map(html.escape, name))
        self.canvas.box(
            part.id,
            f'<<FONT POINT-SIZE="{NAME_SIZE:g}"><B>{rows}</B></FONT>>',
            (self._x[part.id], height / 2),
            self._pitch - HEAD_GAP - max(look.outset, 0.0),
            height - look.outset,
            shape=look.shape,
            style=look.style,
            fillcolor=look.fill,
            peripheries=str(look.peripheries),
            id=f"part-{part.id}",
            tooltip=part.about,
            **self._record(part.decisions),
        )

    def _write_steps(self, y: float) -> float:
        """Write all steps below ``y`` and say where they end."""
        phase = ""
        for n, step in enumerate(self._sequence.steps, start=1):
            if step.phase != phase:
                phase = step.phase
                y += PHASE_ROOM
                self.canvas.text(f"phase-{phase}", [PHASES[step.phase]], 4.0, y - 7, bold=True, fill=GROUND)
            y = self._write_step(n, step, y)
        return y + STEP_GAP

    def _write_step(self, n: int, step: Step, y: float) -> float:
        flow = step.flow
        start, end = self._x[flow.source], self._x[flow.target]
        figure = self._figures.get(f"{flow.source}>{flow.target}")
        text = f"{n}. {drawable(flow.carries, LONGEST_LABEL)}" + (f": {figure}" if figure else "")
        lines = wrap(text, TEXT_SIZE, self._pitch - LABEL_PAD)
        line_y = y + LABEL_LINE * len(lines) + ARROW_HALF + 2
        name = f"{flow.source}-{flow.target}-{n}"
        dashed = step.answer or flow.mode != "sync"
        self.canvas.line(
            f"flow-{name}",
            flow.source,
            flow.target,
            [(start, line_y), (end, line_y)],
            style="dashed" if dashed else "solid",
            **self._record(tuple(choice.decision for choice in flow.choices)),
        )
        width = max(text_width(line, TEXT_SIZE) for line in lines) + 3
        middle = start + self._pitch / 2 * (1 if end > start else -1)
        self.canvas.label(
            f"label-{name}",
            lines,
            (middle, line_y - ARROW_HALF - LABEL_LINE * len(lines) / 2),
            width,
            LABEL_LINE * len(lines),
        )
        return line_y + STEP_GAP
