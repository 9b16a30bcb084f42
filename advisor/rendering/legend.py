"""The legend of a diagram: the kinds, strokes and signs that occur in it, in rows as wide as the drawing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.rendering.canvas import Canvas
from advisor.rendering.lettering import text_width
from advisor.rendering.looks import CHANGES, GROUND, INK, LOOKS, MODE_WORDS, STYLES, TEXT_SIZE

SAMPLE_WIDTH = 34.0
ROW = 22.0


@dataclass(frozen=True)
class Legend:
    """What is to be explained.

    Attributes:
        kinds: kinds of components shown.
        modes: modes of lines shown.
        changes: changes shown, in a comparison.
        notes: sentences.
    """

    kinds: Iterable[str] = ()
    modes: Iterable[str] = ()
    changes: Iterable[str] = ()
    notes: Iterable[str] = ()

    def write(self, canvas: Canvas, top: float) -> None:
        """Write it with its first row at the height ``top``."""
        x, y = 4.0, top
        kinds, modes, changes = set(self.kinds), set(self.modes), set(self.changes)
        items = [
            *(("kind", kind, LOOKS[kind].word) for kind in LOOKS if kind in kinds),
            *(("mode", mode, MODE_WORDS[mode]) for mode in STYLES if mode in modes),
            *(
                ("change", change, f"{look.sign} {change}".strip())
                for change, look in CHANGES.items()
                if change in changes
            ),
            *(("note", f"note-{n}", note) for n, note in enumerate(self.notes)),
        ]
        for sort, what, text in items:
            sample = 0.0 if sort == "note" else SAMPLE_WIDTH
            width = sample + text_width(text, TEXT_SIZE) + 18
            if x > 4.0 and x + width > canvas.width:
                x, y = 4.0, y + ROW
            if sort == "kind":
                _kind(canvas, what, x, y)
            elif sort == "mode":
                _mode(canvas, what, x, y)
            elif sort == "change":
                _change(canvas, what, x, y)
            canvas.text(f"legend-{what}-text", [text], x + sample, y)
            x += width


def _kind(canvas: Canvas, kind: str, x: float, y: float) -> None:
    look = LOOKS[kind]
    canvas.box(
        f"legend-{kind}",
        "",
        (x + 14, y),
        26 - max(look.outset, 0.0),
        16 - look.outset,
        shape=look.shape,
        style=look.style,
        fillcolor=look.fill,
        peripheries=str(look.peripheries),
    )


def _mode(canvas: Canvas, mode: str, x: float, y: float) -> None:
    ends = f"legend-{mode}-start", f"legend-{mode}-end"
    for name, at in zip(ends, (x, x + 30), strict=True):
        canvas.point(name, (at, y))
    canvas.line(f"flow-legend-{mode}", *ends, [(x, y), (x + 30, y)], style=STYLES[mode])


def _change(canvas: Canvas, change: str, x: float, y: float) -> None:
    look = CHANGES[change]
    canvas.box(
        f"legend-{change}",
        look.sign,
        (x + 14, y),
        26,
        16,
        shape="box",
        style="dashed,filled" if change == "removed" else "filled",
        fillcolor=GROUND,
        fontcolor=INK,
        color=look.ink,
        penwidth=f"{look.width:g}",
    )
