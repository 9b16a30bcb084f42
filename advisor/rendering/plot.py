"""Plain SVG charts of numbers: bars with their ranges and lines over an axis, readable without colour.

Coordinates are points from the top left. Everything is text and strokes, so that the same input gives the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

from advisor.rendering import svg
from advisor.rendering.lettering import text_width, wrap
from advisor.rendering.wording import plain
from advisor.units import show_quantity

INK, QUIET, RULE = "#1a1a1a", "#595959", "#c8c8c8"
SOLID, OPEN = "#0072B2", "#ffffff"
WIDTH = 760
MARGIN = 16
SIZE = 12.0
LINE = 16
ROW = 30
TITLE_SIZE = 15.0
_FONT = "Arial, Helvetica, sans-serif"
_HATCH = (
    '<pattern id="{}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#ffffff"/><line x1="0" y1="0" x2="0" y2="6" stroke="{}" stroke-width="2"/>'
    "</pattern>"
)

_GROUND = '<rect width="10" height="10" fill="{}"/>'
_PATTERNS = (
    _GROUND.format("#ffffff"),
    _GROUND.format("#cfe3f1") + f'<path d="M0,10 L10,0" stroke="{INK}" stroke-width="1"/>',
    _GROUND.format("#fdebd0") + f'<circle cx="5" cy="5" r="1.4" fill="{INK}"/>',
    _GROUND.format("#d5efe3") + f'<path d="M0,5 H10" stroke="{INK}" stroke-width="1"/>',
    _GROUND.format("#f3dcea") + f'<path d="M0,0 L10,10 M0,10 L10,0" stroke="{INK}" stroke-width="0.8"/>',
    _GROUND.format("#b8b8b8"),
)


@dataclass
class Sheet:
    """A drawing that grows downwards below its title."""

    title: str
    _marks: list[str] = field(default_factory=list)
    height: float = 0.0
    _patterns: dict[int, str] = field(default_factory=dict)
    _hatches: dict[str, None] = field(default_factory=lambda: {INK: None})

    def __post_init__(self) -> None:
        for line in wrap(plain(self.title), TITLE_SIZE, WIDTH - 2 * MARGIN, bold=True):
            self.height += 20
            self.text(MARGIN, self.height, line, size=TITLE_SIZE, bold=True)
        self.height += 12

    def text(
        self, x: float, y: float, words: str, *, size: float = SIZE, bold: bool = False, anchor: str = "start",
        colour: str = INK,
    ) -> None:  # fmt: skip
        weight = ' font-weight="bold"' if bold else ""
        self._marks.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" fill="{colour}"{weight}>'
            f"{escape(plain(words))}</text>"
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, *, dash: str = "", width: float = 1.0,
             colour: str = INK) -> None:  # fmt: skip
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._marks.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
            f'stroke-width="{width:g}"{dashed}/>'
        )

    def bar(
        self, x: float, y: float, width: float, height: float, *, hatched: bool = False, colour: str | None = None,
        outline: str = INK,
    ) -> None:  # fmt: skip
        """A rectangle, filled or hatched with ``colour``: by default ``SOLID`` where filled and ``INK`` where not."""
        fill = colour or SOLID
        if hatched:
            fill = f"url(#{_hatch_name(colour or INK)})"
            self._hatches[colour or INK] = None
        self._marks.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.0):.1f}" height="{height:.1f}" fill="{fill}" '
            f'stroke="{outline}" stroke-width="0.8"/>'
        )

    def diamond(self, x: float, y: float) -> None:
        self._marks.append(f'<path d="M{x:.1f},{y - 5:.1f} l5,5 l-5,5 l-5,-5 z" fill="{INK}"/>')

    def area(self, x: float, y: float, width: float, height: float, pattern: int) -> None:
        """A region without an outline, one of ``len(_PATTERNS)`` patterns that differ without colour."""
        number = pattern % len(_PATTERNS)
        self._patterns[number] = (
            f'<pattern id="area-{number}" width="10" height="10" patternUnits="userSpaceOnUse">'
            f"{_PATTERNS[number]}</pattern>"
        )
        self._marks.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="url(#area-{number})"/>'
        )

    def label(self, x: float, y: float, words: str) -> None:
        """Bold words on a white ground, to be read over a pattern."""
        self._marks.append(
            f'<rect x="{x - 3:.1f}" y="{y - 12:.1f}" width="{text_width(plain(words), SIZE, bold=True) + 6:.1f}" '
            'height="16" fill="#ffffff"/>'
        )
        self.text(x, y, words, bold=True)

    def path(self, points: Sequence[tuple[float, float]], *, dash: str = "", width: float = 2.0) -> None:
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._marks.append(f'<polyline points="{joined}" fill="none" stroke="{INK}" stroke-width="{width:g}"{dashed}/>')

    def mark(self, x: float, y: float) -> None:
        self._marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{OPEN}" stroke="{INK}" stroke-width="2"/>')

    def finished(self, description: str) -> str:
        """The SVG, with ``description`` as its text equivalent."""
        height = math.ceil(self.height + MARGIN)
        body = "\n ".join(self._marks)
        hatches = "".join(_HATCH.format(_hatch_name(colour), colour) for colour in self._hatches)
        patterns = hatches + "".join(self._patterns[number] for number in sorted(self._patterns))
        drawing = (
            f'<?xml version="1.0" encoding="utf-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
            f'height="{height}" viewBox="0 0 {WIDTH} {height}" font-family="{_FONT}">\n <defs>{patterns}</defs>\n '
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n {body}\n</svg>\n'
        )
        return svg.described(drawing, self.title, description)


def _hatch_name(colour: str) -> str:
    return "hatch" if colour == INK else f"hatch-{colour.removeprefix('#').lower()}"


Scale = Callable[[float], float]


def linear(low: float, high: float, left: float, right: float) -> Scale:
    """From values to coordinates, in proportion; values beyond the ends lie on them."""
    span = high - low or 1.0
    return lambda value: left + (min(max(value, low), high) - low) / span * (right - left)


def logarithmic(low: float, high: float, left: float, right: float) -> Scale:
    """From positive values to coordinates, in proportion to their logarithm."""
    inner = linear(math.log(low), math.log(high), left, right)
    return lambda value: inner(math.log(max(value, low)))


def decades(low: float, high: float) -> list[float]:
    """Powers of ten from ``low`` to ``high``."""
    return [10.0**power for power in range(math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9) + 1)]


def short(value: float, unit: str) -> str:
    """``value`` in few letters: millions and milliards by name."""
    for size, name in ((1e12, "trn"), (1e9, "bn"), (1e6, "M")):
        if value >= size and unit not in ("count", "1"):
            return show_quantity(value / size, unit, 2).replace(" ", f" {name} ", 1)
    return show_quantity(value, unit, 2)


def widest(words: Sequence[str], size: float = SIZE) -> float:
    """Width of the widest of ``words``, in points."""
    return max((text_width(plain(word), size) for word in words), default=0.0)
