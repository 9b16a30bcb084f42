"""The plane of two answers, drawn: which option of one decision is the best where, and where the user stands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby, pairwise

from advisor.answers import Answer, Range
from advisor.knowledge.base import KnowledgeBase
from advisor.reasoning.boundary import Band, Boundary, Column
from advisor.recommendation.recommendation import Recommendation
from advisor.rendering import plot, wording
from advisor.rendering.lettering import wrap
from advisor.requirements.system import System

_HEIGHT = 330.0
_BEYOND = 4.0
"""How far the plane is shown beyond the outermost change and the user's place, as a factor."""

_NONE = "no architecture"
_NOT_NEEDED = "does not apply"

_Places = Sequence[tuple[float, float, str]]
"""Values from, up to but not including, and what is recommended there."""


def boundary_chart(boundary: Boundary, decision: str, system: System, knowledge: KnowledgeBase) -> str:
    """Regions of the plane by the option of ``decision`` that is recommended there, as SVG."""
    columns = [(column, _merged(decision, column.bands, knowledge)) for column in boundary.columns]
    here = system.requirements.get(boundary.across), system.requirements.get(boundary.up)
    spans = [_ends(here[0], _turns_across(columns)), _ends(here[1], _turns_up(columns))]
    units = [knowledge.questions[name].unit or "count" for name in (boundary.across, boundary.up)]
    title = wording.plain(knowledge.decisions[decision].title)
    sheet = plot.Sheet(f"{title}: what {boundary.across} and {boundary.up} together decide")
    left, right = plot.MARGIN + 80, plot.WIDTH - plot.MARGIN
    top, bottom = sheet.height + 18, sheet.height + 18 + _HEIGHT
    across, upward = plot.logarithmic(*spans[0], left, right), plot.logarithmic(*spans[1], bottom, top)
    options = list(dict.fromkeys(option for _, places in columns for _, _, option in places))
    for column, places in columns:
        x1, x2 = _place(across, column.low), _place(across, column.high)
        for low, high, option in places:
            y1, y2 = _place(upward, high), _place(upward, low)
            if x2 > x1 and y2 > y1:
                sheet.area(x1, y1, x2 - x1, y2 - y1, options.index(option))
                if y1 > top:
                    sheet.line(x1, y1, x2, y1)
    for (_, before), (column, after) in pairwise(columns):
        if left < _place(across, column.low) < right:
            for low, high in _unlike(before, after):
                sheet.line(*(x := (_place(across, column.low),)), _place(upward, low), *x, _place(upward, high))
    _axes(sheet, boundary, spans, units, (left, right, top, bottom))
    _mark_here(sheet, here, across, upward)
    sheet.height = bottom + 3.4 * plot.LINE
    for number, option in enumerate(options):
        sheet.area(plot.MARGIN, sheet.height - 11, 26, 14, number)
        box = (plot.MARGIN, sheet.height - 11), (plot.MARGIN + 26, sheet.height + 3)
        sheet.path([box[0], (box[1][0], box[0][1]), box[1], (box[0][0], box[1][1]), box[0]], width=0.8)
        sheet.text(plot.MARGIN + 34, sheet.height, option)
        sheet.height += 1.3 * plot.LINE
    said = in_words(boundary, decision, system, knowledge)
    for sentence in said:
        for line in wrap(sentence, plot.SIZE, plot.WIDTH - 2 * plot.MARGIN):
            sheet.text(plot.MARGIN, sheet.height, line, colour=plot.QUIET)
            sheet.height += plot.LINE
    return sheet.finished(" ".join(said))


def in_words(boundary: Boundary, decision: str, system: System, knowledge: KnowledgeBase) -> list[str]:
    """What the chart shows along the two lines through the user's place, and how exact it is."""
    columns = [(column, _merged(decision, column.bands, knowledge)) for column in boundary.columns]
    here = [_middle(system.requirements.get(name)) for name in (boundary.across, boundary.up)]
    units = [knowledge.questions[name].unit or "count" for name in (boundary.across, boundary.up)]
    said = []
    if here[0] is not None:
        own = [places for column, places in columns if column.low <= here[0]][-1]
        said.append(
            f"At your {boundary.across} of {plot.short(here[0], units[0])}, by {boundary.up}: " + _walk(own, units[1])
        )
    if here[1] is not None:
        at = [
            (column.low, column.high, [option for low, _, option in places if low <= here[1]][-1])
            for column, places in columns
        ]
        said.append(
            f"At your {boundary.up} of {plot.short(here[1], units[1])}, by {boundary.across}: "
            + _walk(_joined(at), units[0])
        )
    if here == [None, None]:
        said.append(f"By {boundary.up}, at the least {boundary.across}: " + _walk(columns[0][1], units[1]))
        said.append(f"By {boundary.up}, at the greatest {boundary.across}: " + _walk(columns[-1][1], units[1]))
    if boundary.exact:
        said.append("Every threshold of both answers was tried, so the lines are exact.")
    else:
        said.append("A rule joins both answers, or unknown answers blur the limit, so the line is followed in steps.")
    return said


def _walk(places: _Places, unit: str) -> str:
    parts = [f"{option} below {plot.short(high, unit)}" for _, high, option in places[:-1]]
    last = places[-1][2]
    return "; ".join([*parts, f"{last} from there" if parts else f"{last} throughout"]) + "."


def _option(band: Band, decision: str, knowledge: KnowledgeBase) -> str:
    if not band.architecture:
        return _NONE
    option = band.architecture[decision]
    return _NOT_NEEDED if option is None else wording.plain(knowledge.decisions[decision].options[option].title)


def _merged(decision: str, bands: Sequence[Band], knowledge: KnowledgeBase) -> _Places:
    return _joined([(band.low, band.high, _option(band, decision, knowledge)) for band in bands])


def _joined(places: _Places) -> _Places:
    """Neighbours with the same option as one."""
    groups = [list(group) for _, group in groupby(places, key=lambda place: place[2])]
    return [(group[0][0], group[-1][1], group[0][2]) for group in groups]


def _unlike(before: _Places, after: _Places) -> list[tuple[float, float]]:
    """Where two neighbouring columns differ."""
    edges = sorted({edge for places in (before, after) for low, high, _ in places for edge in (low, high)})
    return [(low, high) for low, high in pairwise(edges) if _at(before, low) != _at(after, low)]


def _at(places: _Places, value: float) -> str:
    return [option for low, _, option in places if low <= value][-1] if places[0][0] <= value else places[0][2]


def _turns_up(columns: Sequence[tuple[Column, _Places]]) -> list[float]:
    return [low for _, places in columns for low, _, _ in places[1:]]


def _turns_across(columns: Sequence[tuple[Column, _Places]]) -> list[float]:
    pairs = pairwise(columns)
    return [column.low for (_, before), (column, after) in pairs if before != after]


def _ends(answer: Answer | None, turns: Sequence[float]) -> tuple[float, float]:
    """What to show of an axis."""
    known = [*turns, *((answer.low, answer.high) if isinstance(answer, Range) else (_middle(answer) or 0.0,))]
    positive = [value for value in known if 0 < value < math.inf] or [1.0]
    return min(positive) / _BEYOND, max(positive) * _BEYOND


def _middle(answer: Answer | None) -> float | None:
    if isinstance(answer, Range):
        return math.sqrt(answer.low * answer.high) if answer.low > 0 else (answer.low + answer.high) / 2
    return float(answer) if isinstance(answer, float | int) else None


def _place(scale: plot.Scale, value: float) -> float:
    return scale(max(value, 1e-300))


def _axes(
    sheet: plot.Sheet,
    boundary: Boundary,
    spans: Sequence[tuple[float, float]],
    units: Sequence[str],
    box: tuple[float, float, float, float],
) -> None:
    left, right, top, bottom = box
    across, upward = plot.logarithmic(*spans[0], left, right), plot.logarithmic(*spans[1], bottom, top)
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    sheet.path(corners, width=1.0)
    for value in plot.decades(*spans[0]):
        sheet.line(across(value), bottom, across(value), bottom + 5)
        sheet.text(across(value), bottom + 18, plot.short(value, units[0]), size=10, anchor="middle", colour=plot.QUIET)
    for value in plot.decades(*spans[1]):
        sheet.line(left - 5, upward(value), left, upward(value))
        sheet.text(left - 8, upward(value) + 4, plot.short(value, units[1]), size=10, anchor="end", colour=plot.QUIET)
    sheet.text(right, bottom + 34, boundary.across, anchor="end", bold=True)
    sheet.text(plot.MARGIN, top - 6, boundary.up, bold=True)


def _mark_here(
    sheet: plot.Sheet, here: tuple[Answer | None, Answer | None], across: plot.Scale, upward: plot.Scale
) -> None:
    """The user's place, with a bar for an answer that is a range; nothing where an answer is missing."""
    x, y = _middle(here[0]), _middle(here[1])
    if x is None or y is None:
        return
    if isinstance(here[0], Range):
        sheet.line(_place(across, here[0].low), upward(y), _place(across, here[0].high), upward(y), width=3)
    if isinstance(here[1], Range):
        sheet.line(across(x), _place(upward, here[1].low), across(x), _place(upward, here[1].high), width=3)
    sheet.mark(_place(across, x), _place(upward, y))
    sheet.label(_place(across, x) + 10, _place(upward, y) - 8, "you")


def shown_decision(recommendation: Recommendation, boundary: Boundary) -> str | None:
    """The decision to draw: of those that the plane turns to most options the least certain; ``None`` where it turns
    none that applies.
    """
    turned = {name: count for name, count in boundary.turned().items() if recommendation.decisions[name].option}
    return min(turned, key=lambda name: (-turned[name], recommendation.decisions[name].probability), default=None)
